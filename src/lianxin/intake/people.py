"""Names of people in running text, by family name and cue: 我叫…, 联系人:…, … 先生, a name before a number.

Without a cue no name is looked for: 高, 方, 安, 和 and a hundred more family names are everyday characters. `lists/`
holds the family names and the everyday words that hold one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources

from lianxin.intake.folding import fold
from lianxin.intake.span import Span, mark

_HAN = "\u3400-\u9fff"
# A second given character that is one of these is the next word: 我叫王芳住在…
_NOT_GIVEN = frozenset(
    "的了吗呢吧啊在是住家来从于曾说想因已被把给到今昨这那我你他她它们和与及也都要投很不没有无向对就去反打找请让叫为以上下前后"
    "里外么电手微联岁日号楼室县市区街路村镇乡个位名等还又再将会能可或但而且并每该所什怎谁时之此其得着过"
)
# … but as the first given character these are common: 陈家豪, 李来福, 林向阳.
_MAY_BEGIN = frozenset("家来向前今从以里微县还将可")
_NEVER_GIVEN = frozenset("的了吗呢吧啊是我你他她它们么个被把很着这那及与并某员区街镇县")
# Family names that are also prepositions or adverbs: 向老师反映, 和医生说. They need a cue or 先生/女士 at a boundary.
_GRAMMAR = frozenset("和向连时应于全尚曾")
_UNSURE = _GRAMMAR | {"区"}
_TITLES = (
    "老先生|先生|女士|小姐|太太|阿姨|叔叔|伯伯|婆婆|奶奶|爷爷|大爷|大妈|大姐|大哥|大叔|大婶|大嫂|大娘|老师|医生|护士|律师|警官|同志|师傅|同学|"
    "主任|书记|经理|队长|院长|校长|站长|所长|局长|科长|教授|叔|伯|婶|嫂|姨|婆|爷|姐|哥|生(?=[,，。;； ]|$)"
)
_TITLE = re.compile(_TITLES)
_SHORT = frozenset("叔伯婶嫂姨婆爷姐哥生")
_AFTER_SHORT = frozenset("利纳乐母虎特恩格明仲婆伯叔爷姐哥父娘妈子夫物活成产前气意")
_CUES = (
    r"我叫|名叫|叫做|本人叫|名字叫做?|名字是|(?:姓名|联系人|申请人|投诉人|举报人|求助人|反映人|报料人|户主|负责人|经办人|当事人|患者|署名|落款|"
    r"收件人|承租人|租户|房东|业主|住户|居民|村民|来电人|诉求人|许愿人|学生|老人)\s?(?:(?:名叫|姓名)[:是为]{0,2}|[:是为]{1,2})|姓名\s|联系人\s|"
    r"(?:请|直接|可以|可|麻烦)?(?:联系|致电)(?=[^我您你他她])"
)
_CUE = re.compile(rf"(?:{_CUES})\s{{0,3}}")
_I_AM = re.compile(
    r"我是|本人是|我就是|这里是|本人|我儿子|我女儿|我爸爸?|我妈妈?|我父亲|我母亲|我丈夫|我妻子|我老公|我老婆|我孩子|我奶奶|我爷爷"
)
_A_PERSON = re.compile(
    r"儿子|女儿|丈夫|妻子|父亲|母亲|业主|住户|居民|村民|邻居|(?:孤寡|独居|空巢)?老人|患者|(?:老)?党员|志愿者|残疾人"
)
_OPEN = re.compile(rf"[^{_HAN}]|[的在住今因患家,，。;；、!?]|\d", re.UNICODE)
_CLOSED = re.compile(rf"[^{_HAN}0-9]|住|今年")
_SIGNED = re.compile(rf"(?:\n|敬礼[!。,\s]{{0,3}}|此致[!。,\s]{{0,3}})[ \t]*([{_HAN}]{{2,4}})[ \t]*(?=\n|$|\d)")
_WITH_DOT = re.compile(
    rf"(?:我叫|名叫|我是|姓名:?|联系人:?)\s?([{_HAN}]{{2,6}}[·•][{_HAN}]{{2,8}}?)(?=[^{_HAN}]|[住在的,，。]|$)"
)


@cache
def _list(name: str) -> frozenset[str]:
    lines = resources.files("lianxin.intake").joinpath("lists", name).read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _family(text: str, at: int) -> int:
    """Length of the family name that begins at `at`; 0 where none does."""
    if text[at : at + 2] in _list("surnames.txt"):
        return 2
    return 1 if text[at : at + 1] in _list("surnames.txt") else 0


def _everyday(text: str, at: int) -> bool:
    """Whether the character at `at` is part of an everyday word, or the 区 that ends a district's name."""
    if text[at] == "区" and _han(text, at - 1) and text[at - 1] not in _OPENERS:
        return True
    words = _list("everyday.txt")
    return any(
        text[start : start + size] in words for size in (2, 3, 4) for start in range(max(0, at - size + 1), at + 1)
    )


def _han(text: str, at: int) -> bool:
    return 0 <= at < len(text) and "\u3400" <= text[at] <= "\u9fff"


def _full(text: str, at: int) -> int:
    """Where the full name that begins at `at` ends; `at` when there is none. One or two given characters."""
    family = _family(text, at)
    if not family or _everyday(text, at):
        return at
    first = at + family
    if not _han(text, first) or text[first] in _NEVER_GIVEN:
        return at
    if text[first] in _NOT_GIVEN and text[first] not in _MAY_BEGIN:
        return at
    if _TITLE.match(text, first):
        return at
    second = first + 1
    if _han(text, second) and text[second] not in _NOT_GIVEN and not _TITLE.match(text, second):
        return second + 1
    return second


def people(text: str, numbers: Iterable[Span] = ()) -> Iterator[Span]:
    """Names in `text`; `numbers` are spans found before, because a name often stands right before a number."""
    folded = fold(text)
    yield from _after_cues(text, folded)
    yield from _before_titles(text, folded)
    yield from _by_numbers(text, folded, numbers)
    for found in _SIGNED.finditer(folded):
        if _full(folded, found.start(1)) == found.end(1):
            yield mark(text, found.start(1), found.end(1), "name", "像是落款", "looks like a signature")
    for found in _WITH_DOT.finditer(folded):
        yield mark(text, found.start(1), found.end(1), "name")


def _after_cues(text: str, folded: str) -> Iterator[Span]:
    for cue in _CUE.finditer(folded):
        end = _full(folded, cue.end())
        if end > cue.end() and not (cue[0].strip().endswith(("联系", "致电")) and not _ends(folded, end)):
            yield mark(text, cue.end(), end, "name")
    for pattern, close in ((_I_AM, _OPEN), (_A_PERSON, _CLOSED)):
        for cue in pattern.finditer(folded):
            start = cue.end() + (folded[cue.end() : cue.end() + 1] in (" ", ":"))
            if folded[start : start + 1] in _UNSURE and folded[cue.end() - 1] != "是":
                continue
            end = _full(folded, start)
            # After "我是" much else may follow (我是党员): only a name that the sentence closes at once.
            if end > start and (close.match(folded, end) or end == len(folded)) and not _place_like(folded[start:end]):
                yield mark(text, start, end, "name")


def _ends(folded: str, end: int) -> bool:
    return end >= len(folded) or bool(_OPEN.match(folded, end)) or bool(_TITLE.match(folded, end))


def _place_like(word: str) -> bool:
    return word[-1] in "人员区村街路镇县市户楼店厂校院塘涌"


def _by_numbers(text: str, folded: str, numbers: Iterable[Span]) -> Iterator[Span]:
    for number in numbers:
        if number.kind not in ("phone", "landline", "id_number"):
            continue
        close = len(folded[max(0, number.start - 3) : number.start].rstrip(" :,，(（"))
        end = max(0, number.start - 3) + close
        for start in (end - 4, end - 3, end - 2):
            if start < 0 or _full(folded, start) != end or _place_like(folded[start:end]):
                continue
            if not _han(folded, start - 1) or folded[start - 1] in "找叫是系人":
                yield mark(text, start, end, "name", "写在号码前", "written before a number")
                break


def _before_titles(text: str, folded: str) -> Iterator[Span]:
    for title in _TITLE.finditer(folded):
        if title[0] in _SHORT and folded[title.end() : title.end() + 1] in _AFTER_SHORT:
            continue
        span = _titled(text, folded, title)
        if span is not None:
            yield span


def _titled(text: str, folded: str, title: re.Match[str]) -> Span | None:
    """The longest name that ends where `title` begins: 王小明先生, 欧阳女士, 陈伯."""
    at = title.start()
    for size in (4, 3, 2, 1):
        start = at - size
        if start < 0 or not all(_han(folded, place) for place in range(start, at)):
            continue
        family = _family(folded, start)
        if not family or size - family > 2 or size < family or _everyday(folded, start):
            continue
        given = folded[start + family : at]
        if any(sign in _NOT_GIVEN for sign in given) or (given and title[0] in _SHORT):
            continue
        if _belongs(folded, start, at, given, title[0]):
            return mark(text, start, at, "name")
    return None


def _belongs(folded: str, start: int, at: int, given: str, title: str) -> bool:
    """Whether what stands before `start` allows a name to begin there."""
    if not given:
        return at - start > 1 or _stands_alone(folded, start, title)
    if folded[start] in _GRAMMAR:
        return folded[start - 1 : start] in ("是", "姓", "叫", "找")
    if not _han(folded, start - 1) or folded[start - 1] in _OPENERS:
        return True
    # Half a name masked would show the other half: where the last character alone would pass, all of it goes.
    return folded[start] != "区" and bool(_family(folded, at - 1)) and _stands_alone(folded, at - 1, title)


_OPENERS = frozenset(
    "的是叫找请让给对为有了位名老小姓户主民居邻上下楼层栋室号家到说托经及、和与跟向同由被询友员长妻夫亲"
)


def _stands_alone(folded: str, start: int, title: str) -> bool:
    """Whether one character before a title is a family name here, and not the end of another word."""
    sign, before = folded[start], folded[start - 1 : start]
    if sign == "区" and _han(folded, start - 1):
        return before in _OPENERS
    if sign in _GRAMMAR:
        return (title in ("先生", "女士") and not _han(folded, start - 1)) or before in ("是", "姓", "叫", "找")
    if title in ("姐", "哥", "生", "同学"):
        return not _han(folded, start - 1) or before in _OPENERS
    return True
