"""Public texts to learn from what stands beside a name: a newspaper with other names in it, and what buyers and guests
wrote, with names where somebody is spoken of. Nobody who is named there is learned."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from tools.name_sentences import Told, Writer

from lianxin.intake.names import FAMILY

_AUTHORS = re.compile("[书著译编剧诗影片集版读]|作者|小说|文章|故事|主角|人物|老师|先生|小姐|女士")
"""Reviews of what somebody wrote or played in, who may be named."""
_DOCTRINES = frozenset({"邓小平", "毛泽东"})
"""Names that stand in words for more than the person."""
_SOMEBODY = re.compile(
    "(?<![自其吉])[我他她](?![们国家])|(?:服务员|前台|老板娘?|司机|客服|朋友|老公|老婆|老妈|老爸|妈妈|爸爸|父亲|母亲|儿子|女儿|"
    "同事|经理|师傅|保安|邻居|店家|卖家|快递员|送货员|阿姨|孩子|同学|记者|大夫|村民|厂长|书记)(?![们的大小服工])"
)
_ENDS = re.compile(r"[。！？!?；\s…]+")
_WORD = re.compile(r"(\S+?)/([A-Za-z]+)")


def news(file: Path, writer: Writer) -> Iterator[Told]:
    """Clauses of a newspaper whose words are told by kind (江/nr 泽民/nr), every person in it under another name."""
    for line in file.read_text("utf-8").splitlines():
        words = _WORD.findall(line.replace("[", ""))
        for _, clause in itertools.groupby(words, key=lambda one: one[0] in "。！？；"):
            told = _renamed(list(clause), writer)
            if told is not None:
                yield told


def _renamed(words: list[tuple[str, str]], writer: Writer) -> Told | None:
    """The clause with other names; none where somebody of another tongue, or by one word, is named."""
    text, places, at = "", set(), 0
    while at < len(words):
        word, kind = words[at]
        at += 1
        if kind == "nr":
            given, of = words[at] if at < len(words) else ("", "")
            if of != "nr" or word not in FAMILY or len(given) > 2 or word + given in _DOCTRINES:
                return None
            word, at = writer.name(), at + 1
            places.add((len(text), len(text) + len(word)))
        text += word
    return Told(text, frozenset(places)) if len(text) > 4 else None


def reviews(folder: Path) -> Iterator[Told]:
    """What buyers and guests wrote of things in which nobody is named: no books, no films."""
    yield from (Told(line[:200]) for line in _lines(folder) if not _AUTHORS.search(line))


def remarks(folder: Path) -> Iterator[Told]:
    """All that they wrote, a sentence each."""
    yield from (Told(one) for line in _lines(folder) for one in _ENDS.split(line) if 6 <= len(one) <= 60)


def _lines(folder: Path) -> Iterator[str]:
    for file in (folder / "neg.txt", folder / "pos.txt"):
        yield from file.read_text("utf-8").splitlines()


def stood_in(told: Iterable[Told], writer: Writer) -> Iterator[Told]:
    """Sentences without names in which somebody is spoken of: a name stands where 他 or 老板 stood."""
    for text, names, weight in told:
        spots = [] if names else list(_SOMEBODY.finditer(text))
        if not spots:
            continue
        now, at, places = "", 0, set()
        for number in sorted(writer.dice.sample(range(len(spots)), min(len(spots), writer.dice.choice((1, 1, 1, 2))))):
            name = writer.name()
            now += text[at : spots[number].start()]
            places.add((len(now), len(now) + len(name)))
            now, at = now + name, spots[number].end()
        yield Told(now + text[at:], frozenset(places), weight)
