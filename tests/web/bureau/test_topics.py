"""The officer's pages of the analysis: how far it is, and what can be done to a topic."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.db import Database
from portal.models.analyses import AnalysisResult, Judgement, Topic
from portal.models.analysis_jobs import AnalysisJob
from portal.operations import analysis_jobs, topic_runs
from portal.queries.topic_edits import topic_names
from portal.queries.topics import newest_run
from portal.secrets import KeyRing
from portal.web.language import LANGUAGE_COOKIE
from portal.worker import Worker
from tests import make
from tests.lint import LintClient, elements, form_fields
from tests.operations.test_analyses import send as send_comments
from tests.operations.test_topic_edits import LIGHTS, PARKING
from tests.web.bureau import desk
from tests.web.bureau.two_topics import two_topics


@pytest.fixture
def scene(client: LintClient, database: Database, ring: KeyRing) -> make.Scene:
    """Two subjects with nine comments each in two topics; the officer is signed in."""
    return two_topics(client, database, ring)


@pytest.fixture
def worker(database: Database) -> Iterator[Worker]:
    """A worker in this process."""
    made = Worker(database.settings)
    yield made
    made.close()


def _base(scene: make.Scene) -> str:
    return f"/bureau/consultations/{scene.reference}"


def _topics(database: Database, scene: make.Scene) -> list[int]:
    with database.reading() as session:
        run = newest_run(session, scene.consultation_id)
        assert run is not None
        return [topic.id for topic in run.topics if topic.purpose == "topic"]


def _one_shard_done(database: Database, worker: Worker) -> int:
    """The job that is planned for the scene, after its first shard."""
    with database.transaction() as session:
        (job_id,) = analysis_jobs.plan_jobs(session, clock.now())
    worker.work()
    return job_id


def test_an_officer_names_a_topic_and_the_name_stands_on_every_page(
    client: LintClient, database: Database, scene: make.Scene
) -> None:
    one = _topics(database, scene)[0]
    address = f"{_base(scene)}/topics/{one}"
    client.get(address)
    desk.send(client, f"{address}/name", {"name": "停放点位"})
    assert "名称已改" in client.text()
    client.get(f"{_base(scene)}/topics")
    assert "停放点位" in client.text()
    client.get(f"{address}/decide")
    assert "停放点位" in client.text()


def test_a_name_that_is_too_long_is_refused_and_kept_in_the_box(
    client: LintClient, database: Database, scene: make.Scene
) -> None:
    address = f"{_base(scene)}/topics/{_topics(database, scene)[0]}"
    client.get(address)
    answer = desk.send(client, f"{address}/name", {"name": "长" * 61})
    assert answer.status_code == 422
    assert "超出字数限制" in client.text()
    assert "长" * 61 in answer.text
    with database.reading() as session:
        assert topic_names(session, scene.consultation_id) == {}


def test_two_topics_become_one(client: LintClient, database: Database, scene: make.Scene) -> None:
    one, two = _topics(database, scene)
    address = f"{_base(scene)}/topics/{one}"
    client.get(address)
    desk.send(client, f"{address}/merge", {"into": str(two)})
    assert "已合并" in client.text()
    assert _topics(database, scene) == [two]
    assert client.get(address).status_code == 404


def test_a_name_that_another_topic_has_is_refused_and_merging_offered(
    client: LintClient, database: Database, scene: make.Scene
) -> None:
    one, two = _topics(database, scene)
    for topic, status in ((one, 200), (two, 409)):
        address = f"{_base(scene)}/topics/{topic}"
        client.get(address)
        answer = desk.send(client, f"{address}/name", {"name": "停放点位"})
        assert answer.status_code == status
    assert "已有同名的主题" in client.text()
    desk.send(client, f"{address}/merge")
    assert "已合并到“停放点位”" in client.text()
    assert _topics(database, scene) == [one]


def test_a_second_press_on_merge_was_a_bare_404(
    client: LintClient, database: Database, scene: make.Scene
) -> None:
    one, two = _topics(database, scene)
    address = f"{_base(scene)}/topics/{one}"
    for words in ("已合并", "这个主题已经并入别的主题"):
        client.get(f"{_base(scene)}/topics/{two}")
        token = form_fields(elements(client.page, "form")[-1])["csrf_token"]
        data = {"csrf_token": token, "into": str(two)}
        answer = client.post(f"{address}/merge", data=data, follow_redirects=True)
        assert answer.status_code == 200
        assert words in client.text()
    assert _topics(database, scene) == [two]


def test_topics_the_machine_named_alike_bear_a_number(
    client: LintClient, database: Database, scene: make.Scene
) -> None:
    with database.transaction() as session:
        for topic in session.scalars(select(Topic)):
            topic.words = ["停车"]
    client.get(f"{_base(scene)}/topics")
    assert "停车（2）" in client.text()
    assert "停车（3）" not in client.text()


def test_each_grouping_asked_for_stands_on_the_page_with_its_turn(
    client: LintClient, scene: make.Scene
) -> None:
    for what in ("finer", "coarser", "finer"):
        client.get(f"{_base(scene)}/analysis")
        desk.send(client, f"{_base(scene)}/analysis", {"what": what})
    assert client.text().count("归组：主题多一些、细一些") == 2
    assert client.text().count("归组：主题少一些、大一些") == 1
    assert client.text().count("排队，等前一次做完") == 2


@pytest.mark.parametrize("into", ["", "0", "999999", "x", "99999999999999999999"])
def test_a_merger_into_nothing_is_refused(
    client: LintClient, database: Database, scene: make.Scene, into: str
) -> None:
    one = _topics(database, scene)[0]
    address = f"{_base(scene)}/topics/{one}"
    client.get(address)
    assert desk.send(client, f"{address}/merge", {"into": into}).status_code in (404, 422)
    assert len(_topics(database, scene)) == 2


def test_a_topic_number_of_five_thousand_digits_was_an_error_of_the_server(
    client: LintClient, database: Database, scene: make.Scene
) -> None:
    address = f"{_base(scene)}/topics/{_topics(database, scene)[0]}"
    endless = "9" * 5000
    for act, given in (
        ("merge", {"into": endless}),
        ("move", {"into": endless}),
        ("move", {"comment_id": endless}),
    ):
        client.get(address)
        assert desk.send(client, f"{address}/{act}", given).status_code in (404, 422)
    assert len(_topics(database, scene)) == 2


def test_a_comment_moves_to_another_topic_or_begins_a_new_one(
    client: LintClient, database: Database, scene: make.Scene
) -> None:
    one, two = _topics(database, scene)
    address = f"{_base(scene)}/topics/{one}"
    for given in ({"into": str(two)}, {"name": "换乘"}):
        client.get(address)
        desk.send(client, f"{address}/move", given)
        assert "意见已移到主题" in client.text()
    with database.reading() as session:
        sizes = session.scalars(select(Topic.comment_count).where(Topic.id.in_([one, two])))
        assert sorted(sizes) == [7, 10]
    client.get(f"{_base(scene)}/topics")
    assert "换乘" in client.text()


def test_a_new_topic_without_a_name_is_refused(
    client: LintClient, database: Database, scene: make.Scene
) -> None:
    address = f"{_base(scene)}/topics/{_topics(database, scene)[0]}"
    client.get(address)
    assert desk.send(client, f"{address}/move", {"name": " "}).status_code == 422
    assert "请选择一个主题，或者写新主题的名称" in client.text()
    assert len(_topics(database, scene)) == 2


def test_a_confirmed_topic_says_how_many_comments_are_fixed(
    client: LintClient, database: Database, scene: make.Scene
) -> None:
    address = f"{_base(scene)}/topics/{_topics(database, scene)[0]}"
    client.get(address)
    assert "已固定 0 / 9 条" in client.text()
    desk.send(client, f"{address}/confirm")
    assert "已固定 9 / 9 条" in client.text()


def test_a_topic_of_an_older_run_can_be_read_but_not_edited(
    client: LintClient, database: Database, scene: make.Scene
) -> None:
    address = f"{_base(scene)}/topics/{_topics(database, scene)[0]}"
    client.get(address)
    topic_runs.group_topics(database, scene.consultation_id, clock.now())
    assert desk.send(client, f"{address}/name", {"name": "停放"}).status_code == 409
    assert "主题在您打开页面之后重新归过组" in client.text()
    client.get(address)
    assert "这是旧的一组" in client.text()
    assert "整组处理" not in client.text()
    assert f"{_base(scene)}/topics" in client.links("查看现在的主题")
    client.get(f"{address}/decide")
    assert "这是旧的一组" in client.text()


def test_another_bureaus_officer_sees_and_changes_no_topic(
    database: Database, scene: make.Scene, new_client: Callable[[], LintClient]
) -> None:
    one = _topics(database, scene)[0]
    with database.transaction() as session:
        make.officer(session, "stranger", "云川市水务局")
    client = new_client()
    client.sign_in("stranger", make.PASSWORD)
    assert client.get(f"{_base(scene)}/analysis").status_code == 404
    assert client.get(f"{_base(scene)}/topics/{one}").status_code == 404


def test_the_officer_sees_how_far_the_analysis_is_and_stops_it(
    client: LintClient,
    database: Database,
    scene: make.Scene,
    worker: Worker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(analysis_jobs, "SHARD_SIZE", 6)
    job_id = _one_shard_done(database, worker)
    client.get(f"{_base(scene)}/analysis")
    assert "6 / 18 条" in client.text()
    assert "进行中" in client.text()
    desk.send(client, f"{_base(scene)}/analysis/{job_id}/cancel")
    assert "已停止" in client.text()
    assert worker.work() is False
    again = client.post(f"{_base(scene)}/analysis/{job_id}/cancel", data={"csrf_token": "stale"})
    assert again.status_code == 422


def test_the_officer_asks_for_finer_topics_and_a_worker_makes_them(
    client: LintClient, database: Database, scene: make.Scene, worker: Worker
) -> None:
    before = _topics(database, scene)
    client.get(f"{_base(scene)}/analysis")
    desk.send(client, f"{_base(scene)}/analysis", {"what": "finer"})
    assert "已经安排" in client.text()
    while worker.work():
        pass
    with database.reading() as session:
        assert session.scalars(select(AnalysisJob.topic_scale)).all() == ["finer"]
    assert _topics(database, scene)[0] not in before


@pytest.mark.parametrize("what", ["", "everything"])
def test_an_unknown_wish_is_refused(
    client: LintClient, database: Database, scene: make.Scene, what: str
) -> None:
    client.get(f"{_base(scene)}/analysis")
    assert desk.send(client, f"{_base(scene)}/analysis", {"what": what}).status_code == 422
    with database.reading() as session:
        assert session.scalars(select(AnalysisJob)).all() == []


def test_nothing_left_to_analyse_is_said(
    client: LintClient, database: Database, scene: make.Scene
) -> None:
    desk.analysed(database, scene)
    client.get(f"{_base(scene)}/analysis")
    assert desk.send(client, f"{_base(scene)}/analysis", {"what": "pending"}).status_code == 409
    assert "没有需要分析的意见" in client.text()


def test_an_officer_corrects_the_kind_alone_and_the_stance_stays_the_machines(
    client: LintClient, database: Database, scene: make.Scene
) -> None:
    desk.analysed(database, scene)
    number = desk.comment_ids(database, scene)[0]
    client.get(f"{_base(scene)}/comments/{number}")
    with database.reading() as session:
        kind = session.scalars(select(AnalysisResult.kind)).first()
    other = "off_topic" if kind != "off_topic" else "praise"
    desk.send(client, f"{_base(scene)}/comments/{number}/stance", {"kind": other})
    with database.reading() as session:
        judged = session.get_one(Judgement, number)
    assert (judged.kind, judged.stance) == (other, None)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "还没有收到意见"),
        (3, "意见太少，不宜归组"),
        (11, "意见太少，不宜归组"),
        (12, "机器按用词把意见归成主题"),
    ],
)
def test_few_comments_are_a_list_to_read_and_not_groups(
    client: LintClient, database: Database, ring: KeyRing, count: int, words: str
) -> None:
    made = make.scene(database)
    texts = [text.format(n) for n in range(6) for text in (PARKING, LIGHTS)][:count]
    send_comments(database, ring, made, texts)
    desk.analysed(database, made)
    client.sign_in("officer", make.PASSWORD)
    for page in ("topics", "analysis", "comments"):
        assert client.get(f"{_base(made)}/{page}").status_code == 200
        if page == "topics":
            assert words in client.text()
    assert len(desk.comment_ids(database, made)) == count


NOTHING_SAID = ["😀", "。", "哈" * 20_000, "長官請問這個條例幾時實施", "一、\n二、\n三、", "1" * 20_000]


def test_comments_that_say_nothing_are_read_and_grouped_without_complaint(
    client: LintClient, database: Database, ring: KeyRing
) -> None:
    made = make.scene(database)
    send_comments(database, ring, made, NOTHING_SAID * 2)
    desk.analysed(database, made)
    client.sign_in("officer", make.PASSWORD)
    for page in ("topics", "comments", f"clauses/{made.clause_ids[0]}"):
        assert client.get(f"{_base(made)}/{page}").status_code == 200
    client.get(f"{_base(made)}/topics")
    assert "其他意见" in client.text()


def test_the_words_of_a_topic_stood_with_english_commas_on_an_english_page(
    client: LintClient, scene: make.Scene
) -> None:
    client.set_cookie(LANGUAGE_COOKIE, "en")
    client.get(f"/bureau/consultations/{scene.reference}/topics")
    assert client.page is not None
    names = ["".join(title.itertext()) for title in elements(client.page, "h3")]
    assert sum("、" in name for name in names) == 2, names
    assert not [name for name in names if ", " in name]


def test_the_way_on_from_a_stopped_job_had_to_be_guessed_among_five_choices(
    client: LintClient,
    database: Database,
    scene: make.Scene,
    worker: Worker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(analysis_jobs, "SHARD_SIZE", 6)
    job_id = _one_shard_done(database, worker)
    client.get(f"{_base(scene)}/analysis")
    desk.send(client, f"{_base(scene)}/analysis/{job_id}/cancel")
    (form,) = [one for one in elements(client.page, "form") if "继续" in "".join(one.itertext())]
    answer = client.post(str(form.get("action")), data=form_fields(form), follow_redirects=True)
    assert answer.status_code == 200
    assert "0 / 12 条" in client.text()
    while worker.work():
        pass
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(AnalysisResult)) == 18


@pytest.mark.parametrize("what", ["topics", "finer"])
def test_a_stopped_grouping_goes_on_as_it_was_asked_for(
    client: LintClient, database: Database, scene: make.Scene, what: str
) -> None:
    client.get(f"{_base(scene)}/analysis")
    desk.send(client, f"{_base(scene)}/analysis", {"what": what})
    with database.reading() as session:
        job_id = session.scalars(select(AnalysisJob.id)).one()
    desk.send(client, f"{_base(scene)}/analysis/{job_id}/cancel")
    (form,) = [one for one in elements(client.page, "form") if "继续" in "".join(one.itertext())]
    client.post(str(form.get("action")), data=form_fields(form), follow_redirects=True)
    with database.reading() as session:
        scales = session.scalars(select(AnalysisJob.topic_scale).order_by(AnalysisJob.id)).all()
    assert scales == [None if what == "topics" else what] * 2
