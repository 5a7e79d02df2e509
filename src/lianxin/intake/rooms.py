"""Rooms told by their number alone: the neighbour's a leak runs to (漏到201去了), one's own (我是1802的业主), one that
somebody knocks at (敲了602的门). What costs, counts, drives or is measured has such numbers too and stays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from lianxin.intake.folding import fold_counts
from lianxin.intake.span import Span, mark

# A room by its shape: floor 1 to 49, flat 01 to 29; no year, and none of 110 to 129, which are dialled.
_ROOM = r"(?!(?:19|20)[0-9]{2}(?:年|-|/|\.)|1[12][0-9](?![0-9]))(?:[1-9]|[1-4][0-9])[0-2][0-9](?<!00)(?![0-9])"
_HEAD = r"(?<![0-9A-Za-z.\-/:#第共约近达元])"
_TAIL = r"(?![0-9A-Za-z%]|\.[0-9])"
_COUNTS = (
    r"(?!\s?(?:个|人|名|元|米|年|月|天|日|次|位|平|多|余|公|斤|块(?!板)|度|条|万|千|分|小时|厘|毫|吨|瓦|伏|种|项|路|线|医院|县道|车队|"
    r"号(?!房)|公交|班|国道|省道|高速|票|户(?!主)|级|届|期|页|毛|米|件|台|辆|只|岁|分钟|秒))"
)
# Where water and what falls goes, and who is told of beside: 漏到201, 滴到楼下302, 渗进了405.
_LEAKS: Final = re.compile(
    rf"(?:[漏滴渗流淋浸泡灌][水湿]*(?:到|去|进|给|下|落|了|至){{1,2}}(?:了|楼下|隔壁|我家|我们|他家|人家|的){{0,2}})({_ROOM}){_TAIL}{_COUNTS}"
)
# Of whom it is said: 我1802的, 我是1802的业主, 我家1802, 邻居1803, 门牌602, 房号：3-602.
_SAID: Final = re.compile(
    rf"(?:我们?家?是|我们?家|[,，。;!?\s]我|^我|邻居|住户|隔壁的?|对门的?|对面的?|楼[上下]的|门牌号?|房间?号码?|房号)[是为:\s]{{0,2}}"
    rf"((?:[0-9]{{1,2}}[\-—])?{_ROOM}){_TAIL}{_COUNTS}(?!\s?(?:房间|路|医))"
)
# What a room has, or who is in it: 602的阿婆, 602没人, 602门口, 602家.
_OWNED: Final = re.compile(
    rf"{_HEAD}({_ROOM}室?)(?=的(?:门(?!诊)|窗|阳台|厨房|厕所|卫生间|空调|水[表管龙]|电表|狗|猫|阿[婆公姨伯叔]|老人|奶奶|爷爷|婆婆|小孩|孩子|"
    r"业主|租[客户]|房东|房客|户主|女主人|男主人|那[位个家户]|这[位个家户]|人家?(?!工|数|次)|邻居|住户|天花|墙|卧室|客厅|主人|男的|女的|两口子|夫妻|"
    r"大[爷妈哥姐叔]|一家|叔叔|阿姨|先生|女士|小姐|房子|钥匙|快递|信箱|装修|油烟|洗衣机|下水)|(?:一直|经常|老是|常年|好久|都)?没人(?:在|住|应|开|$|[^\u3400-\u9fff])|"
    r"门口|家(?:里|的|漏|没|养|门)|内漏|宿舍(?:里|的|$|[^\u3400-\u9fff])|敲门|装修)"
)
# What only a household does or has, at the head of a clause: 1602说不关他事, 1602养了狗, 504阿婆.
_DOES: Final = re.compile(
    rf"(?<![^\s,，。;；!！?？:：、(])({_ROOM})(?=拒绝|说(?!明)|住着|住的|租给|出租|是(?:空置|出租|空房|租)|空调|噪音|养[了着的鸡狗猫]|高空抛|欠费|"
    rf"阿[婆公姨伯叔]|大[爷妈]|奶奶|爷爷|老[人太伯]|业主|把|和[0-9]{{3,4}}(?:共用|吵|打架|两家)|不开门|不同意|堆[放了满]|占[了着用])"
    rf"|(?<=[姨伯叔婶婆公爷生士姐哥妈户家])[(（]({_ROOM}|[0-9]{{1,2}}[\-—]{_ROOM})[)）]"
    rf"|(?:[0-9一二三四五六七八九十]楼的|就是|户是|送[水货饭餐菜]?到|地址是?[:：]?|[爷妈婆公伯叔姨婶]家(?:在|是)?|欠费的?是?|看下|看看|查下|"
    rf"楼[,，的]{{1,3}})({_ROOM}){_TAIL}{_COUNTS}"
)
# What is done with one: 敲602的门, 去602敲门, 找602要钱, 帮602收快递.
_DONE: Final = re.compile(
    rf"(?:敲[了过开]?|找[了过]?|上[了]?|去[了过]?|帮|给|把|被|跟|问[了过]?|投诉[了过]?|举报)({_ROOM}){_TAIL}"
    r"(?=的(?:水|阿|老|孩|小)|敲|要|理论|说|的门|门|关|收|赔|开|修|拿|借|商量|沟通|协商|骂|打扰|占|堵|投诉|举报|半夜|天天|[,，。;!?]|$)"
)
# In a text that tells of a room: others joined to it by what joins people of one house.
_JOINED: Final = re.compile(
    rf"(?:(?<=[到至和跟与从往及、,，是去给对帮找])|(?<=不是)|(?<=楼[上下])|(?<=我家)|(?<=投诉)|(?<=还有))"
    rf"({_ROOM}){_TAIL}{_COUNTS}"
)
# Rooms at both ends of what befalls all between: 302到502都停水, 是301漏的，不是401, 501的水流到401.
_BETWEEN: Final = re.compile(
    rf"{_HEAD}({_ROOM})(?:到|至|和|跟|与|、|还有)({_ROOM}){_TAIL}(?=(?:家|几户|两户|三户|都|全|的)?(?:停[水电]|没[水电]|漏|吵|打架|断[水电]))"
    rf"|{_HEAD}({_ROOM})(?=(?:家|的水|往下|的水管|的管道)*(?:漏|滴|渗|流到))"
)
_YEAR: Final = re.compile("(?:19[5-9]|20[0-3])[0-9](?![0-9])")
# What may be a room at all, and no year; most texts hold none.
_ALIKE: Final = re.compile(
    r"(?<![0-9])(?:[1-9]|[1-4][0-9])[0-2][0-9](?<!00)(?![0-9年元路万])(?<!19[5-9][0-9])(?<!20[0-3][0-9])"
)
_THREE: Final = re.compile("[0-9]{3}")
_NEAR_PUBLIC: Final = re.compile(
    r"(?:医院|学校|公交|地铁|会议|办公|教室|窗口|取号|号线|路|国道|省道|车次|航班|热线|第|版本|编号|型号|预算|价格|单价|投了?|涨|降|罚|升|走|跳)$"
)


def rooms(text: str, doors: Iterable[Span]) -> Iterator[Span]:
    """Rooms in `text` that are told by their number alone; `doors` are those that were found."""
    folded = fold_counts(text)
    if _ALIKE.search(folded) is None:
        return
    patterns = [_LEAKS, _SAID, _OWNED, _DOES, _DONE, _BETWEEN]
    found = [one for pattern in patterns for one in pattern.finditer(folded)]
    known = bool(found) or any(_THREE.search(fold_counts(door.text)) for door in doors)
    if known:
        found += _JOINED.finditer(folded)
    for one in found:
        for group in range(1, (one.lastindex or 0) + 1):
            start, end = one.span(group)
            if start < 0 or _NEAR_PUBLIC.search(folded, max(0, start - 4), start):
                continue
            year = one.re in (_JOINED, _SAID, _DONE, _LEAKS) and _YEAR.match(folded, start)
            if not year and f"{folded[start:end]}路" not in folded:
                yield mark(text, start, end, "door", "像是住处", "seems to be where someone lives")
