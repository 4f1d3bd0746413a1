"""Are all cells of the sampling tables those of the printed ones?

Four witnesses: the transcriptions in docs/rules/sampling, checksums fixed when those were compared
with their sources, laws of structure that the printed tables obey, and cells copied by hand.
"""

from __future__ import annotations

import csv
import hashlib
import subprocess
import sys
from itertools import pairwise

import pytest

from earnest.domain.inspection.grids import AQLS, LEVELS, cells, letters, lot_ends, sizes
from tests.architecture.source import ROOT

SOURCE = ROOT / "docs/rules/sampling"
LETTERS = "ABCDEFGHJKLMNPQR"
TABLES = ("normal", "tightened", "reduced")
CHECKSUMS = {
    "normal": "34a7be4b82af4b7137eb18858c96014a02adf9bd5a0cea1c93aa7d95d55c9e20",
    "tightened": "f7cea4e53497142e3f1250127e76ff764586513f6b7727e86a1be4c68390708a",
    "reduced": "c207b2a7c89afcc033cd5f42e8bf71eae113e5e845dca1f21c4fc689f6bad2cb",
    "reduced_milstd105e": "9a1a461ff2551a3335a82c36e68f0e10b2f8148aa74aa75bc653447ed3fc3950",
}
NORMAL_BY_HAND = """
     0.65    1.0     1.5     2.5     4.0     6.5
A   20/0    13/0     8/0     5/0     3/0     2/0
B   20/0    13/0     8/0     5/0     3/0     2/0
C   20/0    13/0     8/0     5/0     3/0     8/1
D   20/0    13/0     8/0     5/0    13/1     8/1
E   20/0    13/0     8/0    20/1    13/1    13/2
F   20/0    13/0    32/1    20/1    20/2    20/3
G   20/0    50/1    32/1    32/2    32/3    32/5
H   80/1    50/1    50/2    50/3    50/5    50/7
J   80/1    80/2    80/3    80/5    80/7   80/10
K  125/2   125/3   125/5   125/7  125/10  125/14
L  200/3   200/5   200/7  200/10  200/14  200/21
M  315/5   315/7  315/10  315/14  315/21  200/21
N  500/7  500/10  500/14  500/21  315/21  200/21
P 800/10  800/14  800/21  500/21  315/21  200/21
Q 1250/14 1250/21 800/21  500/21  315/21  200/21
R 2000/21 1250/21 800/21  500/21  315/21  200/21
"""
"""Sample and Ac of the six columns that trade uses, as the printed table gives them."""


def rows(name):
    with (SOURCE / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def own_rows(table):
    """The cells that are no arrows, without the row S."""
    return {
        place: cell
        for place, cell in cells(table).items()
        if cell.letter == place[0] and place[0] != "S"
    }


def test_module_of_tables_is_what_the_files_say():
    """Otherwise: python bin/sampling_tables.py."""
    made = subprocess.run(
        (sys.executable, ROOT / "bin/sampling_tables.py", "--check"), check=False, cwd=ROOT
    )
    assert made.returncode == 0


@pytest.mark.parametrize("table", CHECKSUMS)
def test_every_cell_is_that_of_its_source(table):
    source = rows(f"single_{table}")
    found = cells(table)
    assert len(source) == 416 == len(found.keys() - {("S", "0.025")})
    for row in source:
        cell = found[row["code_letter"], row["aql"]]
        printed = tuple(int(row[name]) for name in ("sample_size", "ac", "re"))
        assert cell[1:4] == printed, row
        assert row.get("use_letter", cell.letter) == cell.letter, row


@pytest.mark.parametrize("table", CHECKSUMS)
def test_no_cell_changed_since_the_tables_were_compared(table):
    lines = [
        f"{letter} {aql} {cell.letter} {cell.size} {cell.ac} {cell.re}"
        for (letter, aql), cell in sorted(cells(table).items())
    ]
    assert hashlib.sha256("\n".join(lines).encode()).hexdigest() == CHECKSUMS[table]


def test_cells_of_trade_are_those_copied_by_hand():
    head, *body = (line.split() for line in NORMAL_BY_HAND.strip().splitlines())
    assert [row[0] for row in body] == list(LETTERS)
    for letter, *printed in body:
        found = [cells("normal")[letter, aql] for aql in head]
        assert [f"{cell.size}/{cell.ac}" for cell in found] == printed, letter


def test_ranges_of_lots_follow_one_another_and_letters_never_fall():
    source = rows("code_letters")
    assert [int(row["lot_max"]) for row in source[:-1]] == list(lot_ends())
    assert [int(row["lot_min"]) for row in source] == [2, *(end + 1 for end in lot_ends())]
    for level in LEVELS:
        assert letters(level) == tuple(row[level] for row in source)
        assert list(letters(level)) == sorted(letters(level))
    for row in source:
        assert [row[level] for level in LEVELS] == sorted(row[level] for level in LEVELS)


def test_twenty_six_aqls_rise():
    values = [float(aql) for aql in AQLS]
    assert len(values) == 26
    assert values == sorted(values)
    assert list(AQLS) == [row["aql"] for row in rows("aql_values")]


def test_samples_grow_with_their_letter_and_are_smaller_in_reduced_inspection():
    full, reduced = sizes(is_reduced=False), sizes(is_reduced=True)
    assert list(full) == [*LETTERS, "S"]
    assert list(reduced) == list(LETTERS)
    assert all(one < other for one, other in pairwise(full.values()))
    assert all(reduced[letter] <= full[letter] for letter in LETTERS)


@pytest.mark.parametrize("table", TABLES)
def test_rejection_number_is_next_to_the_acceptance_number(table):
    assert all(cell.re == cell.ac + 1 for cell in cells(table).values())


def test_older_reduced_table_alone_has_a_gap():
    gaps = {cell.re - cell.ac for cell in cells("reduced_milstd105e").values()}
    assert gaps == {1, 2, 3}


@pytest.mark.parametrize("table", CHECKSUMS)
def test_arrow_leads_to_the_nearest_plan_of_its_column(table):
    own = own_rows(table)
    for (letter, aql), cell in cells(table).items():
        if cell.letter in (letter, "S"):
            continue
        assert own[cell.letter, aql][:4] == cell[:4]
        first, last = sorted((LETTERS.index(letter), LETTERS.index(cell.letter)))
        assert not [between for between in LETTERS[first + 1 : last] if (between, aql) in own]


@pytest.mark.parametrize("table", TABLES)
def test_acceptance_numbers_never_fall_along_a_row_and_rise_down_a_column(table):
    for letter in LETTERS:
        along = [cells(table)[letter, aql].ac for aql in AQLS]
        assert along == sorted(along)
    own = own_rows(table)
    for aql in AQLS:
        shared = "AB" if table == "reduced" else ""
        down = [own[x, aql].ac for x in LETTERS if (x, aql) in own and x not in shared]
        assert down == sorted(set(down))


@pytest.mark.parametrize("table", TABLES)
def test_diagonals_have_one_acceptance_number(table):
    """One letter further and one AQL stricter; reduced A, B and C share a sample of two."""
    own = own_rows(table)
    for (one, other), (strict, mild) in (
        (pair, steps) for pair in pairwise(LETTERS) for steps in pairwise(AQLS)
    ):
        both = (one, mild) in own and (other, strict) in own
        if both and not (table == "reduced" and one in "AB"):
            assert own[one, mild].ac == own[other, strict].ac


def test_tightened_is_never_looser_and_reduced_never_larger_than_normal():
    normal, tightened, reduced = (own_rows(table) for table in TABLES)
    for place in normal.keys() & tightened.keys():
        assert tightened[place].size == normal[place].size
        assert tightened[place].ac <= normal[place].ac
    for place in normal.keys() & reduced.keys():
        assert reduced[place].size <= normal[place].size
        assert reduced[place].ac <= normal[place].ac


def test_disputed_cells_are_those_in_which_a_source_differs():
    for table in TABLES:
        differ = {
            (r["code_letter"], r["aql"]) for r in rows(f"single_{table}") if r["disagree"] > "0"
        }
        marked = {place for place, cell in cells(table).items() if cell.is_disputed}
        assert marked == differ
