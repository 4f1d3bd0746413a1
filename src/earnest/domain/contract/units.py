"""Are these two units the same one? UN/CEFACT codes and the ways in which people write them.

Nothing is converted: a reading in centimetres says nothing about a clause in millimetres until
somebody writes it in millimetres, because a silent conversion hides a slip of the pen.
"""

from __future__ import annotations

from earnest.domain.contract.tolerances import folded

LENGTHS = ("MMT", "CMT", "MTR", "INH", "FOT")
AREAS = ("CMK", "MTK")
VOLUMES = ("MLT", "LTR")
MASSES = ("GRM", "KGM", "ONZ", "LBR")
COUNTS = ("C62", "EA", "H87", "PCE", "SET", "PR", "NMP")
TIMES = ("SEC", "MIN", "HUR", "DAY")

_SPELLINGS: dict[str, str] = {
    "MMT": "mm millimetre millimetres millimeter millimeters 毫米 公厘",
    "CMT": "cm centimetre centimetres centimeter centimeters 厘米 公分",
    "MTR": "m metre metres meter meters 米 公尺",
    "INH": 'in inch inches " 英寸',
    "FOT": "ft foot feet 英尺",
    "CMK": "cm2 cm² 平方厘米",
    "MTK": "m2 m² 平方米",
    "MLT": "ml millilitre millilitres milliliter milliliters 毫升",
    "LTR": "l litre litres liter liters 升 公升",
    "MGM": "mg milligram milligrams 毫克",
    "GRM": "g gr gram grams 克 公克",
    "KGM": "kg kilogram kilograms kgs 千克 公斤",
    "ONZ": "oz ounce ounces 盎司",
    "LBR": "lb lbs pound pounds 磅",
    "GM": "g/m2 g/m² gsm 克/平方米",
    "P1": "% percent pct 百分比",
    "CEL": "°c ℃ c celsius 摄氏度",
    "SEC": "s sec second seconds 秒",
    "MIN": "minute minutes 分钟",
    "HUR": "h hour hours 小时",
    "DAY": "d day days 天",
    "NEW": "n newton newtons 牛 牛顿",
    "BAR": "bar 巴",
    "WTT": "w watt watts 瓦",
    "VLT": "v volt volts 伏",
    "LUM": "lm lumen lumens 流明",
    "DD": "° deg degree degrees 度",
    "C62": "h87 pce ea nar pc pcs piece pieces unit units 件 只 个 片 支",
    "SET": "set sets 套",
    "PR": "npr pair pairs 双 对",
    "NMP": "pk pack packs 包",
}
_CODES = {
    word: code for code, words in _SPELLINGS.items() for word in (*words.split(), code.casefold())
}


def unit_code(text: str) -> str:
    """The UN/CEFACT code of a unit as written; an unknown unit is its own folded text."""
    plain = folded(text)
    return _CODES.get(plain, plain)


def is_same_unit(one: str, other: str) -> bool:
    """Whether two units are one and the same, however each is written."""
    return unit_code(one) == unit_code(other)
