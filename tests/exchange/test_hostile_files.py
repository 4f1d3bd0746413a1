"""Does every hostile or broken file end in one named refusal, quickly and without side effects?"""

import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from earnest.domain.refusals import Refused
from earnest.exchange.bounds import MAX_BYTES
from earnest.exchange.read import Imported, read_order
from earnest.policies import load
from tests.exchange.ubl_text import HEAD, line, order

POLICY = load().of(load().default)
ORDERS = Path(__file__).parents[1] / "data" / "orders"
LAUGHS = b"<!DOCTYPE o [<!ENTITY a0 'ha'>%s]><o>&a9;</o>" % b"".join(
    b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)
)
INVOICE = b'<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>'
NOISE = b"<a><b/></a>"


def refusal(data: bytes) -> Refused:
    with pytest.raises(Refused) as caught:
        read_order(data, policy=POLICY)
    return caught.value


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "import.empty"),
        (b" \n\t", "import.empty"),
        (b"\xef\xbb\xbf", "import.empty"),
        (LAUGHS, "import.document_type"),
        (b'<!DOCTYPE o SYSTEM "file:///etc/passwd"><o/>', "import.document_type"),
        (
            b"<!DOCTYPE o [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><o>&x;</o>",
            "import.document_type",
        ),
        (b"<!DOCTYPE o [<!ENTITY % p SYSTEM 'http://[::1]:9/'>%p;]><o/>", "import.document_type"),
        (b"<a>" * 100 + b"</a>" * 100, "import.too_deep"),
        (b"<a>" + b"<b/>" * 100_001 + b"</a>", "import.too_many_elements"),
        (b"<" + b"a" * MAX_BYTES, "import.too_large"),
        (b"<a>&unknown;</a>", "import.bad_xml"),
        (b"<a b='1' b='2'/>", "import.bad_xml"),
        (b"<a>\x00</a>", "import.bad_xml"),
        (b'<?xml version="1.0" encoding="nonsense"?><a/>', "import.bad_xml"),
        (HEAD.encode(), "import.bad_xml"),
        (order(line())[:-3], "import.bad_xml"),
        (NOISE, "import.not_an_order"),
        (INVOICE, "import.not_an_order"),
        (b"<Order/>", "import.not_an_order"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "import.unknown_kind"),
        (b"PK\x03\x04", "import.unknown_kind"),
        (b"\x89PNG\r\n\x1a\n", "import.unknown_kind"),
        (b"Dear Sir, please send ten lamps.", "import.unknown_kind"),
        ("ten lamps".encode("utf-16"), "import.unknown_kind"),
        (order(line()).replace(b"Lamp", "La\u009bmp".encode()), "import.control_character"),
        (order(line()).replace(b"Lamp", b"L" * 5000), "import.text_too_long"),
        (b"a" + b".a" * 125_000 + b" = 1", "import.too_deep"),
        (b"[" + b"a." * 125_000 + b"a]", "import.too_deep"),
        (b'x = 1\na."\xe2\x80\xa8"' + b".a" * 60 + b" = 1", "import.too_deep"),
        (b"a = " + b"{b = " * 20_000, "import.too_deep"),
        (b'{"a": ' * 100_000, "import.too_deep"),
        (order(*(line(number=str(n)) for n in range(1001))), "import.too_many_lines"),
    ],
)
def test_a_hostile_or_broken_file_is_a_named_refusal(data, code):
    started = time.thread_time()  # our own work, not that of others on a busy machine
    assert refusal(data).code == code
    assert time.thread_time() - started < 5  # far above any honest time: it ended, that is all


def test_long_white_space_before_an_order_is_no_obstacle():
    imported = read_order(b" " * 100_000 + order(line(), payable="500"), policy=POLICY)
    assert imported.contract.stated_total_minor == 50_000


def test_bad_xml_names_line_and_column():
    assert refusal(b"<a>\n<b></a>").facts == {"line": 2, "column": 8}


def test_not_an_order_names_what_it_is():
    assert refusal(INVOICE).facts == {"found": "Invoice"}


def test_an_order_in_utf_16_is_read():
    text = order(line(), payable="500").decode()
    for encoding in ("utf-16", "utf-16-be", "utf-16-le"):
        mark = b"" if encoding == "utf-16" else "\ufeff".encode(encoding)
        declared = '<?xml version="1.0" encoding="UTF-16"?>' + text
        imported = read_order(mark + declared.encode(encoding), policy=POLICY)
        assert imported.contract.stated_total_minor == 50_000


def test_foreign_elements_and_extensions_are_no_part_of_the_order():
    extension = (
        '<e:UBLExtensions xmlns:e="urn:oasis:names:specification:ubl:schema:xsd:Common'
        'ExtensionComponents-2"><e:UBLExtension><x:Price xmlns:x="urn:x">1</x:Price>'
        "</e:UBLExtension></e:UBLExtensions>"
    )
    foreign = '<x:DocumentCurrencyCode xmlns:x="urn:other">USD</x:DocumentCurrencyCode>'
    imported = read_order(order(extension, foreign, line(), payable="500"), policy=POLICY)
    assert imported.contract.currency == "EUR"


def test_a_missing_file_a_folder_and_a_name_with_zero_are_refused(tmp_path):
    for source, code in (
        (tmp_path / "none.xml", "import.no_such_file"),
        (tmp_path, "import.not_a_file"),
        ("bad\0name", "import.unreadable"),
    ):
        with pytest.raises(Refused) as caught:
            read_order(source, policy=POLICY)
        assert caught.value.code in (code, "import.no_such_file")


def is_imported_or_refused(data: bytes) -> bool:
    try:
        return isinstance(read_order(data, policy=POLICY), Imported)
    except Refused as refused:
        return refused.code.split(".")[0] in ("import", "money")


@given(st.binary(max_size=400))
@example(b"[[[[" * 3000)
@example(b'{"a":' * 5000)
@example(b"a = " + b"9" * 5000)
@example(b"a = " + b"[" * 3000)
@example(b'{"a": ' + b"9" * 5000 + b"}")
@example(b'{"\\ud800": 1, "\\ud800": 2}')
def test_any_bytes_are_imported_or_refused(data):
    assert is_imported_or_refused(data)


TOKENS = st.lists(
    st.sampled_from(
        (
            *"{}[]:,\n",
            *('"lines"', '"currency"', '"EUR"', "1", "1.5", "null", "NaN", "true", '"id"', "'x'"),
            *('"stated_total_minor"', '"amount_minor"', '"ship_by"', '"１"', "2026-01-01"),
            *("title = ", "lines = ", "currency = ", "[[lines]]\n", "[buyer]\n"),
        )
    ),
    max_size=30,
)


@given(TOKENS)
def test_any_tokens_of_our_own_form_are_imported_or_refused(tokens):
    assert is_imported_or_refused("".join(tokens).encode())
    assert is_imported_or_refused(("{" + "".join(tokens) + "}").encode())


@given(
    name=st.sampled_from(sorted(file.name for file in ORDERS.glob("*.xml"))),
    start=st.integers(0, 14_000),
    length=st.integers(0, 40),
    instead=st.binary(max_size=20),
)
def test_a_damaged_published_order_is_imported_or_refused(name, start, length, instead):
    data = (ORDERS / name).read_bytes()
    start %= len(data)
    assert is_imported_or_refused(data[:start] + instead + data[start + length :])


@given(text=st.text(max_size=30), field=st.sampled_from(["Lamp", "C62", ">50<", ">10<", ">7<"]))
def test_any_text_in_a_field_is_imported_or_refused(text, field):
    safe = text.replace("&", "").replace("<", "").replace('"', "").encode("utf-8", "replace")
    wrapped = safe if ">" not in field else b">" + safe + b"<"
    assert is_imported_or_refused(order(line()).replace(field.encode(), wrapped))
