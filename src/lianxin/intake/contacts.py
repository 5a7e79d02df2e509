"""Ways to reach a person that are not telephone numbers; written as people write them who want to get past a filter:
微❤, v 信, 加➕V, 扣扣, name艾特example点com, a blank between all signs."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Final

from lianxin.intake.folding import fold_counts, fold_spoken
from lianxin.intake.span import Span, mark

_NAME = r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9][A-Za-z0-9._%+\-]{0,63}"
_END = r"(?:com|cn|net|org|edu|gov|hk|me|io|cc|vip|top|xyz)(?![A-Za-z0-9])"
_DOT = r"(?:\s?(?:\.|。|·|[【\[(]?点[】\])]?|\(dot\)|\[dot\]|【dot】|dot)\s?)"
_AT = r"\s?(?:@|\(at\)|\[at\]|【at】|艾特|#at#|#|\*at\*|圈a|(?<=\s)at(?=\s))\s?"
_EMAIL: Final = re.compile(
    rf"{_NAME}\s?(?:@|\(at\)|\[at\]|艾特|#at#)\s?[A-Za-z0-9\-]{{1,63}}(?:\.[A-Za-z0-9\-]{{1,63}}){{1,4}}"
    rf"|{_NAME}{_AT}[A-Za-z0-9\-]{{1,63}}(?:{_DOT}[A-Za-z0-9\-]{{1,63}}){{0,3}}{_DOT}{_END}"
    rf"|{_NAME}\s?(?:@|艾特)\s?(?:qq|163|126|139|189|sina|gmail|foxmail|outlook|hotmail|yeah)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_MAIL_AT: Final = re.compile("[@#艾圈]|[aA][tT]")
_HEART = "[❤♥♡💗💖💕💓💙💚💛🧡💜🖤💘💝🤍]\ufe0f?"
_GAP = r"[\s.\-_·,，、*/|]{0,2}"
# Characters that sound as those of 微信 do: 围信, 维欣. Only an id behind them makes them a word for it.
_WEI = "微薇威徽溦维魏危葳围唯帷惟伟伪尾委畏位未为卫蔚喂巍违韦苇纬"
_XIN = "信心芯訊新欣辛鑫馨忻昕薪"
# The word WeChat, and what it is written as.
_CALLED = (
    rf"[{_WEI}]{_GAP}(?:[{_XIN}]|{_HEART}|xin|x(?=[\W号]))|(?:wei|we){_GAP}(?:信|xin|chat)|"
    rf"(?<![A-Za-z0-9])[vw]{_GAP}(?:x|信|心|{_HEART}|xin)|"
    rf"(?:加|➕|\+|找|搜){_GAP}(?:我|一下|个)?{_GAP}(?:[vw]|微(?![信小博]))|(?<![A-Za-z0-9])v我?(?=[:号是])|"
    rf"卫星号?|绿泡泡|绿色的?(?:聊天)?(?:软件|图标|app)|绿标|{_HEART}信号?(?=[:是])"
)
_BY = (
    r"(?:号码|号|帐号|账号|同号|[iI][dD]|同名|联系|添加|好友|[私细详]?聊|搜索|换号了?|哦|嘛|呀|啊|哈|呗|噢|喔|啦|咯|嘞|咧|哟|呢|哩|个|下|说|改成|改为|换成|还是|"
    r"现在|跟着|也|新|找我|是|为|叫|搜|加|我|吧|名|"
    r"[^\w。！!？?\n]){0,7}"
)
_ID = (
    r"[A-Za-z][A-Za-z0-9_\-]{1,12}(?:\.[A-Za-z0-9_\-]{1,12}){1,2}(?![A-Za-z0-9_\-@])|"
    r"[A-Za-z][A-Za-z0-9_\-]{5,19}(?![A-Za-z0-9_\-])|(?:[A-Za-z0-9_\-] ){5,19}[A-Za-z0-9_\-](?![A-Za-z0-9_\-])"
)
_WECHAT: Final = re.compile(
    rf"(?:{_CALLED})(?!公众号|群|小程序|支付)({_BY})({_ID}|[1-9][0-9]{{4,9}}(?![0-9]))", re.IGNORECASE
)
_WORDS: Final = frozenset(
    "windows android iphone harmony harmonyos online wechat number version online mobile google system service".split()  # noqa: SIM905
)
# 薇 alone, or 微 with the id right behind it: 薇qiu_feng31. An id so announced has a digit or a line in it.
_ALONE: Final = re.compile(
    r"(?:(?<![\u3400-\u9fff])|(?<=[加佳家嘉的有个找搜是同我她他]))[薇徽溦微]我?[ :]?"
    r"((?=[A-Za-z0-9_\-.]*[0-9_])[A-Za-z][A-Za-z0-9_\-.]{4,18}[A-Za-z0-9])(?![A-Za-z0-9_\-])"
)
# Whom to add, and the id behind: 加她助理zl-jiao0316.
_ADDED: Final = re.compile(
    r"(?:加|添加)(?:[一\0]?下|我|你|您|他|她|助理|老师|客服|群主|店主|店长|老板|医生|社工|姐|哥|妹|好友|管理员|负责人|的|号|[:：\s]){1,6}"
    r"((?![qQ][qQ])(?=[A-Za-z0-9_\-]*[0-9_\-])[A-Za-z][A-Za-z0-9_\-]{5,19})(?![A-Za-z0-9_\-@.])"
)
# 有意者加lan_1988, 扫码或加lan1988; 拉我进群，我是lan1988; 昵称小雨，ID lan1988.
_JOINED: Final = re.compile(
    r"(?:(?:[者或请可的接先您你]|麻烦|直接)加\s?|(?:群|加)[^\n。;!?A-Za-z0-9]{0,8}我的?(?:是|[iI][dD]|号是?)[是为:\s]{0,2}"
    r"|(?:昵称|网名|群名)[^\n。;!?A-Za-z0-9]{0,12}[iI][dD][是为:\s]{0,2})"
    r"((?=[a-z0-9_\-]*[0-9_\-])[a-z][a-z0-9_\-]{5,19})(?![A-Za-z0-9_\-@.])"
)
# The id first, and behind it what it is: guzheng2018xm这是我的微信; and behind 联系方式 or 私聊 alone.
_ID_FIRST: Final = re.compile(
    r"([A-Za-z](?<![A-Za-z0-9_\-@./].)(?=[A-Za-z0-9_\-]*[0-9_\-])[A-Za-z0-9_\-]{5,19})\s?[,，(（]?(?:这个?|就|才|"
    r"也)?(?:是|为)?(?:我|他|她|本人|俺)?"
    r"(?:的|家)?(?:新|老)?(?:微信|薇信|威信|[wWvV][xX])(?!同号|群|公众|支付|小程序)"
)
_REACHED_BY: Final = re.compile(
    r"(?:联系方式|联络方式|联系我|找我|私信|私聊|联系)[是为:：\s]{0,2}((?=[a-z0-9_\-]*[0-9_\-])[a-z][a-z0-9_\-]{5,19})(?![A-Za-z0-9_\-@.])"
)
# Names on other platforms by which somebody is found: 抖音号 dyabc123.
_ELSEWHERE: Final = re.compile(
    r"(?:抖音|快手|小红书|微博|B站|b站|陌陌|闲鱼|支付宝|知乎)(?:号|账号|帐号|[iI][dD]|用户名)[是为:\s]{0,3}"
    r"((?=[A-Za-z0-9_\-.]*[0-9_])[A-Za-z0-9][A-Za-z0-9_\-.]{4,19})(?![A-Za-z0-9_\-@.])"
)
_WXID: Final = re.compile(r"(?<![A-Za-z0-9])wxid_[A-Za-z0-9]{6,24}", re.IGNORECASE)
_QQ: Final = re.compile(
    r"(?:(?<![A-Za-z])q[\W_]{0,2}q|[扣叩寇蔻抠]{2}|[秋丘球糗求]{2}|"
    r"(?:(?<![\u3400-\u9fff])|(?<=[加我的号]))扣我?(?=[0-9 ])|企鹅|(?<![A-Za-z])q(?=[号:\s]|[0-9]{5})|加q)"
    r"(?:号码|群主|群号|好友|号|群|帐号|账号|邮箱)?(?:还?是|为|加|改成|换成|[^\w。！!？?\n]){0,3}"
    r"([1-9](?:[^\w,，。;；!！?？\n]{0,2}[0-9]){4,10})(?![0-9])",
    re.IGNORECASE,
)
# In a text that speaks of QQ: 她自己的号是1926403758.
_QQ_AFTER: Final = re.compile(r"[qQ][qQ][^\n]{0,60}?(?<!群)(?:号(?:码)?[是为:]|我的?号)\s?([1-9][0-9]{5,10})(?![0-9])")
# In a text that speaks of WeChat: 我加了您微信，我的号是moyutong_mama.
_WECHAT_AFTER: Final = re.compile(
    r"微信[^\n]{0,40}?(?<!群)(?:号(?:码)?[是为:]|我的?号)\s?"
    r"((?=[A-Za-z0-9_\-]*[0-9_\-])[A-Za-z][A-Za-z0-9_\-]{5,19})(?![A-Za-z0-9_\-@.])"
)
# The same told loosely: 加我微信用的是xiaoma13_cd, 微信我填的是…, 微信上叫….
_WECHAT_TOLD: Final = re.compile(
    r"(?:微信|威信|薇信|[vVwW][xX])(?!群|公众)[^\n。;!?A-Za-z0-9]{0,10}?(?:用的?是?|写的?是?|填的?是?|改成了?|换成了?|注册的?是?|叫|就是|"
    r"搜)\s?[“\"「:]?\s?"
    r"((?=[A-Za-z0-9_\-]*[0-9_\-])[A-Za-z][A-Za-z0-9_\-]{5,19})(?![A-Za-z0-9_\-@.])"
)
_ALIKE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_\-]{5}")
# What an id has at least, and a number of QQ: a text without is spared the rest.
_IDS: Final = re.compile(r"[A-Za-z](?:[ .]?[A-Za-z0-9_\-]){2}|[0-9](?: ?[A-Za-z0-9_\-]){4}")
_SOME: Final = re.compile("[0-9](?:[^0-9]{0,2}[0-9]){4}")
_LATIN: Final = re.compile("[A-Za-z]")
_SPOKEN: Final = re.compile("扣|叩|企鹅|[秋丘球糗求]{2}|[qQ]|寇|蔻|抠")
_REACHED: Final = re.compile(f"[{_WEI}绿信vVwW]|{_HEART}")


def contacts(text: str) -> Iterator[Span]:
    """E-mail, WeChat and QQ in `text`, evasions with full-width signs and Chinese digits included."""
    folded = fold_counts(text)
    digits = fold_spoken(text)
    if _SOME.search(digits) and _SPOKEN.search(folded):
        for found in itertools.chain(_QQ.finditer(digits), _QQ_AFTER.finditer(digits)):
            yield mark(text, found.start(1), found.end(1), "qq")
    if _IDS.search(folded) and _REACHED.search(folded):
        yield from _wechat(text, folded)
    if "加" in folded:
        for found in _ADDED.finditer(folded):
            yield mark(text, found.start(1), found.end(1), "wechat")
    if _LATIN.search(folded) is None:
        return
    ids = _ALIKE.search(folded) is not None
    if ids and ("加" in folded or "群" in folded or "名" in folded or "昵称" in folded):
        for found in _JOINED.finditer(folded):
            yield mark(text, found.start(1), found.end(1), "wechat")
    if _MAIL_AT.search(folded):
        for found in _EMAIL.finditer(folded):
            yield mark(text, found.start(), found.end(), "email")
    if ids and ("联" in folded or "私" in folded or "找我" in folded):
        for found in _REACHED_BY.finditer(folded):
            yield mark(text, found.start(1), found.end(1), "wechat")
    for found in _ELSEWHERE.finditer(folded):
        yield mark(text, found.start(1), found.end(1), "wechat", "别的平台的账号", "an account elsewhere")


def _wechat(text: str, folded: str) -> Iterator[Span]:
    for found in _WECHAT.finditer(folded):
        if _is_id(folded, found):
            yield mark(text, found.start(2), found.end(2), "wechat")
    for found in itertools.chain(
        _ID_FIRST.finditer(folded),
        _ALONE.finditer(folded),
        _WECHAT_AFTER.finditer(folded),
        _WECHAT_TOLD.finditer(folded),
    ):
        yield mark(text, found.start(1), found.end(1), "wechat")
    for found in _WXID.finditer(folded):
        yield mark(text, found.start(), found.end(), "wechat")


def _is_id(folded: str, found: re.Match[str]) -> bool:
    """Without a sign between, plain letters after a blank are a word ("微信 Windows"), not an id."""
    between, name = found[1], found[2]
    if not between and folded[found.start(2) - 1].isascii() and not re.search(r"[0-9_\-]", name):
        return False  # vxworks and Windows are words
    if name[0].isdigit():
        return bool(re.search(r"[号是为:=]|[iI][dD]", between))
    if re.search(r"[^\s我]", between) or re.search(r"[0-9_\-]", name):
        return True
    asked = found[0][:1] in "加➕+搜找" or folded[max(0, found.start() - 3) : found.start()].rstrip("我").endswith(
        ("加", "搜")
    )
    return name.lower() not in _WORDS and (asked or (not between.strip(" ") and name.islower() and between == ""))
