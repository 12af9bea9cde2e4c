"""Where an officer stands after acting on a topic of several pages, or on one that is gone meanwhile."""

from __future__ import annotations

import pytest

from portal import clock
from portal.db import Database
from portal.models.analyses import Topic
from portal.models.submissions import Comment
from portal.operations import submissions_later, topic_edits
from portal.queries import comments
from portal.secrets import KeyRing
from tests import make
from tests.lint import LintClient, elements, form_fields
from tests.operations.test_analyses import officer
from tests.web.bureau.two_topics import members_by_topic, two_topics


@pytest.fixture
def scene(
    client: LintClient, database: Database, ring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> make.Scene:
    """Two topics of nine comments each, four on a page; the officer is signed in."""
    monkeypatch.setattr(comments, "PAGE", 4)
    monkeypatch.setattr("portal.web.bureau.cards.PAGE", 4)
    return two_topics(client, database, ring)


def _base(scene: make.Scene) -> str:
    return f"/bureau/consultations/{scene.reference}"


def _move(client: LintClient, address: str, comment_id: int, into: int) -> None:
    """The comment's own form on the open page is sent."""
    forms = [form_fields(form) for form in elements(client.page, "form")]
    (data,) = [one for one in forms if one.get("comment_id") == str(comment_id)]
    (action,) = {
        str(form.get("action"))
        for form in elements(client.page, "form")
        if form_fields(form).get("comment_id") == str(comment_id)
    }
    assert action.startswith(address)
    answer = client.post(action, data=data | {"into": str(into)}, follow_redirects=True)
    assert answer.status_code == 200


def _shown(client: LintClient) -> list[int]:
    return [
        int(str(one.get("id")).removeprefix("comment-"))
        for one in elements(client.page, "article")
        if str(one.get("id")).startswith("comment-")
    ]


def _link(client: LintClient, rel: str) -> str:
    (link,) = [a for a in elements(client.page, "a") if a.get("rel") == rel]
    return str(link.get("href"))


def test_moving_a_comment_from_the_second_page_led_back_to_the_first(
    client: LintClient, database: Database, scene: make.Scene
) -> None:
    (one, members), (two, _others) = members_by_topic(database, scene).items()
    address = f"{_base(scene)}/topics/{one}"
    client.get(f"{address}?after={members[3]}")
    _move(client, f"{address}/move", members[4], two)
    assert "意见已移到主题" in client.text()
    assert _shown(client) == members[5:]


def test_after_the_last_comment_of_the_last_page_was_moved_the_page_before_follows(
    client: LintClient, database: Database, scene: make.Scene
) -> None:
    (one, members), (two, _others) = members_by_topic(database, scene).items()
    address = f"{_base(scene)}/topics/{one}"
    client.get(f"{address}?after={members[7]}")
    _move(client, f"{address}/move", members[8], two)
    assert "没有更多意见" not in client.text()
    assert _shown(client) == members[4:8]


def test_the_page_before_the_third_was_the_first(
    client: LintClient, database: Database, scene: make.Scene
) -> None:
    one, members = next(iter(members_by_topic(database, scene).items()))
    client.get(f"{_base(scene)}/topics/{one}")
    for first in (4, 8):
        client.get(_link(client, "next"))
        assert _shown(client) == members[first : first + 4]
    for first in (4, 0):
        client.get(_link(client, "prev"))
        assert _shown(client) == members[first : first + 4]
    assert not [a for a in elements(client.page, "a") if a.get("rel") == "prev"]


def test_the_page_before_the_third_of_a_clause_was_its_first(
    client: LintClient, scene: make.Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("portal.queries.comments.PAGE", "portal.web.bureau.cards.PAGE"):
        monkeypatch.setattr(place, 1)
    key = scene.clause_ids[0]
    client.get(f"{_base(scene)}/clauses/{key}")
    pages = [_shown(client)]
    while [a for a in elements(client.page, "a") if a.get("rel") == "next"]:
        client.get(_link(client, "next"))
        pages.append(_shown(client))
    assert len(pages) == 4
    for page in reversed(pages[:-1]):
        client.get(_link(client, "prev"))
        assert _shown(client) == page


@pytest.mark.parametrize("ended_by", ["moved", "withdrawn"])
@pytest.mark.parametrize("act", ["move", "name", "confirm", "merge", "decide"])
def test_a_second_press_on_a_topic_emptied_meanwhile_was_a_bare_404(
    client: LintClient, database: Database, scene: make.Scene, act: str, ended_by: str
) -> None:
    (one, members), (two, _others) = members_by_topic(database, scene).items()
    address = f"{_base(scene)}/topics/{one}"
    client.get(address)
    token = form_fields(elements(client.page, "form")[-1])["csrf_token"]
    with database.transaction() as session:
        if ended_by == "moved":
            topic_edits.move_comments(
                session, scene.consultation_id, members, two,
                actor=officer(session), now=clock.now(),
            )  # fmt: skip
        else:
            for id_ in members:
                submission_id = session.get_one(Comment, id_).submission_id
                submissions_later.withdraw_submission(session, submission_id, now=clock.now())
    data = {"csrf_token": token, "comment_id": str(members[0]), "into": str(two)}
    answer = client.post(f"{address}/{act}", data=data, follow_redirects=True)
    assert answer.status_code == 200
    assert "这个主题里已经没有意见（移走或者撤回了），这次没有再改动" in client.text()
    assert client.text().count("按主题看意见") >= 1
    with database.reading() as session:
        assert session.get(Topic, one) is None


def test_a_topic_that_never_was_is_still_not_found(
    client: LintClient, database: Database, scene: make.Scene
) -> None:
    client.get(f"{_base(scene)}/topics/{next(iter(members_by_topic(database, scene)))}")
    token = form_fields(elements(client.page, "form")[-1])["csrf_token"]
    answer = client.post(f"{_base(scene)}/topics/99999/name", data={"csrf_token": token})
    assert answer.status_code == 404
