"""Names in phrases that leave a place for a person and for nothing else: 监护人为其兄龙振华, 把梁伟的名字写错了, 我哥们建军,
我是伍家豪的妈妈. What stands there need not be likely: a family name and one or two given characters are enough, as long
as no everyday word is torn."""

from __future__ import annotations

import itertools
import re
from collections.abc import Container, Iterator
from typing import Final

from lianxin.intake.called import likeness
from lianxin.intake.names import COMMON, COMPOUND, EVERYDAY, GIVEN, NEVER_GIVEN, NOT_GIVEN, SINGLE, SURE, is_han
from lianxin.intake.nicknames import NO_CHILD
from lianxin.intake.span import Span, mark
from lianxin.intake.statistics import Words

_HAN: Final = "\u3400-\u9fff"
_SEAM: Final = "\\x00-\u33ff\ua000-\U0010ffff"
"""All signs that are no Chinese characters: a set that begins a pattern is found faster than what may not stand before."""


def _headed(openers: str, body: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """`body` behind a sign that is no Chinese character or one of `openers`; and at the head of a text."""
    return re.compile(rf"[{_SEAM}{openers}]{body}"), re.compile(body)


def _heads(patterns: tuple[re.Pattern[str], re.Pattern[str]], folded: str) -> Iterator[re.Match[str]]:
    if first := patterns[1].match(folded):
        yield first
    yield from patterns[0].finditer(folded)


_FAMILY: Final = rf"(?:{'|'.join(sorted(COMPOUND))}|[{SINGLE}])"
_NAME: Final = rf"({_FAMILY}[{COMMON}]{{1,2}})"
_LIKELY: Final = rf"({_FAMILY}[{COMMON}]{{2}})"
_KIN: Final = (
    r"(?:大|小|二|三|长|次|幺|堂|表|继|养|生|亲|前|岳|胞|姑|姨)?(?:哥哥|弟弟|姐姐|妹妹|父亲|母亲|丈夫|妻子|儿子|女儿|儿媳妇?|女婿|孙子|"
    r"孙女|外孙女?|奶奶|爷爷|姑姑|姑妈|叔叔|伯父|伯母|婶婶|舅舅|舅妈|姨妈|阿姨|侄子|侄女|外甥女?|嫂子|姐夫|妹夫|老伴|配偶|爱人|"
    r"哥|兄|弟|姐|妹|父|母|夫|妻|子|女|嫂|媳|婿|孙|叔|伯|姑|舅|姨|侄)"
)
_OF_HIS: Final = re.compile(rf"其{_KIN}\s?[:(]?(?:名叫|叫|是|为)?{_NAME}")
# A phrase around a name, on both sides: 和刘伟吵了一架, 由寇伟跟进, 投诉何伟乱停车.
_AROUND: Final = re.compile(
    rf"[和跟与同由把替帮给为诉报扬谢下找系](?:(?<=[和跟与同]){_NAME}(?=吵|打[架了起]|起[了争冲]|发生[口争冲纠]|商量|结婚|离婚|同住|合租|签[了订]|有(?:矛盾|纠纷|过节)|"
    rf"是(?:同学|邻居|夫妻|"
    rf"朋友|同事|亲戚|老乡|战友|兄弟|姐妹)|两[人家户]|二人|俩|的(?:纠纷|矛盾|官司))"
    rf"|(?<=把){_NAME}(?=的(?:名字|身份证|资料|信息|电话|户口|姓名|手机|地址|医保|社保|低保)|打[了伤得成]|骂[了哭]|推[倒下])"
    rf"|(?<=由){_NAME}(?=跟进|处理|负责|代[办领签]|签收|照[顾料看]|抚养|赡养|主持|带队|接[手待]|陪同|保管|监护|同志|承办|经办|管理|联系)"
    rf"|(?<=[替帮给为]){_NAME}(?=办[一下理个]|领[一下取]|登记|报[个一了]?名|交[一下费了]|申请|送[饭药点些]|查[一下询]|打[个电了一]|代办|过生日|量血压)"
    rf"|(?<=投诉|举报|表扬|感谢|谢谢){_NAME}(?=乱[停扔倒丢占堆]|占[道用了]|半夜|长期|私[自搭拉]|违[规章法停]|扰民|把|家[的里养]|天天|经常|总[是在]|一直|多次|在楼|"
    rf"不[让肯给还交]|高空|养[了狗鸡]|霸占|偷)"
    rf"|(?:(?<=[找问查知叫系][一\0]下)|(?<=联系|寻找|查找|找下|问下|忙找)){_NAME}(?=[^{_HAN}]|$|本人|同志))"
)
# A parent by the child's full name, whatever the family name is a word for: 我是伍家豪的妈妈, 万子轩的家长.
_PARENT: Final = _headed(
    "是叫找和给让问请",
    rf"{_LIKELY}(?=的?(?:妈妈|爸爸|母亲|父亲|奶奶|爷爷|外婆|外公|姥姥|姥爷|家长|妈(?!妈)|爸(?!爸)|"
    rf"爱人|老婆|老公|妻子|丈夫|女儿|儿子|监护人|姐姐|哥哥|妹妹|弟弟)(?!节))",
)
# Brothers and sisters told in a row: 龙振国龙振华兄弟俩.
_SIBLINGS: Final = _headed(
    "",
    rf"(([{SINGLE}])[{COMMON}]{{1,2}})(?:和|与|、|,)?(\2[{COMMON}]{{1,2}})(?=[两二]?(?:兄弟|姐妹|兄妹|姐弟|父子|父女|夫[妻妇]))",
)
_FRIENDS: Final = (
    r"哥们儿?|姐们儿?|兄弟|姐妹|闺蜜|发小|老乡|战友|工友|同学|同事|室友|舍友|朋友|好友|女友|男友|牌友|舞伴|球友|病友|钓友|"
    r"街坊|邻居|连襟|妯娌|亲家[公母]?|[大小]舅子|[大小]姨子|[大小]姑子|老表|堂[哥弟姐妹]|表[哥弟姐妹]|[大二三四小][哥弟姐妹叔伯姑姨舅嫂]|师[父傅兄弟姐妹]|徒弟|徒儿|"
    r"搭档|老伴|老公|老婆|爱人|媳妇|前[夫妻]|未婚[夫妻]|对象|女婿|儿媳妇?|侄[子女儿]|外甥女?|外?孙[子女]|干[儿女][子儿]|[大小二三]?儿子|[大小二三]?女儿|闺女|[大小]?姑娘|"
    r"弟媳|弟妹|嫂子|姐夫|妹夫|弟弟|哥哥|姐姐|妹妹|舅舅|舅妈|姑姑|姑父|姨妈|姨父|叔叔|婶婶|伯父|伯母|堂客|保姆|护工|月嫂"
)
# Who somebody is to one, and the given name: 我哥们建军, 球友志刚.
_TO_ME: Final = _headed(
    "我俺他她们家的",
    rf"[大小好老亲]?(?:{_FRIENDS})(?:大[姐哥爷妈叔]|阿姨)?"
    rf"((?![小老阿大])[{COMMON}]{{2}}|(?<=儿)小[{COMMON}])",
)
_TELLS: Final = frozenset(
    "在是说把被让给跟和与的来去要想也都又还没不有住家从对向他她今昨前上下刚已就才突晕摔掉丢病退考打找工退考落租帮借怕喝腿手眼人工结"
)
_KNOWN: Final = 4
"""Class of an everyday word up to which people are called by it too (statistics.py)."""
_LIKE: Final = 1.5
"""How much likelier in given names than elsewhere two characters have to be, a logarithm (called.py)."""
_SPOILED: Final = frozenset("们家来去在是有没和也都说要想")
_PARTED: Final = "|".join(f"{name[0]} ?{name[1]}" for name in sorted(COMPOUND))
_NO_END: Final = NOT_GIVEN - frozenset("来和家前里")
# Who gets what is paid or sent, and who stands with his telephone at the head of a clause: 转账给那英杰，; 区少雄，电话….
_GIVEN_TO: Final = re.compile(
    rf"(?:转[账钱]?给|打[钱款]?给|汇[款给]{{1,2}}|付给|交给|寄给|发给|发放给|还给|借给|送给|带给|留给|退给|收款人|户名)[:是为\s]{{0,2}}((?:{_FAMILY}|"
    rf"那)[{COMMON}]{{1,2}})(?=[^{_HAN}]|$)"
)
_WITH_NUMBER: Final = _headed(
    "",
    rf"{_NAME}\s?[,，:(]?\s?(?=电话|手机|微信|身份证|联系电话|联系方式|号码是|住(?![院宅房])|1[3-9][0-9]{{9}}|[男女][,，])",
)
# Two of them with one number behind: 带白浩和白洁两个小孩.
_BOTH: Final = _headed(
    "带领接送着是有叫找对和给为由请让与在及",
    rf"({_FAMILY}[{COMMON}]{{1,2}}?)[和与、跟]({_FAMILY}[{COMMON}]{{1,2}}?)(?=[两二俩](?:个|人|位|名|兄|姐|口|家|户|口|孩)|俩|之间|"
    rf"夫[妇妻]|父[子女]|母[子女]|兄弟|姐妹)",
)
# Last words, of one who signs: …3820 469，兴业的，方丽莎.
_ENDS: Final = re.compile(rf"[,，]\s?({_FAMILY}[{COMMON}]{{2}})\s?[。!]?\s*$")
# A child by its doubled name behind who it is: 孙子龙龙教了三遍, 小孩果果的书包.
_DOUBLED: Final = re.compile(
    rf"(?:孙子|孙女|外孙|儿子|女儿|小孩|孩子|娃儿?|宝宝|宝贝|侄子|侄女|外甥女?|弟弟|妹妹|闺女|囡囡|小朋友|双胞胎|老大|老二|"
    rf"老幺)((?![{''.join(sorted(NO_CHILD))}开白空])([{COMMON}果豆糖朵贝妞点球毛])\2)(?!的?[转围])(?!([{_HAN}])\3)"
)
_APART: Final = re.compile(rf"[{_HAN}] [{_HAN}](?![{_HAN}])")
# As one asks to be called: 喊我芳姐, 叫我阿强; and a mother or father by the family name: 廖妈、邓妈.
_CALL_ME: Final = re.compile(
    rf"[叫喊称](?:呼|做)?我(?:作|为|做)?(?:([{COMMON}{SINGLE}](?<![小老大阿]))(?=[姐哥姨叔婶伯嫂妹爷](?:[^{_HAN}]|[就吧好即都行]|$))|"
    rf"阿([{COMMON}]|[A-Z][a-z]{{0,8}}))"
)
_MOTHER: Final = re.compile(
    rf"(?:[{_SEAM}和跟与找叫给问]|^)([{''.join(sorted(SURE))}])(?=[妈爸](?:[^{_HAN}]|[说来去在把也就都两住和家又做是]|$))"
)
# A name in a field, told with nothing between: 联系人温馨，; 反映者钟点.
_FIELD: Final = re.compile(
    rf"(?:联系人|反映[人者]|投诉[人者]|申请人|申报人|填报人|户主|收件人|寄件人|签收人|记录人|审核人|经办人|承办人|复核人|报告人|来访人|来电人|信访人|举报人){_LIKELY}"
    rf"(?=[,，(。;；]|\s*$)|名字[^,，。\n]{{0,8}}[:：]\s?{_NAME}(?=[,，(。;；]|\s*$)"
)
_FIELD_OF_TWO: Final = re.compile(
    rf"(?:联系人|反映[人者]|投诉[人者]|申请人|户主|收件人|签收人|记录人|审核人|经办人)([{SINGLE}][{COMMON}])(?=[,，(。;；]\s?(?:电话|手机|微信|电)|\s*$)"
)
_AND_DOUBLED: Final = re.compile(rf"[和与、跟](([{_HAN}])\2)")
# A couple as Cantonese tells it: 陈生陈太; and a given name before an office, thanked or asked: 感谢志远书记.
_COUPLE: Final = re.compile(rf"([{''.join(sorted(SURE))}])生([{''.join(sorted(SURE))}])太")
_OFFICE: Final = re.compile(
    rf"(?:感谢|谢谢|多谢|表扬|请|找|[^{_HAN}])([{COMMON}]{{2}})(?=书记|主任|老师|医生|师傅|队长|所长|校长|站长)"
)
_SPACED: Final = re.compile(
    rf"(?:(?<![{_HAN}])|(?<=[系人])(?=[{_HAN}] [{_HAN}] [{_HAN}]))({_PARTED}|[{SINGLE}]) ([{_HAN}])(?: ([{_HAN}]))?(?= ?[^{_HAN}\s]|\s[{_HAN}]{{2}}|\s*$)"
)
_TITLE_OF_PAPER: Final = frozenset("一二三四五六七八九十上下左右东南西北红黄蓝绿黑白大小高低")


def phrases(text: str, folded: str, cued: frozenset[int], titles: Container[int]) -> Iterator[Span]:
    """`cued`: where words end that announce a name; `titles`: where titles begin, which end one (cues.py)."""
    if "其" in folded:
        for found in _OF_HIS.finditer(folded):
            yield from _fitted(text, folded, found.start(1), found.end(1))
    for found in _AROUND.finditer(folded):
        group = found.lastindex or 1
        if _person(folded, *found.span(group)):
            yield mark(text, *found.span(group), "name", "只有人才会这样说", "only of a person is this said")
    for found in _heads(_PARENT, folded):
        if _person(folded, *found.span(1)):
            yield mark(text, *found.span(1), "name")
    for found in _heads(_SIBLINGS, folded):
        for group in (1, 3):
            yield mark(text, *found.span(group), "name")
    for found in _heads(_TO_ME, folded):
        if _given(folded, *found.span(1)):
            small = folded[found.start(1)] == "小"
            yield mark(text, found.start(1) + small, found.end(1), "name", "前面说了是谁", "who it is stands before it")
    paid = _GIVEN_TO.finditer(folded) if "给" in folded or "款" in folded or "户名" in folded else ()
    for found in itertools.chain(paid, _heads(_WITH_NUMBER, folded)):
        if _person(folded, *found.span(1)) and not _titled(folded, *found.span(1), titles):
            yield mark(text, *found.span(1), "name")
    for found in _heads(_BOTH, folded):
        if _person(folded, *found.span(1)) and _person(folded, *found.span(2)):
            yield mark(text, *found.span(1), "name")
            yield mark(text, *found.span(2), "name")
    for found in _DOUBLED.finditer(folded):
        yield mark(text, *found.span(1), "name")
        other = _AND_DOUBLED.match(folded, found.end())
        if other:
            yield mark(text, *other.span(1), "name")
    for found in _COUPLE.finditer(folded) if "太" in folded else ():
        yield mark(text, *found.span(1), "name")
        yield mark(text, *found.span(2), "name")
    for found in _OFFICE.finditer(folded):
        if folded[found.end(1) - 1] not in SURE and _signs(folded, *found.span(1)):
            yield mark(text, *found.span(1), "name")
    for found in _CALL_ME.finditer(folded) if "我" in folded else ():
        group = found.lastindex or 1
        yield mark(text, *found.span(group), "name")
    for found in _MOTHER.finditer(folded) if "妈" in folded or "爸" in folded else ():
        yield mark(text, *found.span(1), "name")
    for found in (
        itertools.chain(_FIELD.finditer(folded), _FIELD_OF_TWO.finditer(folded))
        if "人" in folded or "名" in folded or "者" in folded
        else ()
    ):
        group = found.lastindex or 1
        if folded[found.start(group) : found.end(group)] not in EVERYDAY and not _titled(
            folded, *found.span(group), titles
        ):
            yield mark(text, *found.span(group), "name")
    if (
        (last := _ENDS.search(folded, max(0, len(folded) - 8)))
        and _signs(folded, *last.span(1))
        and not _titled(folded, *last.span(1), titles)
    ):
        yield mark(text, *last.span(1), "name", "像是落款", "looks like a signature")
    if " " in folded and _APART.search(folded):
        yield from _spaced(text, folded, cued)


def _fitted(text: str, folded: str, start: int, end: int) -> Iterator[Span]:
    """The name at `start`, without a last character that begins the next word: 蔡敏|照料."""
    near = Words(folded[start : end + 3])
    size = end - start
    if size > 2 and any(left == size - 1 and right > size for right in near.ending for left, _ in near.ending[right]):
        end -= 1
    if folded[start:end] not in EVERYDAY and not near.common(0, end - start):
        yield mark(text, start, end, "name")


def _person(folded: str, start: int, end: int) -> bool:
    """Whether no everyday word lies in or across what would be a name: 和|平安."""
    low = max(0, start - 2)
    near = Words(folded[low : end + 3])
    first, last = start - low, end - low
    if folded[start:end] in EVERYDAY or near.common(first, last) or folded[end - 1] in _NO_END:
        return False
    for right, words in near.ending.items():
        for left, size in words:
            across = left < first < right or left < last < right
            if across and size > 3:
                return False
            # 万家|豪 is a word and a character, and so may be a name; 方便 with nothing behind it is not.
            if left == first and right == last - 1 and folded[last - 1 + low] not in GIVEN:
                return False
            if left == first + 1 and right == last and size > 4:
                return False
    return True


def _titled(folded: str, start: int, end: int, titles: Container[int]) -> bool:
    """Whether a title begins inside, 冯|伯; or the house of one who lives in it, 诸葛明|家住."""
    return any(at in titles for at in range(start + 1, end)) or (
        folded[end - 1] == "家" and folded[end : end + 1] in ("住", "电", "里", "门", "的")
    )


def _signs(folded: str, start: int, end: int) -> bool:
    """Whether the last words of a telling sign it: no word begins or ends inside."""
    near = Words(folded[start:end])
    torn = any(near.common(left, right) for left in (0, 1, 2) for right in (2, 3, 4) if right - left > 1)
    return end - start < 5 and likeness(folded, end - 2) >= _LIKE and not torn and folded[start:end] not in EVERYDAY


def _given(folded: str, start: int, end: int) -> bool:
    word = folded[start:end]
    if word[0] == "小" and end - start == 2:
        return True
    if word in EVERYDAY or not _SPOILED.isdisjoint(word) or (word[0] == word[1] and word[0] in NO_CHILD):
        return False
    if is_han(folded, end) and folded[end] not in _TELLS:
        return False
    near = Words(folded[start : end + 3])
    first, last = 0, end - start
    if likeness(folded, start) < _LIKE or near.common(first, last) > _KNOWN:  # 建军, 春生; but 明天
        return False
    return not any(first <= left < last < right for right, words in near.ending.items() for left, _ in words)


def _spaced(text: str, folded: str, cued: frozenset[int]) -> Iterator[Span]:
    """石 大 勇, 何 伟: with a blank between all characters; of two only where words announce it."""
    for found in _SPACED.finditer(folded):
        start, end = found.span()
        signs = [sign for sign in found.groups()[1:] if sign]
        close = len(folded[:start].rstrip(" :"))
        told = close in cued or folded[max(0, close - 2) : close] in ("吾名", "名为", "我名", "签名", "落款", "署名")
        alone = not is_han(folded, start - 1) and folded[start] in SURE and signs[0] in GIVEN
        told = told or (alone and folded[end : end + 1] in ("(", ",", "，", ":"))
        sure = len(signs) == 2 and signs[0] not in _TITLE_OF_PAPER - {"大", "小"} | {"不"}
        if (told or sure) and NEVER_GIVEN.isdisjoint(signs) and any(sign in GIVEN for sign in signs):
            yield mark(text, start, end, "name", "字之间有空格", "blanks between the characters")
