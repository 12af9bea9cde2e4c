"""Every pair of colours that meets on a page is legible in each colour scheme of tokens.css.

Source: WCAG 2.2, 1.4.3 (text 4.5:1), 1.4.6 (7:1), 1.4.11 (controls 3:1); GB/T 37668-2019.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "static" / "css"
COLOUR = re.compile(r"#[0-9a-f]{6}")
LINE = re.compile(r"--([\w-]+):\s*(.+);")
SWITCH = re.compile(r"--(light|dark|plain|more):")
LITERAL = re.compile(r"(?<![\w-])#(?:[0-9a-f]{3}){1,2}\b|\brgba?\(", re.IGNORECASE)

SCHEMES = {
    "light": ("light", "plain"),
    "dark": ("dark", "plain"),
    "light, more contrast": ("light", "more"),
    "dark, more contrast": ("dark", "more"),
}
TEXT = [
    ("ink", "paper surface tint success-tint warning-tint danger-tint footer"),
    ("ink-muted", "paper surface footer"),
    ("link", "paper surface footer tint success-tint warning-tint danger-tint"),
    ("link-visited", "paper surface footer"),
    ("seal", "paper surface"),
    ("danger", "paper danger-tint"),
    ("success", "paper success-tint warning-tint"),
    ("warning", "paper warning-tint"),
    ("on-tint", "tint"),
    ("on-header", "header"),
    ("on-action", "action action-hover"),
    ("on-seal", "seal seal-hover"),
]
SHAPES = [
    ("line-strong", "paper surface"),
    ("action", "paper tint"),
    ("bar", "paper"),
    ("mark", "paper footer"),
    ("seal", "surface"),
    ("focus", "focus-edge"),
]


def chosen(value: str, scheme: tuple[str, str]) -> str:
    """The value of a token once its switches are set: var(--on, this) stays, var(--off, …) goes."""
    found, rest = "", value.strip()
    while rest:
        head, inner, rest = part(rest)
        name = head.removeprefix("var(--").rstrip(", ")
        found += chosen(inner, scheme) if name in scheme else "" if inner else head
    return found


def part(value: str) -> tuple[str, str, str]:
    """The first part of a value: var(--name, inner) taken apart, or a word; and what follows."""
    if not value.startswith("var(--"):
        word, _, rest = value.partition(" ")
        return word, "", rest.strip()
    start, depth = value.index(",") + 1, 0
    for place, character in enumerate(value):
        depth += (character == "(") - (character == ")")
        if depth == 0 and character == ")":
            return value[:start], value[start:place].strip(), value[place + 1 :].strip()
    raise AssertionError(f"unbalanced: {value}")


def colours(scheme: str) -> dict[str, str]:
    """The colours in force in a scheme."""
    sheet = (CSS / "tokens.css").read_text(encoding="utf-8")
    tokens = {name: value for name, value in LINE.findall(sheet) if COLOUR.search(value)}
    return {name: chosen(value, SCHEMES[scheme]) for name, value in tokens.items()}


def luminance(colour: str) -> float:
    """Relative luminance. Unit: 0 (black) to 1 (white)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours. Unit: 1 to 21."""
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def too_faint(scheme: str, pairs: list[tuple[str, str]], least: float) -> list[str]:
    """The pairs whose contrast is below `least`."""
    tokens = colours(scheme)
    return [
        f"{front} on {back}: {contrast(tokens[front], tokens[back]):.2f}"
        for front, backs in pairs
        for back in backs.split()
        if contrast(tokens[front], tokens[back]) < least
    ]


def test_the_measure_agrees_with_the_known_extremes() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_colour_is_one_colour_in_every_scheme(scheme: str) -> None:
    found = colours(scheme)
    assert {name: value for name, value in found.items() if not COLOUR.fullmatch(value)} == {}
    assert len(found) > 25


def test_every_place_that_sets_a_switch_sets_the_pair() -> None:
    """A colour with both switches on would be two colours, with none it would be nothing."""
    sheet = (CSS / "tokens.css").read_text(encoding="utf-8")
    bodies = [body for body in re.findall(r"\{([^{}]*)\}", sheet) if SWITCH.search(body)]
    assert len(bodies) == 5
    for body in bodies:
        switches = dict(re.findall(r"--(light|dark|plain|more): *(initial|);", body))
        for one, other in (("light", "dark"), ("plain", "more")):
            assert (one in switches) == (other in switches), body
            assert one not in switches or {switches[one], switches[other]} == {"initial", ""}, body


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_is_legible_on_every_ground_it_stands_on(scheme: str) -> None:
    assert too_faint(scheme, TEXT, 4.5) == []


@pytest.mark.parametrize("scheme", [name for name in SCHEMES if "more" in name])
def test_text_is_stronger_for_those_who_ask_for_more_contrast(scheme: str) -> None:
    assert too_faint(scheme, [pair for pair in TEXT if "seal" not in pair[0]], 7) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_borders_of_controls_bars_and_focus_are_visible(scheme: str) -> None:
    assert too_faint(scheme, SHAPES, 3) == []


def test_no_other_sheet_names_a_colour_of_its_own() -> None:
    """Print is the exception: paper is white and ink is black whatever the screen shows."""
    strays = [
        f"{sheet.name}: {line.strip()}"
        for sheet in sorted(CSS.rglob("*.css"))
        if sheet.name != "tokens.css"
        for line in sheet.read_text(encoding="utf-8").partition("@media print")[0].splitlines()
        if LITERAL.search(line)
    ]
    assert strays == []
