"""Where learned models stand: `<root>/<owner>/<kind>/<version>/`, and `current`, which names the version in use.

A version is put down whole and renamed into its place, `current` is replaced in one move, and `changed` at the root is
rewritten last: running processes look at that one file, once a second, and see the whole new state or the whole old.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SHARED = "shared"
"""The owner of what was learned for no town in particular."""
_NAME = re.compile(r"[\w.-]{1,80}$")


class NotThere(LookupError):
    """No such owner, kind or version on the shelf."""


@dataclass(frozen=True, slots=True)
class Book:
    """One version on the shelf; `current` says whether it is in use. `said`: its manifest."""

    owner: str
    kind: str
    version: str
    current: bool
    folder: Path
    said: dict[str, Any]


class Shelf:
    """All learned models of an installation, in one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._changed = str(root / "changed")

    def put(self, owner: str, kind: str, version: str, write: Callable[[Path], None]) -> Path:
        """Put a version down and take it into use. `write` fills a folder; when it fails, nothing is left behind."""
        place = self._place(owner, kind)
        place.mkdir(parents=True, exist_ok=True)
        half = Path(tempfile.mkdtemp(prefix=".half-", dir=place))
        try:
            write(half)
            half.chmod(0o755)  # mkdtemp's folder is its maker's alone; web and worker may be other users
            half.rename(place / version)
        except BaseException:
            shutil.rmtree(half, ignore_errors=True)
            raise
        self._use(place, version)
        return place / version

    def back(self, owner: str, kind: str, to: str = "") -> str:
        """Take the version before the one in use, or the named one; '' means none: the pack's words alone again.
        Errors: NotThere."""
        books = [one for one in self.books() if (one.owner, one.kind) == (owner, kind)]
        if not books:
            raise NotThere(f"{owner}/{kind}")
        versions = [one.version for one in books]
        if to:
            if to not in versions:
                raise NotThere(f"{owner}/{kind}/{to}")
            chosen = to
        else:
            now = next((one.version for one in books if one.current), None)
            if now is None:
                raise NotThere(f"{owner}/{kind}")
            chosen = ([""] + versions)[versions.index(now)]
        self._use(self._place(owner, kind), chosen)
        return chosen

    def books(self) -> list[Book]:
        """Every version there is, by owner and kind, the oldest first."""
        found = []
        for manifest in self.root.glob("*/*/*/manifest.json"):
            folder = manifest.parent
            if folder.name.startswith("."):
                continue
            used = self._current(folder.parent) == folder.name
            said = json.loads(manifest.read_text(encoding="utf-8"))
            found.append(Book(folder.parent.parent.name, folder.parent.name, folder.name, used, folder, said))
        return sorted(found, key=lambda one: (one.owner, one.kind, one.version))

    def in_use(self, *owners: str) -> Iterator[tuple[str, Path]]:
        """(kind, folder) of what is in use, once a kind: what stands with an earlier owner goes before."""
        seen: set[str] = set()
        for owner in owners:
            for place in sorted((self.root / owner).glob("*")):
                version = self._current(place)
                if version and place.name not in seen and (place / version / "manifest.json").exists():
                    seen.add(place.name)
                    yield place.name, place / version

    def moment(self) -> int:
        """Changes whenever anything on the shelf changed; 0 while nothing was ever learned. One look at one file."""
        try:
            found = os.stat(self._changed)
            return found.st_mtime_ns ^ found.st_ino
        except OSError:
            return 0

    def _place(self, owner: str, kind: str) -> Path:
        if not _NAME.match(owner) or not _NAME.match(kind):
            raise NotThere(f"{owner}/{kind}")
        return self.root / owner / kind

    @staticmethod
    def _current(place: Path) -> str:
        try:
            return (place / "current").read_text(encoding="utf-8").strip()
        except OSError:
            return ""

    def _use(self, place: Path, version: str) -> None:
        _replace(place / "current", version)
        _replace(Path(self._changed), version)


def _replace(path: Path, text: str) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.chmod(name, 0o644)
    os.replace(name, path)
