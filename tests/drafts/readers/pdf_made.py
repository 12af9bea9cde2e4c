"""PDF files made character by character: Chinese text in a standard font that is not embedded."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 595, 842
_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
    b" /DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light"
    b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 1000"
    b" /W [1 [207] 814 939 500]"
    b" /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 4"
    b" /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880"
    b" /StemV 80 >> >>] >>"
)


@dataclass(frozen=True)
class Put:
    """Text put at a place. Unit: points from the lower left corner."""

    x: float
    y: float
    text: str
    size: float = 12
    turned: bool = False
    mode: int = 0

    def operators(self) -> bytes:
        a, b = (0.7, 0.7) if self.turned else (1, 0)
        codes = self.text.encode("utf-16-be").hex()
        return (
            f"BT /F1 {self.size} Tf {self.mode} Tr {a} {b} {-b} {a} {self.x} {self.y} Tm"
            f" <{codes}> Tj ET\n"
        ).encode()


def pdf(pages: Sequence[Sequence[Put]], *, image_on: Sequence[int] = ()) -> bytes:
    """The bytes of a PDF with this text on its pages, and a picture on some."""
    contents = [
        b"".join(one.operators() for one in page) + (b"/Im1 Do\n" if at in image_on else b"")
        for at, page in enumerate(pages)
    ]
    return raw_pdf(contents)


def raw_pdf(contents: Sequence[bytes], *, extra: Sequence[bytes] = ()) -> bytes:
    """The bytes of a PDF whose pages have these content streams; objects 5 and on are `extra`."""
    first = 5 + len(extra)
    kids = b" ".join(b"%d 0 R" % (first + 2 * at) for at in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(contents)),
        _FONT,
        stream(
            b"\xff",
            b"/Type /XObject /Subtype /Image /Width 1 /Height 1"
            b" /BitsPerComponent 8 /ColorSpace /DeviceGray",
        ),
        *extra,
    ]
    for at, content in enumerate(contents):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> /XObject << /Im1 4 0 R /Fm1 5 0 R >> >> >>"
            % (WIDTH, HEIGHT, first + 2 * at + 1)
        )
        objects.append(stream(content))
    return _file(objects)


def stream(data: bytes, entries: bytes = b"", *, filters: bytes = b"/FlateDecode") -> bytes:
    packed = zlib.compress(data, 9)
    return (
        b"<< /Length %d /Filter %s %s >>\nstream\n" % (len(packed), filters, entries)
        + packed
        + b"\nendstream"
    )


def _file(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    made = b"%PDF-1.5\n"
    offsets: list[int] = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(objects) + 1
    return (
        made
        + b"xref\n0 %d\n0000000000 65535 f \n" % count
        + table
        + b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
        % (count, trailer, len(made))
    )


def typeset(
    paragraphs: Sequence[str],
    *,
    columns: int = 30,
    rows: int = 36,
    head: str = "",
    size: float = 12,
) -> bytes:
    """A PDF as a word processor sets it: wrapped lines, heads and page numbers on every page.

    A paragraph that begins with a blank is indented; one that begins with ^ is centred.
    """
    lines: list[tuple[float, str]] = []
    for paragraph in paragraphs:
        lines += _wrapped(paragraph, columns)
    pages: list[list[Put]] = []
    for start in range(0, len(lines), rows):
        number = len(pages) + 1
        page = [
            Put(90 + indent * size, HEIGHT - 90 - step * size * 1.6, text, size)
            for step, (indent, text) in enumerate(lines[start : start + rows])
        ]
        foot = Put(280, 40, f"- {number} -", 10)
        pages.append([*([Put(90, HEIGHT - 50, head, 9)] if head else []), *page, foot])
    return pdf(pages)


def _wrapped(paragraph: str, columns: int) -> list[tuple[float, str]]:
    if paragraph.startswith("^"):
        text = paragraph[1:]
        return [((columns - len(text)) / 2, text)]
    text = paragraph.strip()
    first = columns - 2 * (paragraph != text)
    made = [(float(columns - first), text[:first])]
    made += [(0.0, text[at : at + columns]) for at in range(first, len(text), columns)]
    return made


def encrypted_pdf(whole: bytes) -> bytes:
    """The same PDF saying that it opens with a password nobody knows."""
    entry = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> /ID [<00> <00>]" % (
        b"41" * 32,
        b"42" * 32,
    )
    return whole.replace(b"/Root 1 0 R", b"/Root 1 0 R " + entry)
