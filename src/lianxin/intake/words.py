"""Understanding by a pack's words: each word speaks for an answer with a weight; the answer with most weight is best,
and it is sure only when the pack's own bounds are met. Otherwise a person decides and sees what spoke for what."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ahocorasick_rs import AhoCorasick

from lianxin.intake.roads import road
from lianxin.intake.traditional import simplified
from lianxin.intake.why import Answer, Why
from lianxin.language.reason import Text
from lianxin.language.vocabulary import VocabularyDecl

# A word right after one of these does not speak for its answer: 不是投诉. The exceptions do: 不得不投诉, 是不是投诉.
NEGATIONS = ("不是", "并非", "不想", "没想", "无意", "不")
_NOT_NEGATIONS = (
    "不得不",
    "不能不",
    "是不是",
    "要不要",
    "会不会",
    "能不能",
    "不仅是",
    "不只是",
    "不光是",
    "怎么不",
    "何不",
)

SHORT = 60
"""Characters of the longest short text, as for a learned model: so little is said there that words cannot add up."""
_STOPS = frozenset(',.;:!?。、…~()"“”·- \t\r\n')
"""What parts clauses in a folded text."""

Stretches = Sequence[tuple[int, int]]
"""Starts and ends in a text, in order and apart."""
Meaning = tuple[str, str, float, str]
"""Question, answer, weight and where a word must stand to speak: `^` first in its clause, `$` last, `^$` alone."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What settles an answer: least score, least lead over the second, and what serves for both in a short text."""

    sure: float
    margin: float
    short: float | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one question. `kind`: the question (nature, topic, …). `labels`: answer → word → weight (> 0).

    `sure`: least score, and `margin`: least lead over the second answer, for deciding without a person. `names`: what
    people call each answer; the key itself where missing. `bounds`: of single answers, where they differ.
    """

    kind: str
    labels: Mapping[str, Mapping[str, float]]
    sure: float = 1.0
    margin: float = 0.5
    names: Mapping[str, Text] = field(default_factory=dict)
    bounds: Mapping[str, Bound] = field(default_factory=dict)

    def least(self, key: str, length: int) -> tuple[float, float]:
        """Score and lead from which `key` stands in a text of `length` characters."""
        bound = self.bounds.get(key)
        if bound is None:
            return self.sure, self.margin
        if bound.short is not None and length <= SHORT:
            return bound.short, bound.short
        return bound.sure, bound.margin

    def answer(self, key: str) -> Answer:
        return Answer(self.kind, key, self.names.get(key) or Text(key, key))


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood about one question. `best` is a suggestion unless `sure`; `score` is its weight and `margin`
    its lead over `second`. `words`: (word, answer, weight), the heaviest first. `code` of the reason says why."""

    best: str | None
    second: str | None
    score: float
    margin: float
    sure: bool
    words: tuple[tuple[str, str, float], ...]
    reason: Why
    model: str = ""
    """The version of the learned model that took part, if one did."""


def declared(kind: str, said: VocabularyDecl) -> Vocabulary:
    """The words of a pack's question as the understander takes them."""
    bounds = {
        key: Bound(
            said.sure if one.sure is None else one.sure,
            said.margin if one.margin is None else one.margin,
            one.short,
        )
        for key, one in said.bounds.items()
    }
    labels = {label: dict(said.words.get(label, {})) for label in said.labels}
    names = {label: name.text() for label, name in said.labels.items()}
    return Vocabulary(kind, labels, said.sure, said.margin, names, bounds)


CHOSEN = Why("given")
NO_WORD = Why("no_word")


def given(key: str) -> Reading:
    """The reading when a person at the desk chose the answer: sure, whatever the words say."""
    return Reading(key, None, 1.0, 1.0, True, (), CHOSEN)


def nothing() -> Reading:
    """The reading when no word spoke: no answer, a person decides."""
    return Reading(None, None, 0.0, 0.0, False, (), NO_WORD)


@lru_cache(maxsize=4)
def plain(text: str) -> str:
    """The form in which words are looked for: NFKC, small letters, simplified characters. The words of a pack and a
    learned model ask for the same text one after the other, and of a long one it is a tenth of the reading: the last
    ones are kept."""
    return simplified(unicodedata.normalize("NFKC", text).casefold())


class Understander:
    """All vocabularies compiled into one automaton, once; reading is one pass over the text."""

    def __init__(self, vocabularies: Iterable[Vocabulary]) -> None:
        self.vocabularies = {vocabulary.kind: vocabulary for vocabulary in vocabularies}
        meanings: dict[str, list[Meaning]] = defaultdict(list)
        for vocabulary in self.vocabularies.values():
            for key, words in vocabulary.labels.items():
                for word, weight in words.items():
                    bare = word.removeprefix("^").removesuffix("$")
                    where = "^" * word.startswith("^") + "$" * word.endswith("$")
                    if plain(bare):
                        meanings[plain(bare)].append((vocabulary.kind, key, weight, where))
        self._words = list(meanings)
        self._meanings = list(meanings.values())
        self._kinds = [tuple(dict.fromkeys(kind for kind, *_ in said)) for said in self._meanings]
        self._automaton = AhoCorasick(self._words)

    def read(self, text: str, named: Stretches = ()) -> dict[str, Reading]:
        """The reading of `text` for every vocabulary, by its kind. `named`: where names of places stand in it; a word
        inside one, or that begins the name of a road, says where and not what."""
        folded = plain(text)
        stretches = _moved(named, text, folded)
        inside, ends = _inside(stretches), {end for _, end in stretches}
        hits: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        found = self._automaton.find_matches_as_indexes(folded, overlapping=True)
        roads = [(start, to) for _, start, end in found if (to := road(folded, start, end, start in ends))]
        for word, start, end in found:
            if (named and inside(start, end)) or any(at <= start and end <= to for at, to in roads):
                continue
            for kind in self._kinds[word]:
                hits[kind].append((start, -end, word))
        return {kind: self._reading(vocabulary, folded, hits[kind]) for kind, vocabulary in self.vocabularies.items()}

    def read_all(self, texts: Sequence[str], named: Sequence[Stretches] = ()) -> list[dict[str, Reading]]:
        """The same of many texts. `named`: of each, where names of places stand in it; empty where nobody looked."""
        return [self.read(text, at) for text, at in zip(texts, named or [()] * len(texts), strict=True)]

    def _reading(self, vocabulary: Vocabulary, folded: str, hits: list[tuple[int, int, int]]) -> Reading:
        spoken: dict[tuple[str, str], float] = {}
        denied: list[str] = []
        reached = 0
        for start, minus_end, word in sorted(hits):
            if -minus_end <= reached:
                continue  # inside a longer word of the same question, which says more
            said = [
                (key, weight)
                for kind, key, weight, where in self._meanings[word]
                if kind == vocabulary.kind and (not where or _stands(folded, start, -minus_end, where))
            ]
            if not said:
                continue
            reached = -minus_end
            if _negated(folded, start):
                denied.append(self._words[word])
                continue
            for key, weight in said:
                spoken[(self._words[word], key)] = max(weight, spoken.get((self._words[word], key), 0.0))
        return _decide(vocabulary, spoken, denied, len(folded))


def _stands(folded: str, start: int, end: int, where: str) -> bool:
    """Whether a word stands where it must: first in its clause, last in it."""
    first = start == 0 or folded[start - 1] in _STOPS
    last = end == len(folded) or folded[end] in _STOPS
    return (first or "^" not in where) and (last or "$" not in where)


def _moved(named: Stretches, text: str, folded: str) -> Stretches:
    """The stretches of `text` as they lie in its folded form, which may be longer (㎡) or shorter."""
    if len(folded) == len(text):
        return named
    return [(len(plain(text[:start])), len(plain(text[:end]))) for start, end in named]


def _inside(named: Stretches) -> Callable[[int, int], bool]:
    """Whether a stretch lies inside one of those, which are in order and apart."""
    starts = [start for start, _ in named]

    def inside(start: int, end: int) -> bool:
        at = bisect_right(starts, start) - 1
        return at >= 0 and end <= named[at][1]

    return inside


def _negated(folded: str, start: int) -> bool:
    before = folded[max(0, start - 4) : start]
    return before.endswith(NEGATIONS) and not before.endswith(_NOT_NEGATIONS)


def _decide(vocabulary: Vocabulary, spoken: Mapping[tuple[str, str], float], denied: list[str], length: int) -> Reading:
    scores: dict[str, float] = defaultdict(float)
    for (_, key), weight in spoken.items():
        scores[key] += weight
    if not scores:
        return nothing() if not denied else _only_denied(denied)
    # Equal scores keep the pack's own order, so that the same sentence always reads the same.
    order = {key: place for place, key in enumerate(vocabulary.labels)}
    ranked = sorted(scores, key=lambda key: (-scores[key], order[key]))
    best, second = ranked[0], ranked[1] if len(ranked) > 1 else None
    score = scores[best]
    margin = score - (scores[second] if second else 0.0)
    enough, lead = vocabulary.least(best, length)
    sure = score >= enough and margin >= lead
    words = tuple(sorted(((word, key, weight) for (word, key), weight in spoken.items()), key=lambda item: -item[2]))
    return Reading(
        best, second, score, margin, sure, words, _why(vocabulary, best, second, enough <= score, lead <= margin, words)
    )


def _only_denied(denied: list[str]) -> Reading:
    return Reading(None, None, 0.0, 0.0, False, (), Why("no_word.negated", (tuple(denied),)))


def _why(
    vocabulary: Vocabulary,
    best: str,
    second: str | None,
    enough: bool,
    ahead: bool,
    words: tuple[tuple[str, str, float], ...],
) -> Why:
    def spoke(key: str) -> tuple[str, ...]:
        return tuple(word for word, of, _ in words if of == key)

    if second is not None and not ahead:
        return Why("too_close", (vocabulary.answer(best), vocabulary.answer(second), spoke(best), spoke(second)))
    if not enough or not ahead:
        return Why("too_little", (vocabulary.answer(best), spoke(best)))
    return Why("words", (spoke(best),))
