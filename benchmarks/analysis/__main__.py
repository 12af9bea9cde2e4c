"""python -m benchmarks.analysis --data DIR [--count N]: every measurement, one line each."""

import argparse
import warnings
from pathlib import Path

from benchmarks.analysis import copies, groups, mood, own_cases, speed, stand


def main() -> None:
    """All parts have run, or the one that failed has said so."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.analysis")
    parser.add_argument("--data", type=Path, help="folder of the research data (gzip CSV)")
    parser.add_argument("--count", type=int, default=10_000, help="comments for the speed part")
    chosen = parser.parse_args()
    # SnowNLP leaves its own files open when it is imported for the comparison.
    warnings.simplefilter("ignore", ResourceWarning)
    own_cases.run()
    if chosen.data:
        for part in (mood, stand, groups, copies):
            part.run(chosen.data)
    speed.run(chosen.count)


if __name__ == "__main__":
    main()
