"""Which words sound like a requirement and cannot be tested (S76, S87)? English and Chinese.

English is matched by whole words, Chinese anywhere, both after case and width were folded. A
phrase may have an excuse: a standard's number beside it, or an approved sample bound by its file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from earnest.domain.closed_list import ClosedList
from earnest.domain.contract.tolerances import folded


class Excuse(ClosedList):
    """What makes a word exact after all."""

    NOTHING = ""
    STANDARD = "standard"
    SAMPLE = "sample"


@dataclass(frozen=True, slots=True)
class _Words:
    language: str
    phrases: tuple[str, ...]
    excuse: Excuse = Excuse.NOTHING


_TABLE = (
    _Words("en", (
        "good quality", "high quality", "best quality", "top quality", "fine quality",
        "premium quality", "export quality", "first class", "good", "best", "excellent", "premium",
        "perfect", "nice", "nicely", "beautiful", "attractive", "strong", "sturdy", "robust",
        "solid quality", "durable", "long lasting", "comfortable", "satisfactory", "acceptable",
        "adequate", "adequately", "sufficient", "sufficiently", "suitable", "appropriate",
        "reasonable", "reasonably", "proper", "properly", "well made", "well packed",
        "user friendly",
        "state of the art", "luxury", "high end",
    )),
    _Words("en", (
        "as soon as possible", "asap", "soon", "promptly", "quickly", "in due course",
        "if possible",
        "tbd", "tbc", "tba", "to be confirmed", "to be advised", "to be agreed", "as agreed",
        "as discussed", "etc", "and so on", "or similar", "or equivalent", "or the like",
    )),
    _Words("en", (
        "approx", "approximately", "about", "around", "roughly", "circa", "ca", "more or less",
        "or so", "nearly", "almost", "some", "several", "a few", "many", "minimal",
    )),
    _Words("en", (
        "as sample", "as per sample", "as the sample", "same as sample", "same as the sample",
        "like sample", "like the sample", "according to sample", "according to the sample",
        "as picture", "as the picture", "as per picture", "as photo", "as the photo",
        "as per photo",
        "as pictured", "as shown",
    ), Excuse.SAMPLE),
    _Words("en", ("standard", "usual", "as usual", "normal", "common", "ordinary"),
        Excuse.STANDARD),
    _Words("zh", (
        "质量好", "质量要好", "质量优良", "品质好", "品质优良", "高质量", "高品质", "优质",
        "优良", "上等", "一流", "高档", "高级", "精美", "精致", "美观", "漂亮", "好看",
        "结实", "牢固", "坚固", "耐用", "良好", "合适", "适当", "适量", "合理", "足够",
        "出口品质", "質量好", "品質好", "高質量", "高品質", "優質",
        "高檔", "高級", "結實", "美觀",
    )),
    _Words("zh", (
        "尽快", "尽早", "及时", "立即", "待定", "待确认", "另行通知", "另议", "如有可能",
        "尽量", "等等", "类似", "差不多", "盡快", "儘快", "盡量",
    )),
    _Words("zh", ("大约", "大概", "左右", "大致", "约", "若干", "少许", "大約", "約")),
    _Words("zh", (
        "按样品", "按样", "同样品", "与样品一致", "和样品一样", "参照样品",
        "如图", "按图片", "与图片一致", "按樣品", "按樣", "與樣品一致",
    ), Excuse.SAMPLE),
    _Words("zh", ("标准", "常规", "普通", "正常", "通用", "標準", "常規"), Excuse.STANDARD),
)  # fmt: skip
_EXCUSES = {phrase: words.excuse for words in _TABLE for phrase in words.phrases}

_FOLLOWED = {
    "about": r"(?<!information )(?<!notice )(?<!leaflet )about",
    "around": r"around(?= ?[0-9])",
    "ca": r"ca\.?(?= ?[0-9])",
    "some": r"some(?! of)",
    "左右": "左右(?![两兩侧側边邊手对對声聲])",
    "优质": "优质(?!碳素)",
    "约": "约(?= ?[0-9一二三四五六七八九十百千])",
    "約": "約(?= ?[0-9一二三四五六七八九十百千])",
}
"""Words that are vague only in some company: "stitched around the edge", 左右两侧 (both sides)."""

_STANDARD = re.compile(
    r"(?<![a-z])(?:iso|en|astm|din|gb|iec|ansi|ul|bs|jis|ista|aatcc|qb|fz|csa|as/nzs|cie|pantone|ral)"
    r"(?:[ /-]?[a-z]{1,4})?[ /-]?[0-9]"
)


def _pattern() -> re.Pattern[str]:
    """All phrases as one expression, the longest first, so that each place is named once."""
    forms = []
    for phrase in sorted(_EXCUSES, key=len, reverse=True):
        form = _FOLLOWED.get(phrase, re.escape(phrase).replace(r"\ ", r"[ -]"))
        forms.append(rf"(?<![a-z0-9]){form}(?![a-z0-9])" if phrase.isascii() else form)
    return re.compile("|".join(forms))


_ANY = _pattern()


def vague_words(text: str, *, has_sample: bool = False) -> tuple[str, ...]:
    """The vague words in a text, each once, as they stand there (folded).

    ``has_sample``: an approved sample is bound by its file, so that "as sample" is exact.
    """
    plain = folded(text)
    has_standard = _STANDARD.search(plain) is not None
    excused = {Excuse.SAMPLE: has_sample, Excuse.STANDARD: has_standard}
    found = (match[0] for match in _ANY.finditer(plain))
    return tuple(dict.fromkeys(word for word in found if not excused.get(_excuse(word), False)))


def _excuse(word: str) -> Excuse:
    return _EXCUSES.get(word.replace("-", " ").rstrip("."), Excuse.NOTHING)
