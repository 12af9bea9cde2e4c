"""Every code a person may meet has its words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from enum import StrEnum

import pytest

from portal.models.accounts import Role
from portal.models.consultations import Subject, WindowChangeKind
from portal.models.drafts import Purpose
from portal.models.materials import RelationKind
from portal.models.responses import Outcome
from portal.models.submissions import CommenterKind, CommentKind, Stance
from portal.models.versions import Change
from portal.queries.administration import STATES
from portal.web import words
from tests.architecture.sources import ROOT, nodes, tree

_CODE = re.compile(r"[a-z][a-z_]+")
_INPUT_ERRORS = {"InvalidInputError"}
_CONFLICTS = {"ConflictError", "WindowChangeError"}


@pytest.mark.parametrize(
    ("spoken", "codes"),
    [
        (words.COMMENT_KINDS, CommentKind),
        (words.STANCES, Stance),
        (words.OUTCOMES, Outcome),
        (words.COMMENTER_KINDS, CommenterKind),
        (words.WINDOW_CHANGES, WindowChangeKind),
        (words.ROLES, Role),
        (words.CHANGES, Change),
        (words.PURPOSES, Purpose),
        (words.SUBJECTS, Subject),
        (words.RELATIONS, RelationKind),
    ],
)
def test_the_words_are_those_of_the_enum(spoken: dict[str, object], codes: type[StrEnum]) -> None:
    assert set(spoken) == {code.value for code in codes}
    assert all(str(word) for word in spoken.values())


def test_every_state_of_a_consultation_has_its_word() -> None:
    assert set(words.STATES) == set(STATES)


def _rules(errors: set[str]) -> Iterator[str]:
    """The constant rules given to errors of these kinds below the edge."""
    for _path, node in nodes("portal/operations", "portal/queries", "portal/sanitize.py"):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in errors:
            for keyword in node.keywords:
                if keyword.arg == "rule" and isinstance(keyword.value, ast.Constant):
                    yield str(keyword.value.value)


def test_every_rule_of_an_input_error_has_its_sentence() -> None:
    rules = set(_rules(_INPUT_ERRORS))
    assert len(rules) > 8
    assert rules - set(words.INPUT_RULES) == set()


def test_every_rule_of_a_conflict_has_its_sentence() -> None:
    changes = {
        str(node.exc.args[0].value)
        for node in ast.walk(tree(ROOT / "portal/window.py"))
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)
        and isinstance(node.exc.args[0], ast.Constant) and _CODE.fullmatch(node.exc.args[0].value)
    }  # fmt: skip
    assert changes == {"closed", "not_later", "not_open", "not_earlier", "not_upcoming"}
    rules = set(_rules(_CONFLICTS)) | changes
    assert rules - set(words.CONFLICTS) == set()


def _missing_codes() -> Iterator[str]:
    """The codes in the functions that say what is missing, and in IncompleteError's lists."""
    for _path, node in nodes("portal/operations"):
        if isinstance(node, ast.FunctionDef) and "missing" in node.name:
            source: ast.AST = node
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "IncompleteError":
            source = node
        else:
            continue
        for part in ast.walk(source):
            value = part.value if isinstance(part, ast.Constant) else None
            if isinstance(value, str) and _CODE.fullmatch(value) and value != "undecided_count":
                yield value


def test_everything_that_can_be_missing_has_its_words() -> None:
    codes = set(_missing_codes())
    assert len(codes) > 12
    assert codes == set(words.MISSING)
