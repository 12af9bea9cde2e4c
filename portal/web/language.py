"""Which language and which display a visitor reads in: cookies of preference, nothing stored."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import request

LANGUAGES = {"zh-CN": "zh", "en": "en"}
MODES = ("standard", "elder")
COLOURS = ("auto", "light", "dark")
CONTRASTS = ("auto", "more-contrast")
LANGUAGE_COOKIE = "portal_language"
DISPLAY_COOKIE = "portal_display"


@dataclass(frozen=True, slots=True)
class Display:
    """How pages look: 标准 or 长者模式, and whose colours and contrast; auto asks the device."""

    mode: str = "standard"
    colours: str = "auto"
    contrast: str = "auto"

    def __str__(self) -> str:
        """The choices in one word, as the cookie keeps them."""
        return ".".join([self.mode, *self.chosen_colours])

    @property
    def chosen_colours(self) -> list[str]:
        """The choices of colour that do not leave it to the device."""
        return [choice for choice in (self.colours, self.contrast) if choice != "auto"]

    @property
    def classes(self) -> str:
        """The classes of the html element."""
        return " ".join([self.mode, *self.chosen_colours])

    def with_mode(self, mode: str) -> Display:
        """The same with another mode."""
        return replace(self, mode=mode)


def html_lang() -> str:
    """zh-CN or en: the cookie, else the browser's wish, else Chinese."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    best = request.accept_languages.best_match(["zh-CN", "zh", "en"], default="zh-CN")
    return "en" if best == "en" else "zh-CN"


def babel_locale() -> str:
    """The locale Flask-Babel renders with."""
    return LANGUAGES[html_lang()]


def display() -> Display:
    """What the visitor chose; whatever the cookie says that nobody can choose is left out."""
    words = request.cookies.get(DISPLAY_COOKIE, "").split(".")

    def chosen(known: tuple[str, ...]) -> str:
        return next((word for word in words if word in known[1:]), known[0])

    return Display(chosen(MODES), chosen(COLOURS), chosen(CONTRASTS))


def local_path(target: str | None, default: str) -> str:
    """A path on this site to go on to; anything else becomes `default`.

    Source: OWASP Unvalidated Redirects Cheat Sheet (`//host`, `/\\host` and control characters).
    """
    if not target or not target.startswith("/") or target[1:2] in ("/", "\\"):
        return default
    if any(character <= " " or character == "\\" for character in target):
        return default
    return target
