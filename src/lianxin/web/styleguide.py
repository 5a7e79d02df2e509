"""What the styleguide page shows: every component in every state, from invented data."""

from datetime import UTC, datetime

from lianxin.web.components import icons
from lianxin.web.components.registry import Context
from lianxin.web.tree import Branch, State, Wish

STATES: tuple[State, ...] = ("waiting", "claimed", "fulfilled")
COMMUNITIES = ("东门", "柳堤", "南园", "溪口", "长桥", "龙井")
SAID = (
    "想要一副老花镜",
    "轮椅的刹车松了，请人修一下",
    "孩子想有一盏台灯",
    "想去看一次粤剧",
    "阳台的窗关不上",
    "想学会用手机挂号",
)


def sample_branches(count: int) -> list[Branch]:
    """``count`` invented wishes spread unevenly over six communities."""
    wishes: list[list[Wish]] = [[] for _ in COMMUNITIES]
    for number in range(count):
        state = STATES[(number * 7 + number // 5) % 3]
        wish = Wish(str(number), SAID[number % len(SAID)], state, f"/wishes/{number}/")
        wishes[(number * number + number // 3) % len(COMMUNITIES)].append(wish)
    return [Branch(str(place), name, wishes[place]) for place, name in enumerate(COMMUNITIES)]


MOMENT = datetime(2026, 3, 6, 6, 5, tzinfo=UTC)
FORMS: Context = {
    "unit_options": [("a", "东门社区"), ("b", "柳堤社区"), ("c", "城市管理办")],
    "many_options": [(str(one), f"第{one}网格") for one in range(1, 61)],
    "choice_options": [("sms", "短信"), ("call", "打电话"), ("none", "不用告诉我")],
    "chosen_kinds": ["sms", "call"],
    "tall_options": [("here", "东门小区", "您扫的码在这里"), ("other", "换一个地方", "")],
    "steps": ["说事", "在哪儿", "怎么告诉您"],
    "chips": [
        {"label": "全部", "url": "#", "on": True, "count": 128},
        {"label": "我办的", "url": "#", "count": 12},
        {"label": "东门社区", "url": "#", "count": 0},
    ],
}
STORY: Context = {
    "moment": MOMENT,
    "row_meta": ["柳堤社区", "李伯在等", "等住建部门现场核实"],
    "knots": [
        {"what": "已收到，编号 SW-2026-00123。", "who": "东门党群服务站 代为登记", "when": MOMENT},
        {"what": "东门社区受理。", "who": "网格员 陈志", "when": MOMENT, "note": "下午带灯具去看。", "changed": True},
        {"what": "暂停计时：等供电所停电许可。", "who": "东门社区", "when": MOMENT, "state": "stopped"},
        {"what": "超期 1 天，已提醒到社区书记。", "who": "系统", "when": MOMENT, "state": "late"},
        {"what": "三盏灯都亮了，谢谢。", "who": "报事人", "when": MOMENT, "state": "joy"},
        {"what": "最迟 3月12日（周四）前答复您。", "who": "东门社区", "state": "next"},
    ],
}
FIGURES: Context = {
    "table_head": ["社区", ("在办", "n"), ("超期", "n"), ("按时率", "n")],
    "table_rows": [["东门", 74, 2, "97.3%"], ["柳堤", 61, 0, "100%"], ["南园", 58, 5, "91.4%"]],
    "table_foot": ["合计", 193, 7, "96.4%"],
    "bar_parts": [(30, "pine"), (6, "amber"), (4, "late")],
}
FRAME: Context = {
    "contents": [
        ("tokens", "字与色"), ("buttons", "按钮"), ("fields", "填写"), ("lists", "清单"), ("story", "经过"),
        ("stats", "数"), ("says", "说话"), ("icons", "图标"), ("tree-kapok", "树"),
    ],
    "colours": [
        ("paper", "纸"), ("card", "卡"), ("ink", "墨"), ("ink-quiet", "淡墨"), ("line", "线"), ("pine", "松（行动）"),
        ("kapok", "木棉（身份与庆祝）"), ("amber", "琥珀（快到期）"), ("late", "深红（超期）"),
    ],
    "tab_items": [
        {"label": "党员大会", "url": "#", "current": True, "count": 4},
        {"label": "支委会", "url": "#", "count": 12},
        {"label": "党课", "url": "#"},
    ],
    "crumbs": [{"label": "示例街道", "url": "#"}, {"label": "东门社区", "url": "#"}, {"label": "SW-2026-00123"}],
    "town_name": "示例街道",
}  # fmt: skip


def styleguide_context() -> Context:
    """The context of ``styleguide.html``; no database is read."""
    return {
        **FORMS,
        **STORY,
        **FIGURES,
        **FRAME,
        "icon_names": sorted(icons.names()),
        "branches": sample_branches(48),
        "trees": [("木棉", "kapok"), ("桃花", "peach"), ("桑", "mulberry"), ("榕", "banyan")],
    }
