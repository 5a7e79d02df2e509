"""Seals on fields, keyed hashes, and masks: what keeps a phone number from being read by the wrong eyes.

Ciphers are the national ones (商用密码管理条例; GB/T 32907 SM4, GB/T 32905 SM3): SM4-GCM seals a field, HMAC-SM3 makes
the blind index a sealed field is looked up by, SM3 chains the audit log. A software key ring does not pass 密评 by
itself, so every use of a key goes through `KeyProvider`, which a certified module (HSM) can stand in for: keys never
have to leave it.

Layout of a sealed value: version (1 byte) | key id (4) | nonce (12) | ciphertext | tag (16). The version, the key id
and the purpose are authenticated, so a value moved to another field does not open. Nonces are random, which keeps one
key safe for 2^32 values (NIST SP 800-38D §8.3); `FileKeys.rotate` makes the next key long before that.
"""

import functools
import hashlib
import hmac
import json
import os
import secrets
import stat
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings

from lianxin.adapters import keys
from lianxin.adapters.masks import mask_address, mask_id, mask_name, mask_phone

__all__ = [
    "GENESIS", "FileKeys", "KeyProvider", "KeysExposed", "Sealer", "Unsealable", "blind_index", "chain", "default",
    "mask_address", "mask_id", "mask_name", "mask_phone", "seal", "secret_token", "short_code", "token_hash", "unseal",
]  # fmt: skip

VERSION = 1
GENESIS = bytes(32)
"""What the first entry of a chain is chained to."""

_ID, _NONCE, _TAG, _KEY = 4, 12, 16, 16
_HEAD = 1 + _ID


class Unsealable(Exception):
    """The bytes do not open: damaged, of another purpose, or sealed with a key this ring no longer holds."""


class KeysExposed(Exception):
    """The key file can be read by others than its owner; the product refuses to use it until that is put right."""


class KeyProvider(Protocol):
    """What a key holder must do. Keys are named by 4 bytes; the key itself stays with the provider."""

    def current(self) -> bytes:
        """Id (4 bytes) of the key that new values are sealed with."""

    def encrypt(self, key_id: bytes, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
        """SM4-GCM ciphertext followed by its 16-byte tag; `bound` is authenticated, not stored."""

    def decrypt(self, key_id: bytes, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
        """The plain bytes. Raises KeyError (no such key) or cryptography's InvalidTag (it does not open)."""

    def mac(self, message: bytes) -> bytes:
        """HMAC-SM3 (32 bytes) under the ring's one index key, which does not rotate: look-ups would break."""


@dataclass(frozen=True)
class _Ring:
    current: bytes
    sealing: dict[bytes, bytes]
    index: bytes

    @classmethod
    def fresh(cls) -> "_Ring":
        # A random id, not a counter: a ring made anew after a loss must not mistake old values for its own.
        key_id = secrets.token_bytes(_ID)
        return cls(key_id, {key_id: secrets.token_bytes(_KEY)}, secrets.token_bytes(32))

    @functools.cached_property
    def mac(self) -> hmac.HMAC:
        """The index key laid into an HMAC-SM3, to be copied and never to be fed itself."""
        return hmac.new(self.index, digestmod="sm3")

    def dump(self) -> bytes:
        sealing = {i.hex(): k.hex() for i, k in self.sealing.items()}
        return json.dumps({"current": self.current.hex(), "sealing": sealing, "index": self.index.hex()}).encode()

    @classmethod
    def load(cls, text: bytes) -> "_Ring":
        d = json.loads(text)
        sealing = {bytes.fromhex(i): bytes.fromhex(k) for i, k in d["sealing"].items()}
        return cls(bytes.fromhex(d["current"]), sealing, bytes.fromhex(d["index"]))


class FileKeys:
    """A key ring in one file (0600) under `folder`, made at first use; safe when several processes start at once."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "seal.json"
        self._ring: _Ring | None = None
        self._lock = threading.Lock()

    def current(self) -> bytes:
        return self._held().current

    def encrypt(self, key_id: bytes, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
        work = Cipher(algorithms.SM4(self._key(key_id)), modes.GCM(nonce)).encryptor()
        work.authenticate_additional_data(bound)
        return work.update(plain) + work.finalize() + work.tag

    def decrypt(self, key_id: bytes, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
        body, tag = sealed[:-_TAG], sealed[-_TAG:]
        work = Cipher(algorithms.SM4(self._key(key_id)), modes.GCM(nonce, tag)).decryptor()
        work.authenticate_additional_data(bound)
        return work.update(body) + work.finalize()

    def mac(self, message: bytes) -> bytes:
        # Copied from one that holds the key already: to look the cipher up and lay the key in costs twice the hashing.
        work = self._held().mac.copy()
        work.update(message)
        return work.digest()

    def rotate(self) -> bytes:
        """Add a key and seal with it from now on; older keys stay, to open what they sealed. Returns the new id.

        Run by one administrator at a time. Other processes keep sealing with the former key until they restart and
        find the new one in the file as soon as they meet a value sealed with it.
        """
        with self._lock:
            old = self._open()
            key_id = secrets.token_bytes(_ID)
            ring = _Ring(key_id, {**old.sealing, key_id: secrets.token_bytes(_KEY)}, old.index)
            os.replace(self._draft(ring), self.path)
            self._ring = ring
        return key_id

    def _key(self, key_id: bytes) -> bytes:
        ring = self._held()
        if key_id not in ring.sealing:  # another process may have rotated since we read the file
            with self._lock:
                ring = self._ring = self._open()
        return ring.sealing[key_id]

    def _held(self) -> _Ring:
        if self._ring is None:
            with self._lock:
                self._ring = self._ring or self._open()
        return self._ring

    def _open(self) -> _Ring:
        if not self.path.exists():
            self._create()
        if stat.S_IMODE(self.path.stat().st_mode) & 0o077:
            raise KeysExposed(f"密钥文件 {self.path} 可被他人读取，请执行 chmod 600 后再启动。")
        return _Ring.load(self.path.read_bytes())

    def _create(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self._draft(_Ring.fresh())
        try:
            # link() fails when the name exists: of several processes starting at once one ring wins, whole.
            os.link(draft, self.path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()

    def _draft(self, ring: _Ring) -> Path:
        draft = self.path.with_name(f".seal-{secrets.token_hex(8)}")
        fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(fd, "wb") as file:
            file.write(ring.dump())
            file.flush()
            os.fsync(file.fileno())
        return draft


class Sealer:
    """Seals, opens and indexes text with the keys of one provider."""

    def __init__(self, provider: KeyProvider) -> None:
        self._keys = provider

    def seal(self, text: str, purpose: str) -> bytes:
        """Seal `text` for one purpose (such as "contact.phone"). Twice the same text gives different bytes."""
        head = bytes([VERSION]) + self._keys.current()
        nonce = secrets.token_bytes(_NONCE)
        return head + nonce + self._keys.encrypt(head[1:], nonce, text.encode(), head + _named(purpose))

    def unseal(self, sealed: bytes, purpose: str) -> str:
        """The text sealed for this very purpose; raises Unsealable for anything else."""
        sealed = bytes(sealed)  # PostgreSQL drivers may hand over a memoryview
        if len(sealed) < _HEAD + _NONCE + _TAG or sealed[0] != VERSION:
            raise Unsealable("not a sealed value of a version this program knows")
        head, nonce, body = sealed[:_HEAD], sealed[_HEAD : _HEAD + _NONCE], sealed[_HEAD + _NONCE :]
        try:
            return self._keys.decrypt(head[1:], nonce, body, head + _named(purpose)).decode()
        except KeyError:
            raise Unsealable(f"key {head[1:].hex()} is not in the key ring; restore the keys from backup") from None
        except InvalidTag:
            raise Unsealable(f"damaged, or not sealed for {purpose}") from None

    def blind_index(self, text: str, purpose: str) -> bytes:
        """16 bytes, equal for equal text and purpose: for looking up a sealed value without opening any.

        The caller normalises first (a phone to its digits). Not reversible without the index key.
        """
        return self._keys.mac(b"index\0" + _named(purpose) + b"\0" + text.encode())[:16]

    def token_hash(self, token: str) -> bytes:
        """32 bytes to store in place of a private link's token: a copy of the database opens no link."""
        return self._keys.mac(b"token\0" + token.encode())


def _named(purpose: str) -> bytes:
    if not purpose or "\0" in purpose:
        raise ValueError("a seal needs the name of its purpose")
    return purpose.encode()


@functools.lru_cache(maxsize=4)
def _sealer(var: Path | str) -> Sealer:
    return Sealer(FileKeys(keys.folder(Path(var))))


def default() -> Sealer:
    """The sealer over the ring in the key folder of settings.VAR, read once per process."""
    return _sealer(settings.VAR)


def seal(text: str, purpose: str) -> bytes:
    """`Sealer.seal` with the installation's keys."""
    return default().seal(text, purpose)


def unseal(sealed: bytes, purpose: str) -> str:
    """`Sealer.unseal` with the installation's keys."""
    return default().unseal(sealed, purpose)


def blind_index(text: str, purpose: str) -> bytes:
    """`Sealer.blind_index` with the installation's keys."""
    return default().blind_index(text, purpose)


def token_hash(token: str) -> bytes:
    """`Sealer.token_hash` with the installation's keys."""
    return default().token_hash(token)


def secret_token() -> str:
    """128 random bits, url-safe (22 characters): the secret part of a private link."""
    return secrets.token_urlsafe(16)


def short_code() -> str:
    """Six digits that go with a matter's number. A million guesses open it: the look-up must be rate-limited."""
    return f"{secrets.randbelow(10**6):06d}"


def chain(previous: bytes, canonical: bytes) -> bytes:
    """SM3 over the previous entry's hash (32 bytes, `GENESIS` for the first) and this entry's canonical bytes."""
    if len(previous) != 32:
        raise ValueError("a link of the chain is 32 bytes")
    return hashlib.new("sm3", previous + canonical).digest()
