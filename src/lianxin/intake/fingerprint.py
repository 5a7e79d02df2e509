"""Near-identical texts: the same words sent twice, or by two neighbours. (The same *issue* in other words is another
question, answered by a ranked list for a person.)

For a store of a million matters: keep `Fingerprint.bands` in an indexed integer array; candidates are the rows of the
same town and a recent time whose array overlaps; `same` then decides on the texts.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from operator import mul
from struct import Struct

from lianxin.intake.span import MASKS
from lianxin.intake.traditional import simplified
from lianxin.language.stretch import door

# Two texts at this cosine of 1–3-gram counts or above are one text: the safe zone measured on real appeals.
SAFE = 0.9
# Below this many characters only equal texts are the same: 路灯坏了 and 路灯亮了 differ by one.
SHORT = 8
BANDS = 4
DOOR = MASKS["door"]

_POLITE = re.compile(
    "尊敬的?(?:各位)?(?:市|区|县|镇|街道|社区)?(?:领导|书记|主任|镇长|区长|市长)(?:们)?|各位领导|领导们?(?=你好|您好)|[你您]们?好|"
    "(?:万分|非常|十分|衷心|先)?(?:感谢|谢谢)(?:您们|你们|您|你|了|领导)?|多谢|此致|敬礼|麻烦(?:您|你)?了|辛苦(?:您|你)?了|打扰了"
)
_NUMBERED = re.compile(r"\d+(?=号|栋|幢|座|单元|路|室|房|楼|梯|层|组|队|巷|弄)")
# 十二号 is 12号; 二号线 and 一号码 are no doors, and digits that touch others stay (302一室).
_SIGNS = "零〇一二三四五六七八九十百两"
_COUNTED = re.compile(f"(?<![0-9{_SIGNS}])[{_SIGNS}]{{1,6}}(?=号(?![线码])|[栋幢座楼室]|单元)")
_EIGHT = Struct("<8Q")
_VALUE = (1 << 29) - 1


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """`simhash`: 64 bits of the text's character 3-grams. `bands`: four keys `band << 29 | value`, 0 … 2**31 - 1 (a
    PostgreSQL integer); near-identical texts share at least one. No text: simhash 0 and the empty bands."""

    simhash: int
    bands: tuple[int, int, int, int]


def normalise(text: str) -> str:
    """What is left of `text` for comparing: NFKC, small letters, simplified characters, letters and digits only,
    numbers of doors and buildings in digits, polite phrases dropped."""
    kept = simplified("".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold())))
    kept = _COUNTED.sub(_in_digits, kept)
    return _POLITE.sub("", kept) or kept


def _in_digits(found: re.Match[str]) -> str:
    number = door(found[0])
    return str(number) if number else found[0]


def shingles(text: str, size: int = 3) -> list[str]:
    """The runs of `size` characters in a normalised text; the text itself when it is shorter. Empty for no text."""
    if len(text) <= size:
        return [text] if text else []
    return [text[at : at + size] for at in range(len(text) - size + 1)]


def fingerprint(text: str) -> Fingerprint:
    """The fingerprint of `text`; texts that normalise alike have the same one.

    The bands are MinHash over the set of 2-grams, two smallest hashes to a band, and not slices of the simhash.
    Measured on edits of real appeals that stay at cosine 0.9: slices of 16 bits share a band in 30–48 % of the pairs,
    these in 99 %, while 0.14 % of unrelated texts become candidates.
    """
    kept = normalise(text)
    return Fingerprint(_simhash(shingles(kept)), _bands(shingles(kept, 2)))


# Neighbours write in the same pairs of characters: most hashes of a text have just been made. About 3 MB a process.
# Kept as bytes and taken apart in one go: numbers kept singly lie all over memory, which costs more than hashing.
@lru_cache(maxsize=8192)
def _eight(gram: str) -> bytes:
    return blake2b(gram.encode(), digest_size=64).digest()


@lru_cache(maxsize=8192)
def _short(gram: str) -> bytes:
    return blake2b(gram.encode(), digest_size=8).digest()


def _bands(grams: Iterable[str]) -> tuple[int, int, int, int]:
    rows = _EIGHT.iter_unpack(b"".join(map(_eight, set(grams))))
    least = list(map(min, zip(*rows, strict=True))) or [0] * 8
    return tuple(
        band << 29 | ((least[2 * band] * 0x9E3779B1 + least[2 * band + 1]) >> 7) & _VALUE for band in range(BANDS)
    )


def _simhash(grams: list[str]) -> int:
    """Charikar's simhash: each bit is what most grams' hashes say. A byte of all hashes side by side is one whole
    number, so that counting a bit over all of them is one mask and one count."""
    hashes = b"".join(map(_short, grams))
    lowest, half = int.from_bytes(b"\1" * len(grams), "little"), len(grams) // 2
    found = 0
    for place in range(8):
        column = int.from_bytes(hashes[place::8], "little")
        for bit in range(8):
            if (column >> bit & lowest).bit_count() > half:
                found |= 1 << (8 * place + bit)
    return found


Profile = Mapping[str, int]


@lru_cache(maxsize=4)
def profile(text: str) -> Profile:
    """Counts of the character 1-, 2- and 3-grams of `text`, for comparing one text with many."""
    kept = normalise(text)
    counts = Counter(kept)
    counts.update(map(str.__add__, kept, kept[1:]))
    counts.update(shingles(kept) if len(kept) >= 3 else ())
    return counts


def cosine(one: Profile, other: Profile) -> float:
    """Cosine of two profiles, 0 … 1; two empty ones are not alike."""
    if len(one) > len(other):
        one, other = other, one
    shared = sum([count * other[gram] for gram, count in one.items() if gram in other])
    if not shared:
        return 0.0
    return min(1.0, shared / math.sqrt(_square(one) * _square(other)))


def _square(counts: Profile) -> int:
    return sum(map(mul, counts.values(), counts.values()))


def similarity(a_text: str, b_text: str) -> float:
    """How alike two texts are, 0 … 1: cosine of character 1–3-gram counts after normalising."""
    return cosine(profile(a_text), profile(b_text))


def same(a_text: str, b_text: str) -> bool:
    """Whether the two may be merged without asking: cosine 0.9 or more, and not about two doors, roads or buildings.

    Texts shorter than 8 characters after normalising must be equal. Where both name numbered places and the numbers
    differ (5栋302 and 5栋402) they are two problems, however alike the words; where both doors have been masked nobody
    can tell any more, and a person decides.
    """
    if DOOR in a_text and DOOR in b_text:
        return False
    (one, here), (other, there) = _told(a_text), _told(b_text)
    if one == other:
        return bool(one)
    if min(len(one), len(other)) < SHORT:
        return False
    return not (here and there and here != there) and similarity(a_text, b_text) >= SAFE


# A filing is compared with one known text after the other: its own side is made once.
@lru_cache(maxsize=4)
def _told(text: str) -> tuple[str, frozenset[str]]:
    """A text as it is compared, and the numbered places in it."""
    kept = normalise(text)
    return kept, frozenset(_NUMBERED.findall(kept))
