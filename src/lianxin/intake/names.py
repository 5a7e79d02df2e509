"""What a Chinese name looks like: family names, given names, names of other tongues written in characters.

A name is never found by this alone: people.py asks for a cue beside it, or, without one, that both given characters
are common in given names and that the sentence has a seam on either side. `lists/` holds the family names, the common
given characters, and the everyday words that hold a family name.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Final


@cache
def _lines(name: str) -> tuple[str, ...]:
    lines = resources.files("lianxin.intake").joinpath("lists", name).read_text("utf-8").splitlines()
    return tuple(line for line in lines if not line.startswith("#"))


def _words(name: str) -> frozenset[str]:
    return frozenset(word for line in _lines(name) for word in line.split())


FAMILY: Final = _words("surnames.txt")
CANTONESE: Final = _words("cantonese.txt")
EVERYDAY: Final = _words("everyday.txt") | CANTONESE
RARE: Final = _words("rare_families.txt")
"""Family names that are borne seldom: only where a frame or a title says that a name stands here."""
SINGLE: Final = "".join(sorted(name for name in FAMILY if len(name) == 1))
COMPOUND: Final = frozenset(
    re.findall("..", "欧阳上官诸葛司徒皇甫尉迟慕容令狐宇文轩辕端木呼延淳于申屠钟离赫连纳兰夏侯司马公孙欧杨")
)
"""Family names of two characters that are nothing else."""
GIVEN: Final = frozenset(sign for line in _lines("given.txt") for sign in line if not sign.isspace())
COMMON: Final = "".join(sorted(GIVEN))
SURE: Final = frozenset(
    "王李刘陈杨赵吴周徐孙朱胡郭林郑梁谢宋唐许韩邓冯曹彭曾肖萧袁蔡蒋余杜叶魏吕丁姚沈钟姜崔谭陆范汪廖贾邹薛"
    "侯孟秦邱尹雷黎陶贺顾郝龚邵覃武钱戴严莫孔汤赖庞樊殷颜倪俞葛伍聂岳詹骆霍欧冼邝卢阮翁柯甄瞿裘"
    "潘靳阎闫鲍翟褚耿臧佟闵嵇裴娄邬邸郗郦濮缪蔺栾芮谌鄢晁佘窦邢岑禤褟訾滕邰亓庹隗郄睢綦酆阚蒯荀祁奚卞庾邴昝钮屠"
)
"""Family names of one character that are nothing else."""
# Family names that are also prepositions or adverbs: 向老师反映, 和医生说. They need a cue or 先生/女士 at a boundary.
GRAMMAR: Final = frozenset("和向连应")
UNSURE: Final = frozenset("和向连时应于全尚曾区终乐费慎")
# Family names that are everyday things or words: without a cue the sentence is about the thing (花太多, 车小).
_THINGS: Final = frozenset(
    "车花路米沙包皮井毛铁房时方高安平常白黄金石水江河文明成关管项计应全万百千别区官单符支强光危利布劳展容原向和连于"
    "操卫修习师经年党权盖宗麻季申简章舒解封查项温湛富巴乌空农代宫蓝古幸贝荣苍植卜冷席边尚阳商丰明归公开党班隋"
    "伏谈终费吉诸束印阴扶宰鱼慎衡华乐云景松秋寿薄祖厉沃贡仰慕禹盘晋栗"
)
# A second given character that is one of these is the next word: 我叫王芳住在…
NOT_GIVEN: Final = frozenset(
    "的了吗呢吧啊在是住家来从于曾说想因已被把给到今昨这那我你他她它们和与及也都要投很不没有无向对就去反打找请让叫为以上下前后"
    "里外么电手微联岁日号楼室县市区街路村镇乡个位名等还又再将会能可或但而且并每该所什怎谁时之此其得着过嘅喺唔冇姓帮"
)
# … but as the first given character these are common: 陈家豪, 李来福, 林向阳.
_MAY_BEGIN: Final = frozenset("家来向前今从以里微县还将可日有为")
NEVER_GIVEN: Final = frozenset("的了吗呢吧啊是我你他她它们么个被把很着这那及与并某员区街镇县嘅喺唔")
DESCRIBED: Final = frozenset(
    re.findall(
        "...",
        "弓长张木子李耳东陈立早章口天吴双木林古月胡草头黄言午许人未余走肖赵双口吕木易杨文刀刘关耳郑雨田雷三横王干勾于双人徐",
    )
)
"""Family names as people tell how they are written."""
# Characters that write names of Uyghur, Tibetan, Mongolian and other tongues; a name is a run of nothing else.
_FOREIGN: Final = frozenset(
    "阿艾爱安奥敖杜云巴白拜班包比毕别波伯勃布卜才岑查察次措达丹当德迪狄丁顿多额尔恩尼乌西亚力木热依伊汗买麦提吐逊江孜克玛拉卡哈萨吾斯曼甫"
    "明古丽努奴扎吉卓嘎仁央金洛桑旺堆格梅朵平罗曲珍珠其娜图雅呼苏那顺赛罕坦坎肯库都买合孙牙生帕帖塔台铁托瓦维夏谢辛尧叶耶义英扎再孜祖"
    "穆罕默买买提沙莎代黛迪甘果赫霍基加素贾杰居喀莱兰勒雷里莲林琳龙鲁露伦马米密姆纳南妮诺欧潘佩普齐奇强切琼萨珊莎史思索特腾"
    "旺温沃乌希锡香肖雪雅延彦耀因尤玉约泽茨兹策佐则轮次登贡嘉坚江降晋久军俊拥永巴毛茸茨措姐姆松塔太甲什机洪茹凯"
)


def is_han(text: str, at: int) -> bool:
    return 0 <= at < len(text) and "\u3400" <= text[at] <= "\u9fff"


def family(text: str, at: int) -> int:
    """Length of the family name that begins at `at`; 0 where none does."""
    if text[at : at + 1] not in FAMILY:
        return 2 if text[at : at + 2] in FAMILY else 0
    return 2 if text[at : at + 2] in FAMILY else 1


# What a sentence goes on with after a name: 薛宝珍说, 邓小华家.
AFTER: Final = frozenset(
    "的那这在住是说把也又就都还没不来去跟和与找让家经常每天从对给今昨前后上下打骂叫有要想等及夫先太两被请向开曾已正仍却到将会能可因做"
    "喝养摔病们偷乱带同再一共负代送拿吵撞核借帮租买卖写签收付发过约谈问答回接搬摆拍推拉扔砸堵占抢欠告举投反抽跳唱嘅冇唔喺仲嗰嗌兄父母俩老提"
)
OPENERS: Final = frozenset(
    "的是叫找请让给对为有了位名老小姓户主民居邻上下楼层栋室号家到说托经及、和与跟向同由被询友员长妻夫亲"
)


def everyday(text: str, at: int) -> bool:
    """Whether the character at `at` is part of an everyday word, or the 区 that ends a district's name."""
    if text[at] == "区" and is_han(text, at - 1) and text[at - 1] not in OPENERS:
        return True
    for start in range(max(0, at - 3), at + 1):
        for end in range(max(at + 1, start + 2), start + 5):
            if text[start:end] in EVERYDAY:
                return True
    return False


def full(text: str, at: int, titled: frozenset[int] = frozenset(), trusted: bool = False) -> int:
    """Where the full name that begins at `at` ends; `at` when there is none. One or two given characters. `titled`:
    where titles begin, which no name runs into. `trusted`: a cue says that a name stands here."""
    size = family(text, at)
    if not size or text[at : at + 3] in DESCRIBED:
        return at
    if everyday(text, at):
        return at + 3 if trusted and _beyond_a_word(text, at) else at
    first = at + size
    if first in titled or not is_han(text, first) or text[first] in NEVER_GIVEN:
        return at
    if text[first] in NOT_GIVEN and text[first] not in _MAY_BEGIN:
        return at
    second = first + 1
    if is_han(text, second) and second not in titled and (text[second] not in NOT_GIVEN or _given_again(text, second)):
        return second if text[second] == "一" and is_han(text, second + 1) else second + 1  # 熊敏|一次性告知
    return second


def _given_again(text: str, second: int) -> bool:
    """陈家家, 郝运来. and 沈家和,: a doubled character is a given name, and so are 来 and 和 where nothing comes; and
    和 before what cannot stand behind "and": 李春和的, 景春和家里断水."""
    return (
        text[second] == text[second - 1]
        or (text[second] in "来和" and not is_han(text, second + 1) and not text[second + 1 : second + 2].isalnum())
        or (text[second] == "和" and bool(_NO_AND.match(text, second + 1)) and text[second - 1] in GIVEN)
    )


_NO_AND: Final = re.compile("[的说是把被让又也都已想患]|家里[^人的和]|今年")


def _beyond_a_word(text: str, at: int) -> bool:
    """夏天宇 and 方圆圆: a name that begins with an everyday word and goes on as names do."""
    end = at + 3
    if text[at : at + 2] not in EVERYDAY or len(text) < end or text[end - 1] not in GIVEN:
        return False
    return text[at + 1 : end] not in EVERYDAY and (not is_han(text, end) or text[end] in AFTER)


def framed(text: str, at: int) -> int:
    """Where a name ends that a frame announces (我叫…, 姓名：…) and whose family name is on no list: three characters,
    the last two of them common in given names, and then the clause ends. `at` when there is none."""
    end = at + 3
    if len(text) < end or is_han(text, end) or not all(is_han(text, one) for one in range(at, end)):
        return at
    if (
        text[at] in "其本由系各"
        or text[at] in NEVER_GIVEN
        or text[at] in NOT_GIVEN
        or text[end - 1] in "堂城岭山店"
        or not plain_given(text, at)
    ):
        return at
    return at if any(everyday(text, one) for one in range(at, end)) else end


def whole(text: str, at: int) -> int:
    """Where a field ends that holds a name and no more, be it an everyday word (投诉人：方圆); `at` when none."""
    size = family(text, at)
    end = at
    while end - at < size + 2 and is_han(text, end):
        end += 1
    given = text[at + size : end]
    return end if size and given and not is_han(text, end) and all(sign in GIVEN for sign in given) else at


_SAYS: Final = frozenset("提出 提交 提供 提议 提醒 表示 表达 反映 要求 认为".split())  # noqa: SIM905


def likely(text: str, at: int, titled: frozenset[int]) -> int:
    """As `full`, for a name that stands right behind what somebody is (网格员廖小敏): one that is not made of common
    given characters is not one, and a third character that is not common in names is the next word."""
    size = family(text, at)
    end = full(text, at, titled)
    if end == at or (size == 1 and text[at] in GRAMMAR):
        return at
    if text[at + size] not in GIVEN and not (end - at - size == 2 and text[end - 1] in GIVEN):
        return at
    if end - at - size == 2 and text[end - 1 : end + 1] in _SAYS:
        end -= 1  # 夏侯敏|提出
    if end - at - size == 2 and text[end - 1] not in GIVEN and is_han(text, end) and text[end] not in AFTER:
        end -= 1
    return at if everyday(text, end - 1) and text[end - 1 : end + 1] in EVERYDAY else end


def plain(text: str, at: int) -> int:
    """Where a full name ends that nothing announces (昨天看到刘建国在…): two common given characters, nowhere part of
    an everyday word. `at` when there is none."""
    size = family(text, at)
    end = at + size + 2
    if not size or (size == 1 and text[at] in _THINGS) or end > len(text):
        return at
    if text[end - 2] not in GIVEN or text[end - 1] not in GIVEN or any(everyday(text, one) for one in range(at, end)):
        return at
    return end


def plain_given(text: str, at: int) -> bool:
    """Whether two common given characters follow the one at `at`."""
    return len(text) > at + 2 and text[at + 1] in GIVEN and text[at + 2] in GIVEN


def foreign_from(text: str, at: int, most: int = 8) -> int:
    """Where a run of such characters that begins at `at` ends."""
    end = at
    while end < len(text) and end - at < most and text[end] in _FOREIGN:
        end += 1
    return end


def foreign_back(text: str, end: int, most: int = 6) -> int:
    """Where a run of such characters that ends at `end` begins."""
    start = end
    while start and end - start < most and text[start - 1] in _FOREIGN:
        start -= 1
    return start
