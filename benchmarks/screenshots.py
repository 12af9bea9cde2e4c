"""python -m benchmarks.screenshots --out DIR: a picture of every page, wide and narrow, in both languages.

The pages are those the browser tests read (tests/browser/gallery.py), so a new page has its picture by itself.
With --print the pictures are of the sheets of A4 that the browser prints (pdftoppm of poppler-utils draws them).
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.stage import installation
from portal import clock
from portal.app import create_app
from portal.config import Settings
from portal.secrets import load_key_ring
from tests.browser.gallery import Gallery, Sheet
from tests.browser.wall import Wall
from tests.conftest import TestClock
from tests.lint import LintClient

DOTS_PER_INCH = 70
"""Of pictures of printed pages."""
UNFOLD = "for (const one of document.querySelectorAll('details')) one.open = true"
NAMES = ("chromium", "chromium-browser", "google-chrome")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.screenshots")
    parser.add_argument("--out", type=Path, required=True, help="folder of the pictures")
    parser.add_argument("--widths", type=int, nargs="+", default=[320, 768, 1280])
    parser.add_argument("--languages", nargs="+", default=["zh-CN", "en"], choices=["zh-CN", "en"])
    parser.add_argument("--display", default="standard", help='for example "elder dark more-contrast"')
    parser.add_argument("--only", default="", help="pages whose name matches this expression")
    parser.add_argument("--every-state", action="store_true", help="not only the first of each page")
    parser.add_argument("--unfolded", action="store_true", help="what is folded on a page stands open")
    parser.add_argument("--print", action="store_true", help="the printed pages instead of the screen")
    options = parser.parse_args()
    if options.print and shutil.which("pdftoppm") is None:
        parser.error("--print needs pdftoppm (Debian: apt-get install poppler-utils)")
    return options


def sheets(settings: Settings, language: str) -> tuple[Gallery, TestClock]:
    """The gallery of one language on a fresh installation."""
    seam = TestClock()
    clock.set_source(seam)
    mail = {"mail_host": "mail.example.cn", "mail_sender": "yj@example.cn"}
    app = create_app(replace(settings, public_url="https://yj.example.cn", **mail))
    app.test_client_class = LintClient
    database = app.extensions["portal.database"]
    ring = load_key_ring(settings.key_file)
    return Gallery(app, database, ring, seam, language).hang(), seam


def chosen(gallery: Gallery, only: str, *, every_state: bool) -> Iterator[Sheet]:
    """The sheets to show: of each page as each role sees it the first, or all."""
    seen: set[tuple[str, str, bool]] = set()
    for sheet in gallery.sheets:
        kind = (sheet.role, sheet.endpoint, "refused" in sheet.state)
        if (every_state or kind not in seen) and re.search(only, sheet.name):
            seen.add(kind)
            yield sheet


def file_name(sheet: Sheet, width: int | str) -> str:
    """Where the picture of a sheet at a width stands."""
    name = f"{sheet.endpoint} {sheet.role} {sheet.state} {sheet.language} {width}"
    return re.sub(r"[^\w.-]+", "-", name) + ".png"


def take(wall: Wall, sheet: Sheet, options: argparse.Namespace) -> int:
    """The pictures of what hangs there stand in the folder; how many."""
    for width in () if options.print else options.widths:
        wall.page.set_viewport_size({"width": width, "height": 900})
        wall.page.screenshot(path=options.out / file_name(sheet, width), full_page=True)
    return printed(wall, options.out / file_name(sheet, "print")) if options.print else len(options.widths)


def printed(wall: Wall, target: Path) -> int:
    """Each sheet of A4 is a picture beside the file for the printer; how many."""
    paper = target.with_suffix(".pdf")
    wall.page.pdf(path=paper, format="A4", prefer_css_page_size=True)
    stem = str(target.with_suffix(""))
    subprocess.run(["pdftoppm", "-r", str(DOTS_PER_INCH), "-png", str(paper), stem], check=True)
    return len(list(target.parent.glob(f"{target.stem}-*.png")))


def main() -> None:
    """The pictures stand in the folder; how many is printed."""
    options = _arguments()
    options.out.mkdir(parents=True, exist_ok=True)
    path = next(found for name in NAMES if (found := shutil.which(name)))
    count = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for language in options.languages:
            with installation() as settings:
                gallery, _seam = sheets(settings, language)
                wall = Wall(browser, gallery.app)
                for sheet in chosen(gallery, options.only, every_state=options.every_state):
                    wall.hang(sheet)
                    wall.wear(options.display)
                    if options.unfolded:
                        wall.page.evaluate(UNFOLD)
                    count += take(wall, sheet, options)
                wall.close()
                gallery.database.dispose()
        browser.close()
    clock.set_source(None)
    print(f"{count} pictures in {options.out}")


if __name__ == "__main__":
    main()
