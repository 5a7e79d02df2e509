"""The invented people of the demo and their posts. Places and public bodies are real, nobody here is."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from lianxin.kernel.acts import person as acts
from lianxin.kernel.models import Person, Unit
from lianxin.kernel.reads import packs, people
from lianxin.kernel.reads.directory import Directory, directory
from lianxin.kernel.who import SYSTEM, Who

PASSWORD = "Lianxin-2026"  # noqa: S105 — printed at start; the demo's log-ins exist only in the demo
SURNAMES = "黎岑植卢梁苏区邝冼麦欧温甘阮关霍容简谭庞招利池戚翟古骆伦劳屈"
GIVEN = (  # noqa: SIM905 — names read better than quotes
    "小满 立秋 明朗 可心 景行 静宜 志和 文竹 若谷 一帆 "
    "清和 远山 书言 晓岚 念慈 思齐 伟棠 秀珍 桂芬 润生 "
    "嘉木 望舒 子衿 庭兰 春晓 建功 海晏 佩玲 永年 惠然 "
    "乐怡 国宁 少康 素心 雨桐 慕青 知行 安澜 伯远 美仪"
).split()
ROLES_EACH = {
    "community": ("community",),
    "office": ("worker", "lead"),
    "institution": ("worker", "lead"),
    "department": ("worker",),
    "site": ("station",),
}
TOWN_ROLES = ("clerk", "clerk", "visitor", "visitor", "governance", "leader", "administrator", "auditor")
OWN_ROLES = ("authority", "guide", "volunteer", "volunteer")
"""Posts at the town itself that only some packs know."""

LOGINS = {
    "shiweitang": (
        ("clerk", "clerk", "shiweitang", "街道受理员：分派、改判、合并"),
        ("worker", "worker", "office_planning", "规划建设办经办：签收、办理、吹哨"),
        ("lead", "lead", "office_planning", "规划建设办负责人：批准挂账、延期"),
        ("community", "community", "qiaodong", "桥东社区工作人员：核实、就近办"),
        ("grid", "grid", "qiaodong_grid1", "网格员：随手登记"),
        ("station", "station", "qiaodong_station", "桥东驿站：代为登记、代确认"),
        ("visitor", "visitor", "shiweitang", "回访员：不是经办人的第二个人"),
        ("governance", "governance", "shiweitang", "党建与治理办：看板、督促"),
        ("leader", "leader", "shiweitang", "街道领导：三分钟看全局"),
        ("secretary", "secretary", "branch_qiaodong", "党支部书记：代表支部认领微项目"),
        ("member", "member", "branch_qiaodong", "党员志愿者：认领微心愿"),
        ("department", "worker", "dept_housing", "区住建局：吹哨报到"),
        ("admin", "administrator", "shiweitang", "系统管理员：人员、岗位、日历"),
        ("auditor", "auditor", "shiweitang", "安全审计员：只读审计"),
        ("district", "overseer", "liwan", "荔湾区督导：只看数字"),
    ),
    "xiqiao": (
        ("xq-clerk", "clerk", "xiqiao", "西樵镇受理员"),
        ("xq-community", "community", "qiaoyuan", "樵园社区工作人员"),
        ("xq-station", "station", "site_qiaoyuan", "樵园社区党群服务中心：微实事就近办"),
        ("xq-secretary", "village_secretary", "shangen", "山根社区书记：四议两公开"),
        ("xq-governance", "governance", "xiqiao", "西樵镇党建办：看板"),
        ("xq-leader", "leader", "xiqiao", "西樵镇领导"),
    ),
    "shangcheng": (
        ("sc-clerk", "clerk", "shangcheng", "上城街道受理员"),
        ("sc-community", "community", "shangcheng_c", "上城社区工作人员：办实事、家门口服务"),
        ("sc-governance", "governance", "shangcheng", "上城街道党建办：清单、重点项目"),
        ("sc-secretary", "secretary", "branch_xinxing", "新兴社区党支部书记"),
    ),
    "junhe": (
        ("jh-clerk", "clerk", "junhe", "均禾街道受理员"),
        ("jh-governance", "governance", "junhe", "均禾街道党建办：看板、临时党支部"),
        ("jh-commander", "commander", "team_street", "党群应急突击队带队人：应急任务"),
        ("jh-secretary", "secretary", "party_qinghu", "清湖联社党委书记"),
    ),
    "zhanqian": (
        ("zq-clerk", "clerk", "zhanqian", "站前街道受理员"),
        ("zq-congress", "worker", "office_congress", "站前街道人大工委经办：视察意见整理、交办、请代表反馈"),
        ("zq-worker", "worker", "office_economy", "经济发展办公室经办：答复视察意见"),
        ("zq-community", "community", "liuhua", "流花社区工作人员"),
        ("zq-station", "station", "liuhua_station", "流花社区党群服务站"),
        ("zq-governance", "governance", "zhanqian", "站前街道党建办：集中视察、看板、简报"),
        ("zq-leader", "leader", "zhanqian", "站前街道领导"),
        ("zq-secretary", "secretary", "branch_liuhua", "流花社区党支部书记"),
    ),
}
PROVINCE = ("province", "overseer", "44", "全省督导：导入全省区划后按市、区逐级下钻")


def logins() -> list[tuple[str, str, str]]:
    """(what for, log-in, password) of every demo account, as printed at start."""
    rows = [(about, name, PASSWORD) for town in LOGINS.values() for name, _, _, about in town]
    return [*rows, (PROVINCE[3], PROVINCE[0], PASSWORD)]


@dataclass
class Cast:
    """The people of one town, found by role and unit."""

    town: Unit
    where: Directory
    by_post: dict[tuple[str, int], list[Who]] = field(default_factory=lambda: defaultdict(list))
    by_person: dict[int, Who] = field(default_factory=dict)

    def holding(self, role: str) -> list[Who]:
        """Everybody with this role, whatever the unit."""
        return [who for (held, _), found in self.by_post.items() if held == role for who in found]

    def at(self, role: str, units: frozenset[int]) -> list[Who]:
        """Everybody with this role at one of these units."""
        return [who for unit in units for who in self.by_post.get((role, unit), [])]


class Names:
    """Invented names in an order of their own, none twice while they last."""

    def __init__(self, dice: random.Random) -> None:
        self._names = [surname + given for surname in SURNAMES for given in GIVEN]
        dice.shuffle(self._names)
        self._next = iter(self._names)

    def __next__(self) -> str:
        return next(self._next)


def settle(town: Unit, names: Names, now: datetime) -> Cast:
    """Give every post of the town to somebody invented; the listed ones get a log-in."""
    where = directory(town.pk)
    cast = Cast(town, where)
    rules = packs.of_town(town.pk)
    wanted = {(role, key): (login, about) for login, role, key, about in LOGINS[town.pack_key]}
    for role, unit_id, key in _posts(town, where, set(rules.said.roles)):
        found = acts.register(next(names), now)
        acts.appoint(SYSTEM, found, role, Unit.objects.get(pk=unit_id), rules, now, trusted=True)
        login = wanted.pop((role, key), None)
        if login is not None:
            acts.open_account(login[0], PASSWORD, found, now, checked=False)
        _enter(cast, found, role, unit_id, now)
    for (role, key), (username, _) in wanted.items():
        unit = Unit.objects.get(pk=where.by_key[key].id if key in where.by_key else _district(where))
        found = acts.register(next(names), now)
        acts.appoint(SYSTEM, found, role, unit, rules, now, trusted=True)
        acts.open_account(username, PASSWORD, found, now, checked=False)
        _enter(cast, found, role, unit.pk, now)
    return cast


def _district(where: Directory) -> int:
    """The district above the town, for its overseer."""
    return next(row.id for row in where.rows.values() if row.kind == "district")


def _enter(cast: Cast, found: Person, role: str, unit_id: int, now: datetime) -> None:
    held = people.posts(found.pk, now)
    declared = packs.of_town(cast.town.pk).said.roles[
        role
    ]  # the district's overseer has it from base, through the pack
    who = Who(person_id=found.pk, shown=found.shown, posts=held, may=frozenset(declared.may), via="demo")
    cast.by_post[(role, unit_id)].append(who)
    cast.by_person[found.pk] = who


def _posts(town: Unit, where: Directory, roles: set[str]) -> Iterator[tuple[str, int, str]]:
    for role in TOWN_ROLES + tuple(role for role in OWN_ROLES if role in roles):
        yield role, town.pk, where.town.key
    for row in where.rows.values():
        if row.town_id != town.pk:
            continue
        for role in ROLES_EACH.get(row.kind, ()):
            yield role, row.id, row.key
        if row.kind == "grid":
            yield "grid", row.id, row.key
        if row.kind == "community" and "village_secretary" in roles:
            yield "village_secretary", row.id, row.key
        if row.kind == "community" and "team" in roles:
            yield "team", row.id, row.key
        if row.kind == "community" and "hooked" in roles:
            yield "hooked", row.id, row.key
        if row.kind == "emergency_team" and "commander" in roles:
            yield "commander", row.id, row.key
        if row.kind in ("branch", "village_party", "league"):
            yield "secretary", row.id, row.key
            for _ in range(3):
                yield "member", row.id, row.key
        if row.kind == "studio" and "delegate" in roles:
            yield "delegate", row.id, row.key
        if row.kind == "office" and "mediator" in roles and "safety" in row.key:
            yield "mediator", row.id, row.key
