"""Pages of who may do what, and of the town's units."""

from __future__ import annotations

from collections.abc import Iterator

from lianxin.handbook.markup import Html, el, join, table
from lianxin.language.pack import SYSTEM, Pack
from lianxin.language.who import BUILTIN

STANDS = {
    "owner": "事项由本单位（或下级单位）承办时",
    "place": "事项的地点在本单位范围内时",
    "town": "事项属于本街道（镇）时",
    "filer": "事项由本单位登记时",
}
SEES = {"all": "本街道（镇）全部", "owned": "与自己有关的", "public": "公开的", "numbers": "只看数字，不看事项"}
MAY = {
    "file": "登记",
    "reveal": "查看被遮住的联系方式（留痕）",
    "manage_people": "管理人员",
    "manage_packs": "管理规则包",
    "see_understanding": "看机器理解得怎么样",
    "papers": "起草、核数、审核材料",
    "issue": "签发材料",
    "export": "导出",
    "board": "看板",
    "merge": "合并",
    "read_audit": "查审计",
}
TREES = {"territory": "地域", "party": "党组织", "grid": "网格", "office": "机构", "site": "站点"}


def roles_page(pack: Pack) -> Html:
    """Every role: when a matter is its holder's business, what it sees, what it may do."""
    rows = []
    for key, role in pack.said.roles.items():
        does = [
            f"{kind.label.zh}：" + "、".join(sorted(labels))
            for name, kind in pack.said.matters.items()
            if (labels := _does(pack, name, key))
        ]
        rows.append(
            (
                join(el("b", role.label.zh), " ", el("code", key)),
                STANDS[role.at],
                SEES[role.sees],
                "、".join(MAY[one] for one in role.may) or "—",
                [el("div", text) for text in does] or "—",
            )
        )
    parts = [(el("b", BUILTIN[name][0]), el("code", name)) for name in sorted(SYSTEM)]
    return join(
        el("h1", "谁能做什么"),
        el("p", "没有写到的，就是不能做。同一件事里，办的人不能自己核实。", class_="lead"),
        table(["角色", "什么时候是自己的事", "看得到", "可以", "在各类事项里"], rows, "wide"),
        el("h2", "不靠岗位的身份"),
        table(["身份", "词"], parts),
    )


def _does(pack: Pack, kind: str, role: str) -> set[str]:
    return {
        action.label.zh
        for step in pack.kind(kind).steps
        for action in pack.actions(kind, step).values()
        if role in action.who
    }


def units_page(pack: Pack) -> Html:
    """Kinds of unit, and the units a town starts with, each under its parent."""
    kinds = [
        (
            join(el("b", kind.label.zh), " ", el("code", key)),
            TREES[kind.tree],
            "、".join(pack.said.unit_kinds[above].label.zh for above in kind.under) or "—",
        )
        for key, kind in pack.said.unit_kinds.items()
    ]
    return join(
        el("h1", "单位"),
        el("h2", "单位的种类"),
        table(["种类", "属于", "在谁之下"], kinds),
        el("h2", "本包的单位"),
        el("ul", *_under(pack, None), class_="tree"),
    )


def _under(pack: Pack, parent: str | None) -> Iterator[Html]:
    for key, unit in pack.said.units.items():
        if unit.parent != parent:
            continue
        said = [el("b", unit.name), " ", el("code", key), f" {pack.said.unit_kinds[unit.kind].label.zh}"]
        if unit.division:
            said.append(f"，{unit.division}")
        if unit.place and parent is None:
            said.append(f"，在{pack.said.units[unit.place].name}")
        if unit.aliases:
            said.append(el("span", "，又叫：" + "、".join(unit.aliases), class_="quiet"))
        if unit.numbers:
            doors = "；".join(f"{doors} 归{pack.said.units[place].name}" for place, doors in unit.numbers.items())
            said.append(el("span", f"，门牌：{doors}", class_="quiet"))
        below = list(_under(pack, key))
        yield el("li", *said, *([el("ul", *below)] if below else []))
