"""Word documents made from their XML, so that a test says exactly what stands in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACES = (
    f'xmlns:w="{_W}" xmlns:r="{_R}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="{}"/></Types>'
)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_PARTS = ("styles", "numbering", "footnotes", "endnotes")


def docx(
    body: str, *, main_type: str = _MAIN, files: Mapping[str, bytes] | None = None, **parts: str
) -> bytes:
    """The bytes of a .docx; `parts` are the insides of styles, numbering, footnotes, endnotes."""
    held = {
        "[Content_Types].xml": _TYPES.format(main_type),
        "_rels/.rels": _relations({"officeDocument": "word/document.xml"}),
        "word/document.xml": f"<w:document {_SPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relations({name: f"{name}.xml" for name in _PARTS}),
    }
    for name, inside in parts.items():
        held[f"word/{name}.xml"] = f"<w:{name} {_SPACES}>{inside}</w:{name}>"
    return zipped({**{name: text.encode() for name, text in held.items()}, **(files or {})})


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip that is the same whenever it is made."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def p(text: str = "", *, num: str = "", level: int | None = None, style: str = "", mark: str = "",
      inside: str = "") -> str:  # fmt: skip
    """A paragraph: its list, level and style, what its mark says, and its runs."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if num or level is not None:
        at = f'<w:ilvl w:val="{level}"/>' if level is not None else ""
        named = f'<w:numId w:val="{num}"/>' if num else ""
        properties += f"<w:numPr>{at}{named}</w:numPr>"
    if mark:
        properties += f"<w:rPr>{mark}</w:rPr>"
    runs = r(text) if text else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}{inside}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def lvl(at: int, kind: str, text: str, *, start: int = 1, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(name: str, *levels: str, more: str = "") -> str:
    inside = "".join(levels)
    return f'<w:abstractNum w:abstractNumId="{name}">{more}{inside}</w:abstractNum>'


def num(name: str, abstract_name: str, overrides: str = "") -> str:
    inside = f'<w:abstractNumId w:val="{abstract_name}"/>{overrides}'
    return f'<w:num w:numId="{name}">{inside}</w:num>'


def _relations(targets: Mapping[str, str]) -> str:
    inside = "".join(
        f'<Relationship Id="r{at}" Type="{_R}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="{_RELATIONS}">{inside}</Relationships>'
