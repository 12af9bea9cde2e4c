"""Whether a number that looks like an identity number or a bank card can be one."""

from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SIGNS = "10X98765432"


def digits_of(text: str) -> str:
    """The decimal digits of a text in order, whatever script they are written in."""
    return "".join(str(int(sign)) for sign in text if sign.isdecimal())


def is_id_number(text: str) -> bool:
    """Whether date and check sign of an eighteen-place identity number are right.

    Source: GB 11643-1999.
    """
    signs = digits_of(text[:-1]) + (text[-1].upper() if text[-1] in "xX" else digits_of(text[-1]))
    if len(signs) != 18 or not is_birth_date(signs[6:14]):
        return False
    total = sum(weight * int(sign) for weight, sign in zip(_WEIGHTS, signs, strict=False))
    return _SIGNS[total % 11] == signs[17]


def is_birth_date(digits: str) -> bool:
    """Whether eight digits are a day on which somebody now alive may have been born."""
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return born.year >= 1900


def is_card_number(text: str) -> bool:
    """Whether the digits pass the check of ISO/IEC 7812 (Luhn) and are as many as a card has."""
    digits = digits_of(text)
    if not 15 <= len(digits) <= 19 or len(set(digits)) < 2:
        return False
    total = 0
    for place, sign in enumerate(reversed(digits)):
        value = int(sign) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
