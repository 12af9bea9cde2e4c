"""One transaction makes a submission durable, verbatim and frozen, or nothing happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from portal import secrets
from portal.db import Base, Database
from portal.errors import IncompleteError, InvalidInputError, WindowClosedError
from portal.models.drafts import Clause
from portal.models.submissions import Attachment, Comment, Submission
from portal.operations import attachments, baskets, submissions
from portal.operations.baskets import Opinion
from portal.operations.submissions import Contact, Receipt
from portal.queries.submissions import find_by_query_code
from portal.secrets import KeyRing
from tests import make
from tests.conftest import START
from tests.make import ORGANISATION, PERSON, Scene

TOKEN, KEY = "t" * 43, "k" * 43
COUNTED = ("submissions", "comments", "contact_data", "clause_tallies", "baskets",
           "basket_opinions", "audit_events", "outbox")  # fmt: skip
VERBATIM = "　　“引号”— <script>alert(1)</script>\n\n=SUM(A1)\t①②\u200b\u202eabc 𠮷👨‍👩‍👧"


def fill(database: Database, scene: Scene, *bodies: str) -> None:
    with database.transaction() as session:
        for place, body in enumerate(bodies):
            baskets.put_opinion(
                session,
                token=TOKEN,
                consultation_id=scene.consultation_id,
                opinion=Opinion(scene.clause_ids[place], "remark", None, body),
                now=START,
            )


def submit(database: Database, ring: KeyRing, scene: Scene, **changes: Any) -> Receipt:
    values = {"token": TOKEN, "consultation_id": scene.consultation_id, "contact": PERSON,
              "idempotency_key": KEY, "now": START}  # fmt: skip
    with database.transaction() as session:
        return submissions.submit_basket(session, ring, **{**values, **changes})


def counts(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return {
            name: session.scalar(select(func.count()).select_from(Base.metadata.tables[name])) or 0
            for name in COUNTED
        }


def test_a_basket_becomes_a_submission_with_its_comments(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    fill(database, scene, "甲", "乙", "丙")
    now = scene.closes_at - timedelta(microseconds=1)
    receipt = submit(database, ring, scene, now=now, is_flagged=True)
    with database.reading() as session:
        row = session.scalars(select(Submission)).one()
        assert (row.id, row.number) == (receipt.submission_id, receipt.number)
        assert (row.received_at, row.comment_count, row.is_flagged) == (now, 3, True)
        assert [(c.position, c.body) for c in row.comments] == [(1, "甲"), (2, "乙"), (3, "丙")]
        assert {c.received_at for c in row.comments} == {now}
    found = counts(database)
    assert (found["baskets"], found["basket_opinions"]) == (0, 0)
    assert (found["contact_data"], found["clause_tallies"]) == (1, 3)


def test_a_text_is_kept_verbatim(database: Database, ring: KeyRing, scene: Scene) -> None:
    fill(database, scene, VERBATIM)
    submit(database, ring, scene)
    with database.reading() as session:
        assert session.scalars(select(Comment.body)).one() == VERBATIM.strip()


def test_clause_number_quote_and_hash_are_frozen_with_the_comment(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    fill(database, scene, "甲")
    submit(database, ring, scene)
    with database.reading() as session:
        comment = session.scalars(select(Comment)).one()
        clause = session.get_one(Clause, comment.clause_id)
        assert comment.clause_label == f"{clause.number}{clause.heading}" == clause.label
        assert comment.clause_quote == clause.quote
        assert comment.clause_text_hash == clause.text_hash == secrets.text_hash(clause.quote)
        assert comment.clause_key == clause.identity == scene.clause_ids[0]
        assert comment.draft_version_id == clause.draft_version_id


def test_an_opinion_on_the_whole_draft_carries_no_clause(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    make.submission(database, ring, scene, [Opinion(None, "remark", "support", "总体同意")])
    with database.reading() as session:
        comment = session.scalars(select(Comment)).one()
        assert (comment.clause_key, comment.clause_label, comment.clause_quote) == ("whole", "", "")
        assert (comment.clause_id, comment.clause_text_hash) == (None, None)
        assert comment.draft_version_id


def test_the_query_code_finds_the_submission_and_is_stored_as_a_hash_only(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    fill(database, scene, "甲")
    receipt = submit(database, ring, scene)
    with database.reading() as session:
        found = find_by_query_code(session, secrets.grouped_query_code(receipt.query_code).lower())
        assert found is not None
        assert found.number == receipt.number
        assert found.query_code_hash == secrets.token_hash(receipt.query_code)
        stored = [str(value) for value in session.execute(text("SELECT * FROM submissions")).one()]
    assert not any(receipt.query_code in value for value in stored)


@pytest.mark.parametrize("moment", ["late", "early"])
def test_out_of_the_window_nothing_is_accepted_and_the_basket_stays(
    database: Database, ring: KeyRing, scene: Scene, moment: str
) -> None:
    fill(database, scene, "甲", "乙")
    before = counts(database)
    now = scene.closes_at if moment == "late" else START - timedelta(days=1)
    with pytest.raises(WindowClosedError):
        submit(database, ring, scene, now=now)
    assert counts(database) == before


def test_an_empty_basket_and_a_short_key_are_refused(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    before = counts(database)
    with pytest.raises(IncompleteError) as caught:
        submit(database, ring, scene)
    assert caught.value.details == {"missing": ["opinions"]}
    with pytest.raises(InvalidInputError):
        submit(database, ring, scene, idempotency_key="k" * 31)
    assert counts(database) == before


@pytest.mark.parametrize(
    ("contact", "field"),
    [
        (replace(PERSON, kind="robot"), "commenter_kind"),
        (replace(PERSON, name=" "), "name"),
        (replace(PERSON, reach=""), "reach"),
        (replace(PERSON, name="名" * 101), "name"),
        (replace(PERSON, reach="1\x002"), "reach"),
        (replace(ORGANISATION, organisation=""), "organisation"),
        (replace(ORGANISATION, seal="none"), "seal"),
        (replace(ORGANISATION, seal="wax"), "seal"),
    ],
)
def test_a_contact_that_breaks_the_signing_rule_is_refused_by_field(
    contact: Contact, field: str
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        submissions.clean_contact(contact)
    assert caught.value.details["field"] == field


def test_an_individual_carries_neither_organisation_nor_seal() -> None:
    cleaned = submissions.clean_contact(replace(PERSON, organisation="云川市骑行协会", seal="post"))
    assert (cleaned.organisation, cleaned.seal) == ("", "none")


def test_an_organisation_that_promised_a_scan_must_have_uploaded_it(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    fill(database, scene, "甲")
    contact = replace(ORGANISATION, seal="upload")
    with pytest.raises(IncompleteError) as caught:
        submit(database, ring, scene, contact=contact)
    assert caught.value.details == {"missing": ["seal"]}
    with database.transaction() as session:
        attachments.stage_seal(
            session, token=TOKEN, consultation_id=scene.consultation_id, digest="a" * 64,
            kind="image/png", byte_count=9, name="章.png", now=START,
        )  # fmt: skip
    receipt = submit(database, ring, scene, contact=contact)
    with database.reading() as session:
        row = session.scalars(select(Attachment)).one()
        assert (row.basket_id, row.submission_id) == (None, receipt.submission_id)


def test_the_same_person_counts_once_and_the_hash_names_nobody(ring: KeyRing) -> None:
    hashes = [
        submissions.person_hash(ring, submissions.clean_contact(contact))
        for contact in (
            PERSON,
            replace(PERSON, name=" 李晓禾 ", allows_publication=True),
            replace(PERSON, reach="19900001235"),
            ORGANISATION,
            replace(ORGANISATION, name="另一位联系人", reach="0999-5550000"),
        )
    ]
    assert hashes[0] == hashes[1]
    assert hashes[3] == hashes[4]
    assert len(set(hashes)) == 3


def test_a_failure_in_the_middle_leaves_nothing_and_the_same_key_succeeds_later(
    database: Database, ring: KeyRing, scene: Scene
) -> None:
    """A further constraint makes the third of three comments impossible, after contact and two."""
    fill(database, scene, "甲", "乙", "甲")
    with database.transaction() as session:
        session.execute(text("CREATE UNIQUE INDEX uq_test_body ON comments (body)"))
    before = counts(database)
    with pytest.raises(IntegrityError):
        submit(database, ring, scene)
    assert counts(database) == before
    assert (before["submissions"], before["basket_opinions"]) == (0, 3)
    with database.transaction() as session:
        session.execute(text("DROP INDEX uq_test_body"))
    assert not submit(database, ring, scene).is_repeat
    assert counts(database)["comments"] == 3
