"""Sealed data opens only where it belongs; codes read aloud come back; passwords cost time."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from portal import secrets
from portal.errors import SetupError
from portal.secrets import KeyRing

RING = KeyRing("k2", {"k1": b"1" * 32, "k2": b"2" * 32}, b"p" * 32, b"s" * 32)
PLAIN = '{"name": "李晓禾", "reach": "19900001234"}'


@pytest.fixture
def real_cost(
    quick_passwords: Callable[[], PasswordHasher], monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Passwords cost what they cost in an installation."""
    monkeypatch.setattr(secrets, "_hasher", quick_passwords)
    secrets._dummy_hash.cache_clear()
    yield
    secrets._dummy_hash.cache_clear()


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_sealed_opens_again(text: str) -> None:
    assert RING.open(RING.seal(text, "contact:1"), "contact:1") == text


def test_the_box_shows_nothing_and_differs_each_time() -> None:
    first, second = RING.seal(PLAIN, "contact:1"), RING.seal(PLAIN, "contact:1")
    assert "李晓禾".encode() not in first.ciphertext
    assert (first.nonce, first.ciphertext) != (second.nonce, second.ciphertext)
    assert first.key_id == "k2"


def test_a_box_moved_to_another_submission_does_not_open() -> None:
    with pytest.raises(SetupError):
        RING.open(RING.seal(PLAIN, "contact:1"), "contact:2")


@pytest.mark.parametrize("place", [0, 7, -1])
def test_a_box_with_one_bit_changed_does_not_open(place: int) -> None:
    sealed = RING.seal(PLAIN, "contact:1")
    changed = bytearray(sealed.ciphertext)
    changed[place] ^= 1
    with pytest.raises(SetupError):
        RING.open(replace(sealed, ciphertext=bytes(changed)), "contact:1")


def test_the_keys_do_not_appear_when_the_ring_is_printed() -> None:
    shown = f"{RING} {RING!r}"
    assert "k2" in shown
    assert not any(secret in shown for secret in ("1111", "2222", "pppp", "ssss"))


def test_an_old_key_still_opens_and_a_lost_one_is_named() -> None:
    old = KeyRing("k1", RING.keys, RING.pepper, RING.session).seal(PLAIN, "contact:1")
    assert RING.open(old, "contact:1") == PLAIN
    with pytest.raises(SetupError, match="k1"):
        replace(RING, keys={"k2": b"2" * 32}).open(old, "contact:1")


def test_a_keyed_hash_depends_on_purpose_and_pepper_and_never_on_the_join() -> None:
    found = RING.keyed_hash("submit", "192.0.2.1")
    assert found == RING.keyed_hash("submit", "192.0.2.1")
    assert re.fullmatch(r"[0-9a-f]{64}", found)
    others = {
        RING.keyed_hash("query", "192.0.2.1"),
        RING.keyed_hash("submi", "t192.0.2.1"),
        replace(RING, pepper=b"q" * 32).keyed_hash("submit", "192.0.2.1"),
    }
    assert found not in others
    assert len(others) == 3


@given(st.integers(0, 2**130 - 1))
def test_a_query_code_survives_being_printed_read_and_typed(number: int) -> None:
    code = secrets.encode_code(number)
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{26}", code)
    assert secrets.normalise_query_code(secrets.grouped_query_code(code)) == code
    typed = code.lower().replace("1", "l").replace("0", "o")
    assert secrets.normalise_query_code(f"  {typed} ") == code
    assert secrets.normalise_query_code(code.replace("1", "I").replace("0", "O")) == code


@pytest.mark.parametrize(("length", "sizes"), [(26, [5, 5, 4, 4, 4, 4]), (20, [5] * 4), (3, [3]), (0, [0])])
def test_the_last_group_of_a_code_was_a_single_character(length: int, sizes: list[int]) -> None:
    code = secrets.encode_code(2**129 + 7)[:length]
    groups = secrets.grouped_query_code(code).split("-")
    assert [len(group) for group in groups] == sizes
    assert "".join(groups) == code


def test_a_code_typed_with_full_width_letters_is_the_same_code() -> None:
    code = secrets.encode_code(12345678901234567890)
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in secrets.grouped_query_code(code))
    assert secrets.normalise_query_code(wide) == code


@given(st.integers(0, 2**130 - 1), st.integers(0, 2**130 - 1))
def test_two_numbers_have_two_codes(first: int, second: int) -> None:
    assert (secrets.encode_code(first) == secrets.encode_code(second)) == (first == second)


def test_tokens_and_receipt_numbers_do_not_repeat_or_count() -> None:
    tokens = {secrets.new_token() for _ in range(200)}
    assert len(tokens) == 200
    assert min(map(len, tokens)) >= 43
    numbers = [secrets.new_receipt_number(2026) for _ in range(200)]
    assert len(set(numbers)) == 200
    assert all(re.fullmatch(r"2026-[0-9A-HJKMNP-TV-Z]{10}", number) for number in numbers)


@pytest.mark.usefixtures("real_cost")
def test_a_password_is_kept_as_argon2id_and_verified() -> None:
    kept = secrets.hash_password("a long enough password")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert secrets.verify_password("a long enough password", kept)
    assert not secrets.verify_password("a long enough passwort", kept)


@pytest.mark.parametrize(
    "kept", ["", "plain text", "$argon2id$broken", "$2b$12$abcdefghijklmnopqrstuv"]
)
def test_a_damaged_hash_lets_nobody_in(kept: str) -> None:
    assert not secrets.verify_password("a long enough password", kept)


def test_a_password_of_damaged_characters_is_wrong_and_no_error() -> None:
    assert not secrets.verify_password("\ud800" * 12, secrets.hash_password("p" * 12))
    assert not secrets.verify_password("\ud800" * 12, None)


@pytest.mark.usefixtures("real_cost")
def test_an_unknown_user_costs_as_much_time_as_a_wrong_password() -> None:
    kept = secrets.hash_password("a long enough password")
    secrets.verify_password("warm up", None)

    def cost(password_hash: str | None) -> float:
        began = time.process_time()
        assert not secrets.verify_password("wrong password", password_hash)
        return time.process_time() - began

    # In turn, and the least of many: what a busy neighbour adds is not the password's cost.
    costs = [(cost(kept), cost(None)) for _ in range(9)]
    known, unknown = (min(side) for side in zip(*costs, strict=True))
    assert unknown > known / 2
