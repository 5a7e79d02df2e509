"""Why something was understood so: a stable code and the facts of it, said in a sentence only when somebody reads it.

A row keeps the code and the facts (`Why.kept`), `back` makes the reason of them again. Both languages of a sentence
stand beside one another here, as in a refusal: what is said in one cannot be forgotten in the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from lianxin.language.reason import Text

SAYINGS = {
    # A question of the pack: what was chosen, what the words say, what a learned model says.
    "given": Text("由登记人选择", "chosen by the person who registered it"),
    "no_word": Text("没有找到能判断的词，请人工判断", "no word to decide by was found; a person decides"),
    "no_word.negated": Text(
        "{0}前面是否定，不作数；没有别的能判断的词，请人工判断",
        "{0} is negated and does not count; nothing else to decide by; a person decides",
    ),
    "words": Text("依据：{0}", "by the words {0}"),
    "too_little": Text(
        "可能是“{0}”，但依据不足：{1}，请人工判断", 'perhaps "{0}", but too little speaks for it: {1}; a person decides'
    ),
    "too_close": Text(
        "“{0}”和“{1}”的依据差不多：{2}；{3}，请人工判断", '"{0}" and "{1}" are about equal: {2}; {3}; a person decides'
    ),
    "learned": Text("照已办结的事学来，把握{0}", "learned from settled matters, {0} sure"),
    "strange": Text(
        "这样的话以前很少见，可能是“{0}”或“{1}”，请人工判断",
        'words seldom met before; perhaps "{0}" or "{1}"; a person decides',
    ),
    "doubt": Text(
        "可能是“{0}”（{2}）或“{1}”（{3}），把握不够，请人工判断",
        '"{0}" ({2}) or "{1}" ({3}); not sure enough; a person decides',
    ),
    "doubt.near": Text(
        "最像“{0}”，还没到可以自动办理的把握，请人工判断",
        'most like "{0}", but not sure enough to go on by itself; a person decides',
    ),
    # The place.
    "scanned": Text("扫码地点：{0}", "scanned at {0}"),
    "no_place": Text("没有找到认得的地名，请人工判断", "no known place is named; a person decides"),
    "several": Text(
        "文中写了不止一处：{0:plain}，请人工判断", "several places are named: {0:plain}; a person decides"
    ),
    "only_upper": Text(
        "只写到“{0}”，没有写到社区、小区或道路，请人工判断",
        "only {0} is named, no community, estate or road; a person decides",
    ),
    "elsewhere": Text(
        "文中写了“{0}”，不一定是本街镇的{1}，请人工判断",
        "{0} is named; perhaps not this town's {1}; a person decides",
    ),
    "beside": Text(
        "写的是{0}的旁边或附近，可能在邻近社区，请人工判断",
        "beside or near {0}, perhaps in the next community; a person decides",
    ),
    "other_division": Text(
        "“{0}”前面写的是“{1}”，不在认得的范围内，请人工判断",
        '"{1}" written before {0} is not on the list; a person decides',
    ),
    "named": Text("文中写明“{0:plain}”，其中只有一个{1}", "{0:plain} is named and holds one {1}"),
    "conflict": Text("文中写的“{0:plain}”里没有{1}，请人工判断", "{0:plain} holds no {1}; a person decides"),
    "town": Text("本镇内只有一个{0}", "this town has only one {0}"),
    "town.street": Text("本街道内只有一个{0}", "this town has only one {0}"),
    "only_name": Text(
        "只写了“{0}”，没有写街道或镇，请人工判断", "only {0} is named, not the town it is in; a person decides"
    ),
    "ambiguous": Text(
        "叫“{0}”的有{1}个，请人工判断是哪一个", "{1} places are called {0}; a person decides which"
    ),
    "ambiguous.here": Text(
        "本街道内叫“{0}”的有{1}个，请人工判断是哪一个", "{1} places here are called {0}; a person decides which"
    ),
    "outside": Text("{0}不在本街镇，请人工判断", "{0} is not in this town; a person decides"),
    "outside.in": Text(
        "{0}在{1}，不在本街镇，请人工判断", "{0} is in {1}, not in this town; a person decides"
    ),
    "outside.point": Text(
        "坐标离本街镇约 {0} 公里，请人工核对地点", "the point is {0} km away: check the place"
    ),
    "unlisted_road": Text(
        "读到地址，“{0}”不在本街镇的地名里，请人工判断在哪个社区",
        "an address on {0} was read; the road is not on this town's list; a person decides in which community",
    ),
    "road_name": Text("路名里有“{0}”", "the road is called after {0}"),
    "address": Text("读到地址，{0}在本街镇", "an address on {0}, a road of this town"),
    "address.in": Text("读到地址，{0}在{1}", "an address on {0}, in {1}"),
    "door": Text("{0}的这段门牌在{1}", "this stretch of {0} lies in {1}"),
    "doors_apart": Text(
        "门牌和文字说的不是同一处：{0:plain}，请人工判断",
        "house numbers and words name several places: {0:plain}; a person decides",
    ),
}  # fmt: skip
"""What is said of each code; its facts stand in the order in which they are kept. What comes after a dot tells sayings
of one code apart."""

NEAR = 0.95
"""Probability from which on an answer that is not sure enough is said without numbers: “99 % and not sure enough” reads
as a fault, where the lead that this town asks for is higher still."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a question of the pack: kept by its keys, said by its name."""

    question: str
    key: str
    name: Text


Fact: TypeAlias = str | int | Answer | tuple[str, ...]
"""Words of the text or a name of the list, a number, an answer, or several words."""


@dataclass(frozen=True, slots=True)
class Why:
    """A reason shown to clerk and resident. `saying`: a key of SAYINGS; `facts`: what stands in its places."""

    saying: str
    facts: tuple[Fact, ...] = ()

    def __hash__(self) -> int:
        # A telling has a few reasons: hashing every name of every answer costs more than comparing two of one saying.
        return hash(self.saying)

    @property
    def code(self) -> str:
        """What programs and tests hold on to."""
        return self.saying.partition(".")[0]

    def say(self, language: str = "zh") -> str:
        """The sentence in `language` ("zh…" or "en…")."""
        return SAYINGS[self.saying].say(language).format(*(_said(one, language) for one in self.facts))

    def kept(self) -> list[Any]:
        """As a row keeps it: the saying, then the facts."""
        return [self.saying, *(_kept(one) for one in self.facts)]


def back(kept: Sequence[Any], named: Callable[[str, str], Text]) -> Why:
    """The reason that was kept so. `named`: what an answer (question, key) is called."""
    saying, *facts = kept
    return Why(saying, tuple(_fact(one, named) for one in facts))


def _fact(kept: Any, named: Callable[[str, str], Text]) -> Fact:
    if isinstance(kept, dict):
        question, key = next(iter(kept.items()))
        return Answer(question, key, named(question, key))
    return tuple(kept) if isinstance(kept, list) else kept


def _kept(fact: Fact) -> Any:
    if isinstance(fact, Answer):
        return {fact.question: fact.key}
    return list(fact) if isinstance(fact, tuple) else fact


def _said(fact: Fact, language: str) -> str | int | Several:
    if isinstance(fact, Answer):
        return fact.name.say(language)
    return Several(fact, language) if isinstance(fact, tuple) else fact


@dataclass(frozen=True, slots=True)
class Several:
    """Several words in a sentence, each quoted; `{0:plain}` says them without quotes."""

    words: tuple[str, ...]
    language: str

    def __format__(self, form: str) -> str:
        english = self.language.startswith("en")
        # “ is as wide as a character in the type of the pages, which parts English words.
        quoted = self.words if form == "plain" else (f'"{word}"' if english else f"“{word}”" for word in self.words)
        return (", " if english else "、").join(quoted)
