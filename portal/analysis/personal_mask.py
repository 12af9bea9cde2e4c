"""How each kind of personal datum is shortened for publication."""

import re

from portal.analysis.labels import PersonalKind
from portal.analysis.normalise import plain
from portal.analysis.personal_checks import digits_of

_TOWNSHIP = re.compile(
    r"^.{0,20}?(?:街道|镇|乡|(?<!小)区(?!.{0,6}(?:街道|镇|乡))|县(?!.{0,8}(?:街道|镇|乡)))"
)
_AREA = re.compile(r"^[(]?(0\d{2,3}?)[)]?[ \-—–]")
_AT = re.compile(r"@|(?:at|AT)[)\]] ?")
_SPELLED = str.maketrans("零〇一二三四五六七八九幺", "001234567891")


def masked(kind: PersonalKind, datum: str) -> str:
    """What may be shown of a datum.

    Source: the usual practice of government sites: 138****1234, 张*, 张*三, z***@example.com.
    """
    datum = plain(datum)
    if kind == "mobile":
        digits = digits_of(datum.translate(_SPELLED))[-11:]
        return f"{digits[:3]}****{digits[-4:]}"
    if kind == "landline":
        return _landline(datum)
    if kind == "address":
        known = _TOWNSHIP.match(datum)
        return (known.group() if known else "") + "***"
    if kind == "email":
        return f"{datum[0]}***@{_AT.split(datum, maxsplit=1)[-1]}"
    return _covered(kind, datum)


def _landline(datum: str) -> str:
    digits = digits_of(datum.split("转")[0])
    area = _AREA.match(datum)
    head = area.group(1) if area else digits[:3] if digits.startswith("0") else ""
    return f"{head}{'-' if head else ''}*****{digits[-2:]}"


def _covered(kind: PersonalKind, datum: str) -> str:
    """The first and last signs stay, as many as the kind allows."""
    if kind == "name":
        return datum[0] + "*" * max(1, len(datum) - 2) + (datum[-1] if len(datum) > 2 else "")
    head, tail = {"id_number": (1, 1), "bank_card": (0, 4), "plate": (2, 1)}.get(kind, (1, 0))
    return datum[:head] + "*" * (len(datum) - head - tail) + datum[len(datum) - tail :]
