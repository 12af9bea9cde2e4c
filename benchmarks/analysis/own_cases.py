"""The hand-written cases of the test suite, as figures."""

from benchmarks.analysis.measures import accuracy
from benchmarks.analysis.table import heading, show
from portal.analysis.engine import analyse_one
from portal.analysis.personal_data import scan
from tests.analysis.hard_cases import CASES, HELD_OUT
from tests.analysis.hard_cases_more import HELD_OUT_LAST, HELD_OUT_MORE, MORE
from tests.analysis.personal_data_cases import MARKED, unmarked


def run() -> None:
    """Stance and kind on the hard cases, recall and precision of the personal-data scan."""
    heading("own hard cases")
    seen, unseen = [*CASES, *HELD_OUT, *MORE], [*HELD_OUT_MORE, *HELD_OUT_LAST]
    for name, cases in (("seen while writing cues", seen), ("never used to tune", unseen)):
        found = [analyse_one(case.opinion(number)) for number, case in enumerate(cases)]
        stance = accuracy([case.stance for case in cases], [one.stance for one in found])
        kind = accuracy([case.kind for case in cases], [one.kind for one in found])
        show(f"hard cases, {name} (n={len(cases)})", f"stance {stance:.3f} kind {kind:.3f}")
        sure = [pair for pair in zip(cases, found, strict=True) if pair[1].stance_confident]
        right = accuracy([case.stance for case, _ in sure], [one.stance for _, one in sure])
        show("  where the stance is called confident", f"{right:.3f} on {len(sure) / len(cases):.0%}")
    expected, found_data = set(), set()
    for number, marked in enumerate(MARKED):
        text, data = unmarked(marked)
        expected |= {(number, *datum) for datum in data}
        found_data |= {(number, one.kind, one.start, one.end) for one in scan(text)}
    both = len(expected & found_data)
    ours = f"R {both / len(expected):.3f} P {both / len(found_data):.3f}"
    show(f"personal data, own corpus (n={len(expected)})", ours, "", "R .98 P .95")
