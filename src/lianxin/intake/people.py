"""Names of people in running text, by family name and cue: 我叫…, 联系人:…, … 先生, a name before a number.

With a cue beside it almost anything that begins with a family name may be a name. Without one (昨天看到刘建国在…) both
given characters have to be common ones and the sentence has to have a seam on either side: 高, 方, 安, 和 and a hundred
more family names are everyday characters. `names.py` knows names, `cues.py` the words around them.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator

from lianxin.intake.brands import MEMORIAL, people_only
from lianxin.intake.called import called_alone
from lianxin.intake.callings import callings
from lianxin.intake.cues import ENDED, Cues, cues
from lianxin.intake.dotted import dotted
from lianxin.intake.double_names import with_both
from lianxin.intake.edges import apart_from, shorter
from lianxin.intake.familiar import familiar
from lianxin.intake.folding import fold
from lianxin.intake.frames import framed_names, unsure_whole
from lianxin.intake.latin import latin
from lianxin.intake.listed_names import again, listed_names
from lianxin.intake.names import (
    AFTER,
    GIVEN,
    SURE,
    UNSURE,
    everyday,
    family,
    foreign_from,
    framed,
    full,
    is_han,
    likely,
    plain_given,
    whole,
)
from lianxin.intake.phrases import phrases
from lianxin.intake.sensed import sensed
from lianxin.intake.span import Span, mark
from lianxin.intake.titles import titled
from lianxin.intake.traditional import simplified
from lianxin.intake.unannounced import unannounced

_HAN = "\u3400-\u9fff"
_SEAM = re.compile(rf"[^{_HAN}]|[的在住今因患家嘅]")
_CLOSED = re.compile(rf"[^{_HAN}0-9]|住|今年|电话|手机|微信")
_BETWEEN = re.compile(
    r"(?:\([^)]{1,6}\)(?=[\u3400-\u9fff])|(?:\([^)]{0,6}\))?\s?(?:(?:名叫|姓名|名字)?(?:[:是为]{1,2}\s{0,3}|\s{1,3})|$))"
)
_AND = re.compile(r"[、,，和与及/]\s?|\s(?=[^\s])")
_SIGNED = re.compile(rf"(?:\n|敬礼[!。,\s]{{0,3}}|此致[!。,\s]{{0,3}})[ \t]*([{_HAN}]{{2,4}})[ \t]*(?=\n|$|\d)")
# The last words of a telling, as a letter is signed: 以上属实。车晓岚
_LAST = re.compile(rf"[。!;]\s?([{_HAN}]{{2,4}})[。.\s]*$")
_SYLLABLE = (
    "(?:[bpmfdtnlgkhjqxrzcsyw]|[zcs]h)?"
    "(?:i?ao|i?ang?|ai|[iu]?e|ei|eng?|i?ong|[io]u|ing?|u[ao]|uang?|uai|u[in]|a|i|u|o|v)"
)
_BESIDE = re.compile(rf"(?:\s?[,，]\s?|是|←)([{_HAN}]{{2,4}})(?=[,，。;；\s]|的[,，。]|$)")
_LATIN = re.compile(
    r"[A-Z][a-z]{1,12}(?: [A-Z][a-z]{1,12}){1,2}(?![A-Za-z])|[A-Z][a-z]{2,9}(?![A-Za-z0-9_@.\-])"
    rf"|(?i:{_SYLLABLE} ?{_SYLLABLE}(?: ?{_SYLLABLE})?(?![A-Za-z0-9_@.]))"
)
_CAPITAL = re.compile("[A-Z][a-z]")
_TOLD = frozenset("家姓氏胖瘦瘸")
"""What may follow a family name that is all of the name that is told: 陈姓男子, 王瘸腿."""
OPENED = frozenset(" :「『“\"'【[(《")
"""What may part a name from the words that announce it: 我叫「…」."""
# Of a family as forms tell it: 父夏侯杰，母孟繁花. Where somebody says of which house he is: 我是楼上的方静.
_KIN = re.compile(
    rf"(?:(?<![{_HAN}])(?:[父母夫妻子女兄弟姐妹]|[长次三][子女]):?|我是[^。,;:!?\s]{{1,18}}的)([{_HAN}]{{2,4}})(?![{_HAN}])"
)
# A roster: 一号楼连桂花，二号楼冷志军; 周二金玉兰; 早班：石磊.
_ROSTER = re.compile(
    rf"(?:[0-9一二三四五六七八九十](?:号楼|栋|幢|单元|组|网格)|(?:周|星期)[一二三四五六日天]|[早中晚白夜]班):?\s?([{_HAN}]{{2,4}})(?![{_HAN}])"
    rf"|(?:(?<![{_HAN}])[到缺]|缺勤|请假|记录|主持|汇报|抬头):\s?([{_HAN}]{{2,4}})(?![{_HAN}])"
)


def people(text: str, numbers: Iterable[Span] = ()) -> Iterator[Span]:
    """Names in `text`; `numbers` are spans found before, because a name often stands right beside a number."""
    folded = simplified(fold(text))
    found = cues(folded)
    names, stops = _called_by_title(text, folded, found)
    told = list(phrases(text, folded, frozenset(end for ends in found.ends.values() for end in ends), found.titles))
    told += callings(text, folded)
    names += _ruled(text, folded, numbers, found, stops)
    single = [name for name in names if name.end - name.start == 1]
    called = {one.start for one in single if folded[one.start - 1 :][:1] in "老小" or folded[one.end :][:1] in _TOLD}
    names = [name for name in names if name.start not in called or name in single]  # 老陈|刚才
    weighed = [name for name in sensed(text, folded, found.ends, stops) if name.start not in called]
    names, weighed = ([shorter(text, folded, one) for one in all_of] for all_of in (names, weighed))
    if told:  # 其儿媳蔡敏照|料: what both sides of a phrase bound is not made longer
        names, weighed = ([one for one in all_of if apart_from(one, told)] for all_of in (names, weighed))
        names += told
    names, weighed = (
        [name for name in with_both(text, folded, all_of) if not MEMORIAL.match(folded, name.end)]
        for all_of in (names, weighed)
    )
    beside = list(listed_names(text, folded, [*names, *weighed], found.titles))
    named = [*names, *weighed, *beside, *again(text, folded, [*names, *beside])]
    alone = called_alone(text, folded, found, named)
    yield from people_only(folded, (*named, *alone))


def ruled(text: str) -> Iterator[Span]:
    """The names that a rule finds, without what was learned."""
    folded = simplified(fold(text))
    found = cues(folded)
    names, stops = _called_by_title(text, folded, found)
    yield from names
    yield from _ruled(text, folded, (), found, stops)


def _called_by_title(text: str, folded: str, found: Cues) -> tuple[list[Span], frozenset[int]]:
    """Who is called by a title; and where titles begin that no other name runs into: 曾|科一起."""
    names = list(titled(text, folded, found.titles)) if found.titles else []
    ended = (name.end for name in names if folded[name.end : found.titles.get(name.end, 0)] in ENDED)
    return names, stopping(folded, found).union(ended)


def stopping(folded: str, found: Cues) -> frozenset[int]:
    """Where titles begin that no name runs into."""
    return frozenset(start for start, end in found.titles.items() if _stops(folded, start, end))


def _ruled(text: str, folded: str, numbers: Iterable[Span], found: Cues, titles: frozenset[int]) -> Iterator[Span]:
    if found.any:
        for end, start in found.ends.get("sign", {}).items():
            yield from _signed_field(text, folded, end, titles, folded[start:end])
        for kind, find in (("called", _called), ("i", _i_am), ("role", _role), ("sign", _role), ("reach", _reached)):
            for at in found.ends.get(kind, ()):
                yield from find(text, folded, at, titles)
    yield from _by_numbers(text, folded, numbers, titles)
    if "\n" in folded or "敬礼" in folded or "此致" in folded:
        for sign in _SIGNED.finditer(folded):
            if full(folded, sign.start(1), titles) == sign.end(1):
                yield mark(text, sign.start(1), sign.end(1), "name", "像是落款", "looks like a signature")
    if (last := _LAST.search(folded, max(0, len(folded) - 12))) and _signs(folded, last.start(1), last.end(1), titles):
        yield mark(text, last.start(1), last.end(1), "name", "像是落款", "looks like a signature")
    for found_kin in _KIN.finditer(folded):
        start, end = found_kin.span(1)
        if full(folded, start, titles) == end and not place_like(folded[start:end]):
            yield mark(text, start, end, "name")
    for found_row in _ROSTER.finditer(folded):
        start, end = found_row.span(found_row.lastindex or 1)
        common = any(sign in GIVEN for sign in folded[start + 1 : end])
        if common and full(folded, start, titles) == end and not place_like(folded[start:end]):
            yield mark(text, start, end, "name", "像是值班表或名单", "looks like a roster")
    yield from dotted(text, folded, found.ends)
    yield from unannounced(text, folded, titles)
    yield from familiar(text, folded, found.ends.get("role", {}))
    yield from framed_names(text, folded, found.titles, found.ends.get("role", {}))
    if _CAPITAL.search(folded):
        yield from latin(text, folded, found.ends.get("role", {}))


def _beside(folded: str, number: Span) -> tuple[int, int]:
    """The words of a clause of its own behind a number (…2721，喻红，), or of whom it is said to be (…6417是熊伟的)."""
    found = _BESIDE.match(folded, number.end)
    return found.span(1) if found else (0, 0)


def _signs(folded: str, start: int, end: int, titles: frozenset[int]) -> bool:
    """Whether the last words are a name: a family name and given characters, one of them common, no everyday word."""
    given = folded[start + family(folded, start) : end]
    whole = full(folded, start, titles) == end and not any(everyday(folded, one) for one in range(start, end))
    if len(given) == 1:
        return whole and given in GIVEN and folded[start] in SURE
    return whole and len(given) == 2 and given[0] != given[1] and any(sign in GIVEN for sign in given)


def _stops(folded: str, start: int, end: int) -> bool:
    """Whether no name runs into this title: 陈伯 and 王老师 end before it, 廖伯雄 and 汪福生 do not."""
    if end - start > 1:
        return True
    given = folded[end : end + 1] in GIVEN and folded[end] != "家"
    inside = given and (not is_han(folded, end + 1) or folded[end + 1] in AFTER)
    return folded[start] not in ENDED and not inside


def _signed_field(text: str, folded: str, at: int, titles: frozenset[int], word: str) -> Iterator[Span]:
    """联系人:周国强, 姓名 邝小燕, 证人:张三丰、李四海."""
    between = _BETWEEN.match(folded, at)
    if between is None or between.end() == at:
        return
    if not between[0].strip() and word in ("老人", "学生", "居民", "村民", "业主", "父亲", "母亲", "老板", "家长"):
        return
    end = yield from _named(text, folded, between.end(), titles)
    while end and (more := _AND.match(folded, end)) and likely(folded, more.end(), titles) > more.end():
        start, end = more.end(), full(folded, more.end(), titles)
        if not _seam(folded, end):
            return
        yield mark(text, start, end, "name")


def _named(text: str, folded: str, start: int, titles: frozenset[int]) -> Generator[Span, None, int]:
    """The name at `start`, of any kind; tells where it ends, 0 for none."""
    end = full(folded, start, titles, trusted=True)
    end = end if end > start or folded[start - 1 : start] not in OPENED else whole(folded, start)
    if end == start:
        latin = _LATIN.match(folded, start)
        run = latin.end() if latin else framed(folded, start)
        run = run if run > start else foreign_from(folded, start)
        if run - start < 2 or not _seam(folded, run) or "姐姐" in folded[start:run]:  # 监护人是其姐姐
            return 0
        end = run
    yield mark(text, start, end, "name")
    return end


def _called(text: str, folded: str, at: int, titles: frozenset[int]) -> Iterator[Span]:
    start = at + (folded[at : at + 1] in OPENED)
    if folded[at - 3 : at] == "更名为":
        return
    if folded[at - 1] in "系我" and not _seam(folded, full(folded, start, titles)):
        return
    yield from _named(text, folded, start, titles)


def _i_am(text: str, folded: str, at: int, titles: frozenset[int]) -> Iterator[Span]:
    """我是陈晓明, …: after it much else may follow (我是党员), so only a name that the sentence closes at once."""
    start = at + (folded[at : at + 1] in OPENED)
    if folded[start : start + 1] in UNSURE and folded[at - 1] != "是" and not plain_given(folded, start):
        return
    end = full(folded, start, titles)
    if end > start and (_seam(folded, end) or folded[end : end + 1].isdigit()) and not place_like(folded[start:end]):
        yield mark(text, start, end, "name")


def _role(text: str, folded: str, at: int, titles: frozenset[int]) -> Iterator[Span]:
    """孤寡老人何桂英, 网格员廖小敏很好: closed at once, or of characters that are common in names."""
    start = at + (folded[at : at + 1] in (" ", ":"))
    if folded[start : start + 1] in UNSURE:
        if unsure_whole(folded, start, titles):
            yield mark(text, start, start + 3, "name")
        return
    end = full(folded, start, titles, trusted=True)
    if end == start and foreign_from(folded, start) - start >= 4:
        yield mark(text, start, foreign_from(folded, start), "name")
    if end == start or place_like(folded[start:end]):
        return
    if not (_CLOSED.match(folded, end) or end == len(folded)):
        end = likely(folded, start, titles)
        if end == start or place_like(folded[start:end]):
            return
    yield mark(text, start, end, "name")


def _reached(text: str, folded: str, at: int, titles: frozenset[int]) -> Iterator[Span]:
    end = full(folded, at, titles)
    if end == at or folded[at] in UNSURE:
        return
    if not (_seam(folded, end) or end in titles or folded[end].isdigit()):
        end = likely(folded, at, titles)
    if end > at and not place_like(folded[at:end]):
        yield mark(text, at, end, "name")


def _seam(folded: str, end: int) -> bool:
    return end >= len(folded) or bool(_SEAM.match(folded, end))


def place_like(word: str) -> bool:
    return word[-1] in "人员区村街路镇县市户楼店厂校院塘涌城是的"


def _by_numbers(text: str, folded: str, numbers: Iterable[Span], titles: frozenset[int]) -> Iterator[Span]:
    for number in numbers:
        if number.kind not in ("phone", "landline", "id_number", "qq", "wechat"):
            continue
        start, end = _beside(folded, number)
        common = any(sign in GIVEN for sign in folded[max(0, end - 2) : end])
        if end and common and full(folded, start, titles) == end and not place_like(folded[start:end]):
            yield mark(text, start, end, "name", "写在号码后", "written behind a number")
        if number.kind in ("qq", "wechat"):
            continue  # what stands before an id is the word for it: 秋秋 9027…
        close = len(folded[max(0, number.start - 3) : number.start].rstrip(" :,，(（/\n"))
        end = max(0, number.start - 3) + close
        for start in (end - 4, end - 3, end - 2):
            if start < 0 or full(folded, start, titles, trusted=True) != end or place_like(folded[start:end]):
                continue
            if not is_han(folded, start - 1) or folded[start - 1] in "找叫是系人":
                yield mark(text, start, end, "name", "写在号码前", "written before a number")
                break
