"""How is a plan's operating characteristic drawn? As a line over quality, with its two turns.

The figures are ``domain.inspection.curve``'s; nothing is computed here but places on paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal
from xml.sax.saxutils import escape

from earnest.charts.texts import plain, t
from earnest.domain.inspection.curve import Curve, Model, Point
from earnest.words import formats

WIDTH, HEIGHT = 680, 400
LEFT, RIGHT, TOP, BOTTOM = 64, 524, 44, 336
"""Where the curve lies; right of it is room for what is written at a turn."""

_FONT = "Inter Variable, Inter, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"
_STEPS = (Decimal(1), Decimal(2), Decimal(5))
_MOST_TICKS = 8
_FINE = Decimal("0.1")


def operating_curve(curve: Curve, language: str) -> str:
    """The drawing as one SVG element; may stand in a page or in a file of its own.

    ``language`` is any code of English or Chinese. Classes ``chart``, ``chart-line``,
    ``chart-grid`` and ``chart-mark`` are there for a page's style sheet.
    """
    return "\n".join(_Drawing(curve, language).lines()) + "\n"


def percent(chance: Decimal) -> str:
    """A chance in whole per cent or tenths, never rounded to certainty."""
    if 0 < chance < Decimal("0.001"):
        return "<0.1 %"
    if Decimal("0.999") < chance < 1:
        return ">99.9 %"
    return f"{plain(chance * 100, 1)} %"


def quality(curve: Curve, point: Point) -> str:
    """A quality as people read it: per cent, or a plain figure per 100 pieces."""
    sign = "" if curve.model is Model.NONCONFORMITIES else " %"
    digits = 3 if point.quality < _FINE else 2
    return f"{plain(point.quality, digits)}{sign}"


class _Drawing:
    """One drawing being made: where a quality and a chance lie, and each of its parts."""

    def __init__(self, curve: Curve, language: str) -> None:
        self.curve, self.language = curve, language
        self.step = _step(curve.points[-1].quality)
        ticks = (curve.points[-1].quality / self.step).to_integral_value(ROUND_CEILING)
        self.count = max(1, int(ticks))
        plan = curve.plan
        name = f"oc-{plan.severity}-{plan.use_letter}-{plan.aql}-{plan.lot}".replace(".", "_")
        self.title, self.desc = f"{name}-title", f"{name}-desc"

    def x(self, quality: Decimal) -> str:
        """Where a quality lies."""
        return plain(LEFT + (RIGHT - LEFT) * quality / (self.step * self.count), 1)

    def y(self, chance: Decimal) -> str:
        """Where a chance lies."""
        return plain(BOTTOM - (BOTTOM - TOP) * chance, 1)

    def lines(self) -> Iterator[str]:
        """Every line of the drawing."""
        yield (
            f'<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
            f' role="img" aria-labelledby="{self.title} {self.desc}" color="#24201a"'
            f' lang="{"zh-Hans" if formats.column_of(self.language) == "zh" else "en"}"'
            f' font-family="{_FONT}" font-size="13" fill="currentColor">'
        )
        yield from self.words()
        yield from self.grid()
        yield from self.line()
        yield from self.marks()
        yield "</svg>"

    def words(self) -> Iterator[str]:
        """The title, and in words what the drawing shows."""
        curve, plan = self.curve, self.curve.plan
        units = formats.number(plan.units_to_inspect, self.language)
        is_faults = curve.model is Model.NONCONFORMITIES
        code = "curve_title_faults" if is_faults else "curve_title"
        title = t(code, self.language, units=units, ac=str(plan.re - 1))
        desc = t(
            "curve_desc",
            self.language,
            quality=self.across(),
            safe=quality(curve, curve.safe),
            safe_chance=percent(curve.safe.chance),
            caught=quality(curve, curve.caught),
            caught_chance=percent(curve.caught.chance),
        )
        yield f'<title id="{self.title}">{escape(title)}</title>'
        yield f'<desc id="{self.desc}">{escape(desc)}</desc>'

    def across(self) -> str:
        """What lies along the lower edge."""
        lot = formats.number(self.curve.plan.lot, self.language)
        return t(f"curve_{self.curve.model.value}", self.language, lot=lot)

    def grid(self) -> Iterator[str]:
        """The lines behind the curve, with their figures."""
        yield '<g class="chart-grid" stroke="currentColor" stroke-opacity="0.16">'
        heights = [Decimal(quarter) / 4 for quarter in range(5)]
        places = [self.step * tick for tick in range(self.count + 1)]
        for height in heights:
            yield f'<path d="M{LEFT} {self.y(height)}H{RIGHT}"/>'
        for place in places:
            yield f'<path d="M{self.x(place)} {TOP}V{BOTTOM}"/>'
        yield '</g>\n<g text-anchor="end">'
        for height in heights:
            yield f'<text x="{LEFT - 8}" y="{self.y(height)}" dy="4">{percent(height)}</text>'
        yield '</g>\n<g text-anchor="middle">'
        for place in places:
            yield f'<text x="{self.x(place)}" y="{BOTTOM + 20}">{plain(place, 3)}</text>'
        middle = (LEFT + RIGHT) // 2
        yield f'<text x="{middle}" y="{HEIGHT - 16}">{escape(self.across())}</text>'
        yield "</g>"
        yield f'<text x="{LEFT}" y="{TOP - 24}">{escape(t("curve_chance", self.language))}</text>'

    def line(self) -> Iterator[str]:
        """The curve itself; a small lot has single points, and shows them."""
        places = [(self.x(point.quality), self.y(point.chance)) for point in self.curve.points]
        way = " ".join(f"{x},{y}" for x, y in places)
        yield (
            f'<polyline class="chart-line" points="{way}" fill="none" stroke="#17594a"'
            ' stroke-width="2.5" stroke-linejoin="round"/>'
        )
        if self.curve.model is Model.LOT:
            yield '<g class="chart-mark" fill="#17594a">'
            yield from (f'<circle cx="{x}" cy="{y}" r="2.5"/>' for x, y in places)
            yield "</g>"

    def marks(self) -> Iterator[str]:
        """The two turns: what is nearly always accepted, and what is nearly always refused."""
        for point in (self.curve.safe, self.curve.caught):
            words = t(
                "curve_point",
                self.language,
                quality=quality(self.curve, point),
                chance=percent(point.chance),
            )
            x, y = self.x(point.quality), self.y(point.chance)
            yield f'<circle class="chart-mark" cx="{x}" cy="{y}" r="4.5" fill="#7d4e00"/>'
            yield f'<text x="{x}" y="{y}" dx="10" dy="-6">{escape(words)}</text>'


def _step(end: Decimal) -> Decimal:
    """The distance of the figures below: 1, 2 or 5 of some power of ten, at most eight of them."""
    scale = Decimal("0.001")
    while True:
        for step in _STEPS:
            if step * scale * _MOST_TICKS >= end:
                return step * scale
        scale *= 10
