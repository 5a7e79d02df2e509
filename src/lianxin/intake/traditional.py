"""Traditional characters in names of places, one for one, so that a name stands where it stands in the text."""

from __future__ import annotations

from typing import Final

_PAIRS = (
    "橋桥東东園园區区圍围鎮镇鄉乡縣县門门廣广嶺岭龍龙灣湾榮荣華华萬万豐丰興兴寶宝樂乐聯联陽阳陳陈黃黄葉叶環环衛卫國国際际號号樓楼"
    "長长馬马魚鱼鳥鸟鳳凤麗丽盧卢羅罗蘇苏蘭兰雲云車车輪轮運运達达遠远進进還还邊边過过這这個个會会來来農农開开關关間间閣阁島岛崗岗"
    "慶庆應应戲戏歷历歸归時时書书術术業业極极構构樹树機机橫横權权歡欢殘残氣气決决沖冲湯汤溝沟溫温滿满濱滨濟济灘滩燈灯爾尔狀状獅狮"
    "當当療疗盤盘確确礦矿禮礼種种穩稳窩窝競竞筆笔節节範范糧粮紅红級级紙纸細细終终結结給给絲丝經经維维網网緊紧緣缘縱纵織织繞绕"
    "義义聖圣聞闻職职與与舊旧艦舰蓋盖蓮莲藝艺處处虛虚補补裝装見见規规視视覺觉記记許许設设評评話话該该誠诚調调談谈請请論论證证議议"
    "護护變变讓让貝贝財财貨货貴贵買买費费資资賢贤賣卖質质趙赵跡迹軍军軌轨軟软輝辉轉转辦办邁迈鄧邓鄭郑醫医錦锦鋪铺錢钱鐘钟鐵铁"
    "閘闸隊队階阶隱隐雙双雜杂難难電电靈灵靜静響响頂顶項项順顺預预領领頭头題题顏颜風风飛飞館馆驛驿體体麥麦點点壞坏塊块壇坛壩坝墻墙"
    "嶼屿巖岩帶带庫库強强彎弯總总戶户掃扫揚扬換换損损擴扩擺摆攤摊敵敌數数斷断無无舉举湧涌學学寧宁實实對对導导"
)
_TABLE: Final = {ord(_PAIRS[at]): _PAIRS[at + 1] for at in range(0, len(_PAIRS), 2)}


def simplified(text: str) -> str:
    """`text` with the characters common in place names in their simplified form. Same length."""
    return text.translate(_TABLE)
