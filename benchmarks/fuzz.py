"""Hostile files by the thousand: python -m benchmarks.fuzz KIND [--seconds N] [--keep FOLDER]

atheris changes files of one kind, guided by which lines of the readers they reach. Whatever is not
a DraftError, takes over ten seconds or over 2 GB ends the run with exit status 77 or the like; the
input is then in the folder. Run as root, it goes on as the user nobody.
"""

from __future__ import annotations

import argparse
import codecs
import encodings.aliases
import io
import os
import signal  # noqa: F401  (atheris asks for it when nobody may no longer read it)
import sys
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["portal.drafts", "pdfminer"]):
    from portal.drafts.errors import DraftError
    from portal.drafts.outline import read_file, read_outline
    from portal.drafts.readers import docx, html, markdown, odt, pdf  # noqa: F401  (instrumented)

from tests.drafts.readers.docx_made import zipped
from tests.drafts.readers.draft_made import MAKERS
from tests.drafts.readers.pdf_made import raw_pdf

NOBODY = 65534
LONGEST_INPUT = 20_000
_CORPUS = Path(__file__).resolve().parents[1] / "tests" / "drafts" / "corpus"

Seeds = list[bytes]
Target = Callable[[bytes], object]


def main() -> None:
    """Ends after so many seconds, or at the first fault."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz")
    parser.add_argument("kind", choices=sorted(_KINDS))
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--keep", type=Path, help="a folder for inputs and findings")
    asked = parser.parse_args()
    folder = asked.keep or Path(tempfile.mkdtemp(prefix="fuzz-"))
    target, seeds = _KINDS[asked.kind]()
    inputs = folder / asked.kind
    inputs.mkdir(parents=True, exist_ok=True)
    for at, seed in enumerate(seeds):
        (inputs / f"seed-{at}").write_bytes(seed)
    _load_all(target, seeds)
    _become_nobody(folder)
    print(f"{asked.kind}: inputs and findings in {folder}", flush=True)
    options = [
        f"-max_total_time={asked.seconds}", f"-max_len={LONGEST_INPUT}", "-timeout=10",
        "-rss_limit_mb=2048", f"-artifact_prefix={folder}/", "-verbosity=0", "-print_final_stats=1",
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *options, str(inputs)], lambda data: _refused_or_read(target, data))
    atheris.Fuzz()


def _refused_or_read(target: Target, data: bytes) -> None:
    with suppress(DraftError):
        target(data)


def _load_all(target: Target, seeds: Seeds) -> None:
    """What is loaded on first use is loaded: nobody may not be allowed to read it."""
    for name in set(encodings.aliases.aliases.values()):
        with suppress(LookupError):
            codecs.lookup(name)
    for seed in seeds:
        _refused_or_read(target, seed)


def _become_nobody(folder: Path) -> None:
    if os.geteuid() != 0:
        return
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, NOBODY, NOBODY)
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def _plain(name: str) -> Callable[[], tuple[Target, Seeds]]:
    """Whole files of this name."""
    ending = Path(name).suffix
    return lambda: (
        lambda data: read_file(data, name),
        [MAKERS[name](), *(file.read_bytes() for file in _CORPUS.rglob(f"*{ending}"))],
    )


def _packed(name: str, parts: list[str]) -> Callable[[], tuple[Target, Seeds]]:
    """A whole file in which one part is changed: a changed zip would seldom open."""

    def prepare() -> tuple[Target, Seeds]:
        with zipfile.ZipFile(io.BytesIO(MAKERS[name]())) as archive:
            files = {one: archive.read(one) for one in archive.namelist()}

        def target(data: bytes) -> object:
            part = parts[data[0] % len(parts)] if data else parts[0]
            return read_file(zipped({**files, part: data[1:]}), name)

        return target, [bytes([at]) + files[part] for at, part in enumerate(parts) if part in files]

    return prepare


def _outline() -> tuple[Target, Seeds]:
    """Text that is UTF-8 whatever the bytes are."""
    texts = [file.read_bytes() for file in (_CORPUS / "text").glob("*.txt")]
    return lambda data: read_outline(data.decode("utf-8", "replace")), texts


def _page() -> tuple[Target, Seeds]:
    """The operators of a page in an otherwise good PDF file."""
    drawn = b"BT /F1 12 Tf 1 0 0 1 90 700 Tm <7b2c4e006761> Tj 0 -20 Td (x) Tj ET"
    return lambda data: read_file(raw_pdf([data]), "a.pdf"), [drawn]


_KINDS: dict[str, Callable[[], tuple[Target, Seeds]]] = {
    "text": _plain("a.txt"),
    "md": _plain("a.md"),
    "html": _plain("a.html"),
    "pdf": _plain("a.pdf"),
    "page": _page,
    "outline": _outline,
    "docx": _packed("a.docx", ["word/document.xml", "word/numbering.xml", "word/styles.xml",
                               "_rels/.rels", "word/_rels/document.xml.rels"]),
    "odt": _packed("a.odt", ["content.xml", "styles.xml", "META-INF/manifest.xml"]),
}  # fmt: skip


if __name__ == "__main__":
    main()
