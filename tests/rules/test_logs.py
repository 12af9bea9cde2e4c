"""A log line is a static name with plain facts; texts and messages of errors never reach it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import datetime

import pytest

from portal.logs import JsonFormatter, configure_logs, log_event


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    target = io.StringIO()
    handler = logging.StreamHandler(target)
    handler.setFormatter(JsonFormatter())
    logger = logging.getLogger("portal")
    before = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.setLevel("INFO")
    logger.propagate = False
    yield target
    logger.removeHandler(handler)
    logger.setLevel(before[0])
    logger.propagate = before[1]


def test_an_event_is_one_line_of_json_with_its_facts(stream: io.StringIO) -> None:
    log_event("window_transition", consultation_id=7, kind="closed", late=False, ratio=0.5)
    lines = stream.getvalue().splitlines()
    assert len(lines) == 1
    line = json.loads(lines[0])
    assert datetime.fromisoformat(line.pop("at")).tzinfo is not None
    assert line == {
        "level": "INFO",
        "event": "window_transition",
        "consultation_id": 7,
        "kind": "closed",
        "late": False,
        "ratio": 0.5,
    }


@pytest.mark.parametrize("fact", [["a"], {"a": 1}, b"bytes", object(), ValueError("secret")])
def test_a_fact_that_is_not_plain_is_a_type_error_and_nothing_is_written(
    stream: io.StringIO, fact: object
) -> None:
    with pytest.raises(TypeError, match="thing"):
        log_event("something", thing=fact)
    assert stream.getvalue() == ""


def test_an_exception_is_named_and_placed_but_its_message_is_not_written(
    stream: io.StringIO,
) -> None:
    try:
        raise ValueError("李晓禾 19900001234")
    except ValueError:
        log_event("job_failed", level=logging.ERROR, exc=True, job="tick")
    written = stream.getvalue()
    assert "李晓禾" not in str(json.loads(written))
    assert "19900001234" not in written
    line = json.loads(written)
    assert line["exception"] == "ValueError"
    assert line["where"][-1].startswith("rules/test_logs.py:")
    assert "raise ValueError" not in written


@pytest.mark.parametrize("evil", ["a\nb", "a\r\nb", "a\u2028b", "a\x85b", "a\x1b[31mb", "\u202eb"])
def test_a_value_cannot_begin_a_line_of_its_own_or_turn_the_reading_direction(
    stream: io.StringIO, evil: str
) -> None:
    log_event("refused", code=evil)
    assert stream.getvalue().isascii()
    assert len(stream.getvalue().splitlines()) == 1
    assert json.loads(stream.getvalue())["code"] == evil


def test_below_the_level_nothing_is_written_and_handlers_do_not_pile_up(
    stream: io.StringIO,
) -> None:
    count = len(logging.getLogger("portal").handlers)
    configure_logs("WARNING")
    configure_logs("WARNING")
    assert len(logging.getLogger("portal").handlers) == count
    log_event("quiet")
    assert stream.getvalue() == ""
    log_event("loud", level=logging.WARNING)
    assert json.loads(stream.getvalue())["event"] == "loud"
