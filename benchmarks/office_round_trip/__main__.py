"""python -m benchmarks.office_round_trip [--keep DIR]: the clause tables, filled in with LibreOffice, uploaded back.

Needs LibreOffice and its Python bridge on this machine. Both kinds of table are downloaded from the portal, typed
into, saved, sent by the page's form, and compared with the basket to the letter; then once more with faults in their
rows, mended and sent again. Exit code 1 when anything differs, and when there is no LibreOffice.
"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.office_round_trip import tables
from benchmarks.office_round_trip.office import Office, Order, find_office
from benchmarks.office_round_trip.tables import Filling, Wanted
from benchmarks.stage import installation
from portal.app import create_app
from portal.db import Database
from portal.logs import ROOT
from portal.models.drafts import Clause
from portal.models.submissions import BasketOpinion, Comment
from tests import make
from tests.lint import LintClient

SITTINGS = {
    ".xlsx": (tables.filled_sheet, tables.faulty_sheet, tables.mended_sheet, tables.FAULTS_OF_SHEET, (".ods", ".xls")),
    ".docx": (tables.filled_paper, tables.faulty_paper, tables.mended_paper, tables.FAULTS_OF_PAPER, (".odt", ".doc")),
}  # fmt: skip
ONLY_THESE = "只能读取 .xlsx 和 .docx 文件"
PASSWORD = "口令 with blanks"


class Trip:
    """One kind of table on its way there and back; `faults` says what went wrong."""

    def __init__(self, app: Flask, office: Office, scene: make.Scene, suffix: str, folder: Path) -> None:
        self._app, self._office, self._scene = app, office, scene
        self._suffix, self._folder = suffix, folder
        self._database: Database = app.extensions["portal.database"]
        self._fill, self._spoil, self._mend, self._told, self._others = SITTINGS[suffix]
        self.faults: list[str] = []

    def go(self) -> None:
        """Everything is tried."""
        table = self._download()
        self._other_kinds(table)
        self._filled(table)
        self._with_faults(table)

    def _check(self, is_right: bool, what: str) -> None:
        print(f"  {'ok   ' if is_right else 'WRONG'} {self._suffix} {what}", flush=True)
        if not is_right:
            self.faults.append(f"{self._suffix} {what}")

    def _page(self, name: str) -> str:
        return f"/consultations/{self._scene.reference}{name}"

    def _client(self) -> LintClient:
        client = self._app.test_client()
        assert isinstance(client, LintClient)
        return client

    def _download(self) -> Path:
        answer = self._client().get(self._page(f"/table{self._suffix}"))
        target = self._folder / f"downloaded{self._suffix}"
        target.write_bytes(answer.data)
        return target

    def _sat(self, source: Path, name: str, filling: Filling, *more: str, password: str = "") -> Path:
        """The file somebody saved at the office program after those acts; `more` kinds beside it."""
        target = self._folder / f"{name}{self._suffix}"
        copies = [target, *(target.with_suffix(kind) for kind in more)]
        shown = self._office.carry_out(Order(source, filling.acts, copies, password))[0]
        if name == "filled":
            self._check_shown(shown)
        return target

    def _check_shown(self, shown: dict[str, list[list[str]]]) -> None:
        with self._database.reading() as session:
            wanted = [("whole", "整个草案")] + [(c.identity, c.label) for c in _clauses(session, self._scene)]
            texts = [clause.quote for clause in _clauses(session, self._scene)]
        at = tables.FIRST_ROW[self._suffix] - 1
        rows = shown["rows"][at:]
        self._check([tuple(row[:2]) for row in rows] == wanted, f"{len(rows)} rows shown as downloaded")
        self._check([row[2] for row in rows[1:]] == texts, "texts of the clauses shown to the letter")
        if "choices" in shown:
            self._check(all("支持" in c or "替换条文" in c for c in shown["choices"]), "lists of choices offered")

    def _send(self, client: LintClient, file: Path) -> int:
        client.get(self._page("/table"))
        return client.submit({"table": (BytesIO(file.read_bytes()), file.name)}, action="/table").status_code

    def _other_kinds(self, table: Path) -> None:
        client = self._client()
        plain = self._sat(table, "other", Filling([], []), *self._others)
        for kind in self._others:
            status = self._send(client, plain.with_suffix(kind))
            self._check(status == 422 and ONLY_THESE in client.text(), f"saved as {kind}: refused with what to do")
        locked = self._sat(table, "locked", Filling([], []), password=PASSWORD)
        status = self._send(client, locked)
        self._check(status == 422 and "文件有密码" in client.text(), "saved with a password: refused with what to do")
        status = self._send(client, plain)
        self._check(status == 200 and "表格里没有填写意见" in client.text(), "saved unfilled: said so")

    def _filled(self, table: Path) -> None:
        client, filling = self._client(), self._fill()
        file = self._sat(table, "filled", filling)
        self._check(self._send(client, file) == 200, "filled in: taken without a fault")
        count = len(filling.wanted)
        self._check(f"{count} 条新意见已放入意见篮" in client.text(), f"{count} rows announced")
        self._compare(filling.wanted, "in the basket")
        self._check(self._send(client, file) == 200 and "没有重复" in client.text(), "sent again: nothing twice")
        self._compare(filling.wanted, "in the basket, still")
        again = self._sat(file, "saved-again", Filling([], []))
        self._check(self._send(client, again) == 200, "opened and saved once more: taken")
        self._compare(filling.wanted, "in the basket, still")
        client.get(self._page("/submit"))
        client.submit({"name": "李晓禾", "reach": "19900001234"})
        client.submit(action="/check")
        with self._database.reading() as session:
            bodies = list(session.scalars(select(Comment.body)))
        self._check(sorted(bodies) == sorted(one.body for one in filling.wanted), "submitted to the letter")

    def _with_faults(self, table: Path) -> None:
        client, spoiled, mended = self._client(), self._spoil(), self._mend()
        file = self._sat(table, "faulty", spoiled)
        self._check(self._send(client, file) == 422, "with faults: said so")
        said = client.text().replace(" ", "")
        for words in self._told:
            self._check(words in said, f"told: {words}")
        self._compare(spoiled.wanted, "of the good rows")
        self._check(self._send(client, self._sat(file, "mended", mended)) == 200, "mended: taken without a fault")
        self._compare(mended.wanted, "after mending")

    def _compare(self, wanted: list[Wanted], what: str) -> None:
        with self._database.reading() as session:
            places = {clause.id: place for place, clause in enumerate(_clauses(session, self._scene))}
            rows = session.scalars(select(BasketOpinion).where(BasketOpinion.removed_at.is_(None)))
            found = [Wanted(r.body, places.get(r.clause_id), r.kind, r.stance) for r in rows]
        same = sorted(found, key=repr) == sorted(wanted, key=repr)
        self._check(same, f"{len(wanted)} opinions {what}")
        if not same:
            print("    missing", [repr(one)[:120] for one in wanted if one not in found])
            print("    instead", [repr(one)[:120] for one in found if one not in wanted])


def _clauses(session: Session, scene: make.Scene) -> list[Clause]:
    found = {c.identity: c for c in session.scalars(select(Clause).where(Clause.identity.in_(scene.clause_ids)))}
    return [found[identity] for identity in scene.clause_ids]


def main() -> None:
    """Each check has its line; the exit code is 1 when one failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.office_round_trip")
    parser.add_argument("--keep", type=Path, help="folder that keeps the saved files")
    keep = parser.parse_args().keep
    began, office, faults = time.monotonic(), find_office(), []
    print(office.version)
    for suffix in SITTINGS:
        with ExitStack() as stack:
            folder = keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-tables-")))
            folder.mkdir(parents=True, exist_ok=True)
            app = create_app(stack.enter_context(installation()))
            app.test_client_class = LintClient
            logging.getLogger(ROOT).setLevel(logging.ERROR)
            database: Database = app.extensions["portal.database"]
            stack.callback(database.dispose)
            trip = Trip(app, office, make.scene(database), suffix, folder.resolve())
            trip.go()
            faults += trip.faults
    print(f"{len(faults)} faults, {time.monotonic() - began:.0f} s")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
