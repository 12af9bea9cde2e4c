"""`python3 -m portal COMMAND`, on a bare Python, inside the environment, or from a wheel."""

from __future__ import annotations

import sys


def main() -> int:
    """The command has run; what is returned is the exit status."""
    if sys.version_info < (3, 11):  # noqa: UP036  an older Python gets a sentence, not a SyntaxError
        print("portal: 需要 Python 3.11 以上 / Python 3.11 or newer is needed", file=sys.stderr)
        return 3
    from portal import cli

    return cli.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
