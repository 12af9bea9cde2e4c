"""Neither the zone nor the locale of the machine changes a decision about time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MACHINES = (
    ("UTC", "C"),
    ("Asia/Shanghai", "zh_CN.UTF-8"),
    ("America/Los_Angeles", "en_US.UTF-8"),
    ("Pacific/Kiritimati", "C.UTF-8"),
    ("Asia/Shanghai", "C"),
    ("America/Los_Angeles", "zh_CN.UTF-8"),
)

# What one process decides about one window: phases around both ends, days, counts, stored text.
_DECIDE = """
import json, sys
from datetime import UTC, date, datetime, timedelta
from portal import legal, window
from portal.db import UTCDateTime
from sqlalchemy.dialects import sqlite
value = window.of_days(date(2022, 9, 23), date(2022, 10, 22))
tick = timedelta(microseconds=1)
found = [value.phase(at + d).value for at in (value.opens_at, value.closes_at) for d in (-tick, tick * 0)]
found += [str(window.civil_day(value.opens_at)), str(window.last_civil_day(value))]
found += [value.opens_at.isoformat(), value.closes_at.isoformat()]
found += [window.to_instant(datetime(2022, 9, 23, 9, 17)).isoformat()]
count = legal.count_days(value)
found += [count.both_ends, count.first_excluded, count.working]
found += [str(UTCDateTime().process_bind_param(value.closes_at, sqlite.dialect()))]
json.dump(found, sys.stdout)
"""


def test_every_zone_and_locale_of_the_machine_gives_the_same_decision() -> None:
    running = {}
    for zone, locale in MACHINES:
        environment = {**os.environ, "TZ": zone, "LC_ALL": locale, "LANG": locale}
        running[zone, locale] = subprocess.Popen(
            [sys.executable, "-c", _DECIDE], cwd=ROOT, env=environment, stdout=subprocess.PIPE
        )
    answers = {key: process.communicate()[0] for key, process in running.items()}
    assert {process.returncode for process in running.values()} == {0}
    assert len(set(answers.values())) == 1
    decided = json.loads(answers["UTC", "C"])
    assert decided == [
        "upcoming", "open", "open", "closed", "2022-09-23", "2022-10-22",
        "2022-09-22T16:00:00+00:00", "2022-10-22T16:00:00+00:00", "2022-09-23T01:17:00+00:00",
        30, 29, 21, "2022-10-22 16:00:00",
    ]  # fmt: skip
