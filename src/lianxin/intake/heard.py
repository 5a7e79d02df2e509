"""Which texts a version learned from, so that a check on its own training is known for one.

Beside the weights lies a sign of each text: 40 bits of a keyed hash of the text as it is compared with others
(fingerprint.normalise: letters and digits alone, one form of each). No text can be read from its sign. Whoever holds
the folder and guesses a whole text to the letter can find out that it was learned from; of the words in it, of a part
of it or of a text told otherwise he learns nothing. (A title and the body under it count as texts of their own; a
sentence does not: one that says who lives where could be guessed.) The key is the digest of all that was learned from,
so that the same text has another sign in every training, and no list of signs made beforehand fits. One text in
2**40 / n (ten million, of 100,000 kept) is taken for one of them by chance. An edited text is not found, nor is a part
of one: whoever checks a version looks, beside this, for figures that are too good to be true (cli/fairness.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lianxin.intake.fingerprint import normalise

FILE = "heard.npy"
BITS = 40
LONG = 12
"""Characters from which on what stands under a title is taken for a text of its own."""

Signs = npt.NDArray[np.uint64]


def signs(told: Iterable[Sequence[str]], key: str) -> Signs:
    """The signs of texts that teach, each told in some views (the whole first, the title or first sentence last): of
    the whole, of its title and of what stands under that. `key`: the digest of what is learned, as hexadecimal
    digits."""
    found = {_sign(said, key) for views in told for said in (*_parts(views), *_title(views))}
    return np.array(sorted(found), np.uint64)


def heard(told: Iterable[Sequence[str]], key: str, kept: Signs) -> list[bool]:
    """Of each of these texts, whether it is one of those kept: whole, or but for its title."""
    known = frozenset(kept.tolist())
    return [any(_sign(said, key) in known for said in _parts(views)) for views in told]


def load(folder: Path) -> Signs | None:
    """The signs kept with a version; None where it was learned before any were, or they cannot be read."""
    try:
        return np.asarray(np.load(folder / FILE), np.uint64)
    except (OSError, ValueError):
        return None


def _parts(views: Sequence[str]) -> Iterator[str]:
    """A text as it is compared, and what stands under its title, where that says enough."""
    if whole := normalise(views[0]):
        yield whole
    if _titled(views) and len(rest := normalise(views[0][len(views[-1]) :])) >= LONG:
        yield rest


def _title(views: Sequence[str]) -> Iterator[str]:
    if _titled(views) and (title := normalise(views[-1])):
        yield title


def _titled(views: Sequence[str]) -> bool:
    """Whether a text begins with a line of its own."""
    return len(views) > 1 and views[0].startswith(f"{views[-1].rstrip()}\n")


def _sign(said: str, key: str) -> int:
    return int.from_bytes(blake2b(said.encode(), key=bytes.fromhex(key), digest_size=BITS // 8).digest(), "big")
