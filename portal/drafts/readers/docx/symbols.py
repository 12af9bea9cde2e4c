"""Characters that Word stores as places in a symbol font."""

from __future__ import annotations

_WINGDINGS = {
    0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x72: "❒", 0x75: "◆", 0x76: "❖", 0x77: "◆",
    0x9F: "•", 0xA1: "○", 0xA4: "◉", 0xA7: "▪", 0xA8: "□", 0xD8: "➢", 0xE0: "→", 0xE8: "➔",
    0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    **{0x80 + at: "⓪①②③④⑤⑥⑦⑧⑨⑩"[at] for at in range(11)},
    **{0x8B + at: "⓿❶❷❸❹❺❻❼❽❾❿"[at] for at in range(11)},
}  # fmt: skip
_WINGDINGS_2 = {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0xA3: "□", 0x97: "●", 0xA2: "■"}
_WINGDINGS_2 |= {0x69 + at: "⓪①②③④⑤⑥⑦⑧⑨⑩"[at] for at in range(11)}
_SYMBOL = {
    0x2D: "−", 0xA3: "≤", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷",
    0xB9: "≠", 0xBB: "≈", 0x61: "α", 0x62: "β", 0x67: "γ", 0x6D: "μ", 0x57: "Ω",
}  # fmt: skip
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "symbol": _SYMBOL}
_PRIVATE = range(0xF000, 0xF100)


def symbol(font: str, code: str) -> str | None:
    """The character at this hexadecimal place of the font; None when it is not known."""
    try:
        at = int(code, 16)
    except ValueError:
        return None
    table = _FONTS.get(font.strip().lower())
    if table is not None:
        return table.get(at - 0xF000 if at in _PRIVATE else at)
    readable = 0x20 <= at < 0xD800 or 0xF900 <= at < 0xFFFE
    return chr(at) if readable else None
