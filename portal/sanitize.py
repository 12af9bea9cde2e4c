"""The one input gate: what may enter as text, and what HTML may ever be shown.

The only user of bleach and nh3.
"""

from __future__ import annotations

import re
import unicodedata

import bleach
import nh3

from portal.errors import InvalidInputError

BODY_LIMIT = 20_000
"""Characters in one opinion or replacement text."""
LINE_LIMIT = 200
"""Characters in a one-line field."""
NOTE_LIMIT = 100_000
"""Characters in an explanatory note."""

_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Controls (C0, C1) but tab and line ends, lone surrogates, the two code points XML cannot carry."""
_UNSEEN = frozenset({"Cf", "Cc", "Zs", "Zl", "Zp", "Mn"})
"""Categories that leave nothing to read: a text of these alone is empty."""
_TAGS = frozenset({"p", "br", "strong", "em", "ul", "ol", "li", "h2", "h3", "blockquote", "a"})
_ATTRIBUTES = {"a": {"href"}}
_SCHEMES = {"http", "https", "mailto"}


def clean_text(value: str, *, field: str, limit: int, required: bool = True) -> str:
    """The text verbatim but for line ends (CRLF becomes LF) and outer blank space.

    Raises: InvalidInputError for NUL and other controls, lone surrogates, excess length, emptiness.
    """
    text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > limit:
        raise InvalidInputError(field=field, rule="too_long", limit=limit, length=len(text))
    if found := _UNSTORABLE.search(text):
        is_surrogate = "\ud800" <= found[0] <= "\udfff"
        raise InvalidInputError(field=field, rule="surrogate" if is_surrogate else "control_character")
    if required and not any(unicodedata.category(c) not in _UNSEEN for c in text):
        raise InvalidInputError(field=field, rule="required")
    return text


def without_unstorable(text: str) -> str:
    """The text without the characters that `clean_text` refuses."""
    return _UNSTORABLE.sub("", text)


def clean_line(value: str, *, field: str, limit: int = LINE_LIMIT, required: bool = True) -> str:
    """A one-line text: line breaks and tabs become one blank."""
    text = clean_text(value, field=field, limit=limit * 4, required=required)
    return clean_text(" ".join(text.split()), field=field, limit=limit, required=required)


def comparable(value: str) -> str:
    """The text folded for comparing persons and names: NFKC, no blanks, lower case."""
    return "".join(unicodedata.normalize("NFKC", value).split()).casefold()


def safe_html(markup: str) -> str:
    """HTML reduced to a few harmless tags: bleach's policy first, nh3 last (bleach is end-of-life).

    Raises: InvalidInputError beyond NOTE_LIMIT characters.
    """
    if len(markup) > NOTE_LIMIT:
        raise InvalidInputError(field="html", rule="too_long", limit=NOTE_LIMIT, length=len(markup))
    cleaned = bleach.clean(
        markup, tags=_TAGS, attributes={"a": ["href"]}, protocols=_SCHEMES, strip=True
    )
    return nh3.clean(
        cleaned,
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer",
    )
