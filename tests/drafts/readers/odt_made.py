"""OpenDocument texts made from their XML."""

from __future__ import annotations

from collections.abc import Mapping

from .docx_made import zipped

_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = (
    " ".join(
        f'xmlns:{name}="{_URN}{full}:1.0"'
        for name, full in (
            ("office", "office"),
            ("text", "text"),
            ("style", "style"),
            ("table", "table"),
            ("draw", "drawing"),
        )
    )
    + ' xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
)


def odt(
    body: str, *, styles: str = "", automatic: str = "", files: Mapping[str, bytes] | None = None
) -> bytes:
    """The bytes of an .odt: `styles` are common styles, `automatic` those of the text."""
    content = (
        f"<office:document-content {_SPACES}>"
        f"<office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    common = (
        f"<office:document-styles {_SPACES}><office:styles>{styles}</office:styles>"
        "</office:document-styles>"
    )
    held = {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "content.xml": content.encode(),
        "styles.xml": common.encode(),
    }
    return zipped({**held, **(files or {})})


def p(text: str) -> str:
    return f"<text:p>{text}</text:p>"


def h(text: str, level: int = 1) -> str:
    return f'<text:h text:outline-level="{level}">{text}</text:h>'


def items(*inside: str) -> str:
    return "".join(f"<text:list-item>{one}</text:list-item>" for one in inside)


def listed(inside: str, style: str = "", more: str = "") -> str:
    named = f' text:style-name="{style}"' if style else ""
    return f"<text:list{named} {more}>{inside}</text:list>"


def level(at: int, form: str, prefix: str = "", suffix: str = "", more: str = "") -> str:
    return _level("text:list-level-style-number", at, form, prefix, suffix, more)


def outline_level(at: int, form: str, prefix: str = "", suffix: str = "", more: str = "") -> str:
    return _level("text:outline-level-style", at, form, prefix, suffix, more)


def list_style(name: str, *levels: str) -> str:
    return f'<text:list-style style:name="{name}">{"".join(levels)}</text:list-style>'


def outline_style(*levels: str) -> str:
    return f"<text:outline-style>{''.join(levels)}</text:outline-style>"


def _level(tag: str, at: int, form: str, prefix: str, suffix: str, more: str) -> str:
    return (
        f'<{tag} text:level="{at}" style:num-format="{form}" style:num-prefix="{prefix}" '
        f'style:num-suffix="{suffix}" {more}/>'
    )
