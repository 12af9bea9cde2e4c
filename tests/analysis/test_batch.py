"""A whole consultation: the same result on one process or two, and nothing that breaks or stalls it."""

import json
import random
from pathlib import Path

import pytest

from portal.analysis import batch, digest
from portal.analysis.clauses import reading_order
from portal.analysis.engine import analyse, analyse_each
from portal.analysis.files import analyse_file
from portal.analysis.shards import Shards
from portal.analysis.types import Opinion
from tests.analysis.invented_topics import matter, opinions
from tests.pace import within

CLAUSES = {"停车": "第十条", "垃圾": "第二条", "电梯": "第二条之一"}


def _on_clauses(each: int) -> list[Opinion]:
    return [
        Opinion(one.id, one.text, CLAUSES[matter(one.id)], f"{CLAUSES[matter(one.id)]} 本市规定。")
        for one in opinions(each)
    ]


def test_the_result_does_not_depend_on_the_number_of_processes() -> None:
    comments = _on_clauses(1_700)
    one = batch.run(comments, analyse_each, processes=1, by_clause=True)
    two = batch.run(comments, analyse_each, processes=2, by_clause=True)
    assert one[0] == two[0]
    assert len(one[0]) == 2
    for name in ("topics", "campaigns", "topic_of", "campaign_of", "closeness", "clauses"):
        assert getattr(one[1], name) == getattr(two[1], name), name
    assert one[1].model is not None
    assert two[1].model is not None
    assert one[1].model.to_bytes() == two[1].model.to_bytes()


def test_each_clause_has_groups_and_words_of_its_own_in_the_order_of_the_draft() -> None:
    _, grouped = batch.run(_on_clauses(40), analyse_each, by_clause=True)
    assert [one.clause for one in grouped.clauses] == ["第二条", "第二条之一", "第十条"]
    for one in grouped.clauses:
        members = [id_ for topic in one.topics for id_ in topic.member_ids]
        assert len(members) == len(set(members)) == one.comment_count == 40
        assert one.words
        assert one.reading_ids == []
    assert any("垃圾" in word for word in grouped.clauses[0].words)


def test_a_clause_with_few_comments_is_a_list_to_read() -> None:
    comments = [*_on_clauses(20), Opinion("few", "表述不清楚，建议改写", "第三条")]
    _, grouped = batch.run(comments, analyse_each, by_clause=True)
    few = next(one for one in grouped.clauses if one.clause == "第三条")
    assert (few.topics, few.reading_ids) == ([], ["few"])


@pytest.mark.parametrize("count", [0, 1, 11])
def test_few_comments_are_not_grouped_and_the_summary_says_so(tmp_path: Path, count: int) -> None:
    comments = _on_clauses(4)[:count]
    source = tmp_path / "in.jsonl"
    lines = [json.dumps({"id": o.id, "text": o.text, "clause": o.clause}) for o in comments]
    source.write_text("\n".join(lines), "utf-8")
    assert analyse_file(source, tmp_path / "out", summary=tmp_path / "sum") == count
    told = json.loads((tmp_path / "sum").read_text("utf-8"))
    assert told["topics"] == []
    assert told["note"] == "too_few_for_topics"
    assert told["reading_ids"] == reading_order(comments)


def test_the_reading_list_runs_as_the_draft_does() -> None:
    names = ["第十二条", None, "第二条第三项", "附则", "第二条", "第10条", "第" + "9" * 50 + "条"]
    found = reading_order([Opinion(str(n), "好", name) for n, name in enumerate(names)])
    assert found == ["4", "2", "5", "0", "6", "3", "1"]


def test_the_summary_tells_topics_campaigns_voices_and_what_it_was_made_from(
    tmp_path: Path,
) -> None:
    comments = _on_clauses(30)
    letter = "我们全体住户坚决反对在本小区门口设置垃圾转运站，请另行选址。"
    comments += [Opinion(f"信{n}", letter + f"{n}号楼住户", "第二条") for n in range(5)]
    source = tmp_path / "in.jsonl"
    lines = [json.dumps({"id": o.id, "text": o.text, "clause": o.clause}) for o in comments]
    source.write_text("\n".join(lines), "utf-8")
    analyse_file(source, tmp_path / "out", 3, tmp_path / "sum")
    told = json.loads((tmp_path / "sum").read_text("utf-8"))
    found = [json.loads(line) for line in (tmp_path / "out").read_text("utf-8").splitlines()]
    assert sum(topic["size"] for topic in told["topics"]) == len(comments)
    for topic in told["topics"]:
        members = {one["id"] for one in found if one["topic"] == topic["index"]}
        assert len(members) == topic["size"]
        assert set(topic["representative_ids"]) <= members
        assert {id_ for ids in topic["voices"].values() for id_ in ids} <= members
    campaign = next(one for one in told["campaigns"] if "信0" in one["member_ids"])
    assert campaign["count"] == 5
    assert "设置垃圾转运站" in campaign["common_core"]
    assert campaign["differences"][1]["id"] == "信1"
    assert told["topics_fitted"] == {"fitted_on": 95, "of": 95, "is_sample": False}
    assert len(told["input_hash"]) == 64
    assert told["seconds"]["everything"] > 0
    assert {one["analyser_version"] for one in found} == {told["analyser_version"]}


def test_voices_are_three_different_comments_for_each_stance_the_sure_ones_first() -> None:
    texts = ["支持这样规定很好", "支持这样规定很好", "支持，早该如此规定", "好", "支持尽快施行起来"]
    comments = [Opinion(str(n), text) for n, text in enumerate(texts)]
    voices = digest.Voices(["support"] * 5, [True, True, False, True, True], [0.5, 0.9, 1, 1, 0.1])
    assert digest.by_stance(comments, voices, range(5)) == {"support": ["1", "4", "2"]}
    assert digest.by_stance(comments, voices, []) == {}


ODD = {
    "equal": lambda number: "我们要求保留夜间临时停车位，请慎重考虑。",
    "empty": lambda number: "",
    "one sign": lambda number: "好",
    "different signs": lambda number: chr(0x4E00 + number % 20_000),
    "smileys": lambda number: chr(0x1F600 + number % 60) * (number % 5),
    "digits": lambda number: str(number) * 5,
    "noise": lambda number: "".join(
        chr(random.Random(number * 50 + place).randrange(0x4E00, 0x9000)) for place in range(40)
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_thousands_of_odd_texts_come_to_their_end(name: str) -> None:
    comments = [Opinion(str(number), ODD[name](number), "第一条") for number in range(4_000)]
    with within(40):
        results, grouped = batch.run(comments, len, by_clause=True)
    assert sum(results) == 4_000
    assert sum(len(topic.member_ids) for topic in grouped.topics) == 4_000


def test_very_long_texts_among_short_ones_come_to_their_end() -> None:
    long = [Opinion(f"l{n}", "停车位" * 6_000 + str(n)) for n in range(20)]
    with within(30):
        _, grouped = batch.run([*opinions(20), *long], len)
    assert {f"l{n}" for n in range(20)} <= {i for one in grouped.campaigns for i in one.member_ids}


@pytest.mark.slow
def test_a_hundred_thousand_equal_texts_are_one_topic_and_one_campaign() -> None:
    comments = [Opinion(str(n), "请保留夜间临时停车位，不要取消它。") for n in range(100_000)]
    with within(90):
        _, grouped = batch.run(comments, len)
    assert [one.count for one in grouped.campaigns] == [100_000]
    assert [one.same_count for one in grouped.campaigns] == [100_000]
    assert max(len(topic.member_ids) for topic in grouped.topics) == 100_000


def test_the_engine_gives_findings_with_their_groups_on_two_processes_too() -> None:
    comments = opinions(700)
    assert analyse(comments, 3, processes=2) == analyse(comments, 3)


def test_an_error_in_a_shard_comes_out_and_the_workers_are_gone() -> None:
    with Shards(opinions(1_000), 2) as shards, pytest.raises(ZeroDivisionError):
        list(shards.start(_failing))


def _failing(part: object) -> float:
    return 1 / 0
