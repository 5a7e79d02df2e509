"""What people are called by where no full name is told: 范胖子, 张家那小子, 胖叔, 二狗子, 叫大壮的, 豆豆妈妈."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import Final

from lianxin.intake.brands import SHOP
from lianxin.intake.names import AFTER, COMMON, EVERYDAY, SURE, is_han
from lianxin.intake.span import Span, mark
from lianxin.intake.statistics import Words

_HAN = "\u3400-\u9fff"
_GOES_ON = "".join(sorted(AFTER)) + "夜白早晚中午托问催劝陪送介刚上想参喜走发唔又还今明昨他她您你每天话嗌各一"
# Somebody of a family: 张家那小子, 老李家的二儿子.
_OF_FAMILY: Final = re.compile(
    rf"(?<![{_HAN}])([{''.join(sorted(SURE))}张黄高马罗方石田金江于史龙夏任丘梅祝季安白常段易童温]|欧阳|上官|诸葛|司徒)家"
    r"(?:那|的|那个|这|那俩|屋)?(?:[大二三小老][儿媳闺女小丫小妹儿孙]{1,2}子?|小子|闺女|媳妇|儿媳|老[大二三四头太婆公]|丫头|娃儿?|男人|女人|婆娘|两口子|兄弟|姑娘|小孩|孩子|儿子|女儿|孙子|小伙|奶奶|爷爷|老人|婆婆|阿[婆公姨叔])"
)
# By looks: 胖叔, 瘦婶, 胖姐.
_LOOKS: Final = re.compile(
    rf"(?<![{_HAN}])[胖瘦矮黑憨聋哑秃麻]([叔哥姐婶爷伯嫂姨婆妹])(?=[^{_HAN}]|[{_GOES_ON}])"
)
# As children of villages are called, who stay so: 二狗子, 铁蛋, 栓柱.
_PET: Final = (
    "[二三大小]?狗[子蛋剩娃]子?|[二三]狗|铁[蛋柱娃牛]|[栓锁拴]柱|[柱栓虎牛强锁]子|[大二三]壮|[二三]牛|[虎牛毛]娃|毛蛋|[二三]愣子?|愣子|"
    "[二三四]娃子?|[二三四]毛|[二三]蛋|[大二三]柱|[大二三]妮|幺妹|幺娃|[大二三]妞|丑[娃妮]|石头|铁锤|铁锁|大春|大山|大军|大勇|大刚|大强|大鹏|大海"
)
_PET_SEAM: Final = "门头尾边口村组家楼壁区院里的叫个与和跟被让找是给"
_VILLAGE: Final = re.compile(
    rf"(?:(?<![{_HAN}])|(?<=[{_PET_SEAM}]))((?:[二三大小]?狗[子蛋剩娃]子?|铁[蛋柱]|[栓锁拴]柱|[二三]壮|大壮|[二三]愣子|[虎牛]娃子?|[二三]娃子|[二三]妮|幺[妹娃])(?:儿)?)"
    rf"(?=[^{_HAN}]|家|[又把在天老总说他她跟和那昨今每还就的拿骑开养带没不偷])"
)
# Behind 叫, and then the words that say of whom: 有个叫大壮的, 阿姨叫英子，.
_CALLED: Final = re.compile(
    rf"(?:[个位人姨叔伯婶哥姐弟妹婆公爷奶孩娃仔女男员工生傅姆嫂板东客友居子娘]|[都家大我们孩子小名]{{1,2}})(?:名|小名|就|都|外号|绰号|人称)?叫(?:做|他|她|作)?"
    rf"((?:{_PET}|[{COMMON}英兰芳强军]子|[大二][{COMMON}壮]|[{COMMON}][{COMMON}]))(?=的|[,。;!?、)]|$)"
)
_BYNAME: Final = re.compile(rf"(?:外号|绰号|花名(?!册)|诨名|小名|乳名)(?:叫|是|为|:)?[“\"「]?([{_HAN}]{{2,4}})(?=[”\"」,。;!?、)的]|$)")
# A parent by the child's name, a doubled one or two given characters: 豆豆妈妈, 子涵爸爸.
_PARENT: Final = re.compile(
    rf"(?:(?<![{_HAN}])|(?<=[叫找和与跟被给让问是请]))((?![爸妈爷奶公婆姑叔伯姨哥姐弟妹太舅天人个人家处常刚好])([{_HAN}])\2|(?![本全同各月])[{COMMON}]{{2}}(?<![大小老伯叔和]))"
    rf"(?:的)?(?:妈妈|爸爸|[妈爸](?![妈爸])|外婆|外公|姥姥|奶奶|爷爷|家长)(?=[^{_HAN}]|[{_GOES_ON}])"
)
# A given name before a word for who somebody is: 金贵叔, 秀兰大妈, 志强师傅.
_GIVEN_TITLE: Final = re.compile(
    rf"(?<![{_HAN}0-9])((?![本全同各月])[{COMMON}]{{2}}(?<![大小老伯叔和]))(?=(?:大[妈娘爷伯叔婶嫂姐哥]|阿[姨婆公伯叔]|奶奶|爷爷|婆婆|伯伯|叔叔|师傅|同学|小朋友|小宝贝|妹子|妹妹|老[哥弟师]|[伯爷婆])"
    rf"(?:[^{_HAN}]|[{_GOES_ON}]))"
)
_NO_PET: Final = frozenset("孩子 儿子 女子 男子 老子 妻子 样子 日子 房子 车子 位子 名字 金子 银子 石子 王子 公子 才子 君子 文子 包子 花子".split())  # noqa: SIM905
_HEARD: Final = frozenset("人车门救卖苦好停醒我你他她它什怎这那不").union("急")


def nicknames(text: str, folded: str, roles: Container[int]) -> Iterator[Span]:
    """`roles`: where words end that say what somebody is."""
    if "家" in folded:
        for found in _OF_FAMILY.finditer(folded):
            yield mark(text, *found.span(1), "name")
    for found in _LOOKS.finditer(folded):
        if not SHOP.match(folded, found.end()):
            yield mark(text, *found.span(), "name")
    for found in _VILLAGE.finditer(folded):
        yield mark(text, *found.span(1), "name")
    if "叫" in folded:
        for found in _CALLED.finditer(folded):
            if found[1] not in _NO_PET and found[1][0] not in _HEARD and not _word(folded, *found.span(1), 3):
                yield mark(text, *found.span(1), "name")
    if "名" in folded or "号" in folded:
        for found in _BYNAME.finditer(folded):
            if not _word(folded, *found.span(1), 4):
                yield mark(text, *found.span(1), "name")
    if "妈" in folded or "爸" in folded or "奶" in folded or "爷" in folded or "外" in folded or "家长" in folded:
        for found in _PARENT.finditer(folded):
            if not _word(folded, *found.span(1), 0):
                yield mark(text, *found.span(1), "name")
    for found in _GIVEN_TITLE.finditer(folded):
        if not _word(folded, *found.span(1), 0):
            yield mark(text, *found.span(1), "name")


def _word(folded: str, start: int, end: int, most: int) -> bool:
    """Whether `folded[start:end]` is an everyday word of a class above `most`."""
    return folded[start:end] in EVERYDAY or Words(folded[start:end]).common(0, end - start) > most
