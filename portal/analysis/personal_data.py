"""Personal data in a comment, found before anybody publishes it; light enough for the web process."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from portal.analysis import personal_patterns as shapes
from portal.analysis.labels import PersonalKind
from portal.analysis.normalise import plain
from portal.analysis.personal_checks import is_birth_date, is_card_number, is_id_number
from portal.analysis.personal_mask import masked
from portal.analysis.types import PersonalDatum

_DIGIT = re.compile(r"\d")
FEWEST_DIGITS = 13
_ID_SAID = re.compile(r"身份证[^\d\n]{0,10}$")
_SIMPLE: tuple[tuple[PersonalKind, re.Pattern[str]], ...] = (
    ("email", shapes.EMAIL),
    ("mobile", shapes.MOBILE),
    ("mobile", shapes.SPELLED_MOBILE),
    ("landline", shapes.LANDLINE),
    ("plate", shapes.PLATE),
)

# A quick look that spares most texts the slow search; every match of a kind holds what is looked for.
_NEEDS: dict[PersonalKind, re.Pattern[str]] = {
    "email": re.compile(r"@|at[\])]", re.IGNORECASE),
    "mobile": re.compile(r"1[ \t\-.·_—–\ufe0f\u20e3]{0,3}[3-9]|[一幺][三四五六七八九]"),
    "landline": re.compile(r"\d{3}[ \-]?\d{4}"),
    "plate": re.compile(r"[A-HJ-NP-Z]"),
}


def scan(text: str) -> list[PersonalDatum]:
    """Personal data in order of place, none overlapping another.

    Unit: places count characters of the text as given.
    """
    found: list[PersonalDatum] = []
    starts: list[int] = []
    for datum in _all(plain(text)):
        at = bisect_left(starts, datum.start)
        is_free_before = not at or found[at - 1].end <= datum.start
        if is_free_before and (at == len(found) or datum.end <= found[at].start):
            found.insert(at, datum)
            starts.insert(at, datum.start)
    return found


def mask(text: str, data: list[PersonalDatum]) -> str:
    """The text with each datum shortened as government sites do: 138****1234, 张*三, z***@example.com."""
    parts, last = [], 0
    for datum in sorted(data, key=lambda datum: datum.start):
        parts += [text[last : datum.start], masked(datum.kind, text[datum.start : datum.end])]
        last = datum.end
    return "".join([*parts, text[last:]])


def _all(text: str) -> Iterator[PersonalDatum]:
    """Candidates, the surest kinds first."""
    yield from _numbers(text)
    for kind, pattern in _SIMPLE:
        if not _NEEDS[kind].search(text):
            continue
        yield from (PersonalDatum(kind, hit.start(), hit.end()) for hit in pattern.finditer(text))
    for hit in shapes.ACCOUNT.finditer(text):
        yield PersonalDatum("account", hit.start("id"), hit.end("id"))
    yield from _addresses(text)
    yield from _names(text)


def _numbers(text: str) -> Iterator[PersonalDatum]:
    if len(_DIGIT.findall(text)) < FEWEST_DIGITS:
        return
    for hit in shapes.ID_NUMBER.finditer(text):
        said = _ID_SAID.search(text[max(0, hit.start() - 16) : hit.start()])
        if said or is_id_number(hit.group()):
            yield PersonalDatum("id_number", hit.start(), hit.end())
    for hit in shapes.OLD_ID_NUMBER.finditer(text):
        if is_birth_date("19" + hit["id"][6:12]):
            yield PersonalDatum("id_number", hit.start("id"), hit.end("id"))
    for hit in shapes.BANK_CARD.finditer(text):
        if is_card_number(hit.group()):
            yield PersonalDatum("bank_card", hit.start(), hit.end())


def _addresses(text: str) -> Iterator[PersonalDatum]:
    if not shapes.HOUSE_NUMBER.search(text) or not shapes.ADDRESS_CORE.search(text):
        return
    for hit in shapes.ADDRESS.finditer(text):
        lead = shapes.ADDRESS_LEAD.match(hit.group())
        start = hit.start() + (lead.end() if lead and lead.end() < len(hit.group()) - 3 else 0)
        yield PersonalDatum("address", start, hit.end())


def _names(text: str) -> Iterator[PersonalDatum]:
    for pattern in (shapes.NAME_SURE, shapes.NAME_LIKELY):
        for hit in pattern.finditer(text):
            if hit["name"] not in shapes.NOT_NAMES and hit["name"][:2] not in shapes.NOT_NAMES:
                yield PersonalDatum("name", hit.start("name"), hit.end("name"))
