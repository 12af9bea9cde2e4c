"""Pages that stand only between two presses: they are reached by acting, not by an address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from portal import clock
from portal.models.submissions import Comment
from portal.operations import topic_runs
from portal.operations.baskets import Opinion
from portal.queries.topic_edits import Asked
from portal.queries.topics import newest_run
from portal.web.language import LANGUAGE_COOKIE
from tests import make
from tests.lint import elements, form_fields
from tests.operations.test_analyses import officer, send
from tests.operations.test_letter_parts import LETTER
from tests.operations.test_topic_edits import LIGHTS, PARKING
from tests.web.bureau import desk
from tests.web.public import visits

if TYPE_CHECKING:
    from tests.browser.gallery import Gallery

TELLING = "停放点位太少，我住望江路66号，电话19900001234、邮箱someone@example.cn，请联系我。"
REASON = "上位法即将修改，需要重新研究。"


class Moments:
    """They hang in a gallery in a consultation of their own.

    Their names begin with the endpoint and are no other sheet's, so each is read in every language and width.
    """

    def __init__(self, gallery: Gallery) -> None:
        self.gallery = gallery
        database = gallery.database
        with database.transaction() as session:
            made = make.published(session, officer(session))
            assert made.window is not None
            keys = [clause.identity for clause in make.clauses(session, made)]
            self.scene = make.Scene(made.id, made.reference, made.window.closes_at, keys)
        opinions = [Opinion(keys[3], "remark", "suggest", LETTER)]
        make.submission(database, gallery.ring, self.scene, opinions, contact=make.ORGANISATION)
        texts = [text.format(n) for n in range(6) for text in (PARKING, LIGHTS)]
        send(database, gallery.ring, self.scene, texts)
        topic_runs.group_topics(database, made.id, clock.now(), Asked(2))

    def hang(self) -> None:
        """All of them."""
        self._personal_data()
        self._early_end()
        self._letter()
        self._topics()

    def _visitor(self, username: str = "") -> Any:
        client: Any = self.gallery.app.test_client()
        client.set_cookie(LANGUAGE_COOKIE, self.gallery.language)
        if username:
            client.sign_in(username, make.PASSWORD)
        return client

    def _show(self, answer: TestResponse, role: str, state: str, endpoint: str) -> None:
        """The page that was answered hangs as the visitor sees it."""
        assert answer.mimetype == "text/html"
        self.gallery.keep(state, role, endpoint, answer.request.path, answer.text)

    def _personal_data(self) -> None:
        client = self._visitor()
        visits.write(client, self.scene, 1, TELLING)
        answer = visits.fill_contact(client, self.scene)
        assert "199****1234" in answer.text, "the number is pointed out, masked"
        self._show(answer, "anonymous", "personal data in the words", "public.check, personal data")

    def _early_end(self) -> None:
        client = self._visitor("admin")
        address = f"/admin/consultations/{self.scene.reference}/window"
        client.get(address)
        forms = [form_fields(form) for form in elements(client.page, "form")]
        values = next(fields for fields in forms if fields.get("act") == "close")
        asked = {**values, "close-when": "now", "close-reason": REASON}
        answer = client.post(address, data=asked)
        assert answer.status_code == 422
        self._show(answer, "admin", "too short, to be confirmed", "admin.window, too short")

    def _letter(self) -> None:
        client = self._visitor("officer")
        base = f"/bureau/consultations/{self.scene.reference}/comments"
        with self.gallery.database.reading() as session:
            letter = session.scalars(select(Comment.id).where(Comment.body == LETTER)).one()
        self._show(client.get(f"{base}/{letter}"), "officer", "a letter", "bureau.decide, a letter")
        answer = desk.send(client, f"{base}/{letter}/split")
        self._show(answer, "officer", "a letter in parts", "bureau.letter_split")
        with self.gallery.database.reading() as session:
            part = session.scalars(select(Comment.id).order_by(Comment.id.desc())).first()
        self._show(client.get(f"{base}/{part}"), "officer", "a part of a letter", "bureau.decide, a part")
        self._show(client.get(base), "officer", "a letter in parts", "bureau.comments, in parts")

    def _topics(self) -> None:
        client = self._visitor("officer")
        base = f"/bureau/consultations/{self.scene.reference}/topics"
        with self.gallery.database.reading() as session:
            run = newest_run(session, self.scene.consultation_id)
            assert run is not None
            one, two = [topic.id for topic in run.topics if topic.purpose == "topic"][:2]
        client.get(f"{base}/{one}")
        member = form_fields(client.find_form(action=f"{base}/{one}/move"))["comment_id"]
        answer = desk.send(client, f"{base}/{one}/move", {"comment_id": member, "into": str(two)})
        self._show(answer, "officer", "a comment moved", "bureau.topic_move")
        client.get(f"{base}/{one}")
        answer = desk.send(client, f"{base}/{one}/merge", {"into": str(two)})
        self._show(answer, "officer", "two topics merged", "bureau.topic_merge")
        self._show(client.get(base), "officer", "two topics merged", "bureau.topic_list, merged")
