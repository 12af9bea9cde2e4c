"""What officers correct stays as they said it, and teaches the other comments of the same consultation only."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from portal.analysis.corrections import Correction, learned
from portal.analysis.engine import analyse, analyse_one
from portal.analysis.errors import AnalysisInputError
from portal.analysis.files import analyse_file
from portal.analysis.leaning import leaned
from portal.analysis.types import Finding, Opinion
from tests.pace import within

PLACES = ["青石路", "望湖里", "北桥头", "竹溪口", "东陵坡", "月湾村", "兰亭巷", "槐荫街"]
FOR = "{p}的老人等这趟车{n}年了"
AGAINST = "{p}门口又要多{n}辆车喘气"


def _opinions(count: int = 40, target: str | None = None, start: int = 0) -> list[Opinion]:
    """Comments whose side no cue phrase tells, every other one for and against."""
    frames = [FOR, AGAINST]
    return [
        Opinion(
            str(number),
            frames[number % 2].format(p=PLACES[number % len(PLACES)], n=number + 2),
            "第一条",
            None,
            target,
        )
        for number in range(start, start + count)
    ]


def _read(opinions: list[Opinion]) -> list[Finding]:
    return [analyse_one(opinion) for opinion in opinions]


def _taught(opinions: list[Opinion], count: int) -> dict[str, Correction]:
    return {
        opinion.id: Correction("support" if int(opinion.id) % 2 == 0 else "oppose")
        for opinion in opinions[:count]
    }


def test_other_comments_learn_from_corrections() -> None:
    opinions = _opinions()
    found = learned(opinions, _read(opinions), _taught(opinions, 16))
    for opinion, finding in zip(opinions[16:], found[16:], strict=True):
        expected = "support" if int(opinion.id) % 2 == 0 else "oppose"
        assert finding.stance == expected, opinion.text
        assert (finding.stance_score > 0) == (expected == "support")
        assert finding.why["stance_learned"]


def test_a_corrected_comment_has_exactly_the_human_value() -> None:
    opinions = [*_opinions(), Opinion("x", "坚决反对，太不合理。")]
    said = {**_taught(opinions, 16), "x": Correction("support", "praise", 7)}
    last = learned(opinions, _read(opinions), said)[-1]
    assert (last.stance, last.kind, last.topic) == ("support", "praise", 7)
    assert (last.stance_score, last.stance_confident) == (1.0, True)
    assert last.why["stance_corrected"] == ["support"]
    assert "stance" not in last.why


def test_too_few_corrections_change_only_the_corrected() -> None:
    opinions = _opinions()
    before = _read(opinions)
    after = learned(opinions, before, {"3": Correction("oppose")})
    assert after[:3] == before[:3]
    assert after[4:] == before[4:]
    assert after[3].stance == "oppose"


def test_corrections_of_one_side_alone_teach_nothing() -> None:
    opinions = _opinions()
    before = _read(opinions)
    after = learned(opinions, before, {str(n): Correction("support") for n in range(0, 40, 2)})
    assert after[1::2] == before[1::2]


def test_corrections_of_another_consultation_change_nothing() -> None:
    opinions, elsewhere = _opinions(), _opinions(start=1000)
    before = _read(opinions)
    assert learned(opinions, before, _taught(elsewhere, 40)) == before


def test_each_target_learns_by_itself() -> None:
    first = _opinions(30, "甲")
    second = [replace(one, id=f"b{one.id}", target="乙") for one in _opinions(30)]
    said = _taught(first, 16) | {
        f"b{number}": Correction("oppose" if number % 2 == 0 else "support")
        for number in range(16)
    }
    found = learned(first + second, _read(first + second), said)
    assert found[28].stance == "support"
    assert found[58].stance == "oppose"


def test_the_same_corrections_teach_the_same_twice() -> None:
    opinions = _opinions(60)
    once = learned(opinions, _read(opinions), _taught(opinions, 30))
    assert once == learned(opinions, _read(opinions), _taught(opinions, 30))


def test_kind_is_learned_too() -> None:
    opinions = _opinions(60)
    said = {
        str(number): Correction(kind="praise" if number % 2 == 0 else "complaint")
        for number in range(50)
    }
    found = learned(opinions, _read(opinions), said)
    assert [one.kind for one in found[50:]] == ["praise", "complaint"] * 5
    assert found[50].why["kind_learned"]


def test_some_hundred_corrections_are_learned_in_about_a_second() -> None:
    opinions = _opinions(400)
    findings = _read(opinions)
    with within(1):
        learned(opinions, findings, _taught(opinions, 300))


@pytest.mark.parametrize("text", ["", " ", "\x00", "😀", "好" * 20_000])
def test_texts_without_words_are_learned_beside_the_others(text: str) -> None:
    opinions = [*_opinions(), Opinion("odd", text)]
    found = learned(opinions, _read(opinions), _taught(opinions, 20))
    assert found[-1].id == "odd"
    blank = [Opinion(str(number), text) for number in range(70)]
    said = {str(n): Correction("support" if n % 2 else "oppose") for n in range(20)}
    assert len(learned(blank, _read(blank), said)) == 70


def test_like_words_sharpen_the_score_toward_a_named_target_and_nothing_else() -> None:
    plain = [Opinion(str(n), text, None, None, "夜市") for n, text in enumerate(
        ["支持办夜市，摊主勤快", "反对办夜市，油烟呛人", "摊主勤快", "油烟呛人"] * 20
    )]
    before, after = _read(plain), leaned(plain, _read(plain))
    assert [one.stance for one in before] == [one.stance for one in after]
    assert after[2].stance_score > before[2].stance_score
    assert after[3].stance_score < before[3].stance_score
    assert leaned(plain[:20], before[:20]) == before[:20]


def test_labels_of_a_file_reach_its_findings(tmp_path: Path) -> None:
    opinions = _opinions()
    source, labels, out = (tmp_path / name for name in ("in.jsonl", "labels.jsonl", "out.jsonl"))
    rows = [{"id": one.id, "text": one.text} for one in opinions]
    source.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    said = [{"id": n, "stance": "support" if n % 2 == 0 else "oppose"} for n in range(20)]
    said[0]["kind"], said[0]["topic"] = "praise", 3
    labels.write_text("\n".join(json.dumps(row) for row in said), "utf-8")
    assert analyse_file(source, out, labels=labels) == 40
    found = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert (found[0]["stance"], found[0]["kind"], found[0]["topic"]) == ("support", "praise", 3)
    assert [one["stance"] for one in found[20:]] == ["support", "oppose"] * 10


@pytest.mark.parametrize(
    "line",
    [
        '{"id": "1", "stance": "maybe"}',
        '{"id": "1", "kind": 3}',
        '{"id": "1", "topic": ["停车"]}',
        '{"stance": "support"}',
        "[]",
    ],
)
def test_a_bad_label_is_named_by_its_line_and_nothing_is_written(tmp_path: Path, line: str) -> None:
    source, labels, out = (tmp_path / name for name in ("in.jsonl", "labels.jsonl", "out.jsonl"))
    source.write_text('{"id": "1", "text": "好"}', "utf-8")
    labels.write_text('{"id": "0"}\n' + line, "utf-8")
    with pytest.raises(AnalysisInputError) as caught:
        analyse_file(source, out, labels=labels)
    assert caught.value.details["line"] == 2
    assert not out.exists()


def test_an_analysis_without_corrections_is_what_it_was() -> None:
    opinions = _opinions(10)
    assert analyse(opinions, None, {}) == analyse(opinions)
