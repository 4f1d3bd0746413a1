"""What is traded in the demo's market? Complete contracts, made of a few kinds of goods."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from earnest.demo.cast import NING, SHAOXING, Member
from earnest.domain.contract.clauses import aspect_of
from earnest.domain.contract.terms import (
    CancellationCharges,
    Clause,
    ClauseKind,
    Contract,
    Coverage,
    DesignFile,
    InspectionPlan,
    Instalment,
    Lateness,
    Line,
    LotLine,
    LotTerms,
    ShipBy,
    Trigger,
)
from earnest.domain.money import line_amount, share


@dataclass(frozen=True, slots=True)
class Goods:
    """One kind of goods: its words, its price, and what an inspector would measure."""

    title: str
    item: str
    currency: str
    price: str
    quantity: str
    clauses: tuple[Clause, ...]
    unit: str = "C62"


SIZE, WEIGHT, COLOUR = ClauseKind.DIMENSION, ClauseKind.WEIGHT, ClauseKind.COLOUR
SUBSTANCE, PACKED, TRIED = ClauseKind.MATERIAL, ClauseKind.PACKAGING, ClauseKind.FUNCTION_TEST


def _clause(  # noqa: PLR0917 - one for each column of the lists below
    id: str, name: str, kind: ClauseKind, aspect: str, value: str, tolerance: str, method: str
) -> Clause:
    """One requirement; what shows it is the first evidence that its kind knows."""
    bare = Clause(id, name, value, "", tolerance, method, kind=kind, aspect=aspect)
    return replace(bare, evidence=aspect_of(bare).evidence[0])


LANTERNS = Goods(
    "Solar garden lanterns", "Solar lantern, aluminium, 40 lm", "USD", "7.85", "3200",
    (
        _clause("light", "Light", TRIED, "", "40 lm", "38 lm or more", "Sphere, ten pieces"),
        _clause("finish", "Finish", COLOUR, "ral", "RAL 7016 matt", "Delta-E at most 2.0",
                "Spectrophotometer"),
        _clause("carton", "In a carton", PACKED, "units_per_carton", "20", "", "Counted"),
        _clause("gap", "Empty space", PACKED, "gap", "at most 20 mm", "", "Ruler, ten cartons"),
    ),
)  # fmt: skip
FLASKS = Goods(
    "Vacuum flasks, 500 ml", "Steel vacuum flask, 500 ml", "EUR", "5.40", "1800",
    (
        _clause("heat", "Hot after 6 hours", TRIED, "", "65 °C", "64 °C or more", "EN 12546-1"),
        _clause("weight", "Weight", WEIGHT, "net", "310 g", "300 to 320 g", "Scale"),
    ),
)  # fmt: skip
LAMPS = Goods(
    "木质台灯", "橡木台灯，E27", "CNY", "148.00", "600",
    (
        _clause("wood", "白橡木含水率", SUBSTANCE, "moisture", "10 %", "8 % 至 12 %",
                "含水率仪，每批十件"),
        _clause("cable", "电线长度", SIZE, "length", "200 厘米", "±2 厘米", "卷尺"),
        _clause("mark", "认证", ClauseKind.DOCUMENT, "certificate", "3C 认证证书", "",
                "核对证书编号"),
        _clause("carton", "每箱数量", PACKED, "units_per_carton", "6", "", "开箱清点"),
        _clause("gap", "箱内空隙", PACKED, "gap", "不超过 20 毫米", "", "直尺，十箱"),
    ),
)  # fmt: skip
LINEN = Goods(
    "亚麻餐布", "亚麻餐布 140×240 厘米", "USD", "11.20", "2500",
    (
        _clause("width", "宽度", SIZE, "width", "140 厘米", "±1 厘米", "卷尺，每批二十件"),
        _clause("shrink", "缩水率", TRIED, "", "不超过 4 %", "", "ISO 6330，两件"),
    ),
)  # fmt: skip
POTS = Goods(
    "Terracotta pots", "Glazed pot, 24 cm", "JPY", "820", "1500",
    (
        _clause("size", "Diameter", SIZE, "diameter", "24 cm", "±0.5 cm", "Calliper"),
        _clause("frost", "Frost", TRIED, "durability", "No crack", "",
                "Ten cycles to −15 °C, five pots"),
    ),
)  # fmt: skip
TOOLS = Goods(
    "Pruning shears", "Bypass pruner, forged", "GBP", "6.15", "2000",
    (
        _clause("blade", "Hardness", SUBSTANCE, "hardness", "56 HRC", "54 to 58 HRC",
                "Rockwell, five pieces"),
        _clause("cut", "Cut", TRIED, "performance", "20 mm dry beech, no torn fibre", "",
                "Twenty cuts, five pieces"),
    ),
)  # fmt: skip
PAINT = Goods(
    "Röd slamfärg", "Slamfärg, 10 l", "SEK", "345.50", "400",
    (
        _clause("colour", "Kulör", COLOUR, "ncs", "NCS S 5040-Y80R", "Delta-E at most 1.5",
                "ISO 7724-3"),
    ),
    unit="CA",
)  # fmt: skip
VALVES = Goods(
    "Brass valves DN15", "Ball valve DN15", "KWD", "1.275", "4000",
    (
        _clause("tight", "Tightness", TRIED, "performance", "No leak in 60 s at 16 bar", "",
                "ISO 5208, 32 pieces"),
    ),
)  # fmt: skip


def contract_of(  # noqa: PLR0913 - the terms in which the market's contracts differ
    goods: Goods,
    buyer: Member,
    supplier: Member,
    *,
    number: int,
    ship_by: date,
    coverage: Coverage = Coverage.POST_DELIVERY,
    is_essential: bool = False,
    is_inspected: bool = True,
    has_two_lots: bool = False,
) -> Contract:
    """A complete contract: 30 % on signature, the rest before the goods leave."""
    line = _line(goods)
    total = line.amount_minor
    deposit = share(total, 30, 100)
    is_chinese = goods in (LAMPS, LINEN)
    trigger = Trigger.SHIPMENT_APPROVED if is_inspected else Trigger.PRODUCTION
    return Contract(
        title=goods.title,
        currency=goods.currency,
        buyer=buyer.company.party,
        supplier=supplier.company.party,
        lines=(line,),
        stated_total_minor=total,
        reference=f"{buyer.company.id[:2].upper()}-2026-{number:03d}",
        incoterm="FOB" if supplier.company.country == "CN" else "FCA",
        incoterm_place=_place(supplier, is_chinese=is_chinese),
        mode="sea" if supplier.company.country == "CN" else "road",
        origin_zone=supplier.zone,
        destination_zone=buyer.zone,
        ship_by=ShipBy(ship_by, supplier.zone, essential=is_essential),
        coverage=coverage,
        inspection=InspectionPlan() if is_inspected else None,
        schedule=(
            Instalment("deposit", deposit, Trigger.SIGNATURE, 7),
            Instalment("balance", total - deposit, trigger, 10),
        ),
        lots=_two_lots(goods) if has_two_lots else (),
        lateness=Lateness(50, 500),
        cancellation=CancellationCharges(0, 1500, 3000),
        design_files=(DesignFile("design.pdf", "d5" * 32),),
        lead_days=40,
        law="中华人民共和国法律" if is_chinese else "England and Wales",
        prevailing_language="zh" if is_chinese else "en",
    )


def _line(goods: Goods) -> Line:
    total = line_amount(
        unit_price=goods.price, quantity=goods.quantity, base_quantity="1", currency=goods.currency
    )
    return Line(
        "1",
        goods.item,
        total,
        quantity=goods.quantity,
        unit=goods.unit,
        unit_price=goods.price,
        clauses=goods.clauses,
    )


def _place(supplier: Member, *, is_chinese: bool) -> str:
    if supplier.company is SHAOXING:
        return "上海" if is_chinese else "Shanghai"
    if supplier.company is NING.company:
        return "宁波" if is_chinese else "Ningbo"
    return "Stockholm"


def _two_lots(goods: Goods) -> tuple[LotTerms, ...]:
    first = int(goods.quantity) * 3 // 5
    rest = int(goods.quantity) - first
    return (
        LotTerms("A", (LotLine("1", str(first)),)),
        LotTerms("B", (LotLine("1", str(rest)),)),
    )
