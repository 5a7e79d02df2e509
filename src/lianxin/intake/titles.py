"""Names that stand before a title: 王小明先生, 欧阳女士, 陈伯, 卢生."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from lianxin.intake.brands import SHOP
from lianxin.intake.cues import ENDED, POSTS, ROLES, SEATS, SHORT
from lianxin.intake.names import (
    AFTER,
    EVERYDAY,
    GIVEN,
    GRAMMAR,
    NOT_GIVEN,
    OPENERS,
    RARE,
    SURE,
    UNSURE,
    everyday,
    family,
    is_han,
)
from lianxin.intake.span import Span, mark

_AFTER_SHORT: Final = frozenset("利纳乐母虎特恩格明仲婆伯叔爷姐哥父娘妈子夫物活成产前气意")
_FORMAL: Final = frozenset({"先生", "女士", "小姐", "老先生", "太太"})
# Beside these a family name that is borne seldom is one at the head of a clause: 敬阿公, 战师傅, 母老师.
_CALLED_SO: Final = frozenset(
    re.findall(
        r"\S+",
        "姆妈 二嫂 阿公 阿婆 阿伯 阿叔 阿嫂 阿姨 大爷 大妈 大姐 大哥 大叔 大伯 大婶 大嫂 大娘 婆婆 "
        "奶奶 爷爷 叔叔 伯伯 师傅 老师 医生 大夫 主任 书记 "
        "警官 同学 经理 队长 站长 科长 所长 律师 护士 教练 会计 老师傅 校长 院长",
    )
)
_KIN: Final = frozenset("阿姨 大爷 大妈 大姐 大哥 大叔 大伯 大婶 大嫂 大娘 婆婆 奶奶 爷爷 伯伯 叔叔".split())  # noqa: SIM905
# What follows a person called 卢生, 陈太 or 李总, and does not follow 卫生, 不太 or 民工.
_GOES_ON: Final = re.compile(r"一直|成日|[说在来去也话您你家的已昨今刚嘅哋]|[^\u3400-\u9fff0-9]|$")
# The same behind a family name that is nothing else, where less can follow by chance.
_SURE_GOES_ON: Final = re.compile(
    r"[说讲问打叫请让带会也已今明昨都就来去把给跟和与同对家住想抽查到答应负帮替看发写签批收转交]|投诉|反映|"
    r"表示|咨询|来电|要求|同意|告诉|通知|安排|准备|建议|"
    r"不[给肯同在接愿让开]|态度|一[起同直]|成日|这边|那边|您|你"
)
# What stands alone before 先生 or 小姐 and is nobody's name: 我先生, 老先生, 男女士, 各位女士.
_NO_FAMILY: Final = frozenset("我你他她它您老小大女男本各位两俩那这某名个空夫众咱敝尊该其有是叫姓找跟请问转对")
_THINGS: Final = frozenset("车花路米沙包皮井毛铁房时方高师招学卫民习平安成全项施管文余应常")
# Of the unsure ones, those that hardly stand before a title otherwise.
_HARDLY: Final = frozenset("费乐慎曾尚")
# What follows 时会计 or 向支书 where a clause begins, and follows no preposition: 向主任反映, 连主任也不管.
_ACTS: Final = re.compile(
    "说|在|是|已|来[过了]?(?![自的])|今[天晚]|昨[天晚]|强调|指出|主持|带队|安排|答[应复]|同意|回[复话电]|负责|态度|"
    "的(?:电话|手机|办公室|微信)|人很|很|[:,。]"
)
_NOT_SO: Final = {"应": re.compile("的?(?:要求|邀请|请求|安排)"), "连": re.compile(r"[^,。]{0,8}[都也]")}
# With which a body ends and no name.
_BODIES: Final = frozenset("司店厂校院局委办部处会厅区县市镇乡村")
# Before a trade or a byname these are family names too: 张胖子, 马木匠, 罗大厨.
_LONE: Final = frozenset(
    "马厉麻茅仝亢仇刁匡卓咸喻姬宓宦寇屈岑巩弓戎戚扈揭晁晏暨桂梅母毋池沃湛滑濮牟狄甄畅盛瞿祁祖禹竺符笪糜綦缪翦臧舒芮苗苟茹荀荆莘菅蔚蔺薄虞谯谷贲贡逄逯邝郎郏郝郦钭闻闵阚隋雍雒靖鞠韶麦"
    "张黄罗梁苏田夏傅方熊段江尹史龙万康易乔施洪安温柴左关齐纪屈蒲游宁柳项米蓝涂席简曲古苑桑冷连明仇喻鲁季申"
)
_HEARD_OF: Final = frozenset("国衣禚")
"""Family names that are everyday characters besides, and only before a title and at the head of a clause names."""
_TURNED: Final = frozenset("一下 找下 问下 问问 告诉 联系 通知 感谢 多谢 谢谢 转告 麻烦 拜托".split())  # noqa: SIM905
_ONE_SIGN: Final = frozenset("姐哥叔婶伯嫂姨")
_ASKED: Final = frozenset("找归由跟问让给是和请叫向有")
_NOT_WORK: Final = re.compile(
    "工(?:作|程|人|资|会|具|业|地|厂|友|种|时|商|期|夫|匠|龄|钱|牌|序|艺|伤|头|单|装|棚|段|场)"
)
_THANKED: Final = frozenset("谢谢 感谢 多谢 表扬 辛苦 麻烦 拜托 尊敬 敬爱 敬的 爱的 烦请 请教".split())  # noqa: SIM905
"""Before 任书记 and 时主任: what is said to and of a person."""
_COUNTED: Final = frozenset("0123456789一二三四五六七八九十几")
_SPACED: Final = re.compile(r"(?<![\u3400-\u9fff])([\u3400-\u9fff]) ([\u3400-\u9fff])(?: ([\u3400-\u9fff]))? ?$")


def titled(text: str, folded: str, titles: Mapping[int, int]) -> Iterator[Span]:
    """The longest name that ends where each of `titles` begins."""
    inside = {place for start, end in titles.items() for place in range(start + 1, end)}
    for at, end in titles.items():
        title = folded[at:end]
        if at in inside or (title in SHORT and folded[end : end + 1] in _AFTER_SHORT and end < len(folded)):
            continue
        if title in SHORT and SHOP.match(folded, end):  # 花婶米粉
            continue
        if title == "会计" and folded[end : end + 1] == "划":  # 会 计划
            continue
        if title in ENDED and not _person_goes_on(folded, at, end):
            continue
        span = _titled(text, folded, at, title) or _spaced(text, folded, at) or _rare(text, folded, at, title)
        if span is not None:
            yield span


def _person_goes_on(folded: str, at: int, end: int) -> bool:
    if folded[at - 1 : at] in SURE and not everyday(folded, at - 1) and folded[at : end + 1] not in EVERYDAY:
        # 水务阎工：…, 公司靳总不给…: a family name that is nothing else
        closed, alone = not is_han(folded, end), not is_han(folded, at - 2) or _role_ends(folded, at - 1)
        alone = alone or folded[at - 2] in "跟和同搵找叫与畀俾问"
        if closed or ((alone or folded[at] in "总科队") and bool(_SURE_GOES_ON.match(folded, end))):
            return True
    before = folded[at - 2 : at - 1]
    opened = before == "的" or (folded[at - 1] not in _THINGS and not is_han(folded, at - 2))
    if folded[at] in "工总" and opened and not is_han(folded, end) and not everyday(folded, at - 1):
        return True  # 毕工，水泵房…; 广电的方工，…
    if folded[at] == "工" and before in _ASKED and folded[at - 1] not in _THINGS and not _NOT_WORK.match(folded, at):
        return True  # 找罗工啊, 归计工管
    if folded[at] in "科队":
        return False
    if folded[at] in "总工" and end < len(folded) and folded[end] not in "说":
        return False
    before = folded[at - 2 : at - 1]
    alone = not is_han(folded, at - 2) or before in OPENERS
    called = not is_han(folded, at - 2) and not is_han(folded, end) and folded[at - 1 : at] in "方高时应安"
    return alone and (called or folded[at - 1 : at] not in _THINGS) and bool(_GOES_ON.match(folded, end))


def _role_ends(folded: str, at: int) -> bool:
    return any(folded[at - size : at] in ROLES for size in (2, 3) if size <= at)


def _titled(text: str, folded: str, at: int, title: str) -> Span | None:
    for size in (4, 3, 2, 1):
        start = at - size
        if start < 0 or not all(is_han(folded, place) for place in range(start, at)):
            continue
        length = family(folded, start)
        if not length or size - length > 2 or size < length:
            continue
        given = folded[start + length : at]
        kin = title in _KIN and len(given) > 1
        thanked = not given and folded[max(0, start - 2) : start] in _THANKED
        if everyday(folded, start) and not thanked and not ((kin or title in _FORMAL) and _whole(folded, start, given)):
            continue
        if folded[start] == "祝" and given and given in SURE:
            continue  # 祝|张老师
        house = given == "家" and title in _CALLED_SO and folded[start] in SURE
        if (any(sign in NOT_GIVEN for sign in given) and not house) or (given and (title in SHORT or title in ENDED)):
            continue
        if _belongs(folded, start, at, given, title):
            return mark(text, start, at - house, "name")  # 张家大嫂
    return None


def _rare(text: str, folded: str, at: int, title: str) -> Span | None:
    """找库小姐: one character alone before a polite title is a family name, whether it is on a list or not."""
    sign, before = folded[at - 1 : at], folded[at - 2 : at - 1] if at > 1 else ""
    headed = not (is_han(folded, at - 2) or before.isdigit()) or _role_ends(folded, at - 1)
    headed = headed or before in "找是叫问请给跟" or folded[max(0, at - 3) : at - 1] in _TURNED
    called = title in _CALLED_SO or title in POSTS or title in _ONE_SIGN
    other = sign in "元兼" or (sign in "水木" and title in POSTS)  # 兼站长, 水电工
    if called and (sign in RARE or sign in _HEARD_OF) and not other and headed:
        return None if folded[at - 1 : at + 1] in EVERYDAY else mark(text, at - 1, at, "name")  # 敬阿公
    if title not in _FORMAL or at < 1 or not is_han(folded, at - 1) or sign in NOT_GIVEN or sign in _NO_FAMILY:
        return None
    opened = not is_han(folded, at - 2) or before in "找是叫姓请问转" or folded[max(0, at - 3) : at - 1] == "联系"
    opened = opened or _role_ends(folded, at - 1)  # 户主母先生
    return mark(text, at - 1, at, "name") if opened else None


def _whole(folded: str, start: int, given: str) -> bool:
    """和平先生: all of what stands before the title is a name, whatever it means otherwise."""
    return bool(given) and not is_han(folded, start - 1) and all(sign in GIVEN for sign in given)


def _belongs(folded: str, start: int, at: int, given: str, title: str) -> bool:
    """Whether what stands before `start` allows a name to begin there."""
    if folded[start] in "楼栋" and given and folded[start - 1 : start] in _COUNTED:  # 四楼戚先生
        return False
    before = folded[start - 1 : start]
    if not given and len(title) > 1 and title not in POSTS and folded[max(0, start - 2) : start] in _THANKED:
        return True  # 谢谢任书记
    if (title in SEATS and (given or title[0] == folded[start])) or folded[start:at] in ("原", "党"):
        return False  # 晋安区|长乐路, A3区|区长信箱, 原|副局长
    if folded[start:at] == "任" and before and before in "上下新老前" and not is_han(folded, start - 2):
        return False  # 上任|书记
    if (folded[at - 1] in _BODIES and given) or (
        folded[start:at] == "任" and is_han(folded, start - 1) and before not in OPENERS
    ):
        return False  # 同丰公司|总经理, 在一中任|副校长
    if title in POSTS:
        opened = not is_han(folded, start - 1) or folded[start - 1] in OPENERS
        lone = folded[start] in _LONE and (not is_han(folded, start - 1) or folded[start - 1] in "是找叫让")
        counted = folded[start - 1 : start] in _COUNTED or folded[start - 1 : start].isdigit()
        return opened and not given and not counted and (folded[start] in SURE or lone)
    if not given:
        return at - start > 1 or _stands_alone(folded, start, title)
    if folded[start] in UNSURE and folded[start] != "区":
        return folded[start - 1 : start] in ("是", "姓", "叫", "找") or (
            _whole(folded, start, given) and folded[start:at] in EVERYDAY
        )
    if not is_han(folded, start - 1) or folded[start - 1] in OPENERS:
        return True
    # Half a name masked would show the other half: where the last character alone would pass, all of it goes.
    return folded[start] != "区" and bool(family(folded, at - 1)) and _stands_alone(folded, at - 1, title)


def _stands_alone(folded: str, start: int, title: str) -> bool:
    """Whether one character before a title is a family name here, and not the end of another word."""
    sign, before = folded[start], folded[start - 1 : start]
    if sign == "区" and is_han(folded, start - 1):
        return before in OPENERS
    if sign not in GRAMMAR and _role_ends(folded, start):
        return True  # 保安于队长, 老板占姐
    if sign in _HARDLY and (len(title) > 1 or (title in ENDED and sign in SURE)):
        return True  # 医院费医生, 曾科一起
    if sign in UNSURE and sign != "区":
        if len(title) > 1 and not is_han(folded, start - 1) and _acts(folded, sign, start + 1 + len(title)):
            return True
        polite = title in ("先生", "女士", "师傅") or (title in _KIN and sign not in GRAMMAR)
        return (polite and not is_han(folded, start - 1)) or before in ("是", "姓", "叫", "找", "转", "请", "陪")
    if title in ("姐", "哥") and folded[start + 2 : start + 3] in AFTER and before not in _COUNTED:
        return folded[start : start + 2] not in EVERYDAY and sign not in _THINGS  # 早餐店张姐把…
    if title in ("姐", "哥", "生", "同学", "姐姐", "哥哥", "妹妹", "弟弟", "老板", "干事"):
        opened = sign in SURE or not is_han(folded, start - 1) or before in OPENERS
        return opened and folded[start : start + 2] not in EVERYDAY
    return True


def _acts(folded: str, sign: str, end: int) -> bool:
    """Whether the sentence goes on at `end` as it does after a person who is its subject."""
    other = _NOT_SO.get(sign)
    return sign != "和" and not (other and other.match(folded, end)) and bool(_ACTS.match(folded, end))


def _spaced(text: str, folded: str, at: int) -> Span | None:
    """李 明 先生."""
    found = _SPACED.search(folded, max(0, at - 7), at)
    if found is None or not family(folded, found.start()):
        return None
    return mark(text, found.start(), len(folded[:at].rstrip()), "name")
