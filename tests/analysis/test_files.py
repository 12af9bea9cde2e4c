"""`portal analyse`: the whole file or nothing, and a bad line named by its number."""

import json
import os
import threading
from pathlib import Path

import pytest

from portal.analysis.errors import AnalysisInputError
from portal.analysis.files import analyse_file
from portal.errors import PortalError

FIELDS = {
    "id",
    "sentiment",
    "sentiment_clear",
    "stance",
    "stance_score",
    "stance_confident",
    "kind",
    "topic",
    "duplicate_group",
    "personal_data",
    "why",
    "analyser_version",
    "input_hash",
}


def _file(path: Path, *lines: str | bytes) -> Path:
    source = path / "in.jsonl"
    source.write_bytes(b"\n".join(one if isinstance(one, bytes) else one.encode() for one in lines))
    return source


def test_each_line_gets_a_finding_and_the_summary_its_figures(tmp_path: Path) -> None:
    lines = [
        json.dumps(
            {
                "id": f"c{number}",
                "text": f"建议第{number}条增加停车位，电话13900001234",
                "clause": None,
            }
        )
        for number in range(15)
    ]
    source = _file(tmp_path, *lines, "", "")
    out, summary = tmp_path / "out.jsonl", tmp_path / "summary.json"
    assert analyse_file(source, out, 2, summary) == 15
    found = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [one["id"] for one in found] == [f"c{number}" for number in range(15)]
    assert all(set(one) == FIELDS for one in found)
    assert found[0]["personal_data"][0]["kind"] == "mobile"
    told = json.loads(summary.read_text("utf-8"))
    assert told["figures"]["comment_count"] == 15
    assert {"topics", "campaigns", "figures", "analyser_version"} <= set(told)


def test_an_empty_file_gives_an_empty_file(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert analyse_file(_file(tmp_path, ""), out) == 0
    assert out.read_bytes() == b""


def test_numeric_ids_came_back_as_text(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    source = _file(
        tmp_path, b'\xef\xbb\xbf{"id": 7, "text": "\xe5\xa5\xbd"}', '{"id":8,"text":"\\ud800"}'
    )
    assert analyse_file(source, out) == 2
    assert [json.loads(line)["id"] for line in out.read_text("utf-8").splitlines()] == [7, 8]


@pytest.mark.parametrize(
    "line",
    [
        "不是 JSON",
        "[1]",
        '{"text": "没有编号"}',
        '{"id": "", "text": "空编号"}',
        '{"id": true, "text": "真"}',
        '{"id": "2"}',
        '{"id": "2", "text": 5}',
        '{"id": "2", "text": "好", "clause": 3}',
        '{"id": "1", "text": "重复编号"}',
        b'{"id": "2", "text": "\xff"}',
        "[" * 100_000,
    ],
    ids=range(11),
)
def test_a_bad_line_is_named_and_nothing_is_written(tmp_path: Path, line: str | bytes) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("earlier", "utf-8")
    with pytest.raises(AnalysisInputError) as caught:
        analyse_file(_file(tmp_path, '{"id": "1", "text": "好"}', line), out)
    assert isinstance(caught.value, PortalError)
    assert caught.value.code == "analysis_bad_line"
    assert caught.value.details["line"] == 2
    assert caught.value.details["message"]
    assert out.read_text("utf-8") == "earlier"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_a_device_named_as_output_is_written_to_and_not_put_away(tmp_path: Path) -> None:
    """An administrator's `--out /dev/null` put a plain file in the place of the device."""
    source, pipe = _file(tmp_path, '{"id": "1", "text": "好"}'), tmp_path / "pipe"
    os.mkfifo(pipe)
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text("utf-8")))
    reader.start()
    assert analyse_file(source, pipe) == 1
    reader.join(timeout=10)
    assert pipe.is_fifo()
    assert json.loads(got[0])["id"] == "1"


def test_a_link_named_as_output_stays_a_link(tmp_path: Path) -> None:
    kept, link = tmp_path / "kept.jsonl", tmp_path / "link.jsonl"
    kept.write_text("earlier", "utf-8")
    link.symlink_to(kept)
    analyse_file(_file(tmp_path, '{"id": "1", "text": "好"}'), link)
    assert link.is_symlink()
    assert json.loads(kept.read_text("utf-8"))["id"] == "1"


def test_a_folder_that_is_missing_is_named_before_the_work_and_nothing_is_written(
    tmp_path: Path,
) -> None:
    source, out = _file(tmp_path, '{"id": "1", "text": "好"}'), tmp_path / "out.jsonl"
    with pytest.raises(FileNotFoundError) as caught:
        analyse_file(source, out, summary=tmp_path / "missing" / "s.json")
    assert caught.value.filename == str(tmp_path / "missing" / "s.json")
    with pytest.raises(IsADirectoryError) as caught:
        analyse_file(source, tmp_path)
    assert caught.value.filename == str(tmp_path)
    assert not out.exists()


def test_whoever_reads_the_refusal_of_a_long_file_finds_the_line(tmp_path: Path) -> None:
    source = _file(tmp_path, *[json.dumps({"id": n, "text": "好"}) for n in range(40)], '{"id": "x"}')
    with pytest.raises(AnalysisInputError, match="line 41"):
        analyse_file(source, tmp_path / "out.jsonl")


def _labelled(path: Path, *labels: dict[str, object], count: int = 15) -> tuple[list[dict], dict]:
    """The findings and the summary of comments with the ids 0, "1", 2, "3" …"""
    subjects = ("停车点位太少建议增设", "路灯太暗请更换灯具", "电梯老旧应当检修更换")
    lines = [
        json.dumps({"id": str(n) if n % 2 else n, "text": f"{subjects[n % 3]}，第{n}处。"})
        for n in range(count)
    ]
    source, out, summary = _file(path, *lines), path / "out.jsonl", path / "summary.json"
    chosen = path / "labels.jsonl"
    chosen.write_text("\n".join(json.dumps(label) for label in labels), "utf-8")
    analyse_file(source, out, 3, summary, chosen)
    found = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    return found, json.loads(summary.read_text("utf-8"))


def test_ids_of_both_kinds_come_back_as_given_in_results_and_summary(tmp_path: Path) -> None:
    found, told = _labelled(tmp_path)
    ids = [str(n) if n % 2 else n for n in range(15)]
    assert [one["id"] for one in found] == ids
    shown = [id_ for topic in told["topics"] for id_ in topic["representative_ids"]]
    shown += [id_ for topic in told["topics"] for voices in topic["voices"].values() for id_ in voices]
    assert shown
    assert {type(id_) for id_ in shown} == {int, str}
    assert all(id_ in ids for id_ in shown)


def test_a_label_by_number_or_by_text_is_meant_for_the_same_comment(tmp_path: Path) -> None:
    found, _told = _labelled(tmp_path, {"id": "0", "stance": "oppose"}, {"id": 1, "stance": "support"})
    assert [one["stance"] for one in found[:2]] == ["oppose", "support"]


def test_topics_named_in_text_were_refused(tmp_path: Path) -> None:
    found, told = _labelled(
        tmp_path,
        {"id": 0, "topic": "停车"},
        {"id": 1, "topic": " 路灯 "},
        {"id": 2, "topic": 0},
        {"id": 4, "topic": "路灯"},
    )
    assert [found[n]["topic"] for n in (0, 1, 2, 4)] == [1, 2, 0, 2]
    assert told["topic_names"] == {"1": "停车", "2": "路灯"}
    assert {topic["index"]: topic.get("name") for topic in told["topics"]} | {0: None} == {
        0: None,
        1: "停车",
        2: "路灯",
    }


def test_named_topics_of_few_comments_are_told_though_nothing_is_grouped(tmp_path: Path) -> None:
    found, told = _labelled(tmp_path, {"id": 0, "topic": "停车"}, count=3)
    assert [one["topic"] for one in found] == [0, None, None]
    assert told["topic_names"] == {"0": "停车"}
    assert told["note"] == "too_few_for_topics"


@pytest.mark.parametrize("topic", [True, "", "  ", "长" * 201, 2.5, ["停车"], 2**40])
def test_a_topic_that_is_neither_number_nor_name_is_refused_by_its_line(
    tmp_path: Path, topic: object
) -> None:
    with pytest.raises(AnalysisInputError) as caught:
        _labelled(tmp_path, {"id": 0, "stance": "support"}, {"id": 1, "topic": topic})
    assert caught.value.details["line"] == 2
