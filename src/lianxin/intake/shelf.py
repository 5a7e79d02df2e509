"""Where learned models stand: `<root>/<owner>/<kind>/<version>/`; `current`, which names the version in use; and
`past`, those that were in use before it, so that a version taken back is not what the next step back leads to.

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


class WordsAlone(LookupError):
    """Nothing learned is in use: there is no step back."""


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

    def put(self, owner: str, kind: str, version: str, write: Callable[[Path], None], *, use: bool = True) -> Path:
        """Put a version down and take it into use, or (not `use`) only beside the one that is. `write` fills a folder;
        when it fails, nothing is left behind."""
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
        if not use:
            return place / version
        now = self._current(place)
        _replace(place / "past", "\n".join([*self._past(place), *([now] if now else [])]))
        self._use(place, version)
        return place / version

    def back(self, owner: str, kind: str, to: str = "") -> str:
        """Take the version that was in use before the one that is, or the named one; '' means none: the pack's words
        alone again. Errors: NotThere; WordsAlone where nothing learned is in use and none is named."""
        versions = [one.version for one in self.books() if (one.owner, one.kind) == (owner, kind)]
        if not versions:
            raise NotThere(f"{owner}/{kind}")
        if to and to not in versions:
            raise NotThere(f"{owner}/{kind}/{to}")
        place = self._place(owner, kind)
        if not to and not self._current(place):
            raise WordsAlone(f"{owner}/{kind}")
        past = [one for one in self._past(place) if one in versions]
        chosen = to or (past[-1] if past else "")
        left = past[: past.index(chosen)] if chosen in past else past
        if chosen > (now := self._current(place)) and chosen not in past and now:
            left = [*past, now]  # a step on: the one in use until now is what the next step back leads to
        _replace(place / "past", "\n".join(left))
        self._use(place, chosen)
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

    def _past(self, place: Path) -> list[str]:
        """The versions in use before the present one, the latest last. Where it was not written down, those that are
        older."""
        now = self._current(place)
        try:
            said = (place / "past").read_text(encoding="utf-8").split()
        except OSError:
            said = sorted(one.parent.name for one in place.glob("[!.]*/manifest.json"))
            return [one for one in said if one < now]
        return [one for one in said if one != now]

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
