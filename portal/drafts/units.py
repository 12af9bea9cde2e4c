"""The units that answer for a clause: responsibility lines, bracketed tails, defaults."""

from __future__ import annotations

import re
from collections.abc import Sequence

from portal.drafts.lines import fold
from portal.drafts.tree import Unit

_LABEL = re.compile(
    r"(牵头(?:责任)?(?:单位|部门)|责任(?:单位|部门)|配合(?:单位|部门)|参与(?:单位|部门)|完成(?:时限|时间))"
    r" ?:"
)
_ROLES = {"牵": "牵头单位", "责": "责任单位", "配": "配合单位", "参": "参与单位", "完": "完成时限"}
_DUTY = re.compile(r"(?:按照?(?:各自)?职责(?:分工)?)?(?:分别|共同|具体)?(负责|牵头|配合|参与)")
_DUTY_ROLES = {"负责": "责任单位", "牵头": "牵头单位", "配合": "配合单位", "参与": "参与单位"}
_DEFAULT = re.compile(r"以下(?:各项|任务|内容|工作)?均(?:需|由|须)?([^。;()]{2,200}?)(?:共同)?负责")
_LONGEST_TAIL = 400
_NOISE = re.compile(r"^(?:由|请|和|以及|及)|(?:等|具体|共同|分别)$")
DEFAULT_ROLE = "默认责任单位"


def read_units(paragraphs: Sequence[str]) -> list[Unit]:
    """Units named by the lines and the tails of a clause, in source order."""
    found: list[Unit] = []
    for text in paragraphs:
        found += _labelled(text) if _LABEL.match(fold(text)) else _tail_units(text)
    return found


def is_unit_line(text: str) -> bool:
    """The paragraph is a responsibility line and nothing else."""
    return bool(_LABEL.match(fold(text)))


def default_names(text: str) -> list[str]:
    """Names a clause makes answerable for all that follows, mostly none."""
    found = _DEFAULT.search(fold(text))
    return split_names(text[slice(*found.span(1))]) if found else []


def split_names(text: str) -> list[str]:
    """Names parted at 、 ， and ；outside brackets."""
    names: list[str] = []
    depth = start = 0
    key = fold(text)
    for at, char in enumerate(key):
        depth += (char == "(") - (char == ")" and depth > 0)
        if char in "、,;" and depth == 0:
            names.append(text[start:at])
            start = at + 1
    names.append(text[start:])
    return [name for name in map(_clean, names) if name]


def _clean(name: str) -> str:
    return _NOISE.sub("", name.strip(" 　\u00a0。.;；,，"))


def _labelled(text: str) -> list[Unit]:
    labels = list(_LABEL.finditer(fold(text)))
    ends = [label.start() for label in labels[1:]] + [len(text)]
    return [
        _unit(_ROLES[label.group(1)[0]], text[label.end() : end])
        for label, end in zip(labels, ends, strict=True)
    ]


def _unit(role: str, value: str) -> Unit:
    if role == "完成时限":
        return Unit(role, [value.strip(" 　\u00a0。.;；,，")])
    return Unit(role, split_names(value))


def _tail_units(text: str) -> list[Unit]:
    inner = _tail(text)
    key = fold(inner)
    if _LABEL.match(key):
        return _labelled(inner)
    units: list[Unit] = []
    start = 0
    for duty in _DUTY.finditer(key.split("。", 1)[0]):
        names = split_names(inner[start : duty.start()])
        start = duty.end()
        if names:
            units.append(Unit(_DUTY_ROLES[duty.group(1)], names))
    return units


def _tail(text: str) -> str:
    """The inside of the bracket that ends the text, nested brackets kept."""
    key = fold(text[-_LONGEST_TAIL:]).rstrip(" 。.")
    if not key.endswith(")"):
        return ""
    depth = 0
    for at in range(len(key) - 1, -1, -1):
        depth += (key[at] == ")") - (key[at] == "(")
        if depth == 0:
            return text[-_LONGEST_TAIL:][at + 1 : len(key) - 1]
    return ""
