"""Names that are words (黄河, 祝福, 向阳) or begin with a family name borne seldom (战, 母, 海), where the sentence
leaves a place that none but a person takes: 黄河的准生证, 轮到江南值班, 祝福同学您好, 姓名：海鹰, @一下宁静."""

from __future__ import annotations

import itertools
import re
from collections.abc import Container, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Final

from ahocorasick_rs import AhoCorasick

from lianxin.intake.cues import ENDED
from lianxin.intake.names import (
    AFTER,
    COMMON,
    EVERYDAY,
    GRAMMAR,
    NOT_GIVEN,
    RARE,
    SINGLE,
    everyday,
    is_han,
    plain_given,
)
from lianxin.intake.span import Span, mark
from lianxin.intake.statistics import Words

_HAN = "\u3400-\u9fff"
_PAPERS: Final = (
    "的(?:准生证|身份证|户口[本簿]?|社保卡|医保卡?|低保|退休金|养老金|退休证|工资[卡条]?|病历|体检|残疾证|"
    "毕业证|居住证|暂住证|驾照|名字|电话|手机|微信|生日|爱人|"
    "媳妇|老公|老婆|妈妈|爸爸|父母|父亲|母亲|儿子|女儿|孩子|孙子|孙女|家属|家人|监护人|学费|药费|住院费|"
    "高龄津贴|申请[表书]?|报名|快递|包裹|车位|摊位|房东|邻居|签[名字]|工号|学籍|准考证|存折|银行卡|红马甲|工牌|"
    "座位|假条|档案|家里|家人|"
    "同学|同事|班主任|丈夫|妻子|哥哥|姐姐|弟弟|妹妹)"
)
_ACTS: Final = (
    "今年(?:[0-9一二三四五六七八九十刚才]|多大)|[,，]?[男女](?![友孩性装人])|[0-9]{1,2}岁|(?:昨天|今天|今早|"
    "刚才|上午|下午|昨晚|早上|上次|上周|前天)?(?:说|来电|反映|打电话|打来|报名|请假|值班|巡逻|签字|签收|住院|"
    "退伍|退休了|摔|骂|投诉|咨询|反馈|"
    "主持|带队|代领|代办|领取|补交|缺席|迟到|到场|出席|登记|申请|捐|垫付|借走|走失|失联|去世|发烧|过敏|上门|"
    "没来|没到|不在家|在家|家住|住在|住院|家的|带头|负责|跟进)|"
    "她(?!们)|他(?![们人])|你(?:好|俩|家|的|订|上次|什么)|您|这个?名字|本人|同志|签收|"
    "等[0-9一二三四五六七八九十两]?[人位名]|[一两三四五六]家|夫妇|夫妻|两口子|和他|和她|跟他|跟她"
)
_BEHIND: Final = re.compile(f"(?:{_PAPERS}|{_ACTS})")
_OWNED: Final = re.compile(f"(?:{_PAPERS}|今年(?:[0-9一二三四五六七八九十刚才])|[,，]?[男女][,，])")
"""The same behind a word that comes as often as 江南."""
_COMMONEST: Final = 5
_AHEAD: Final = re.compile(
    "(?:轮到|@|@一下|艾特|艾特一下|有个叫|名叫|叫做|写成|登记成|打成|通知到|提醒|转告|表扬|多谢|委托|授权|陪同|"
    "探望|慰问|走访|入户|家访|采访|值班[员人]?[:：]?|带队[:：]|主持[:：])$"
)
# 给昌盛留言, 跟宁静说, 替向阳领: what is done for or with a person.
_WITH: Final = {
    "给": re.compile(
        "留言|打电话|打个电话|发[消短信微]|捎|带[话句]|回[电话]|报[了个]?名|说一声|办|转[钱账]|送|开|拿|缴|补|"
        "安排|道|买|打|发|写|看"
    ),
    "替": re.compile("[他她报领签交说问办拿取缴代带请还付买谢顶值]"),
    "帮": re.compile("[他她报领签交说问办拿取缴代带请还付买]|看[一下看]"),
    "跟": re.compile("说|讲|约|商量|换|吵|打|借|一起|一[块道]|聊|要|合租|结婚|离婚|联系"),
    "和": re.compile(
        "说|约|商量|换班|吵|打[架起]|一起|一[块道]|值班|巡逻|合租|结婚|离婚|两个|俩|三个|都|负责|今天|明天|关"
    ),
    "与": re.compile("说|约|商量|换班|吵|打架|因|发生|合租|结婚|离婚|两人|二人|之间|系"),
    "由": re.compile("跟进|主持|带队|代领|代办|接手|签收|陪同|值班|顶[替班]"),
    "请": re.compile("同志|同学|[来到]|尽快|速|回[电话]|签[字收名]|领|补|于|带[上好]|务必|把|在群|下楼|接"),
    "让": re.compile("来|去|签|回|别|把|赶紧|下楼|接|先|自己|代"),
    "把": re.compile("的名字|打[了伤]|骂|叫|加进|加到|拉[进黑]|送[到去]|送医"),
    "被": re.compile("打|骂|推|撞|咬|拦|占|拿"),
    "找": re.compile("签|拿|借|要|领|修|问|聊|开|[,，。]"),
    "问": re.compile("[,，。]|要|一[下声]|了|怎"),
    "对": re.compile("说|讲|的(?:处|态)"),
    "向": re.compile("道[歉谢]|借|致[谢歉]|要|学习"),
    "叫": re.compile("来|去|下楼|接|的|[,，。]"),
}
_FIELD: Final = re.compile(
    rf"(?:姓\s?名|户名|(?:学生|孩子|老人|家长|户主|申请人|联系人|"
    rf"当事人)(?:的)?姓名)\s?[:]\s{{0,3}}([{_HAN}]{{2,3}})(?=\s{{0,2}}[^{_HAN}\s]|\s{{1,3}}(?:电话|手机|性别|"
    rf"年龄|住址|地址|诉求|身份)|(?:电话|手机|性别|联系|身份|住址|地址|诉求)|\s*$)"
)
_NO_FIELD: Final = frozenset(
    re.findall(
        r"\S+",
        "保密 匿名 不详 不明 未知 无名 某某 同上 如下 如上 暂无 没有 未填 必填 选填 空白 张三 李四 物业 业主 居民 "
        "本人 社区 街道 先生 女士 性别 电话 手机 年龄 地址 住址 拼音 字段 一栏 一致 不符 "
        "不一致 不对 错误 有误 完整 真实姓 电话号 手机号 身份证 联系人 负责人 公司 某先生 某女士 不愿透 不便透 "
        "不提供 不公开 不留名 不想说 未提供 未登记",
    )
)
_SELDOM: Final = "".join(sorted(RARE - frozenset("星刚耐碧青火木水山雨雪风春恭玉端锦阿")))
_PLACES: Final = "湖园网堂馆城院店河桥山路镇村苑岭坡港潭楼区街厂塘岗洞湾里巷坊股强大高"
# At the head of a telling or a clause that turns to somebody: 丁一、万全，你俩….
_TURNED: Final = re.compile(
    rf"(?:^|[。!?;\n])\s?([{SINGLE}][{COMMON}]{{1,2}})(?:[、和,，]([{SINGLE}][{COMMON}]{{1,2}}))?[,，:]\s?"
    r"(?:您|你(?:俩|们|家|的|好|订|上次|那|报|快|先|什么|把|在|是不|要|有|今|明))"
)
# A given name alone where somebody is turned to, or told of to those who know him: 志明，你的…, 通知海英来领.
_GIVEN_ONLY: Final = re.compile(
    rf"(?:(?:^|[。!?;\n])\s?([{COMMON}]{{2}})(?:[,:]\s?(?:您|你(?:俩|家|的|好|订|上次|那|报|快|先|把|在|要|今|明))"
    r"|在群里|打来电话|发微信|说[她他]|来过|没来|请假|值班)"
    rf"|(?:通知|轮到|@|转告|提醒)([{COMMON}]{{2}})"
    r"(?=来|去|[,。!?]|$|说|把|她|他|下楼|领|签|值班)"
    rf"|(?:我家|我女儿|我儿子|我孙子|我孙女|闺女)((?![小老大阿])[{COMMON}]{{2}})(?=今年|考上|上学|发烧|生病|住院|上班))"
)
# A clause of its own, of a family name borne seldom and two given characters: …丢电瓶的，战立国，….
_APART: Final = re.compile(rf"[,，:：。]\s?([{_SELDOM}][{COMMON}]{{2}})(?<![{_PLACES}])(?=[,，。;；])")
_OF_SELDOM: Final = re.compile(rf"[{_SELDOM}](?<![{_HAN}].)[{COMMON}]{{2}}(?<![{_PLACES}])")
# Who says of himself what he is called, without a verb: 我向阳今年刚退伍.
_MYSELF: Final = re.compile(
    rf"[我俺](?<![{_HAN}].)(?![方家校国等们])([{SINGLE}][{COMMON}]{{1,2}})(?=今年|[,，]?(?:男|女)[,，]|"
    rf"[,，]?[0-9]{{2}}岁|家住|住在|身份证|本人|在此|以[党人])"
)
_NAMED: Final = re.compile(
    rf"(?:^|[。!?;\n])\s?([{SINGLE}{''.join(sorted(RARE))}][{_HAN}]{{1,2}})[,，]?(?:这|这个|我这)名字"
)
# A name with a blank inside, between marks that quote it: “李 娜”.
_QUOTED: Final = re.compile(rf"[“\"「『‘]([{SINGLE}] [{_HAN}](?: ?[{_HAN}])?)[”\"」』’]")


@cache
def _words() -> AhoCorasick:
    lines = resources.files("lianxin.intake").joinpath("lists", "like_words.txt").read_text("utf-8").splitlines()
    words = [word for line in lines if not line.startswith("#") for word in line.split()]
    return AhoCorasick(list(dict.fromkeys(words)), store_patterns=False)


def framed_names(text: str, folded: str, titles: Mapping[int, int], roles: Container[int]) -> Iterator[Span]:
    """`titles`: start → end of titles; `roles`: where words end that say what somebody is."""
    for _, start, end in _words().find_matches_as_indexes(folded, overlapping=True):
        if _person(folded, start, end, titles, roles):
            yield mark(text, start, end, "name", "只有人才会这样说", "only of a person is this said")
    if "名" in folded:
        for found in itertools.chain(_FIELD.finditer(folded), _NAMED.finditer(folded)):
            if found[1] not in _NO_FIELD and found[1][:2] not in _NO_FIELD and found[1][0] not in NOT_GIVEN:
                yield mark(text, *found.span(1), "name")
    yield from _spoken_to(text, folded, titles)
    for found in _APART.finditer(folded):
        word = found[1]
        if word[:2] not in EVERYDAY and word[1:] not in EVERYDAY:
            yield mark(text, *found.span(1), "name")
    for found in _OF_SELDOM.finditer(folded):
        word = found[0]
        if word[:2] not in EVERYDAY and _BEHIND.match(folded, found.end()) and not Words(word).common(0, 2):
            yield mark(text, *found.span(), "name")
    if "我" in folded or "俺" in folded:
        for found in _MYSELF.finditer(folded):
            if found[1] not in _NOBODY:
                yield mark(text, *found.span(1), "name")
    for found in _QUOTED.finditer(folded):
        yield mark(text, *found.span(1), "name")


def _spoken_to(text: str, folded: str, titles: Mapping[int, int]) -> Iterator[Span]:
    """Who is turned to, or told of by the given name alone."""
    if "您" in folded or "你" in folded:
        for found in _TURNED.finditer(folded):
            for group in (1, 2):
                word = found[group]
                if word and word not in _NOBODY and word[-1] not in ENDED and found.end(group) not in titles:
                    yield mark(text, *found.span(group), "name", "在叫这个人", "somebody is spoken to")
    for found in _GIVEN_ONLY.finditer(folded):
        start, end = found.span(found.lastindex or 1)
        if (
            folded[start:end] not in EVERYDAY
            and not Words(folded[start:end]).common(0, 2)
            and folded[end - 1] not in ENDED
        ):
            yield mark(text, start, end, "name")


_NOBODY: Final = frozenset(
    re.findall(
        r"\S+",
        "平安 高兴 高中 全家 全体 全国 全村 全民 居民 官方 农民 同志 祝好 祝福 明天 明年 江西 江苏 华东 万一 方才 "
        "时时 常常 连年 公安 史上",
    )
)


def _person(folded: str, start: int, end: int, titles: Mapping[int, int], roles: Container[int]) -> bool:
    """Whether what stands around the word at `start` speaks of a person."""
    before = folded[start - 1 : start] if start else ""
    head = not is_han(folded, start - 1)
    title = titles.get(end, 0)
    if title - end >= 2 and (head or start in roles or before in "的找请问给是跟和让"):
        return not is_han(folded, title) or folded[title] in _SPOKEN
    if _AHEAD.search(folded, max(0, start - 5), start):
        return (
            not is_han(folded, end)
            or folded[end] in AFTER
            or bool(_BEHIND.match(folded, end))
            or folded[end] in "值巡打报签"
        )
    done = _WITH.get(before)
    if done is not None and done.match(folded, end):
        return True
    if start in roles and (not is_han(folded, end) or _BEHIND.match(folded, end)):
        turned = folded[end : end + 1] == "," and folded[end + 1 : end + 2] in "您你他她"
        return turned or Words(folded[start:end]).common(0, end - start) < _COMMONEST
    if _KIN_BEFORE.search(folded, max(0, start - 5), start) and _LATELY.match(folded, end):
        return True  # 我同事高兴昨晚…
    if _SO_CALLED.match(folded, end) or (_TOLD_OF.search(folded, max(0, start - 4), start) and not is_han(folded, end)):
        return True  # 马上，没写错，真叫这个; 养的人是高峰，
    opened = head or before in "下我叫是" or folded[max(0, start - 2) : start] in ("查查", "问问", "看看")
    behind = _BEHIND if Words(folded[start:end]).common(0, end - start) < _COMMONEST else _OWNED
    return opened and bool(behind.match(folded, end))


_KIN_BEFORE: Final = re.compile(
    "[我俺他她](?:同事|同学|朋友|邻居|室友|儿子|女儿|孙子|孙女|老公|老婆|弟弟|妹妹|哥哥|姐姐|侄子|侄女|外甥|徒弟|战友|老乡)$"
)
_LATELY: Final = re.compile(
    "昨[天晚夜日]|今[天早晚]|前[天晚]|上[周个]|刚|说|来电|反映|住院|把|被|在(?!于)|的" + _PAPERS[1:]
)
_SO_CALLED: Final = re.compile("[,，](?:你?没[写看听]错|真[的是]?叫|就叫|是真名|真名|我的名字|我就叫)")
_TOLD_OF: Final = re.compile("(?:的人是|人叫|他是|她是|人就是|名字是|户主是|老板是|房东是|司机是)$")
_SPOKEN: Final = frozenset("您你把的说在是来好这那今昨明也都已要想不没有家刚给跟和让请叫问")


def unsure_whole(folded: str, start: int, titles: frozenset[int]) -> bool:
    """楼长时春花: two common given characters behind a family name that is a word, and no word runs across them."""
    if folded[start] == "区" or not NOT_GIVEN.isdisjoint(folded[start + 1 : start + 3]):
        return False
    if not plain_given(folded, start) or folded[start] in GRAMMAR or titles.intersection((start + 1, start + 2)):
        return False
    told = folded[start : start + 4]
    words = Words(told)
    torn = words.common(0, 2) or words.common(2, 4) or words.common(1, 3) > 3
    return not torn and not everyday(told, 0)
