"""How far may a value be off? One reader for tolerances, as people of the trade write them.

``2``, ``±2 mm``, ``+1/-0.5``, ``5 %``, ``370 to 390``, ``max``, ``at least 64``, ``Delta-E 2.0``;
in English and in Chinese. What is not understood is ``None``, never a guess. Figures are exact.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

_WIDTHS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SIGNS = {0x3000: 0x20, 0x2212: 0x2D, 0x2010: 0x2D, 0x2206: 0x394}
_DASHES = dict.fromkeys((0x2013, 0x2014, 0x301C, 0x2015), 0x7E)
_FOLD = {**_WIDTHS, **_SIGNS, **_DASHES}


def folded(text: str) -> str:
    """The text in one width and case, its spaces single: full-width digits become plain ones."""
    return " ".join(text.translate(_FOLD).casefold().split())


@dataclass(frozen=True, slots=True)
class Tolerance:
    """What a reading may be: distances from the value, or limits of its own.

    ``low`` and ``high`` are inclusive, ``None`` leaves that side open. As distances they are in
    the value's unit, or in percent of it; ``is_absolute``: they are limits of the reading itself.
    ``formula`` names a formula of colour difference (``delta_e``, ``cie76``, ``cie94``,
    ``ciede2000``).
    """

    low: Fraction | None
    high: Fraction | None
    is_percent: bool = False
    is_absolute: bool = False
    unit: str = ""
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """An exact number with its unit as written, folded; the unit may be empty."""

    number: Fraction
    unit: str = ""


_NUM = r"[0-9]{1,12}(?:\.[0-9]{1,9})?"
_UNIT = r"(?![²³¹½¼¾⁰⁴-⁹①-⑳])[^\W\d_](?:[^\s+±~≤≥<>=,;0-9-]|(?<=m)[23]){0,11}|[%°℃℉][^\W\d_]{0,2}"
_FIGURE = re.compile(rf"([+-]?{_NUM}) ?({_UNIT})?")
_NONE = frozenset({"none", "exact", "no tolerance", "无", "無", "零", "无公差", "不允许偏差"})
_MAX = r"max\.?|maximum|at most|up to|(?:no|not) more than|<=|≤|不超过|不超過|不大于|最多|至多|最大"
_MIN = (
    r"min\.?|minimum|at least|(?:no|not) less than|>=|≥|不低于|不低於|不小于|不少于|至少|最少|最小"
)
_OR_LESS = r"or less|or below|or under|max\.?|maximum|(?:及|或)?以下|(?:及|或)?以内"
_OR_MORE = r"or more|or over|or above|min\.?|minimum|(?:及|或)?以上"
_AT_MOST = re.compile(rf"(?:{_MAX}) ?(-?{_NUM}) ?({_UNIT})?")
_AT_LEAST = re.compile(rf"(?:{_MIN}) ?(-?{_NUM}) ?({_UNIT})?")
_OR_LESS_FORM = re.compile(rf"(-?{_NUM}) ?((?:{_UNIT})??) ?(?:{_OR_LESS})")
_OR_MORE_FORM = re.compile(rf"(-?{_NUM}) ?((?:{_UNIT})??) ?(?:{_OR_MORE})")
_EVEN = re.compile(rf"(?:±|\+ ?/ ?-|\+-)? ?({_NUM}) ?({_UNIT})?")
_ONE_SIDE = re.compile(rf"([+-]) ?({_NUM}) ?({_UNIT})?")
_PAIR = re.compile(rf"([+-]) ?({_NUM}) ?({_UNIT})?? ?(?:[/,;] ?| )([+-]?) ?({_NUM}) ?({_UNIT})?")
_RANGE = re.compile(
    rf"(?:between |from )?(-?{_NUM}) ?((?:{_UNIT})??) ?(?:to|and|~|-|至|到) ?(-?{_NUM}) ?({_UNIT})?"
)
_DELTA_E = re.compile(
    r"(?:色差 ?)?(?:delta[ -]?e|δ ?e|de)(?:\*?ab|\*|[ -]?(?=76|94|2000|00))? ?"
    r"\(? ?(ciede ?2000|cie ?76|cie ?94|2000|00|76|94|cielab)? ?\)? ?[:=]? ?"
)
_FORMULAS = {
    "ciede2000": "ciede2000", "2000": "ciede2000", "00": "ciede2000",
    "cie94": "cie94", "94": "cie94",
    "cie76": "cie76", "76": "cie76", "cielab": "cie76",
}  # fmt: skip
_PERCENT = frozenset({"%", "percent", "pct"})


def figure(text: str) -> Figure | None:
    """Read one number with a sign and a unit, such as ``250``, ``-3.5 mm``, ``65 °C``."""
    match = _FIGURE.fullmatch(folded(text))
    return Figure(Fraction(match[1]), match[2] or "") if match else None


def tolerance(text: str) -> Tolerance | None:
    """Read a tolerance; ``None`` for what has no exact meaning. Raises nothing, for any text."""
    plain = folded(text)
    if not plain:
        return None
    colour = _DELTA_E.match(plain)
    if colour is not None:
        return _colour(colour, plain[colour.end() :])
    if plain in _NONE:
        return Tolerance(Fraction(0), Fraction(0))
    if re.fullmatch(_MAX, plain):
        return Tolerance(None, Fraction(0))
    if re.fullmatch(_MIN, plain):
        return Tolerance(Fraction(0), None)
    return _limits(plain) or _distances(plain)


def _colour(match: re.Match[str], rest: str) -> Tolerance | None:
    """A largest colour difference: a plain figure, or ``at most`` one."""
    named = _FORMULAS.get((match[1] or "").replace(" ", ""), "delta_e")
    found = _AT_MOST.fullmatch(rest) or re.fullmatch(rf"({_NUM})()", rest)
    if found is None or found[2]:
        return None
    return Tolerance(Fraction(0), Fraction(found[1]), is_absolute=True, formula=named)


def _limits(plain: str) -> Tolerance | None:
    """Limits of the reading itself. Chinese law counts the figure in (Civil Code, article 1259)."""
    for form, is_high in (
        (_AT_MOST, True),
        (_OR_LESS_FORM, True),
        (_AT_LEAST, False),
        (_OR_MORE_FORM, False),
    ):
        match = form.fullmatch(plain)
        if match:
            limit, unit = Fraction(match[1]), match[2] or ""
            low, high = (None, limit) if is_high else (limit, None)
            return Tolerance(low, high, is_absolute=True, unit=unit)
    match = None if plain[0] in "+±" else _RANGE.fullmatch(plain)
    if match is None:
        return None
    first, last = Fraction(match[1]), Fraction(match[3])
    unit = _one_unit(match[2], match[4])
    return Tolerance(first, last, is_absolute=True, unit=unit or "") if first <= last else None


def _distances(plain: str) -> Tolerance | None:
    """Distances from the value: the same on both sides, one side only, or two of their own."""
    if match := _ONE_SIDE.fullmatch(plain):
        far = Fraction(match[2])
        low, high, unit = (-far, Fraction(0), match[3]) if match[1] == "-" else (0, far, match[3])
    elif match := _EVEN.fullmatch(plain):
        far = Fraction(match[1])
        low, high, unit = -far, far, match[2]
    elif match := _PAIR.fullmatch(plain):
        if not match[4] and Fraction(match[5]):
            return None  # +1/0.5: nobody says which way the second one goes
        ends = sorted(Fraction(match[n] + match[n + 1]) for n in (1, 4))
        low, high, unit = ends[0], ends[1], _one_unit(match[3], match[6])
        if unit is None:
            return None
    else:
        return None
    is_percent = unit in _PERCENT
    shown = "" if is_percent else unit or ""
    return Tolerance(Fraction(low), Fraction(high), is_percent=is_percent, unit=shown)


def _one_unit(first: str | None, last: str | None) -> str | None:
    """The unit of two figures: the one that is written, or ``None`` where they differ."""
    if first and last and first != last:
        return None
    return last or first or ""
