"""Traditional characters, one for one: what stands in the text stands in the same place of what is read."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources
from typing import Final

_PAIRS = (
    "橋桥東东園园區区圍围鎮镇鄉乡縣县門门廣广嶺岭龍龙灣湾榮荣華华萬万豐丰興兴寶宝樂乐聯联陽阳陳陈黃黄葉叶環环衛卫國国際际號号樓楼"
    "長长馬马魚鱼鳥鸟鳳凤麗丽盧卢羅罗蘇苏蘭兰雲云車车輪轮運运達达遠远進进還还邊边過过這这個个會会來来農农開开關关間间閣阁島岛崗岗"
    "慶庆應应戲戏歷历歸归時时書书術术業业極极構构樹树機机橫横權权歡欢殘残氣气決决沖冲湯汤溝沟溫温滿满濱滨濟济灘滩燈灯爾尔狀状獅狮"
    "當当療疗盤盘確确礦矿禮礼種种穩稳窩窝競竞筆笔節节範范糧粮紅红級级紙纸細细終终結结給给絲丝經经維维網网緊紧緣缘縱纵織织繞绕"
    "義义聖圣聞闻職职與与舊旧艦舰蓋盖蓮莲藝艺處处虛虚補补裝装見见規规視视覺觉記记許许設设評评話话該该誠诚調调談谈請请論论證证議议"
    "護护變变讓让貝贝財财貨货貴贵買买費费資资賢贤賣卖質质趙赵跡迹軍军軌轨軟软輝辉轉转辦办邁迈鄧邓鄭郑醫医錦锦鋪铺錢钱鐘钟鐵铁"
    "閘闸隊队階阶隱隐雙双雜杂難难電电靈灵靜静響响頂顶項项順顺預预領领頭头題题顏颜風风飛飞館馆驛驿體体麥麦點点壞坏塊块壇坛壩坝墻墙"
    "後后嶼屿巖岩帶带庫库強强彎弯總总戶户掃扫揚扬換换損损擴扩擺摆攤摊敵敌數数斷断無无舉举湧涌學学寧宁實实對对導导"
    # Family names, given characters and titles.
    "劉刘楊杨吳吴孫孙許许韓韩馮冯蕭萧蔣蒋呂吕賴赖龐庞駱骆聶聂莊庄鄒邹賈贾龔龚閻阎譚谭魯鲁嚴严歐欧鍾钟謝谢塗涂倫伦偉伟傑杰儀仪億亿優优"
    "勝胜勵励勳勋賓宾賜赐嫻娴嬌娇嘯啸堅坚婭娅專专嵐岚恆恒悅悦愛爱慮虑戀恋撫抚擁拥暉晖曉晓曄晔樺桦楓枫標标檸柠漢汉潔洁潤润澤泽燁烨煒炜"
    "熾炽瑋玮瑤瑶瓊琼瑩莹璣玑璽玺竇窦紹绍綺绮緒绪緯纬縈萦繡绣纓缨翹翘聰聪藍蓝蘊蕴蘆芦詠咏詩诗諾诺謙谦譽誉貞贞賀贺贊赞輔辅鄺邝鄔邬釗钊"
    "鈞钧鈺钰銀银銘铭鋒锋鋼钢鍵键鑾銮陸陆雋隽霽霁韋韦韜韬頌颂頎颀顯显騰腾驊骅驍骁驥骥鴻鸿鵬鹏鶴鹤鷗鸥鳴鸣齊齐齡龄師师爺爷嬸婶員员鄰邻"
    "親亲訴诉稱称媽妈姪侄兒儿離离"
)
NAMED: Final = {ord(_PAIRS[at]): _PAIRS[at + 1] for at in range(0, len(_PAIRS), 2)}
"""What is said here comes before what the list says: 鍾 is 钟 in names of people."""


def _table() -> dict[int, str]:
    lines = resources.files("lianxin.intake").joinpath("lists", "traditional.txt").read_text("utf-8").splitlines()
    listed = "".join(line for line in lines if not line.startswith("#"))
    pairs = {ord(listed[at]): listed[at + 1] for at in range(0, len(listed), 2)} | NAMED
    return {sign: plain for sign, plain in pairs.items() if chr(sign) != plain}


_TABLE: Final = _table()
# Most texts hold none of them: looking for one costs a tenth of writing the text anew.
_SEEN: Final = re.compile(f"[{''.join(map(chr, _TABLE))}]")


# Each finder asks for the text it is given; within one reading it is the same text.
@lru_cache(maxsize=4)
def simplified(text: str) -> str:
    """`text` with its traditional characters in their simplified form. Same length."""
    return text.translate(_TABLE) if _SEEN.search(text) else text


def _written() -> dict[str, str]:
    found: dict[str, str] = {}
    for sign, plain in _TABLE.items():
        found[plain] = found.get(plain, "") + chr(sign)
    return found


_WRITTEN: Final = _written()


def written(sign: str) -> str:
    """The traditional characters that are read as this simplified one; '' for most signs."""
    return _WRITTEN.get(sign, "")
