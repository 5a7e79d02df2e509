"""Count what intake/sensed.py knows of characters and words: `python -m tools.name_lists dict.txt charfreq.csv`.

`dict.txt` is the word list of jieba 0.42.1 (MIT): a word, how often it comes, and its kind; `nr` are people. It is read
once, here; the product ships the counts and the common words, and loads no jieba. `charfreq.csv` is the list of given
characters of ngender 0.1.1 (MIT): how many men and women bear each.
"""

from __future__ import annotations

import csv
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lianxin.intake.names import EVERYDAY, FAMILY, GIVEN

LISTS = Path(__file__).parent.parent / "src/lianxin/intake/lists"
SOURCE = "the word list of jieba 0.42.1 (MIT, (c) 2013 Sun Junyi)"
_HAN = re.compile("[\u3400-\u9fff]+")
BORNE = "the given characters of ngender 0.1.1 (MIT, (c) 2015 Jingchao Hu)"
_BORNE = 2_000
"""How many have to bear a character for it to count where no name of the word list holds it."""
_RARE, _LIKED = (10, 50, 200, 700), 4
"""Bounds of how often a family name comes; what a character of given.txt counts for beside the list."""
_OFTEN = {2: 40, 3: 120, 4: 60}
"""Least count of an everyday word by its length: rarer ones cost memory and changed nothing."""
_CLASSES = (60, 200, 700, 2500)


class Word(NamedTuple):
    word: str
    count: int
    kind: str

    @property
    def person(self) -> bool:
        return self.kind.startswith("nr")


def read(file: Path) -> Iterator[Word]:
    for line in file.read_text("utf-8").splitlines():
        word, count, kind = line.split(" ")
        if _HAN.fullmatch(word):
            yield Word(word, int(count), kind)


def names(words: list[Word], size: int = 3) -> list[str]:
    """The names of people with a family name of one character."""
    return [one.word for one in words if one.kind == "nr" and len(one.word) == size and one.word[0] in FAMILY]


def borne(file: Path) -> dict[str, int]:
    """How many people bear a given character, as first or second."""
    with file.open(encoding="utf-8") as lines:
        counts = {row["char"]: int(row["male"]) + int(row["female"]) for row in csv.DictReader(lines)}
    return {sign: count for sign, count in counts.items() if _HAN.fullmatch(sign)}


def _given(told: list[str], people: dict[str, int], place: int) -> Counter[str]:
    """How often each character comes at `place` of the names: half as in the list, half as people bear it, who are
    parted to first and second as in the list."""
    counts = Counter(name[place] for name in told)
    other = Counter(name[3 - place] for name in told)
    scale = len(told) / sum(people.values())
    for sign in set(counts) | {sign for sign, count in people.items() if count >= _BORNE}:
        share = (counts[sign] + 2) / (counts[sign] + other[sign] + 4)
        counts[sign] = round(0.5 * counts[sign] + share * scale * people.get(sign, 0))
    return counts + Counter(dict.fromkeys(GIVEN, _LIKED))


def _signs(words: list[Word], people: dict[str, int]) -> Iterator[str]:
    told = names(words)
    family = Counter(name[0] for name in told)
    classes: dict[int, list[str]] = defaultdict(list)
    for name in sorted(FAMILY):
        classes[sum(family[name] >= bound for bound in (1, *_RARE))].append(name)
    for key in sorted(classes):
        yield f"f{key} {' '.join(classes[key])}"
    usual: Counter[str] = Counter()
    for one in words:
        if not one.person:
            usual.update(dict.fromkeys(one.word, one.count))
    for key, place in (("g", 1), ("h", 2)):
        odds = _odds(_given(told, people, place), usual)
        for value in sorted(set(odds.values())):
            yield f"{key}{value} {''.join(sorted(sign for sign in odds if odds[sign] == value))}"


def _odds(counts: Counter[str], usual: Counter[str]) -> dict[str, int]:
    """How much likelier each character is in names than elsewhere, in halves of a natural logarithm."""
    named, told = sum(counts.values()) + 1_500, sum(usual.values()) + 1_600_000
    signs = set(counts) | {sign for sign, count in usual.items() if count > 3_000}
    logs = {one: math.log((counts[one] + 0.3) / named) - math.log((usual[one] + 200) / told) for one in signs}
    return {one: max(-10, min(8, round(2 * log))) for one, log in logs.items()}


def _common(words: list[Word]) -> Iterator[str]:
    """The everyday words by length and class, without places that a pack names, and cities: nothing local is code."""
    files = [LISTS / "cities.txt", *(LISTS.parents[3] / "packs").rglob("*.yaml")]
    cities = frozenset(files[0].read_text("utf-8").split())
    local = "".join(file.read_text("utf-8") for file in files)
    classes: dict[tuple[int, int], list[str]] = defaultdict(list)
    for one in words:
        if (one.kind == "ns" and one.word in local) or any(city in one.word for city in cities):
            continue
        if len(one.word) == 4 and one.word[0] not in FAMILY:
            continue
        if one.count >= _OFTEN.get(len(one.word), sys.maxsize) and (not one.person or one.word in EVERYDAY):
            classes[len(one.word), 1 + sum(one.count >= bound for bound in _CLASSES)].append(one.word)
    for size, often in sorted(classes):
        yield f"{size}{often} {' '.join(sorted(classes[size, often]))}"


def write(name: str, lines: Iterator[str], *head: str) -> None:
    text = "\n".join([*(f"# {line}" for line in head), *lines])
    (LISTS / name).write_text(text + "\n", "utf-8")


def main(file: str, given: str) -> None:
    words = list(read(Path(file)))
    write(
        "name_signs.txt",
        _signs(words, borne(Path(given))),
        "How common each family name is (f), and how much likelier each character is as the first (g) or second (h)",
        f"given one than elsewhere, in halves of a natural logarithm. Counted over {SOURCE},",
        f"{BORNE} and given.txt by tools/name_lists.py; not written by hand.",
    )
    write(
        "name_words.txt",
        _common(words),
        "Everyday words by length and by how often they come (1 seldom … 5), those of one length to a line.",
        f"From {SOURCE}, people left out; made by tools/name_lists.py.",
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
