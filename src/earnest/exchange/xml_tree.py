"""How is XML from a stranger read without harm? Into a small tree of our own, within bounds.

No document type, no entities, no network; depth, number of elements and bytes are bounded, and a
bound is met while parsing, before the memory is spent. What the elements mean is ``ubl``'s.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NoReturn

from lxml import etree

from earnest.domain.refusals import refuse

MAX_DEPTH = 60
"""Elements within elements; the deepest order that UBL itself can express in earnest has 12."""

MAX_ELEMENTS = 100_000
"""Elements in all: about a thousand order lines with everything that UBL allows on them."""


@dataclass(slots=True)
class Node:
    """One element: its namespace and local name, attributes, text and child elements."""

    namespace: str
    name: str
    attributes: dict[str, str]
    children: list[Node] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The element's own text with every run of white space made one space."""
        return " ".join("".join(self.pieces).split())

    def all(self, *path: str) -> list[Node]:
        """Every element at the end of ``path`` (local names), in document order."""
        found = [self]
        for name in path:
            found = [child for node in found for child in node.children if child.name == name]
        return found

    def first(self, *path: str) -> Node | None:
        """The first element at the end of ``path``."""
        return next(iter(self.all(*path)), None)

    def value(self, *path: str) -> str:
        """The text of the first element at the end of ``path``; empty where there is none."""
        node = self.first(*path)
        return node.text if node else ""


class _Builder:
    """Receives what the parser sees and builds the tree; refuses as soon as a bound is met."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self.open: list[Node] = []
        self.count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if len(self.open) >= MAX_DEPTH:
            refuse("import.too_deep", limit=MAX_DEPTH)
        if self.count > MAX_ELEMENTS:
            refuse("import.too_many_elements", limit=MAX_ELEMENTS)
        namespace, _, name = tag.removeprefix("{").rpartition("}")
        node = Node(namespace, name, dict(attributes))
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node
        self.open.append(node)

    def end(self, _tag: str) -> None:
        self.open.pop()

    def data(self, text: str) -> None:
        self.open[-1].pieces.append(text)

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> NoReturn:
        refuse("import.document_type")

    def close(self) -> Node | None:
        return self.root  # None only on the way out of a refusal: the parser closes then too


def read_xml(data: bytes) -> Node:
    """Parse ``data`` into a tree.

    Refuses ``import.document_type`` (any DTD, so no entity can be declared), ``import.too_deep``,
    ``import.too_many_elements`` and ``import.bad_xml`` with line and column.
    """
    parser = etree.XMLParser(
        target=_Builder(),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
    )
    try:
        root: Node | None = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        refuse("import.bad_xml", line=line or 1, column=column or 1)
    if root is None:
        refuse("import.empty")
    return root
