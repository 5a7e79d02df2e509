"""Secrets of this installation: made at first use, kept outside git, readable by their owner only."""

import os
import re
import secrets
from pathlib import Path

from lianxin.adapters.configuration import var_folder

NAME = re.compile(r"[a-z][a-z0-9_-]{0,40}")


class KeyProblem(Exception):
    """A key file that must not be used as it is; the text says which and what to do."""


def folder(var: Path | None = None) -> Path:
    """The key folder, made with mode 0700."""
    path = (var or var_folder()) / "keys"
    path.mkdir(parents=True, exist_ok=True)
    if path.stat().st_mode & 0o077:
        path.chmod(0o700)
    return path


def secret(name: str, size: int = 32, var: Path | None = None) -> bytes:
    """The secret called `name`: `size` random bytes, made once and then always the same.

    Several processes may ask at once: the first one's bytes count, since a hard link refuses to replace a file.
    Raises KeyProblem when the file is cut short or readable by others.
    """
    if not NAME.fullmatch(name):
        raise KeyProblem(f"not a key name: {name!r}")
    path = folder(var) / name
    if not path.exists():
        _make(path, secrets.token_bytes(size))
    if path.stat().st_mode & 0o077:
        raise KeyProblem(f"{path} 可被他人读取，请执行 / is readable by others, run: chmod 600 {path}")
    value = bytes.fromhex(path.read_text(encoding="ascii").strip())
    if len(value) != size:
        raise KeyProblem(f"{path}: {len(value)} 字节，应为 {size} / bytes, {size} expected; restore it from the backup")
    return value


def _make(path: Path, value: bytes) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(value.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            return  # another process made it first: its bytes count
    finally:
        draft.unlink(missing_ok=True)
