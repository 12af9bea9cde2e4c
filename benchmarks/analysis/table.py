"""One printed line for each measurement."""

import csv
import gzip
from pathlib import Path

Row = dict[str, str]


def read(data: Path, name: str) -> list[Row]:
    """The rows of one gzip CSV of the data folder."""
    with gzip.open(data / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def show(what: str, ours: str, snownlp: str = "", aim: str = "") -> None:
    """The measurement stands on the screen at once, whatever comes later."""
    print(f"{what:<44} {ours:<34} {snownlp:<22} {aim}", flush=True)


def heading(name: str) -> None:
    """A new part of the table begins."""
    print()
    show(f"== {name}", "portal.analysis", "SnowNLP / baseline", "aim")
