"""Invented sentences to learn from what stands beside a name: frames with names put in, texts of the project without
any, names of places and firms that look like people, and everyday words in a row."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from tools.name_lists import Word, names

from lianxin.intake.names import FAMILY, GIVEN
from lianxin.intake.privacy_measure import Case, cases

ROOT = Path(__file__).parent.parent
_HAN = re.compile("[\u3400-\u9fff]+")
_RUN = re.compile("[\u3400-\u9fff0-9，,、：:；（）()“”《》%-]{4,80}")
_TEXTS = ("src/**/*.po", "packs/**/*.yaml", "docs/*.md", "README.zh-CN.md", "src/**/templates/**/*.html")
_KEPT = "_kept"
"""How the names of sets end that nobody learns from, to say what learning is worth elsewhere."""
_NEVER = frozenset("的了吗呢吧啊是我你他她它们么个被把着这那及与并某员在有不也都就和到说从对让给请找叫")


class Told(NamedTuple):
    """A sentence, where the full names in it stand, and what it counts for."""

    text: str
    names: frozenset[tuple[int, int]] = frozenset()
    weight: float = 1.0


class Writer:
    """Writes sentences; the same `seed` writes the same."""

    def __init__(self, words: list[Word], seed: int = 7) -> None:
        self.dice = random.Random(seed)
        self.frames: dict[str, Any] = YAML(typ="safe").load((ROOT / "tools/name_frames.yaml").read_text("utf-8"))
        self.people, self.short = names(words), names(words, 2)
        self.families, self.given = sorted(FAMILY), sorted(GIVEN)
        plain = [one for one in words if not one.person and len(one.word) <= 4]
        self.words = [one.word for one in plain]
        self.often = list(itertools.accumulate(min(one.count, 30_000) ** 0.75 for one in plain))
        self.usual = [one.word for one in plain if len(one.word) == 2 and one.count > 300]
        self.hard = [word for word in self.words if len(word) > 1 and (word[0] in FAMILY or word[1] in FAMILY)]
        signs = {one.word for one in plain if len(one.word) == 1 and one.count > 1_500}
        self.odd = sorted(signs - FAMILY - _NEVER)
        self.sayings = list(self._sayings())

    def _sayings(self) -> Iterator[str]:
        said = YAML(typ="safe").load((ROOT / "bench/sayings.yaml").read_text("utf-8"))
        for topic in [*said["topics"].values(), said["wishes"]]:
            for thing, fault in itertools.product(topic["things"], topic["faults"][:4]):
                yield (thing + fault).replace("{n}", "3")
        yield from (*said["extras"], *said["asks"], *said["spots"])
        yield from (detail.replace("{n}", "12") for detail in said["details"])

    def pick(self, key: str) -> str:
        return self.dice.choice(self.frames[key])

    def word(self) -> str:
        return self.dice.choices(self.words, cum_weights=self.often)[0]

    def name(self) -> str:
        """Common family names and rare ones, some on no list; given names as people bear them, and unlikely ones."""
        luck, dice = self.dice.random(), self.dice
        if luck < 0.4:
            family = dice.choice(self.frames["common"])
        elif luck < 0.55:
            family = dice.choice(self.people)[0]
        else:
            family = dice.choice(self.families if luck < 0.88 else self.odd)
        return family + self._given()

    def _given(self) -> str:
        dice = self.dice
        if dice.random() < 0.24:
            return dice.choice(self.given) if dice.random() < 0.7 else dice.choice(self.short)[1]
        luck = dice.random()
        if luck < 0.5:
            return dice.choice(self.people)[1] + dice.choice(self.people)[2]
        if luck < 0.93:
            return dice.choice(self.given) + dice.choice(self.given)
        return dice.choice(self.given) * 2 if luck < 0.96 else dice.choice(self.people)[1] + dice.choice(self.odd)

    def framed(self) -> Told:
        """A name, or a thing, between two pieces."""
        dice = self.dice
        left = dice.choice(self.usual) if dice.random() < 0.1 else self.pick("left")
        right = dice.choice(self.usual) if dice.random() < 0.12 else self.pick("right")
        before = (dice.choice(self.sayings) + "，" if dice.random() < 0.2 else self.pick("opening")) + left
        behind = right + (dice.choice(self.sayings) if dice.random() < 0.3 else self.pick("closing"))
        if dice.random() < 0.2:
            return Told(before + dice.choice(self.usual) + behind)
        people = [self.name() for _ in range(2 if dice.random() < 0.08 else 1)]
        at, places = len(before), set()
        for name in people:
            places.add((at, at + len(name)))
            at += len(name) + 1
        return Told(before + "、".join(people) + behind, frozenset(places))

    def place(self) -> Told:
        """What looks like a name and goes on as a place or a firm does."""
        dice, luck = self.dice, self.dice.random()
        if luck < 0.35:
            core = self.name()
        else:
            core = "".join(dice.choices(self.given, k=3 if luck < 0.5 else 2)) if luck < 0.8 else self.word()
        tail = dice.choice(self.sayings) if dice.random() < 0.3 else ""
        return Told(self.pick("place_left") + core + self.pick("place_end") + self.pick("place_right") + tail)

    def salad(self) -> Told:
        """Everyday words in a row, as often as they come."""
        row = "".join(self.word() for _ in range(self.dice.randint(4, 12)))
        decorated = self.dice.random() < 0.3
        return Told(self.pick("word_left") + row + self.pick("word_right") if decorated else row)

    def trap(self) -> Told:
        """What announces a name, and then a word; a family name that is grammar here; a word that holds one."""
        dice, luck = self.dice, self.dice.random()
        if luck < 0.45:
            return Told(self.pick("word_left") + dice.choice(self.hard) + self.pick("word_right"))
        grammar = dice.choice(self.frames["grammar"]) if luck > 0.75 else ""
        more = dice.choice(["", "的", self.word()])
        return Told(self.pick("left") + grammar + self.word() + more + self.pick("right"), weight=0.7)

    def labelled(self, folder: Path) -> Iterator[Told]:
        """The measured sets but those kept, as they are and with other names in the same places."""
        for file in sorted(folder.glob("privacy_*.csv")):
            for case in cases(file) if not file.stem.endswith(_KEPT) else ():
                yield from self._renamed(case)

    def _renamed(self, case: Case) -> Iterator[Told]:
        text, wanted = case
        people = [words for kind, words in wanted if kind == "name"]
        yield Told(text, _where(text, people), 3.0)
        known = (*FAMILY,)
        swapped = [one for one in people if 2 <= len(one) <= 4 and _HAN.fullmatch(one) and one.startswith(known)]
        for _ in range(8 if swapped else 0):
            other, now = text, list(people)
            for one in swapped:
                name = self.name()
                other, now = other.replace(one, name), [name if old == one else old for old in now]
            yield Told(other, _where(other, now), 0.5)


def _where(text: str, people: list[str]) -> frozenset[tuple[int, int]]:
    starts = ((text.find(name), len(name)) for name in people)
    return frozenset((start, start + size) for start, size in starts if start >= 0)


def nameless() -> list[str]:
    """What the project itself says: its pages, its packs, its papers."""
    files = (file for pattern in _TEXTS for file in sorted(ROOT.glob(pattern)))
    return sorted({run for file in files for run in _RUN.findall(file.read_text("utf-8"))})
