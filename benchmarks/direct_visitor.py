"""A process that submits without pause by the verbs themselves: `python -m benchmarks.direct_visitor`.

Each attempt is one printed line, written after the commit. The instant is taken first and used
up to a twentieth of a second later, as with requests that wait in a queue.
"""

from __future__ import annotations

import json
import random
import sys
import time
from datetime import datetime

from benchmarks.attempts import ACCEPTED, REFUSED, Attempt
from portal import clock
from portal.config import load_settings
from portal.db import Database
from portal.errors import WindowClosedError
from portal.operations.baskets import Opinion, put_opinion
from portal.operations.submissions import submit_basket
from portal.secrets import KeyRing, load_key_ring, new_token
from tests.make import PERSON

LONGEST_PAUSE_SECONDS = 0.05


def main() -> None:
    """Says "ready", reads what to do as one line of JSON, and tries until the instant given."""
    settings = load_settings()
    database, ring = Database(settings), load_key_ring(settings.key_file)
    print("ready", file=sys.stderr, flush=True)
    order = json.loads(sys.stdin.readline())
    until = datetime.fromisoformat(order["until"])
    while clock.now() < until:
        print(attempt(database, ring, order["consultation"], order["clause"]).line(), flush=True)
    database.dispose()


def attempt(database: Database, ring: KeyRing, consultation_id: int, clause: str) -> Attempt:
    """One basket with one opinion was submitted, or refused for the hour."""
    token, stamp = new_token(), clock.now()
    body = f"建议在路口增设停放点位。{token}"
    time.sleep(random.random() * LONGEST_PAUSE_SECONDS)
    try:
        with database.transaction() as session:
            opinion = Opinion(clause=clause, kind="remark", stance=None, body=body)
            put_opinion(
                session, token=token, consultation_id=consultation_id, opinion=opinion, now=stamp
            )
            receipt = submit_basket(
                session,
                ring,
                token=token,
                consultation_id=consultation_id,
                contact=PERSON,
                idempotency_key=token,
                now=stamp,
            )
    except WindowClosedError:
        return Attempt(stamp, stamp, REFUSED, body)
    return Attempt(stamp, stamp, ACCEPTED, body, receipt.number)


if __name__ == "__main__":
    main()
