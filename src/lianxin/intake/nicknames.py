"""What people are called by where no full name is told: 范胖子, 张家那小子, 胖叔, 二狗子, 叫大壮的, 豆豆妈妈."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import Final

from lianxin.intake.brands import SHOP
from lianxin.intake.names import AFTER, COMMON, EVERYDAY, SURE
from lianxin.intake.span import Span, mark
from lianxin.intake.statistics import Words

_HAN = "\u3400-\u9fff"
_GOES_ON = "".join(sorted(AFTER)) + "夜白早晚中午托问催劝陪送介刚上想参喜走发唔又还今明昨他她您你每天话嗌各一"
# Somebody of a family: 张家那小子, 老李家的二儿子.
_OF_FAMILY: Final = re.compile(
    rf"([{''.join(sorted(SURE))}张黄高马罗方石田金江于史龙夏任丘梅祝季安白常段易童温](?<![{_HAN}].)|(?:欧阳|"
    rf"上官|诸葛|司徒)(?<![{_HAN}]..))家"
    r"(?:那|的|那个|这|那俩|屋|[两三几])?(?:兄弟[俩们]?|姐妹[俩们]?|父子[俩]?|母[子女]俩?|[大二三小老][儿媳闺女小丫小妹儿孙]{1,2}子?|小子|闺女|媳妇|儿媳|"
    r"老[大二三四头太婆公]|丫头|娃儿?|男人|女人|婆娘|两口子|兄弟|姑娘|小孩|孩子|儿子|女儿|孙子|小伙|奶奶|爷爷|"
    r"老人|婆婆|阿[婆公姨叔])"
)
# By looks: 胖叔, 瘦婶, 胖姐.
_LOOKS: Final = re.compile(rf"[胖瘦矮黑憨聋哑秃麻](?<![{_HAN}].)([叔哥姐婶爷伯嫂姨婆妹])(?=[^{_HAN}]|[{_GOES_ON}]|$)")
# The same behind a family name: 李胖哥, 王瘸腿.
_OF_LOOKS: Final = re.compile(
    rf"([{''.join(sorted(SURE))}张黄高马罗何林夏田江方])(?:(?<![{_HAN}].)|(?<=[找叫给跟和与让是的请问门壁下上被把].))"
    rf"(?=(?:[大小老]?[胖瘦矮黑憨聋哑秃麻瘸傻高][叔哥姐婶爷伯嫂姨婆妹子]|瘸腿|独眼|罗锅|结巴|秃头|大头|大脚|黑子|歪嘴)"
    rf"(?:[^{_HAN}]|[{_GOES_ON}修卖家]|$))"
)
# As children of villages are called, who stay so: 二狗子, 铁蛋, 栓柱.
_PET: Final = (
    "[二三大小]?狗[子蛋剩娃]子?|[二三]狗|铁[蛋柱娃牛]|[栓锁拴]柱|[柱栓虎牛强锁]子|[大二三]壮|[二三]牛|"
    "[虎牛毛]娃|毛蛋|[二三]愣子?|愣子|"
    "[二三四]娃子?|[二三四]毛|[二三]蛋|[大二三]柱|[大二三]妮|幺妹|幺娃|[大二三]妞|丑[娃妮]|石头|铁锤|铁锁|大春|"
    "大山|大军|大勇|大刚|大强|大鹏|大海"
)
_PET_SEAM: Final = "门头尾边口村组家楼壁区院里的叫个与和跟被让找是给"
_VILLAGE: Final = re.compile(
    rf"(?:(?<![{_HAN}])|(?<=[{_PET_SEAM}]))((?:[二三大小]?狗[子蛋剩娃]子?|铁[蛋柱]|[栓锁拴]柱|[大二三]壮|"
    rf"[二三大]牛|[二三]愣子|[虎牛]娃子?|[二三]娃子|[二三]妮|幺[妹娃])(?:儿)?)"
    rf"(?=[^{_HAN}]|家|[又把在天老总说他她跟和那昨今每还就的拿骑开养带没不偷])"
)
# As neighbours call one another, where kin or the house follows: 大军家的狗, 小芳她妈, 大伟媳妇.
_OF_SMALL: Final = re.compile(
    rf"([大小二三](?<![{_HAN}].)[军勇伟刚强鹏明华芳红丽燕玲霞娟英兰梅珍琴萍斌波杰辉涛飞龙虎凤莲云宝])"
    r"(?=家[的里门那老那有院养]|[他她](?:们?家|[爸妈爹娘奶爷哥弟姐妹]|婆婆|公公|媳妇|男人|老[婆公])|媳妇|老[婆公]|两口子|夫妻俩)"
)
# The same of any two given characters, before kin that 他 or 她 or nothing joins: 秀芳她婆婆, 志强媳妇.
_KIN_OF: Final = re.compile(
    rf"([{COMMON}](?<![{_HAN}].)(?<![本全同各月])[{COMMON}](?<![大小老伯叔和]))"
    r"(?=[他她](?:[爸妈爹娘奶爷哥弟姐妹]|婆婆|公公|媳妇|男人|老[婆公])|媳妇|两口子|夫妻俩)"
)
# Behind 叫, and then the words that say of whom: 有个叫大壮的, 阿姨叫英子，.
_CALLED: Final = re.compile(
    rf"(?:[个位人姨叔伯婶哥姐弟妹婆公爷奶孩娃仔女男员工生傅姆嫂板东客友居子娘]|"
    rf"[都家大我们孩子小名]{{1,2}})(?:名|小名|就|都|外号|绰号|人称)?叫(?:做|他|她|作)?"
    rf"((?:{_PET}|[{COMMON}英兰芳强军]子|[大二][{COMMON}壮]|[{COMMON}][{COMMON}]))(?=的|[,。;!?、)]|$)"
)
_BYNAME: Final = re.compile(
    rf"(?:外号|绰号|花名(?!册)|诨名|小名|乳名)(?:叫|是|为|"
    rf":)?[“\"「]?((?![不没无也是叫为就都还写填要可])[{_HAN}]{{2,4}})(?=[”\"」,。;!?、)的]|$)"
)
# A parent by the child's name, a doubled one or two given characters: 豆豆妈妈, 子涵爸爸.
_PARENT: Final = re.compile(
    rf"(?:(?<![{_HAN}])|"
    rf"(?<=[叫找和与跟被给让问是请]))((?![爸妈爷奶公婆姑叔伯姨哥姐弟妹太舅天人个人家处常刚好])([{_HAN}])\2|"
    rf"(?![本全同各月])[{COMMON}]{{2}}(?<![大小老伯叔和]))"
    rf"(?:的|他|她)?(?:妈妈|爸爸|[妈爸](?![妈爸])|爹|外婆|外公|姥姥|奶奶|爷爷|家长)(?=[^{_HAN}]|$|[{_GOES_ON}])"
)
# A child by its doubled name behind who it is: 外甥女雯雯, 女儿朵朵在幼儿园.
_CHILD: Final = re.compile(
    rf"(?:女儿|儿子|外?孙[子女]|外孙|外甥女?|侄[女子儿]|闺女|孩子|妹妹|弟弟|小朋友|小女孩|小男孩)(([{_HAN}])\2)"
)
_CLOSED: Final = re.compile(rf"[^{_HAN}]|$|[{_GOES_ON}生住摔丢病年]")
NO_CHILD: Final = frozenset(
    "天刚常往渐偏时年月日人家个样慢早好多仅单万断纷每连频默静统通足妈爸爷奶哭闹跑看说等乖谢太处画学教管放念唱跳玩闷走写读吃喝睡试想问听"
    "打收扫洗坐站躺歇聊谈讲玩转逛爬骑抱拍摸查催劝吓骂哄帮陪送接叫"
)
"""Doubled, these are what is done or how, and no name."""
# A given name before a word for who somebody is: 金贵叔, 秀兰大妈, 志强师傅.
_GIVEN_TITLE: Final = re.compile(
    rf"([{COMMON}](?<![{_HAN}0-9].)(?<![本全同各月])[{COMMON}](?<![大小老伯叔和]))(?=(?:大[妈娘爷伯叔婶嫂姐哥]|"
    rf"阿[姨婆公伯叔]|奶奶|爷爷|婆婆|伯伯|叔叔|师傅|同学|小朋友|小宝贝|妹子|妹妹|老[哥弟师]|[伯爷婆])"
    rf"(?:[^{_HAN}]|$|[{_GOES_ON}生住摔丢病年八七六五修腿眼耳身头手一]))"
)
_PETS: Final = re.compile("[狗铁栓锁拴壮愣娃妮幺]")
_PARENTS: Final = re.compile("[妈爸奶爷姥女子妹弟孩友媳婆夫]|外[公婆]|老[婆公]|家长|[他她]爹")
_FLOWERS: Final = frozenset(
    re.findall(
        r"\S+",
        "桂花 兰花 菊花 梅花 荷花 春花 秋菊 冬梅 腊梅 金花 银花 玉兰 海棠 牡丹 芙蓉 杜鹃 秋香 春香 玉梅 雪梅 红梅 "
        "百合 茉莉 石榴 莲花 小花 "
        "国庆 建国 建军 解放 和平 援朝 跃进 卫东 卫国 红军 红旗 胜利 铁柱 来福 来喜 平安 富贵 长寿 长生 满仓 满堂 "
        "水生 春生 根生 土生 石生",
    )
)
"""Words that are given names as often, where 叫 says that somebody is called so."""
_DOUBLED: Final = frozenset(
    re.findall(
        r"\S+",
        "果果 乐乐 豆豆 贝贝 圆圆 团团 毛毛 妞妞 丫丫 点点 星星 朵朵 糖糖 甜甜 萌萌 晶晶 莹莹 蛋蛋 牛牛 虎虎 龙龙 "
        "欢欢 笑笑 安安 宁宁 洋洋 冬冬 "
        "阳阳 亮亮 明明 兵兵 军军 红红 苗苗 花花 叶叶 果果 沙沙 娜娜 依依 想想 跳跳 奔奔 球球 壮壮 嘟嘟 嘻嘻 "
        "咪咪",
    )
)
"""Doubled words that children are called by."""
_NO_PET: Final = frozenset(
    re.findall(
        r"\S+",
        "孩子 儿子 女子 男子 老子 妻子 样子 日子 房子 车子 位子 名字 金子 银子 石子 王子 公子 才子 君子 文子 包子 花子",
    )
)
_HEARD: Final = frozenset("人车门救卖苦好停醒我你他她它什怎这那不急")


def nicknames(text: str, folded: str, roles: Container[int]) -> Iterator[Span]:
    """`roles`: where words end that say what somebody is."""
    if "家" in folded:
        for found in _OF_FAMILY.finditer(folded):
            yield mark(text, *found.span(1), "name")
    for found in _LOOKS.finditer(folded):
        if not SHOP.match(folded, found.end()):
            yield mark(text, *found.span(), "name")
    for found in _OF_LOOKS.finditer(folded):
        if not SHOP.match(folded, found.end() + 2):
            yield mark(text, *found.span(1), "name")
    if _PETS.search(folded):
        for found in _VILLAGE.finditer(folded):
            yield mark(text, *found.span(1), "name")
    yield from _by_kin(text, folded)
    if "叫" in folded:
        for found in _CALLED.finditer(folded):
            if (
                found[1] not in _NO_PET
                and found[1][0] not in _HEARD
                and (found[1] in _FLOWERS or not _word(folded, *found.span(1), 3))
            ):
                yield mark(text, *found.span(1), "name")
    if "名" in folded or "号" in folded:
        for found in _BYNAME.finditer(folded):
            if not _word(folded, *found.span(1), 4):
                yield mark(text, *found.span(1), "name")
    for found in _GIVEN_TITLE.finditer(folded):
        if found[1] in _FLOWERS or not (found[1][1] == "家" or _word(folded, *found.span(1), 0)):
            yield mark(text, *found.span(1), "name")


def _by_kin(text: str, folded: str) -> Iterator[Span]:
    """Who is told by a given name beside kin: 大军家的狗, 秀芳她婆婆, 豆豆妈妈, 外甥女雯雯."""
    if "家" not in folded and _PARENTS.search(folded) is None:
        return
    for name in _beside_kin(text, folded):
        small = (
            folded[name.start] == "小"
            and folded[name.end : name.end + 1] not in "他她家"
            and name.end - name.start == 2
            and folded[name.start + 1] != "小"
        )
        yield mark(text, name.start + 1, name.end, "name") if small else name  # 小宇妈妈


def _beside_kin(text: str, folded: str) -> Iterator[Span]:
    if "家" in folded or _PARENTS.search(folded):
        for found in _OF_SMALL.finditer(folded):
            yield mark(text, *found.span(1), "name")
        for found in _KIN_OF.finditer(folded):
            if not _word(folded, *found.span(1), 0):
                yield mark(text, *found.span(1), "name")
    if _PARENTS.search(folded):
        for found in _PARENT.finditer(folded):
            if found[1] in _DOUBLED or found[1] in _FLOWERS or not _word(folded, *found.span(1), 0):
                yield mark(text, *found.span(1), "name")
        for found in _CHILD.finditer(folded):
            closed = _CLOSED.match(folded, found.end())
            known = found[1] in _DOUBLED or (closed and found[2] not in NO_CHILD)
            if known or not (found[2] in NO_CHILD or _word(folded, *found.span(1), 0)):
                yield mark(text, *found.span(1), "name")


def _word(folded: str, start: int, end: int, most: int) -> bool:
    """Whether `folded[start:end]` is an everyday word of a class above `most`."""
    return folded[start:end] in EVERYDAY or Words(folded[start:end]).common(0, end - start) > most
