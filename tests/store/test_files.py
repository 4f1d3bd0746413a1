"""Do files and their rows agree on both databases: quotas, races, seals, the checker's pass?"""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from earnest.domain.contract.terms import DesignFile, InspectedBy, InspectionKind
from earnest.domain.order.acts.approve import RecordInspection
from earnest.domain.order.acts.assign import AssignInspector
from earnest.domain.order.acts.draft import OpenOrder, WriteDraft
from earnest.domain.order.acts.inspect import AnswerInspection, BookInspection
from earnest.domain.order.acts.produce import ReportProduction
from earnest.domain.order.acts.propose import ProposeContract
from earnest.domain.refusals import Refused
from earnest.store.archive import StoreArchive
from earnest.store.files import StoreFiles
from earnest.store.reads import StoreReads
from earnest.usecases.batch import Request
from earnest.usecases.files import Files, Limits, with_design_file
from earnest.usecases.look import Look
from earnest.usecases.ports import Conflict
from earnest.usecases.preview import preview
from earnest.usecases.verify import Report, verify
from earnest.vault.disk import DiskVault
from tests.cast import (
    BUYER,
    INES,
    OLGA,
    PHOTO_BYTES,
    PLAN,
    START,
    STRANGER,
    SUPPLIER,
    contract,
)
from tests.cast import report as result
from tests.store.story import HOUSE, Teller, order

PDF = b"%PDF-1.7\nplan\n"
ID = order(1).id
SMALL = Limits(file=1000, order=100, count=5, organisation=1000)


@pytest.fixture
def vault(tmp_path: Path) -> DiskVault:
    return DiskVault(tmp_path / "vault")


@pytest.fixture
def files(teller: Teller, vault: DiskVault) -> Files:
    """The files of an order that both sides know."""
    teller.do(OpenOrder(teller.terms), BUYER)
    return room(teller.store, vault, Limits())


def room(store: Any, vault: DiskVault, limits: Limits) -> Files:
    reads = StoreReads(store, mac_key=HOUSE.mac_key)
    rows = StoreFiles(store, mac_key=HOUSE.mac_key)
    return Files(Look(store, reads, HOUSE), rows, vault, limits)


def keep(files: Files, teller: Teller, data: bytes = PDF, name: str = "plan.pdf", who=BUYER) -> Any:
    return files.keep(ID, [data], name, who, teller.now)


def report(store: Any, vault: DiskVault) -> Report:
    with store.snapshot() as scanner:
        return verify(StoreArchive(scanner, store.vendor), HOUSE, (), vault)


def test_file_is_kept_with_who_and_when_by_our_clock(files: Files, teller: Teller):
    row = keep(files, teller)
    assert (row.number, row.sha256) == (1, hashlib.sha256(PDF).hexdigest())
    assert (row.organisation, row.login, row.role) == (BUYER.organisation, BUYER.login, "buyer")
    assert (row.at, row.size, row.total) == (teller.now, len(PDF), len(PDF))
    assert list(files.of(ID, BUYER, teller.now)) == [row]
    found, bytes_ = files.read(ID, row.sha256, BUYER, teller.now)
    with bytes_:
        assert (found, bytes_.read()) == (row, PDF)


def test_same_bytes_of_the_same_person_are_one_row(files: Files, teller: Teller):
    first = keep(files, teller)
    again = keep(files, teller, name="other.pdf")
    assert again == first
    assert len(files.of(ID, BUYER, teller.now)) == 1


def test_both_sides_may_have_sent_the_same_bytes(files: Files, teller: Teller):
    show(teller)
    keep(files, teller)
    theirs = keep(files, teller, who=SUPPLIER)
    assert [row.login for row in files.of(ID, BUYER, teller.now)] == [BUYER.login, SUPPLIER.login]
    assert (theirs.number, theirs.total) == (2, 2 * len(PDF))


def show(teller: Teller) -> None:
    """Propose the draft, so that the supplier sees the order."""
    teller.do(ProposeContract(teller.hash), BUYER)


@pytest.mark.parametrize("who", [SUPPLIER, INES, STRANGER])
def test_whoever_does_not_see_the_order_has_none_of_its_files(
    files: Files, teller: Teller, who: Any
):
    row = keep(files, teller)
    for ask in (
        lambda: keep(files, teller, who=who),
        lambda: files.of(ID, who, teller.now),
    ):
        with pytest.raises(Refused) as no:
            ask()
        assert no.value == Refused("order.not_found")
    nos = []
    for id, sha256, viewer in (
        (ID, row.sha256, who),
        (ID, "00" * 32, who),
        (order(9).id, row.sha256, BUYER),
        (ID, "00" * 32, BUYER),
    ):
        with pytest.raises(Refused) as no:
            files.read(id, sha256, viewer, teller.now)
        nos.append(no.value)
    assert nos == [Refused("vault.not_found")] * 4


def test_reader_without_authority_adds_nothing(files: Files, teller: Teller):
    with pytest.raises(Refused) as no:
        keep(files, teller, who=replace(BUYER, authority=frozenset()))
    assert no.value.code == "vault.no_authority"


def test_order_takes_so_much_and_no_more(files: Files, teller: Teller, vault: DiskVault):
    small = room(teller.store, vault, SMALL)
    keep(small, teller, PDF.ljust(60))
    with pytest.raises(Refused) as no:
        keep(small, teller, PDF.ljust(41), "b.pdf")
    assert no.value == Refused("vault.too_large", limit=40)
    keep(small, teller, PDF.ljust(40), "b.pdf")
    with pytest.raises(Refused) as no:
        keep(small, teller, PDF, "c.pdf")
    assert no.value == Refused("vault.full", bytes=100, files=5)


def test_nobody_fills_the_other_sides_room(files: Files, teller: Teller, vault: DiskVault):
    show(teller)
    small = room(teller.store, vault, SMALL)
    for number in range(5):
        keep(small, teller, PDF.ljust(18 + number), f"{number}.pdf", who=SUPPLIER)
    with pytest.raises(Refused) as no:
        keep(small, teller, PDF, "more.pdf", who=SUPPLIER)
    assert no.value.code == "vault.full"
    assert keep(small, teller, PDF.ljust(60)).number == 6


def test_organisation_takes_so_much_over_all_orders(files: Files, teller: Teller, vault: DiskVault):
    keep(files, teller, PDF.ljust(60))
    limits = replace(SMALL, order=1000, organisation=80)
    with pytest.raises(Refused) as no:
        keep(room(teller.store, vault, limits), teller, PDF.ljust(21), "b.pdf")
    assert no.value == Refused("vault.too_large", limit=20)


def test_race_for_the_last_room_is_won_by_as_many_as_fit(
    files: Files, teller: Teller, vault: DiskVault
):
    small = room(teller.store, vault, SMALL)

    def send(number: int) -> str:
        try:
            keep(small, teller, PDF.ljust(30 + number), f"{number}.pdf")
        except Refused as refused:
            return refused.code
        return "kept"

    with ThreadPoolExecutor(6) as many:
        ends = list(many.map(send, range(6)))
    rows = small.of(ID, BUYER, teller.now)
    assert ends.count("kept") == len(rows) in (2, 3)
    assert rows[-1].total == sum(row.size for row in rows) <= SMALL.order
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    assert report(teller.store, vault).ok


def test_rows_are_never_changed_replaced_or_deleted(files: Files, teller: Teller):
    row = keep(files, teller)
    replace_ = "INSERT OR REPLACE" if teller.store.vendor == "sqlite" else "INSERT"
    columns = "order_id, number, sha256, name, media, size_bytes, total_bytes, organisation,"
    columns += " login, role, received_at, mac"
    values = f"SELECT {columns} FROM file"
    for statement in (
        "UPDATE file SET name = 'x.pdf'",
        "DELETE FROM file",
        f"{replace_} INTO file ({columns}) {values}",
    ):
        with pytest.raises(Conflict):
            teller.store.change(statement)
    assert list(files.of(ID, BUYER, teller.now)) == [row]


def test_checker_finds_nothing_where_nothing_is_wrong(
    files: Files, teller: Teller, vault: DiskVault
):
    row = keep(files, teller)
    draft = replace(teller.terms, design_files=(DesignFile("elsewhere.pdf", "5c" * 32),))
    teller.do(WriteDraft(with_design_file(draft, row)), BUYER)
    found = report(teller.store, vault)
    assert (found.findings, found.files, found.unclaimed) == ([], 1, 0)
    # What the first draft bound (ab...), and the file of the second that nobody uploaded.
    assert found.kept_elsewhere == 2


def test_checker_finds_bytes_that_changed_and_bytes_that_are_gone(
    files: Files, teller: Teller, vault: DiskVault, tmp_path: Path
):
    row = keep(files, teller)
    place = tmp_path / "vault" / row.sha256[:2] / row.sha256[2:]
    place.chmod(0o600)
    place.write_bytes(PDF.replace(b"plan", b"plot"))
    (found,) = report(teller.store, vault).findings
    assert (found.check, found.where) == ("file.bytes", row.sha256)
    place.unlink()
    (found,) = report(teller.store, vault).findings
    assert (found.check, found.where) == ("file.missing", f"order/{ID}/1")


def test_upload_that_ended_before_its_row_is_counted_and_no_fault(
    files: Files, teller: Teller, vault: DiskVault
):
    vault.put([PDF], "plan.pdf", limit=100)
    found = report(teller.store, vault)
    assert (found.findings, found.unclaimed) == ([], 1)


def test_design_file_of_the_same_name_takes_the_place_of_the_old_one(files: Files, teller: Teller):
    first, second = keep(files, teller), keep(files, teller, PDF + b"2")
    terms = replace(teller.terms, design_files=())
    bound = with_design_file(with_design_file(terms, first), second)
    assert bound.design_files == (DesignFile("plan.pdf", second.sha256),)


def test_inspector_has_what_the_contract_binds_and_his_own_files(teller: Teller, vault: DiskVault):
    terms = replace(contract_to_inspect(), design_files=(DesignFile("plan.pdf", sha(PDF)),))
    teller = Teller(teller.store, terms=terms)
    teller.set_limit()
    teller.activate()
    files = room(teller.store, vault, Limits())
    keep(files, teller)
    keep(files, teller, b"price,12\n", "letter.csv")
    with pytest.raises(Refused):
        files.of(ID, INES, teller.now)
    assign(teller)
    keep(files, teller, b"note of the visit", "note.txt", who=INES)
    names = [row.name for row in files.of(ID, INES, teller.now)]
    assert names == ["plan.pdf", "note.txt"]
    assert len(files.of(ID, SUPPLIER, teller.now)) == 3
    with pytest.raises(Refused) as no:
        files.read(ID, sha(b"price,12\n"), INES, teller.now)
    assert no.value == Refused("vault.not_found")


def test_evidence_is_kept_with_the_order_before_it_is_named(teller: Teller, vault: DiskVault):
    teller = Teller(teller.store, terms=contract_to_inspect())
    teller.set_limit()
    teller.activate()
    assign(teller)
    StoreReads(teller.store, mac_key=HOUSE.mac_key).project_actors([INES])
    (lot,) = teller.lots()
    teller.do(ReportProduction(lot, 100), SUPPLIER)
    files, photo = room(teller.store, vault, Limits()), sha(PHOTO_BYTES)
    command = RecordInspection(lot, replace(result(), photos=(photo,)), "I1")
    request = Request(order(1), command, INES)
    with pytest.raises(Refused, match=r"evidence\.not_kept"):
        teller.do(command, INES)
    with pytest.raises(Refused, match=r"evidence\.not_kept"):
        preview(request, teller.store, HOUSE, teller.now)
    other = Teller(teller.store, number=2)
    other.do(OpenOrder(other.terms), BUYER)
    files.keep(order(2).id, [PHOTO_BYTES], "elsewhere.png", BUYER, teller.now)
    with pytest.raises(Refused, match=r"evidence\.not_kept"):
        teller.do(command, INES)
    keep(files, teller, PHOTO_BYTES, "carton.png", who=INES)
    assert "inspection_recorded.1" in preview(request, teller.store, HOUSE, teller.now).events[0]
    assert teller.do(command, INES).events[0] == "inspection_recorded.1"
    found = report(teller.store, vault)
    assert (found.findings, found.kept_elsewhere) == ([], 1)  # the contract's own design file


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def contract_to_inspect() -> Any:
    return contract(inspection=replace(PLAN, price_minor=30_000))


def assign(teller: Teller) -> None:
    """An inspection by Ines' organisation, asked, agreed and assigned."""
    third, on = InspectedBy.THIRD_PARTY, START.date() + timedelta(days=20)
    teller.do(BookInspection("A", InspectionKind.PRE_SHIPMENT, third, on), BUYER)
    teller.do(AnswerInspection("I1", True), SUPPLIER)
    until = START.date() + timedelta(days=300)
    command = AssignInspector("I1", INES.organisation, "UKAS", "4711", "consumer goods", until)
    teller.do(command, OLGA)
