"""Names in phrases that leave a place for a person and for nothing else: 监护人为其兄龙振华, 把梁伟的名字写错了,
我是伍家豪的妈妈. What stands there need not be likely: a family name and one or two given characters are enough, as
long as no everyday word is torn."""

from __future__ import annotations

import itertools
import re
from collections.abc import Container, Iterator
from typing import Final

from lianxin.intake.callings import like_given
from lianxin.intake.heads import HAN, headed, heads
from lianxin.intake.names import COMMON, COMPOUND, EVERYDAY, GIVEN, NEVER_GIVEN, NOT_GIVEN, SINGLE, SURE, is_han
from lianxin.intake.span import Span, mark
from lianxin.intake.statistics import Words

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
    rf"|(?:(?<=[找问查知叫系]一下)|(?<=联系|寻找|查找|找下|问下|忙找)){_NAME}(?=[^{HAN}]|$|本人|同志))"
)
# A parent by the child's full name, whatever the family name is a word for: 我是伍家豪的妈妈, 万子轩的家长.
_PARENT: Final = headed(
    "是叫找和给让问请",
    rf"{_LIKELY}(?=的?(?:妈妈|爸爸|母亲|父亲|奶奶|爷爷|外婆|外公|姥姥|姥爷|家长|妈(?!妈)|爸(?!爸)|"
    rf"爱人|老婆|老公|妻子|丈夫|女儿|儿子|监护人|姐姐|哥哥|妹妹|弟弟)(?!节))",
)
# Brothers and sisters told in a row: 龙振国龙振华兄弟俩.
_SIBLINGS: Final = headed(
    "",
    rf"(([{SINGLE}])[{COMMON}]{{1,2}})(?:和|与|、|,)?(\2[{COMMON}]{{1,2}})(?=[两二]?(?:兄弟|姐妹|兄妹|姐弟|父子|父女|夫[妻妇]))",
)
_PARTED: Final = "|".join(f"{name[0]} ?{name[1]}" for name in sorted(COMPOUND))
_NO_END: Final = NOT_GIVEN - frozenset("来和家前里")
# Who gets what is paid or sent, and who stands with his telephone at the head of a clause:
# 转账给那英杰，; 区少雄，电话….
_GIVEN_TO: Final = re.compile(
    rf"(?:转[账钱]?给|打[钱款]?给|汇[款给]{{1,2}}|付给|交给|寄给|发给|发放给|还给|借给|送给|带给|留给|退给|收款人|户名)[:是为\s]{{0,2}}((?:{_FAMILY}|"
    rf"那)[{COMMON}]{{1,2}})(?=[^{HAN}]|$)"
)
_WITH_NUMBER: Final = headed(
    "",
    rf"{_NAME}\s?[,，:(]?\s?(?=电话|手机|微信|身份证|联系电话|联系方式|号码是|住(?![院宅房])|1[3-9][0-9]{{9}}|[男女][,，])",
)
# Two of them with one number behind: 带白浩和白洁两个小孩.
_BOTH: Final = headed(
    "带领接送着是有叫找对和给为由请让与在及",
    rf"({_FAMILY}[{COMMON}]{{1,2}}?)[和与、跟]({_FAMILY}[{COMMON}]{{1,2}}?)(?=[两二俩](?:个|人|位|名|兄|姐|口|家|户|口|孩)|俩|之间|"
    rf"夫[妇妻]|父[子女]|母[子女]|兄弟|姐妹)",
)
# Last words, of one who signs: …3820 469，兴业的，方丽莎.
_ENDS: Final = re.compile(rf"[,，]\s?({_FAMILY}[{COMMON}]{{2}})\s?[。!]?\s*$")
_APART: Final = re.compile(rf"[{HAN}] [{HAN}](?![{HAN}])")
# A name in a field, told with nothing between: 联系人温馨，; 反映者钟点.
_FIELD: Final = re.compile(
    rf"(?:联系人|反映[人者]|投诉[人者]|申请人|申报人|填报人|户主|收件人|寄件人|签收人|记录人|审核人|经办人|承办人|复核人|"
    rf"报告人|来访人|来电人|信访人|举报人)(?:{_LIKELY}(?=[,，(。;；]|\s*$)|"
    rf"([{SINGLE}][{COMMON}])(?=[,，(。;；]\s?(?:电话|手机|微信|电)|\s*$))|名字[^,，。\n]{{0,8}}[:：]\s?{_NAME}(?=[,，(。;；]|\s*$)"
)
_SPACED: Final = re.compile(
    rf"(?:(?<![{HAN}])|(?<=[系人])(?=[{HAN}] [{HAN}] [{HAN}]))"
    rf"({_PARTED}|[{SINGLE}]) ([{HAN}])(?: ([{HAN}]))?(?= ?[^{HAN}\s]|\s[{HAN}]{{2}}|\s*$)"
)
_TITLE_OF_PAPER: Final = frozenset("一二三四五六七八九十上下左右东南西北红黄蓝绿黑白大小高低")


def phrases(text: str, folded: str, cued: frozenset[int], titles: Container[int]) -> Iterator[Span]:
    """`cued`: where words end that announce a name; `titles`: where titles begin, which end one (cues.py)."""
    if "其" in folded:
        for found in _OF_HIS.finditer(folded):
            yield from _fitted(text, folded, found.start(1), found.end(1))
    for found in itertools.chain(_AROUND.finditer(folded), heads(_PARENT, folded)):
        group = found.lastindex or 1
        if _person(folded, *found.span(group)):
            yield mark(text, *found.span(group), "name", "只有人才会这样说", "only of a person is this said")
    for found in (
        heads(_SIBLINGS, folded) if "兄" in folded or "姐" in folded or "父" in folded or "夫" in folded else ()
    ):
        yield mark(text, *found.span(1), "name")
        yield mark(text, *found.span(3), "name")
    for found in heads(_BOTH, folded):
        if _person(folded, *found.span(1)) and _person(folded, *found.span(2)):
            yield mark(text, *found.span(1), "name")
            yield mark(text, *found.span(2), "name")
    for start, end in _in_fields(folded):
        if not _titled(folded, start, end, titles):
            yield mark(text, start, end, "name")
    if " " in folded and _APART.search(folded):
        yield from _spaced(text, folded, cued)


def _in_fields(folded: str) -> Iterator[tuple[int, int]]:
    """Who is told with a number, in a field, as one who is paid, or last of all."""
    paid = _GIVEN_TO.finditer(folded) if "给" in folded or "款" in folded or "户名" in folded else ()
    for found in itertools.chain(paid, heads(_WITH_NUMBER, folded)):
        if _person(folded, *found.span(1)):
            yield found.span(1)
    if "人" in folded or "名" in folded or "者" in folded:
        for found in _FIELD.finditer(folded):
            start, end = found.span(found.lastindex or 1)
            if folded[start:end] not in EVERYDAY:
                yield start, end
    if (last := _ENDS.search(folded, max(0, len(folded) - 8))) and like_given(folded, *last.span(1)):
        yield last.span(1)


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
