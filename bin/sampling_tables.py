"""How do the sampling tables get from docs/rules/sampling/ into the domain? This makes the module.

Run ``python bin/sampling_tables.py`` after a cell was corrected there; with ``--check`` it only
says whether ``src/earnest/domain/inspection/tables.py`` is what the CSV files say. The domain
reads no files, so the tables travel as a Python module, laid out as printed tables are.
"""

import csv
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "docs/rules/sampling"
MODULE = ROOT / "src/earnest/domain/inspection/tables.py"
LETTERS = "ABCDEFGHJKLMNPQR"
LEVELS = ("S-1", "S-2", "S-3", "S-4", "I", "II", "III")
OLD = "reduced_milstd105e"
WIDTH = 6
HEAD = '''\
"""Which plan stands in which cell of ISO 2859-1? The single sampling tables, as printed.

Made by bin/sampling_tables.py from docs/rules/sampling/; correct a cell there, not here. Where
each cell comes from, and which are disputed, is told in docs/rules/sampling.md. How the tables
are read is ``sampling``'s.

A cell is the acceptance number Ac, or an arrow with the letter to which it leads: ``v`` down,
``^`` up (``.`` where nothing is printed). The rejection number is Ac + 1; only the older reduced
table prints it beside.
"""

'''
SECOND_LETTERS = {"0/1": {"2.5": "C", "4.0": "B", "6.5": "A"}, "0/2": {"10": "C", "15": "B"}}
"""Reduced letters A, B and C share n = 2: which of them these cells of MIL-STD-105E belong to."""


def main(arguments: list[str]) -> int:
    """Write the module, or compare it."""
    made = module()
    if arguments == ["--check"]:
        is_same = MODULE.read_text(encoding="utf-8") == made
        print(f"{MODULE.name} is {'' if is_same else 'NOT '}what the CSV files say")
        return int(not is_same)
    MODULE.write_text(made, encoding="utf-8")
    return 0


def module() -> str:
    """Lay the whole module out."""
    aqls = [row["aql"] for row in rows("aql_values")]
    aql_lines = [" ".join(aqls[:16]), " ".join(aqls[16:])]
    parts = [
        HEAD,
        text("AQLS", aql_lines, "Preferred AQLs: per cent up to 10, above it per 100 items only."),
        text("CODE_LETTERS", code_letters(), 'Letters by lot range ("-": no end) and level.'),
        text("SIZES", sizes(), "Sample sizes by letter; S exists in tightened inspection only."),
    ]
    disputed: list[str] = []
    for severity in ("normal", "tightened", "reduced", OLD):
        cells = rows(f"single_{severity}")
        meaning = f"Acceptance numbers of {severity} inspection, by letter and AQL."
        if severity == OLD:
            meaning = "Acceptance / rejection numbers of reduced inspection in MIL-STD-105E."
        parts.append(text(severity.upper(), grid(severity, aqls, cells), meaning))
        disputed += [
            f"{severity} {row['code_letter']} {row['aql']}"
            for row in cells
            if int(row.get("disagree", "0"))
        ]
    parts.append(text("DISPUTED", disputed, "Cells in which the transcriptions differ."))
    return "".join(parts).rstrip("\n") + "\n"


def rows(name: str) -> list[dict[str, str]]:
    """Read one of the files."""
    with (SOURCE / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def text(name: str, lines: list[str], meaning: str) -> str:
    """Lay one table out as a text with its meaning below."""
    return f'{name} = """\n' + "\n".join(lines) + f'\n"""\n"""{meaning}"""\n\n'


def code_letters() -> list[str]:
    """Lay the code letters out, one range of lots a line."""
    head = "     from       to  " + "".join(f"{level:>5}" for level in LEVELS)
    return [head] + [
        f"{row['lot_min']:>9}{row['lot_max'] or '-':>9}  "
        + "".join(f"{row[level]:>5}" for level in LEVELS)
        for row in rows("code_letters")
    ]


def sizes() -> list[str]:
    """Lay the sample sizes out, one letter a line."""
    return ["letter normal reduced"] + [
        f"{row['code_letter']:<6} {row['n_normal_and_tightened']:>6} {row['n_reduced'] or '-':>7}"
        for row in rows("sample_sizes")
    ]


def grid(severity: str, aqls: list[str], cells: list[dict[str, str]]) -> list[str]:
    """Lay one table out in two halves, so that lines stay short."""
    found = {(row["code_letter"], row["aql"]): cell(severity, row) for row in cells}
    last = {row["aql"]: row["ac"] for row in cells if row.get("use_letter") == "S"}
    found |= {("S", aql): last.get(aql, ".") for aql in aqls if last}
    lines = []
    for half in (aqls[:13], aqls[13:]):
        lines.append(" " + "".join(f"{aql:>{WIDTH}}" for aql in half))
        lines += [
            letter + "".join(f"{found[letter, aql]:>{WIDTH}}" for aql in half)
            for letter in LETTERS + "S" * bool(last)
        ]
    return lines


def cell(severity: str, row: dict[str, str]) -> str:
    """Write one cell: its number, or its arrow."""
    own = row["code_letter"]
    if severity == OLD:
        use, number = letter_of(row), f"{row['ac']}/{row['re']}"
    else:
        use, number = row["use_letter"], row["ac"]
    if use == own:
        return number
    return f"{'v' if use > own else '^'}{use}"


def letter_of(row: dict[str, str]) -> str:
    """Find the letter whose row a cell of MIL-STD-105E leads to; its file gives sizes only."""
    size, number = row["sample_size"], f"{row['ac']}/{row['re']}"
    found = [one["code_letter"] for one in rows("sample_sizes") if one["n_reduced"] == size]
    if len(found) == 1:
        return found[0]
    if row["aql"] in SECOND_LETTERS.get(number, {}):
        return SECOND_LETTERS[number][row["aql"]]
    if row["aql"] == "1000" and row["code_letter"] not in "AB":
        return "B"
    return min(row["code_letter"], "C")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
