"""The fields of a notice are read from its lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from portal.drafts import periods
from portal.drafts.lines import BLANKS, Line, fold, unblank
from portal.drafts.notices import notice_title
from portal.drafts.patterns import is_date, is_signature, is_web_furniture
from portal.drafts.tree import NoticeFields

_LABELS = {
    "contact": ("联系人", "联系人员", "经办人"),
    "phone": ("联系电话", "咨询电话", "电话", "联系方式"),
    "email": ("电子邮箱", "电子邮件", "邮箱", "电子信箱"),
    "address": ("通讯地址", "通信地址", "联系地址", "邮寄地址", "地址"),
    "postcode": ("邮政编码", "邮编"),
    "fax": ("传真号码", "传真"),
}
_GAP = " {0,12}"
_FIELD_OF = {label: name for name, labels in _LABELS.items() for label in labels}
_LABEL = re.compile(
    "|".join(_GAP.join(label) for label in sorted(_FIELD_OF, key=len, reverse=True)) + ""
)
_COLON = re.compile(f"{_GAP}:")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")
_PHONE = re.compile(
    r"(?<!\d)(?:\(?0\d{2,3}\)?[- ]?)?\d{7,8}(?:-\d{1,5})?(?!\d)|(?<!\d)1\d{10}(?!\d)"
)
_POSTCODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
_CHANNEL = re.compile(
    r"登录本平台|本平台|电子邮箱|电子邮件|电子信箱|邮箱|信函|来信|邮寄|传真|电话|门户网站|政府网站|网站|网上留言"
    r"|微信公众号"
)
_WAYS = re.compile(r"通过([^。]{2,120}?)(?:将|提出|反馈|向|进行|发送|等方式|方式|途径)")
_SIGNED_IN = re.compile(r"(登录本平台|(?:发送|发|传真|邮寄|寄)(?:至|到) ?:?[^。;]{0,12})")
_LISTED = re.compile(r"(?:[(]?[一二三四五六\d]{1,2}[)、.]+ ?)(?:通过)?([^。:]{2,20})")
_ORGANISATION, _INDIVIDUAL = re.compile("以单位名义"), re.compile("以个人名义")
_REQUIRED = re.compile(r"注明([^。;]{2,60}?)(?:[,。;]|并|$)")
_PART = re.compile(r"[、,]|以及|及|和|与")
_POSTED = re.compile(
    r"寄(?:至|送至|到) ?:? ?([^\n。;,(]{4,80}?)(?:\(([^()\n]{4,120})\)|(?=[\n。;,(]|邮编|邮政编码))"
)
_PLACE = re.compile(r"[^,;]*?[省市县区路街道巷号楼室村][^,;]*")
_AFTER_BACKGROUND = re.compile(
    r"起止|期限|截止|截至|时间|请于|通过[^。]{2,80}(?:方式|途径)|登录|可以|反馈|如下 ?:|联系"
)
_BACKGROUND = re.compile("为|根据|按照|依据")


def read_fields(lines: Sequence[Line]) -> NoticeFields:
    """Every field the notice's filled lines give; what it does not say stays empty."""
    at = notice_title(lines)
    body = [line for line in lines[(at or 0) + 1 :] if not is_web_furniture(line)]
    text = "\n".join(line.key for line in body)
    values = _labelled(body)
    period = periods.read_period(text)
    email = _EMAIL.search(text)
    posted = _posted_to(text)
    address = values.get("address") or posted
    return NoticeFields(
        title=lines[at].content if at is not None else None,
        issuer=_issuer(body),
        opens_at=period.opens_at,
        closes_at=period.closes_at,
        opens_day=period.opens_day,
        closes_day=period.closes_day,
        background=_background(body),
        channels=_channels(text),
        organisation_requires=_requirements(text, _ORGANISATION, _INDIVIDUAL),
        individual_requires=_requirements(text, _INDIVIDUAL, _ORGANISATION),
        contacts=split_people(values.get("contact", "")),
        phones=_PHONE.findall(fold(values.get("phone", ""))),
        email=email.group() if email else None,
        address=address,
        postcode=_first(_POSTCODE, values.get("postcode", "")) or _posted_code(text),
        fax=_first(_PHONE, values.get("fax", "")),
        issued_day=_issued_day(body),
    )


def split_people(value: str) -> list[str]:
    """Names parted at stops and blanks; a name padded with blanks stays one name."""
    people: list[str] = []
    for group in re.split(r"[、,，;；/]", value):
        words = group.replace("\u00a0", " ").split()
        at = 0
        while at < len(words):
            wide = 2 if len(words[at]) == 1 else 1
            wide = 3 if wide == 2 and _three_singles(words[at:]) else wide
            people.append("".join(words[at : at + wide]))
            at += wide
    return people


def _three_singles(words: Sequence[str]) -> bool:
    singles = [len(word) == 1 for word in words[:4]]
    return singles[:3] == [True] * 3 and singles[3:] != [True]


def _labelled(lines: Sequence[Line]) -> dict[str, str]:
    """Values by field; a line may hold several labels."""
    found: dict[str, str] = {}
    for line in lines:
        for name, value in _line_values(line):
            both = name in found and name in ("contact", "phone")
            found[name] = f"{found[name]}、{value}" if both else found.get(name, value)
    return found


def _line_values(line: Line) -> list[tuple[str, str]]:
    spans: list[tuple[str, int, int]] = []
    for label in _LABEL.finditer(line.key):
        colon = _COLON.match(line.key, label.end())
        if colon:
            spans.append((_FIELD_OF[unblank(label.group())], label.start(), colon.end()))
    ends = [start for _, start, _ in spans[1:]] + [len(line.key)] * bool(spans)
    return [
        (name, _cut_sentence(line.content[value:end]))
        for (name, _, value), end in zip(spans, ends, strict=True)
    ]


def _cut_sentence(value: str) -> str:
    return value.split("。", 1)[0].strip(BLANKS + ",，;；、(（")


def _first(pattern: re.Pattern[str], value: str) -> str | None:
    found = pattern.search(fold(value))
    return found.group() if found else None


def _posted_to(text: str) -> str | None:
    """The address in running words: 寄至 or 邮寄至, up to the stop or the postcode.

    A place in brackets behind the name of an office is the address, not the office.
    """
    found = _POSTED.search(text)
    if not found:
        return None
    place = _PLACE.match(found.group(2) or "")
    bare = re.sub(r"^(?:地址|通讯地址) ?:? ?", "", place.group()) if place else ""
    return bare or _cut_sentence(found.group(1)) or None


def _posted_code(text: str) -> str | None:
    found = _POSTED.search(text)
    return _first(_POSTCODE, found.group(2) or "") if found else None


def _issuer(lines: Sequence[Line]) -> str | None:
    """The body that signs above the date, or else the last that signs at all."""
    for line, below in pairwise(lines):
        if is_date(below) and is_signature(line):
            return line.content
    signed = [line.content for line in lines if is_signature(line)]
    return signed[-1] if signed else None


def _issued_day(lines: Sequence[Line]) -> str | None:
    days = [periods.day_of(line.key) for line in lines if is_date(line)]
    return days[-1] if days else None


def _background(lines: Sequence[Line]) -> str | None:
    """Why the draft was made: the sentences before those about when and how to answer."""
    texts = (line.content for line in lines if _BACKGROUND.match(line.key) and len(line.key) > 20)
    text = next(texts, None)
    if text is None:
        return None
    kept = ""
    for sentence in re.findall(r"[^。]+。?", text):
        if kept and _AFTER_BACKGROUND.search(fold(sentence)):
            break
        kept += sentence
    return _without_dangling(kept)


def _without_dangling(text: str) -> str:
    """Up to the last stop, where the text breaks off at a colon; or without its last half."""
    if not fold(text).endswith(":"):
        return text.strip(BLANKS)
    cut = max(text.rfind("。"), text.rfind("，"), text.rfind(","))
    return text[: cut + 1].rstrip("，,") or text[:-1]


def _channels(text: str) -> list[str]:
    """The ways to answer, as the notice names them: in a sentence, or in a list of ways."""
    passages = [found.group(1) for found in _WAYS.finditer(text)]
    passages += [found.group(1) for found in _SIGNED_IN.finditer(text)]
    passages += [found.group(1) for line in text.split("\n") if (found := _LISTED.match(line))]
    named = [way for passage in passages for way in _CHANNEL.findall(passage)]
    return list(dict.fromkeys(named))


def _requirements(text: str, start: re.Pattern[str], stop: re.Pattern[str]) -> list[str]:
    """What a commenter of one kind must state, a seal included."""
    begun = start.search(text)
    if not begun:
        return []
    ended = stop.search(text, begun.end())
    passage = text[begun.end() : ended.start() if ended else len(text)].split("。", 1)[0]
    stated = _REQUIRED.search(passage)
    parts = _PART.split(stated.group(1)) if stated else []
    names = [unblank(part) for part in parts if unblank(part)]
    seal = re.search(r"盖((?:单位)?公?章)", passage)
    return [*names, seal.group(1)] if seal else names
