"""Domain errors have stable codes and carry plain facts."""

from __future__ import annotations

import pytest

from portal import errors
from portal.errors import ConflictError, InvalidInputError, PortalError

KINDS = [
    value
    for value in vars(errors).values()
    if isinstance(value, type) and issubclass(value, PortalError)
]


def test_every_kind_of_error_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in KINDS]
    assert len(codes) == len(set(codes)) >= 12
    assert all(code == code.lower() and code.replace("_", "").isalpha() for code in codes)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_every_error_can_be_caught_as_one_of_the_portal(kind: type[PortalError]) -> None:
    error = kind(field="name", rule="required")
    assert isinstance(error, PortalError)
    assert error.details == {"field": "name", "rule": "required"}
    assert error.args == (kind.code,)


def test_an_error_reads_as_its_code_and_facts_or_as_its_message() -> None:
    assert str(ConflictError()) == "conflict"
    assert str(InvalidInputError(field="name", rule="too_long")) == (
        "invalid_input (field=name, rule=too_long)"
    )
    assert str(errors.SetupError(message="请先运行 portal init。")) == "请先运行 portal init。"


def test_a_late_or_repeated_act_is_a_conflict_and_a_limit_is_not() -> None:
    assert issubclass(errors.WindowClosedError, ConflictError)
    assert issubclass(errors.IdempotencyError, ConflictError)
    assert not issubclass(errors.LimitReachedError, ConflictError)
    assert not issubclass(errors.NotFoundError, ConflictError)
