"""One JSON line per event: a static name and ids. No texts, no names, no addresses."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

_ALLOWED = (str, int, float, bool, type(None))
ROOT = "portal"


class JsonFormatter(logging.Formatter):
    """A record as one line of ASCII JSON: every line break and direction mark is escaped."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, object] = {
            "at": at,
            "level": record.levelname,
            "event": record.getMessage(),
        }
        line.update(getattr(record, "facts", {}))
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = record.exc_info[0].__name__
            line["where"] = _where(record)
        return json.dumps(line)


def _where(record: logging.LogRecord) -> list[str]:
    """The frames of a traceback as folder/file:line:function, without source text or values."""
    frames = []
    traceback = record.exc_info[2] if record.exc_info else None
    while traceback is not None:
        code = traceback.tb_frame.f_code
        place = "/".join(code.co_filename.split("/")[-2:])
        frames.append(f"{place}:{traceback.tb_lineno}:{code.co_name}")
        traceback = traceback.tb_next
    return frames[-12:]


def configure_logs(level: str = "INFO") -> None:
    """The portal's logger writes JSON lines to standard error."""
    logger = logging.getLogger(ROOT)
    logger.setLevel(level)
    logger.propagate = False
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonFormatter())
        logger.addHandler(handler)


def log_event(name: str, *, level: int = logging.INFO, exc: bool = False, **facts: object) -> None:
    """An event with a static name and plain facts. Raises: TypeError for any other fact."""
    for key, value in facts.items():
        if not isinstance(value, _ALLOWED):
            raise TypeError(f"log fact {key} must be plain")
    logging.getLogger(ROOT).log(level, name, extra={"facts": facts}, exc_info=exc)
