"""Keys, tokens, passwords and the encryption of contact data: the only user of `cryptography`.

Contact data is sealed with AES-256-GCM; the key ring is a JSON file of mode 600 in the instance
folder: `{"current": id, "keys": {id: base64}, "pepper": base64, "session": base64}`.
Source: NIST SP 800-38D; OWASP Password Storage Cheat Sheet (argon2id 19 MiB, t=2, p=1).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import re
import secrets as _random
import stat
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.errors import SetupError

NONCE_BYTES = 12
KEY_BYTES = 32
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, so that a code can be read over the telephone."""
QUERY_CODE_LENGTH = 26
_GROUP = 5


@dataclass(frozen=True, slots=True)
class Sealed:
    """An encrypted value and the id of the key that opens it."""

    key_id: str
    nonce: bytes
    ciphertext: bytes


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The installation's keys. Old keys stay readable; `current` seals."""

    current: str
    keys: dict[str, bytes] = field(repr=False)
    pepper: bytes = field(repr=False)
    session: bytes = field(repr=False)

    def seal(self, plaintext: str, context: str) -> Sealed:
        """The plaintext encrypted under the current key and bound to `context`."""
        nonce = os.urandom(NONCE_BYTES)
        box = AESGCM(self.keys[self.current])
        return Sealed(self.current, nonce, box.encrypt(nonce, plaintext.encode(), context.encode()))

    def open(self, sealed: Sealed, context: str) -> str:
        """The plaintext. Raises: SetupError if the key is missing or the data was changed."""
        key = self.keys.get(sealed.key_id)
        if key is None:
            raise SetupError(message=f"密钥 {sealed.key_id} 不在密钥文件中。")
        try:
            return AESGCM(key).decrypt(sealed.nonce, sealed.ciphertext, context.encode()).decode()
        except InvalidTag as error:
            raise SetupError(message="联系方式密文校验失败。") from error

    def keyed_hash(self, purpose: str, value: str) -> str:
        """A hash nobody can recompute without the key file: for addresses and repeated persons."""
        return hmac.new(self.pepper, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def make_key_file(path: Path) -> bool:
    """The key file exists with mode 600; True when it was made now."""
    if path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key_id = _random.token_hex(4)
    ring = {
        "current": key_id,
        "keys": {key_id: base64.b64encode(os.urandom(KEY_BYTES)).decode()},
        "pepper": base64.b64encode(os.urandom(KEY_BYTES)).decode(),
        "session": base64.b64encode(os.urandom(KEY_BYTES)).decode(),
    }
    temporary = path.with_name(f"{path.name}.{_random.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        json.dump(ring, handle)
        handle.flush()
        os.fsync(handle.fileno())
    try:
        os.link(temporary, path)  # unlike rename, link refuses to replace another process's keys
    except FileExistsError:
        return False
    finally:
        temporary.unlink()
    sync_folder(path.parent)
    return True


def sync_folder(folder: Path) -> None:
    """The names in the folder are durable: without it a power cut may lose a new file."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def load_key_ring(path: Path) -> KeyRing:
    """The keys. Raises: SetupError if the file is missing, readable by others, or malformed."""
    if not path.exists():
        raise SetupError(message="缺少密钥文件,请先运行 portal init。")
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise SetupError(message=f"密钥文件 {path.name} 的权限必须是 600。")
    try:
        data = json.loads(path.read_text())
        keys = {name: base64.b64decode(value) for name, value in data["keys"].items()}
        pepper, session = (base64.b64decode(data[name]) for name in ("pepper", "session"))
        if any(len(key) != KEY_BYTES for key in (keys[data["current"]], *keys.values(), pepper)):
            raise ValueError("a key has the wrong length")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SetupError(message=f"密钥文件 {path.name} 已损坏。") from error
    return KeyRing(data["current"], keys, pepper, session)


def new_token() -> str:
    """A random URL-safe token of 256 bits."""
    return _random.token_urlsafe(32)


def encode_code(number: int) -> str:
    """The low 130 bits of a number as a query code in Crockford's base 32."""
    letters = []
    for _ in range(QUERY_CODE_LENGTH):
        number, digit = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[digit])
    return "".join(letters)


def new_receipt_number(year: int) -> str:
    """A receipt number that says nothing about how many others there are.

    Unit: 50 random bits; a collision is refused by the database.
    """
    return f"{year}-" + "".join(_random.choice(_ALPHABET) for _ in range(10))


def is_receipt_number(typed: str) -> bool:
    """True for a receipt number as typed by a person, with or without its dash."""
    return re.fullmatch(rf"20\d\d[{_ALPHABET}]{{10}}", normalise_query_code(typed)) is not None


def new_password() -> str:
    """A strong password in groups that can be read over the telephone. Unit: 100 random bits."""
    return grouped_query_code(encode_code(_random.randbits(130))[:20])


def normalise_query_code(typed: str) -> str:
    """A code as typed by a person: case, blanks, dashes, look-alike and full-width letters do not
    matter.
    """
    narrow = unicodedata.normalize("NFKC", typed).upper()
    cleaned = "".join(c for c in narrow if c.isalnum())
    return cleaned.translate(str.maketrans("ILO", "110"))


def grouped_query_code(code: str) -> str:
    """The code in groups as even as can be, of five at most, for reading and printing."""
    count = -(-len(code) // _GROUP)
    least, longer = divmod(len(code), count or 1)
    ends = [least * place + min(place, longer) for place in range(count + 1)]
    return "-".join(code[start:end] for start, end in pairwise(ends))


def token_hash(token: str) -> str:
    """SHA-256 of a random token: enough, since the token itself carries ≥ 128 bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def text_hash(text: str) -> str:
    """SHA-256 of a text as UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _dummy_hash() -> str:
    return _hasher().hash(new_token())


def hash_password(password: str) -> str:
    """The argon2id hash of a password."""
    return _hasher().hash(password)


def verify_password(password: str, password_hash: str | None) -> bool:
    """True when the password is right; an unknown user costs the same time (dummy hash)."""
    try:
        _hasher().verify(password_hash or _dummy_hash(), password)
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False
    return password_hash is not None
