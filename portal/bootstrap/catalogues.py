"""Translations: every .po has a .mo that is not older."""

from __future__ import annotations

import os
from pathlib import Path

from portal.bootstrap.checkout import Checkout


def stale_catalogues(root: Path) -> list[Path]:
    """The .po files whose .mo is missing or older."""
    catalogues = sorted(root.glob("*/LC_MESSAGES/*.po"))
    return [po for po in catalogues if _is_stale(po, po.with_suffix(".mo"))]


def compile_catalogues(checkout: Checkout) -> None:
    """Every catalogue is compiled; a reader sees the old file or the new one, never half of it."""
    for po in stale_catalogues(checkout.root / "translations"):
        compile_catalogue(po, po.with_suffix(".mo"), locale=po.parts[-3])


def compile_catalogue(po: Path, target: Path, locale: str) -> None:
    """`target` holds the compiled catalogue."""
    from babel.messages.mofile import write_mo  # third-party: called inside the environment only
    from babel.messages.pofile import read_po

    with po.open("rb") as source:
        catalogue = read_po(source, locale=locale, abort_invalid=True)
    temporary = target.with_suffix(f".{os.getpid()}")
    with temporary.open("wb") as compiled:
        write_mo(compiled, catalogue)
    temporary.replace(target)


def _is_stale(po: Path, mo: Path) -> bool:
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime
