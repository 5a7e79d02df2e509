"""What is called as people are, and is nobody: brands, shops, plants, estates, animals, the famous. A find
that is such a thing is dropped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from typing import Final

from ahocorasick_rs import AhoCorasick

from lianxin.intake.names import CANTONESE
from lianxin.intake.span import Span
from lianxin.intake.statistics import Words

# What a shop is called: 老刘羊肉粉, 老王烧烤, 花姐米线.
SHOP: Final = re.compile(
    "[羊牛鸡鱼鸭猪]肉?[肉粉面杂汤架]|烧[烤腊鹅]|火锅|[面粉饭菜酒茶药]馆|[饭菜面粉药酒]店|早餐|包子|小吃|"
    "餐[馆厅]|超市|理发|炒货|"
    "熟食|水果|大排档|麻辣|米[线粉]|"
    "烤[鱼鸭串肉]|拉面|豆腐|馒头|饺子|便利|杂货|烘焙|蛋糕|奶茶|凉[皮茶粉面]|螺蛳|煎饼|卤[味菜肉]|鸭脖|私房菜|"
    "农家乐|土菜|家常菜|"
    "菜刀|剪刀|美[发甲容]|造型|洗[车衣]店|五金|百货|服[装饰]店|鞋店|花店|书店|珠宝|金[店行]|大药房|眼镜店|"
    "幼儿园|诊所|黄焖|酸[菜辣]|串串|冒菜|甜品|糖水|肠粉|煲仔|"
    "牌|牛杂|海鲜|生鲜|粮油|修车|装饰|家具|家电|照相|摄影|影楼|快餐|饭庄|酒[家楼]|酱[鸭肉菜]|辣酱|方便面|"
    "矿泉水|饮料|啤酒|茶[叶庄]|麻花|烧饼|锅盔|大虾|小龙虾|酸奶"
)
# What is called after somebody long known: 冼星海路, 梁启超纪念馆.
MEMORIAL: Final = re.compile(
    "纪念|故居|公园|大道|[美艺]术馆|体育[馆场]|图书馆|剧院|剪刀|菜刀|专卖|店前|的歌|路(?![过上边口遇])|方便面|"
    "牌(?:的|子?[电洗油空冰汽手])|旗舰店|麻辣烫|黄焖鸡|羽绒服|运动鞋|球鞋|凉茶|珠宝|金店|辣酱"
)

# What an animal is called: 金毛叫旺财, 那只猫名叫咪咪.
_ANIMAL: Final = re.compile(
    "(?:[猫狗犬龟兔]|鹦鹉|八哥|泰迪|柯基|金毛|哈士奇|仓鼠|宠物|[只条头匹](?:猫|狗|犬|羊|牛|马|鹅))子?"
    '(?:名?叫做?|名字[是叫]|的名字[是叫]|小名[是叫]?)[“「"]?$'
)
# The same of one that ran off, and is told further back: 猫跑了，橘色的，叫团团. Who keeps it is somebody.
_RAN_OFF: Final = re.compile(
    r"(?:[猫狗犬龟兔]|鹦鹉|八哥|泰迪|柯基|金毛|哈士奇|仓鼠|宠物|三花|比熊|边牧|柴犬|博美)(?![\u3400-\u9fff]?(?:主|的人|贩))"
    r"[^。;!?\n她他户老女男主邻阿]{0,26}(?:叫[它做]?|名字?[叫是]?|小名)[:“「\"]?$"
)
# What somebody calls himself where he is not known, longer than a name: 网名叫春暖花开.
_SCREEN_NAME: Final = re.compile(
    r"(?:网名|昵称|群名|微信名|头像|签名)(?:字|叫|是|为|:|\s){0,3}([\u3400-\u9fff]{4,8})(?![\u3400-\u9fff])"
)
_WHOLE: Final = 4
"""Class of an everyday word from which on a name between two words is nobody's: 武侠|小说 (statistics.py)."""


def _two_words(folded: str, name: Span) -> bool:
    """Whether the name is one everyday word and the beginning of the next: 武侠小|说, 毛毛雨."""
    size = name.end - name.start
    if size != 3:
        return False
    near = Words(folded[name.start : name.end + 2])
    return near.common(0, 2) > 0 and any(
        left == 2 and right > 3 and rank >= _WHOLE for right, words in near.ending.items() for left, rank in words
    )


@cache
def _things() -> AhoCorasick:
    lines = resources.files("lianxin.intake").joinpath("lists", "things.txt").read_text("utf-8").splitlines()
    words = [word for line in lines if not line.startswith("#") for word in line.split()]
    return AhoCorasick(list(dict.fromkeys(words)), store_patterns=False)


@cache
def _said() -> AhoCorasick:
    return AhoCorasick(sorted(CANTONESE), store_patterns=False)


def people_only(folded: str, names: Iterable[Span]) -> Iterator[Span]:
    """`names` without those that are part of a thing which only is called as somebody might be, and without those that
    begin inside a word of Cantonese."""
    found = list(names)
    if not found:
        return
    places = [(start, end) for _, start, end in _things().find_matches_as_indexes(folded, overlapping=True)]
    words = _said().find_matches_as_indexes(folded, overlapping=True)
    said = {at for _, start, end in words for at in range(start, end)}
    named = "名" in folded or "昵称" in folded
    chosen = [one.span(1) for one in _SCREEN_NAME.finditer(folded)] if named else []
    torn = [(name.start, name.end) for name in found if _two_words(folded, name)]
    for name in found:
        thing = name.start in said or any(start <= name.start and name.end <= end for start, end in places)
        if thing or any(
            start <= name.start and name.end <= end and name.end - name.start < end - start for start, end in chosen
        ):
            continue
        if any(start < name.end and name.start < end for start, end in torn):
            continue
        if _ANIMAL.search(folded, max(0, name.start - 9), name.start):
            continue
        if not (name.end - name.start == 2 and _RAN_OFF.search(folded, max(0, name.start - 36), name.start)):
            yield name
