"""The demo's fictional city is complete, consistent with itself and free of real data."""

from __future__ import annotations

import re
from importlib import resources
from typing import Any

import pytest

from portal.demo import content
from portal.models.consultations import Subject

PHONE = re.compile(r"(?<!\d)(?:0\d{2,3}-\d{7,8}|1[3-9]\d{9})(?!\d)")
FICTIONAL_PHONE = re.compile(r"0999-55\d{5}|1990000\d{4}")
EMAIL_DOMAIN = re.compile(r"[A-Za-z0-9._%+-]+@([A-Za-z0-9.-]+)")
CLAUSE_LINE = re.compile(r"^（([一二三四五六七八九十]+)）", re.M)
BLOCK_CLAUSE = re.compile(r"^（[一二三四五六七八九十]+）.+\n\n(.+)$", re.M)
PLACEHOLDER = re.compile(r"\{(\w+)\}")
KINDS = {"remark", "replacement", "addition", "deletion"}
STANCES = {"support", "oppose", "suggest", "question", None}
OUTCOMES = {
    "adopted",
    "partly_adopted",
    "not_adopted",
    "explained",
    "already_provided",
    "further_study",
    "transferred",
    "duplicate",
    "irrelevant",
}
FILES = sorted(f.name for f in resources.files(content).iterdir() if not f.name.startswith("__"))


def opinions(name: str) -> list[dict[str, Any]]:
    return [opinion for entry in content.comments(name) for opinion in entry["opinions"]]


def clause_numbers(name: str) -> list[str]:
    return CLAUSE_LINE.findall(content.load(f"{name}_draft.txt"))


def test_the_folder_holds_every_part_of_the_three_consultations() -> None:
    parts = ("draft.txt", "note.txt", "notice.toml")
    expected = {f"{name}_{part}" for name in content.DRAFTS for part in parts}
    assert expected <= set(FILES)
    assert {"open_comments.jsonl", "closed_comments.jsonl", "closed_report.json"} <= set(FILES)


def test_a_file_that_does_not_exist_is_refused() -> None:
    with pytest.raises(FileNotFoundError):
        content.load("no_such_draft.txt")
    with pytest.raises(FileNotFoundError):
        content.comments("upcoming")


@pytest.mark.parametrize("name", content.DRAFTS)
def test_an_explanatory_note_has_between_500_and_900_characters(name: str) -> None:
    text = re.sub(r"\s", "", content.load(f"{name}_note.txt"))
    assert 500 <= len(text) <= 900


@pytest.mark.parametrize("name", content.DRAFTS)
def test_a_notice_names_who_asks_and_how_to_answer(name: str) -> None:
    fields = content.notice(name)
    assert fields["bureau"].startswith("云川市")
    assert fields["draft_title"].startswith("云川市")
    assert fields["document_kind"] in {"重大行政决策草案", "政府规章草案", "行政规范性文件"}
    assert fields["subject"] in set(Subject) - {Subject.OTHER}, "who looks for a subject finds it"
    for key in ("channels", "contacts", "phones"):
        assert fields[key]
    for key in ("email", "address", "postcode", "organisation_signing", "individual_signing"):
        assert fields[key]


def test_the_open_draft_has_forty_two_clauses_of_80_to_250_characters() -> None:
    bodies = BLOCK_CLAUSE.findall(content.load("open_draft.txt"))
    assert len(bodies) == 42
    assert [body for body in bodies if not 80 <= len(body) <= 250] == []


def test_the_open_notice_repeats_its_fields_in_the_printed_text() -> None:
    printed = re.sub(r"\s", "", content.load("open_draft.txt"))
    fields = content.notice("open")
    for value in [*fields["contacts"], *fields["phones"], fields["email"], fields["postcode"]]:
        assert value in printed
    assert set(PLACEHOLDER.findall(printed)) == {"opens", "closes"}


@pytest.mark.parametrize("name", ["open", "closed"])
def test_clause_numbers_run_on_through_the_chapters_without_a_gap(name: str) -> None:
    digits = "一二三四五六七八九"
    tens = ["", "十", *(f"{d}十" for d in digits[1:])]
    in_order = [ten + unit for ten in tens for unit in ["", *digits]][1:]
    numbers = clause_numbers(name)
    assert numbers == in_order[: len(numbers)]


def test_the_upcoming_draft_is_legislation_with_paragraphs_and_items() -> None:
    text = content.load("upcoming_draft.txt")
    assert len(re.findall(r"^第[一二三四五六七八九十]+条\u3000", text, re.M)) == 32
    assert len(re.findall(r"^第[一二三四五六七八九十]+章\u3000", text, re.M)) == 6
    assert len(CLAUSE_LINE.findall(text)) >= 15


def test_the_open_consultation_has_about_three_hundred_comments() -> None:
    assert 220 <= len(content.comments("open")) <= 240
    assert 280 <= len(opinions("open")) <= 330


def test_the_two_letter_campaigns_have_25_and_12_submissions() -> None:
    named = [entry.get("campaign") for entry in content.comments("open")]
    assert named.count("night-parking-fee") == 25
    assert named.count("school-drop-off") == 12


@pytest.mark.parametrize("name", ["open", "closed"])
def test_no_text_repeats_outside_a_campaign(name: str) -> None:
    entries = [e for e in content.comments(name) if "campaign" not in e]
    said = [o["body"] for e in entries for o in e["opinions"] if len(o["body"]) > 10]
    assert len(said) == len(set(said))


@pytest.mark.parametrize("name", ["open", "closed"])
def test_every_opinion_is_well_formed_and_about_an_existing_clause(name: str) -> None:
    clauses = {f"（{number}）" for number in clause_numbers(name)}
    for opinion in opinions(name):
        assert opinion["clause"] is None or opinion["clause"] in clauses
        assert opinion["kind"] in KINDS
        assert opinion["stance"] in STANCES
        assert opinion["body"].strip() == opinion["body"] != ""


@pytest.mark.parametrize("name", ["open", "closed"])
def test_a_clause_cited_inside_an_opinion_exists_in_the_draft(name: str) -> None:
    clauses = set(clause_numbers(name))
    for opinion in opinions(name):
        cited = re.findall(r"第（?([一二三四五六七八九十]+)）?条", opinion["body"])
        assert set(cited) <= clauses, opinion["body"]


@pytest.mark.parametrize("name", ["open", "closed"])
def test_a_commenter_signs_by_the_rule_for_a_person_or_an_organisation(name: str) -> None:
    for entry in content.comments(name):
        who = entry["commenter"]
        assert 0 <= entry["day_offset"] <= 12
        assert who["name"]
        assert who["contact"]
        assert who["seal"] in {"post", None}
        assert (who["kind"] == "organisation") == bool(who.get("contact_person"))
        assert who["kind"] == "organisation" or (who["kind"], who["seal"]) == ("individual", None)


def test_people_write_very_short_and_very_long_texts() -> None:
    lengths = [len(opinion["body"]) for opinion in opinions("open")]
    assert min(lengths) <= 3
    assert sum(length >= 600 for length in lengths) >= 3


def test_a_closed_comment_carries_the_evidence_its_outcome_needs() -> None:
    answered = opinions("closed")
    assert {opinion["outcome"] for opinion in answered} == OUTCOMES
    for serial, opinion in enumerate(answered, start=1):
        assert opinion["reason"] or opinion["outcome"] == "adopted"
        assert opinion["changed_text"] or opinion["outcome"] != "partly_adopted"
        assert ("duplicate_of" in opinion) == (opinion["outcome"] == "duplicate")
        assert opinion.get("duplicate_of", 0) < serial


def test_no_reason_names_another_opinion_by_a_number_the_table_gives_to_a_different_one() -> None:
    """The 采纳情况表 numbers its rows itself and says which one is repeated."""
    reasons = [opinion["reason"] or "" for opinion in opinions("closed")]
    assert [reason for reason in reasons if re.search(r"第\s*\d+\s*条", reason)] == []


def test_the_report_names_no_way_of_taking_part_that_its_table_does_not_count() -> None:
    """Every seeded opinion came through the site."""
    told = "".join(content.report("closed").values())
    assert re.findall("邮件|信函|来信|电话|书面", told) == []


def test_the_issued_text_has_what_the_decisions_say_was_changed() -> None:
    draft, issued = content.load("closed_draft.txt"), content.load("closed_issued.txt")
    new = [text for o in opinions("closed") for text in re.findall(r"“([^“”]+)”", o["changed_text"] or "")]
    new = [text.replace("……", "") for text in new]
    said = [text for text in new if text in issued and text not in draft]
    assert len(said) == sum(bool(o["changed_text"]) for o in opinions("closed"))


def test_the_report_leaves_only_the_figures_to_be_filled() -> None:
    paragraphs = content.report("closed")
    assert {"title", "opening", "collection", "thanks", "signature"} == set(paragraphs)
    assert set(PLACEHOLDER.findall("".join(paragraphs.values()))) == {
        "opens",
        "closes",
        "submission_count",
        "comment_count",
        "adopted_count",
        "partly_adopted_count",
        "not_adopted_count",
    }


@pytest.mark.parametrize("file", FILES)
def test_no_phone_or_mailbox_could_belong_to_anyone(file: str) -> None:
    text = content.load(file)
    assert [p for p in PHONE.findall(text) if not FICTIONAL_PHONE.fullmatch(p)] == []
    assert set(EMAIL_DOMAIN.findall(text)) <= {"example.cn", "example.com"}


def test_a_few_writers_put_a_phone_mailbox_or_address_into_their_text() -> None:
    bodies = "\n".join(opinion["body"] for opinion in opinions("open"))
    assert len(PHONE.findall(bodies)) >= 3
    assert EMAIL_DOMAIN.search(bodies)
    assert re.search(r"\d+号\d+栋\d+单元\d+室", bodies)
