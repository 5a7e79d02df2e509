"""Names of other peoples of China that nothing announces: 木合塔尔的摊, 其其格大姐, 次仁卓玛, 沙马拉且, 岩温."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from functools import cache
from importlib import resources
from typing import Final

from ahocorasick_rs import AhoCorasick

from lianxin.intake.names import AFTER, foreign_back, foreign_from, is_han
from lianxin.intake.span import Span, mark

_BEFORE: Final = frozenset(
    "壁门上下面队的是叫找和与跟被给让由把对了家员人友主客伴夫妻妇亲长任记理师安机户手到见有同请托及、问替帮向因系据嘅喺搵佢撞转"
    "者姆洁亏告派陪等看叮嘱们谢"
)
_PARTED: Final = frozenset("的家说")
_GIVEN_ALONE: Final = frozenset("扎西 卓玛 央金 次仁 桑吉 拉姆 多吉 尼玛 格桑 洛桑 才让 旺堆 德吉 旺姆".split())  # noqa: SIM905
"""Tibetan names of two characters that are nothing else."""
_ACTS: Final = re.compile(
    "[想要问不没已也又都还就才从去来给把被让用带拿开住办交写打卖买租养种教做帮报送总常每刚说话在是和跟与等这那两的嘅佢您你]|家|今年|说|反映|申请|补办|咨询|租|夫妻|两口"
)
_KIN: Final = re.compile(
    "大[姐哥叔爷妈娘婶嫂]|阿[妈爸爷婆伯姨叔]|老师|医生|师傅|同学|小朋友|书记|主任|奶奶|爷爷|阿姨|叔叔|老人|"
    "先生|女士|一家"
)


@cache
def _kinds() -> dict[str, tuple[str, ...]]:
    kinds: dict[str, list[str]] = {}
    kind = ""
    for line in resources.files("lianxin.intake").joinpath("lists", "tongues.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            kind = line.strip("[]")
        elif not line.startswith("#"):
            kinds.setdefault(kind, []).extend(line.split())
    return {kind: tuple(dict.fromkeys(words)) for kind, words in kinds.items()}


@cache
def _automaton() -> tuple[AhoCorasick, tuple[str, ...], frozenset[str], re.Pattern[str]]:
    """All words at once; the words; those that are nothing else than a name; what follows a family name of the Yi."""
    kinds = _kinds()
    words = tuple(dict.fromkeys(word for kind in ("alone", "part", "yi", "dai") for word in kinds[kind]))
    given = re.compile(f"[{''.join(kinds['yi_given'])}]{{2}}")
    return AhoCorasick(words), words, frozenset(kinds["alone"]), given


def of_other_tongues(text: str, folded: str, roles: Container[int]) -> Iterator[Span]:
    """Such names in `folded`; `roles`: where words end that say what somebody is."""
    automaton, words, alone, given = _automaton()
    seen: dict[int, int] = {}
    for number, start, end in automaton.find_matches_as_indexes(folded, overlapping=True):
        word = words[number]
        for left, right in _stretches(folded, word, start, end, given, word in alone):
            if seen.get(left, 0) < right and _parted(folded, left, right, roles):
                seen[left] = right
    for left, right in seen.items():
        yield mark(text, left, right, "name")


def _stretches(
    folded: str, word: str, start: int, end: int, given: re.Pattern[str], alone: bool
) -> Iterator[tuple[int, int]]:
    """What may be the whole name that `word` at `start` is part of."""
    kinds = _sets()
    if word in kinds["yi"] and given.match(folded, end):
        yield start, end + 2
    if word in kinds["dai"]:
        yield start, end
    if alone:
        yield foreign_back(folded, start, 4), foreign_from(folded, end, 4)
        yield start, foreign_from(folded, end, 4)
        yield start, end
    if word in kinds["part"]:
        right = end
        while folded[right : right + 3] in kinds["all"] or folded[right : right + 2] in kinds["all"]:
            right += 3 if folded[right : right + 3] in kinds["all"] else 2
        yield start, right


@cache
def _sets() -> dict[str, frozenset[str]]:
    kinds = _kinds()
    return {kind: frozenset(words) for kind, words in kinds.items()} | {
        "all": frozenset(kinds["alone"]) | frozenset(kinds["part"])
    }


def _parted(folded: str, start: int, end: int, roles: Container[int]) -> bool:
    """Whether the sentence parts on both sides; by more where the name is of two characters only."""
    head = not is_han(folded, start - 1) or start in roles
    if not head and folded[start - 1] not in _BEFORE:
        return False
    closed = not is_han(folded, end)
    titled = bool(_KIN.match(folded, end))
    word = folded[start:end]
    if end - start == 2 and not (head and word in _sets()["dai"]):
        parted = closed or folded[end] in _PARTED
        return (head and (titled or (start in roles and (closed or bool(_ACTS.match(folded, end)))))) or (
            parted and word in _GIVEN_ALONE
        )
    return closed or folded[end] in AFTER or titled or bool(_ACTS.match(folded, end))
