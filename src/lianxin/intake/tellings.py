"""Numbers told oddly: part by part, digit by digit, backwards, with words between; and the numbers of papers."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from lianxin.intake.folding import fold
from lianxin.intake.span import Span, mark

# The same word put between the parts: 138空0000空1234.
_FILLED = re.compile(r"(?<![0-9])1[3-9][0-9]([^0-9]{1,6})[0-9]{4}\1[0-9]{4}(?![0-9])")
# Words that tell a number part by part: 135后面是8022再加7719.
_LINK = (
    r"(?:(?:[前后]|中间|最后)?[0-9]位|开头|打头|前面|后面|中间|接着|然后|最后|末尾|尾号|尾|再加|加上|再|加|跟着|跟|后|接|是|"
    r"\s|[,，、:]){1,5}"
)
_TOLD_IN_PARTS = re.compile(rf"(?<![0-9])1[3-9][0-9]{_LINK}[0-9]{{4}}{_LINK}[0-9]{{4}}(?![0-9])")
# The same with any words between that neither count nor end a sentence, behind a cue: 电话先打138再打2094最后5571.
_AND_THEN = r"(?:[^0-9。;!?\n\0元块个人户件年月日号栋座米楼层室房度吨公平万亿次岁张]|[0-9](?=位)){1,6}"
_TOLD_LOOSELY = re.compile(
    rf"(?:电话|手机|号码|拨|打|联系)[^0-9\n。]{{0,8}}(1[3-9][0-9]{_AND_THEN}[0-9]{{4}}{_AND_THEN}[0-9]{{4}})(?![0-9])"
)
# An identity number part by part: 前六位431025，生日19990418，后四位6610.
_APART = r"(?:[^0-9。;\n]|[0-9](?=位)){1,10}"
_ID_IN_PARTS = re.compile(
    rf"(?<![0-9])([1-8][0-9]{{5}}(?:{_APART})?(?:19|20)[0-9]{{6}}{_APART}[0-9]{{3}}[0-9xX]"
    rf"|[1-8][0-9]{{5}}{_APART}(?:19|20)[0-9]{{9}}[0-9xX])(?![0-9A-Za-z])"
)
# 区号020 电话 81936427.
_TOLD_AREA = re.compile(r"区号[是为:\s]{0,2}(0[0-9]{2,3}[^0-9\n。]{1,6}[2-8][0-9]{2,3}[ \-]?[0-9]{4})(?![0-9])")
# Digits parted by commas one by one, behind a cue: 手机199，3，0，2，8，4，7，5，6.
_ONE_BY_ONE = re.compile(r"(?<![0-9])1[、，,]?[3-9](?:[、，,]?[0-9]){9}(?![、，,]?[0-9])")
# The same of a paper: 身份证号4、4、0、1、….
_PAPER_ONE_BY_ONE = re.compile(r"(?:证|身份)[^0-9。;\n]{0,8}([1-8](?:[、，,][0-9]){16}[、，,][0-9xX])(?![0-9])")
# And with the day of birth in words: 440104 1972年03月05日 8719.
_PAPER_WITH_DAY = re.compile(
    r"(?<![0-9])[1-8][0-9]{5}[\s,，\-]{0,3}(?:19|20)[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日?[\s,，\-]{0,3}[0-9]{3}[0-9xX](?![0-9])"
)
# A mobile number said to be written from its end: 倒过来写的51603928431.
_BACKWARDS = re.compile(r"(?:反过来|倒过来|倒着|反着)[^0-9\n]{0,6}([0-9]{9}[3-9]1)(?![0-9])")
NUMBERED = re.compile(
    r"(?:编号|单号|工单|案号|文号|流水号|受理号|合同号|信用代码|订单|批号|型号|许可证|发票|杆号|表号|箱号|桩号|学号|条码|户号|客户号|缴费号|电表号|水表号|序列号|设备号|验证码|取件码)[^\d，。,;；\n]{0,4}$"
)
_CALLED_BEHIND = re.compile(r"\s?[,，]?(?:打我|找我|是我的?|我的?)?(?:电话|手机|号码?|找我)")
_CALLED = re.compile(r"(?:电话|手机|联系|号码|拨打?|打|致电|回电)[^0-9]{0,4}$")
# Papers: passports, permits, cards of pupils, veterans and the insured, licences, Hong Kong identity cards.
_PAPER = re.compile(
    r"(?:护照|通行证|回乡证|军官证|士兵证|台胞证|居住证|出生证|出生医学证明|签证|优待证|社保(?:卡|号)|医保(?:卡|号)|学籍|学生证|驾驶证|驾照|行驶证"
    r"|老年证|长者卡|退役证|港澳证|身份证|残疾证|户口簿)[^0-9A-Za-z。;\n]{0,10}(?:[A-Za-z]{1,2}(?:打头|开头)[,，、][^0-9A-Za-z。;\n]{0,6})?"
    r"(?:.字第)?((?:[A-Za-z][ \-]?){0,2}[0-9](?:[ \-]?[0-9]){6,19}(?:\([0-9A]\))?)(?!\s?[0-9A-Za-z])"
)
# A permit of Hong Kong or Macau by its form, where somebody holds or shows it: 持H08216354.
# A mobile number in the next clause is no paper's.
_MOBILE = re.compile("1[3-9][0-9]{9}")
_OTHER_CLAUSE = re.compile("[,，、][^0-9]*(?:号|电话|手机|我|联系|打)|电话|手机|联系")
_PERMIT = re.compile(r"(?:持有?|凭|出示|证件)[号码为是:\s]{0,3}([HMhm][0-9]{8}(?:[0-9]{2})?)(?![0-9A-Za-z])")
_FILE = re.compile(
    r"(?:档案(?:编号|号码|号)[是为:\s]{0,3}[A-Za-z]{0,2}|卡号[是为:\s]{0,3}[A-Za-z]{1,2})[0-9]{8,18}(?![0-9A-Za-z])"
)
_HONG_KONG_CARD = re.compile(r"(?<![A-Za-z])[A-Z]{1,2}[0-9]{6}\([0-9A]\)")
# A telephone abroad: +852 9374 2016, 00852-6193 4720.
_ABROAD = re.compile(r"(?:\+|(?<![0-9])00)(?!86)[1-9][0-9]{0,2}[\s\-]{0,2}[0-9](?:[\s\-]?[0-9]){6,11}(?![0-9])")
# A bank card part by part: 头四位6230，接着58000172，最后8393.
_CARD_IN_PARTS = re.compile(
    rf"(?:卡号|银行卡|账号|帐号)[^0-9\n。]{{0,4}}(?:[0-9]位|[^0-9\n。]){{0,4}}([3-6][0-9]{{3,7}}(?:{_APART}[0-9]{{3,12}}(?!位)){{1,4}})(?![0-9])"
)


def tellings(text: str, folded: str) -> Iterator[Span]:
    """Such numbers in `text`, of which `folded` has all digits as 0–9."""
    for filled in _FILLED.finditer(folded):
        yield mark(text, filled.start(), filled.end(), "phone", "数字之间夹了字", "words between the digits")
    for told in _TOLD_IN_PARTS.finditer(folded):
        yield mark(text, told.start(), told.end(), "phone", "数字之间夹了字", "words between the digits")
    for told in _TOLD_LOOSELY.finditer(folded):
        yield mark(text, told.start(1), told.end(1), "phone", "数字之间夹了字", "words between the digits")
    if "证" in folded or "身份" in folded:
        for told in _ID_IN_PARTS.finditer(folded):
            yield mark(text, told.start(1), told.end(1), "id_number", "数字之间夹了字", "words between the digits")
        for told in itertools.chain(_PAPER_ONE_BY_ONE.finditer(folded), _PAPER_WITH_DAY.finditer(folded)):
            group = told.lastindex or 0
            yield mark(text, *told.span(group), "id_number", "数字之间夹了字", "words between the digits")
    for abroad in _ABROAD.finditer(folded):
        before = folded[max(0, abroad.start() - 14) : abroad.start()]
        if fold(text[abroad.start()]) not in "+0" or NUMBERED.search(before):
            continue  # QQ, read as two noughts; 户号0030418276
        yield mark(text, abroad.start(), abroad.end(), "phone", "境外号码", "a number abroad")
    for card in _CARD_IN_PARTS.finditer(folded):
        if 15 <= sum(sign.isdigit() for sign in re.sub("[0-9]位", "", card[1])) <= 19:
            yield mark(text, card.start(1), card.end(1), "bank_card", "数字之间夹了字", "words between the digits")
    yield from _papers(text, folded)
    yield from _told_oddly(text, folded)


def _papers(text: str, folded: str) -> Iterator[Span]:
    for paper in _PAPER.finditer(folded):
        digits = re.sub("[^0-9]", "", paper[1])
        if _MOBILE.fullmatch(digits) and _OTHER_CLAUSE.search(folded, paper.start(), paper.start(1)):
            continue  # 社保卡没激活，我的号150…
        if len(digits) < 15 or not digits.startswith("62"):  # a card of the insured is a bank card too
            yield mark(text, paper.start(1), paper.end(1), "id_number")
    for paper in _PERMIT.finditer(folded):
        yield mark(text, paper.start(1), paper.end(1), "id_number")
    for paper in _FILE.finditer(folded):
        start = paper.start() + len(re.match(r"[^0-9A-Za-z]*", paper[0])[0])  # type: ignore[index]
        yield mark(text, start, paper.end(), "id_number")
    for paper in _HONG_KONG_CARD.finditer(folded):
        yield mark(text, paper.start(), paper.end(), "id_number")


def _told_oddly(text: str, folded: str) -> Iterator[Span]:
    """Numbers told digit by digit, from their end, or with their area apart."""
    if "区号" in folded:
        for area in _TOLD_AREA.finditer(folded):
            yield mark(text, area.start(1), area.end(1), "landline")
    if "," in folded or "、" in folded:
        for single in _ONE_BY_ONE.finditer(folded):
            before = folded[max(0, single.start() - 14) : single.start()]
            called = _CALLED.search(before) or _CALLED_BEHIND.match(folded, single.end())
            if called and not single[0].isdigit() and not NUMBERED.search(before):
                yield mark(text, single.start(), single.end(), "phone", "数字一个个分开", "digit by digit")
    if "反" in folded or "倒" in folded:
        for back in _BACKWARDS.finditer(folded):
            yield mark(text, back.start(1), back.end(1), "phone", "倒着写的", "written backwards")
