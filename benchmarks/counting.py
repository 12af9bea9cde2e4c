"""A process that counts one up, again and again: `python -m benchmarks.counting TIMES`."""

from __future__ import annotations

import sys

from portal.config import load_settings
from portal.db import Database
from portal.models.submissions import ClauseTally


def main() -> None:
    """The only tally of the database is higher by TIMES, read and written one by one."""
    database = Database(load_settings())
    for _ in range(int(sys.argv[1])):
        with database.transaction() as session:
            tally = session.query(ClauseTally).one()
            tally.comment_count += 1
    database.dispose()


if __name__ == "__main__":
    main()
