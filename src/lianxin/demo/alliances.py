"""Joint councils of the demo's towns: members, what they offer, needs at every step, meetings; and the roll of the
branch that leads. Everybody and every need is invented; the units are those of the packs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from lianxin.demo import moments
from lianxin.demo.people import Cast, Names
from lianxin.kernel.acts import activity, filing, holding, matter, member, partner, person, tie
from lianxin.kernel.acts.activity import Plan
from lianxin.kernel.acts.ends import Wanted
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.acts.holding import Record
from lianxin.kernel.models import Tie, Unit
from lianxin.kernel.reads import packs, people
from lianxin.kernel.reads import partner as links
from lianxin.kernel.tie_facts import day_of
from lianxin.kernel.who import SYSTEM, Who

MEMBERS = 12
"""Members on the roll of the branch that leads."""


@dataclass(frozen=True, slots=True)
class Council:
    """Who leads, at which community, and what each member unit offers: sort, what, when."""

    lead: str
    place: str
    offers: tuple[tuple[str, str, str, str], ...]


COUNCILS = {
    "shiweitang": Council(
        "branch_qiaodong", "qiaodong",
        (
            ("partner_huifu", "place", "会所二楼活动室、投影", "周末白天"),
            ("partner_clinic", "skill", "健康讲座、上门测血压", "周二、周四下午"),
            ("partner_dental", "skill", "口腔检查进社区", "每月第一个周六"),
        ),
    ),
    "shangcheng": Council(
        "branch_xinxing", "xinxing",
        (
            ("partner_water", "skill", "汛期安全宣讲", "4 至 9 月工作日"),
            ("partner_open_university", "place", "多媒体教室、电脑", "寒暑假"),
            ("partner_museum", "equipment", "流动展板、讲解员", "周末"),
            ("partner_science", "skill", "科普讲师", "工作日下午"),
            ("partner_health_school", "skill", "护理专业师生志愿服务", "周三下午"),
        ),
    ),
}  # fmt: skip
NEEDS = (
    ("想借一间雨天能用的活动室", "place", ()),
    ("想请人教长者用手机挂号", "skill", ()),
    ("想请人讲一讲家里怎么防火", "skill", ("match",)),
    ("想借音响和桌椅办一场邻里节", "equipment", ("match", "claim")),
    ("想请人来给长者量血压", "skill", ("match", "claim", "deliver")),
    ("想借场地办四点半课堂", "place", ("match", "claim", "deliver", "confirm")),
)
"""What is needed, of which sort, and how far it has come."""
DONE = {"claim": {}, "deliver": {"result": "已经办了一场，居民说好"}, "confirm": {}}


def gather(cast: Cast, names: Names, start: datetime, now: datetime) -> int:
    """The council of one town, with the roll of its branch; how many needs stand on its lists."""
    said = COUNCILS.get(cast.town.pack_key)
    if said is None:
        return 0
    officer, lead = cast.holding("governance")[0], cast.where.by_key[said.lead].id
    _roll(cast, names, lead, start)
    who = [_member(cast, names, officer, lead, offer, start) for offer in said.offers]
    for n, (text, sort, steps) in enumerate(NEEDS):
        _need(cast, said, who[n % len(who)], (text, sort, steps), start + timedelta(days=4 + n))
    for days, title, held in ((6, "第三季度联席会议", True), (60, "第四季度联席会议", False)):
        agenda = ({"kind": "report", "text": "各单位上季度做了什么"}, {"kind": "discuss", "text": "逐条对接需求清单"})
        at = moments.after(start, days, "15:00")
        made = activity.plan(officer, cast.town.pk, Plan("joint_meeting", title, at, (lead,), agenda=agenda), start)
        if held:
            said_of = Record(figures={"heads": str(3 * len(who))})
            holding.hold(officer, made.pk, said_of, at + timedelta(hours=2, minutes=20))
    return len(NEEDS)


def _roll(cast: Cast, names: Names, lead: int, start: datetime) -> None:
    """Members of the branch: those who hold a post there, and more."""
    officer, since = cast.holding("governance")[0], start - timedelta(days=400)
    posted = [one.person_id for role in ("secretary", "member") for one in cast.at(role, frozenset({lead}))]
    for n, known in enumerate([one for one in posted if one is not None]):
        member.join(officer, lead, known, since, start, ref=f"demo:{lead}:post{n}")
    for n in range(MEMBERS - len(posted)):
        role = "probationary" if n == 0 else "full"
        member.join(officer, lead, next(names), since, start, role=role, ref=f"demo:{lead}:roll{n}")


def _member(
    cast: Cast, names: Names, officer: Who, lead: int, offer: tuple[str, str, str, str], start: datetime
) -> Who:
    """A unit with its seat, its associate member, what it offers, and the liaison who acts for it."""
    key, sort, what, when = offer
    unit = Unit.objects.get(pk=cast.where.by_key[key].id)
    since = day_of(start)
    tie.make(officer, Wanted("council_seat", cast.town.pk, lead, since, other_id=unit.pk), start)
    found = person.register(next(names), start)
    associate = Wanted(
        "associate", cast.town.pk, lead, since, person_id=None, name=found.shown, fields={"from_unit": unit.name}
    )
    tie.make(officer, associate, start)
    fields = {"sort": [sort], "what": what, "available": when}
    tie.make(officer, Wanted("resource", cast.town.pk, lead, since, other_id=unit.pk, fields=fields), start)
    person.appoint(SYSTEM, found, "partner", unit, packs.of_town(cast.town.pk), start, trusted=True)
    return Who(person_id=found.pk, shown=found.shown, posts=people.posts(found.pk, start), via="demo")


def _need(cast: Cast, said: Council, liaison: Who, need: tuple[str, str, tuple[str, ...]], at: datetime) -> None:
    text, sort, steps = need
    place = cast.where.by_key[said.place].id
    who = cast.at("community", frozenset({place}))[0]
    telling = Telling(text, cast.town.pk, kind="need", channel="desk", place_id=place, fields={"sort": sort})
    found = filing.file(who, telling, at).matter
    unit = liaison.posts[0].unit_id
    offer = next(one for one in said.offers if cast.where.by_key[one[0]].id == unit)
    for n, step in enumerate(steps):
        given = {"unit": unit, "resource": offer[2]} if step == "match" else DONE[step]
        moment = at + timedelta(days=2 + 4 * n)
        if step in ("match", "confirm"):  # whoever lists a need does not confirm it
            matter.take(who if step == "match" else cast.holding("governance")[0], found.pk, step, given, moment)
        elif (linked := _linked(cast, unit, moment)) is not None:
            partner.answer_need(linked, found.pk, step, given, moment)
        else:
            matter.take(liaison, found.pk, step, given, moment)


def _linked(cast: Cast, unit: int, at: datetime) -> Who | None:
    """Whoever comes with the link of the unit's agreement, where it has one."""
    found = Tie.objects.filter(town=cast.town, kind="baiyi", other_id=unit).first()
    if found is None:
        return None
    opened = links.of_link(partner.give_link(cast.holding("governance")[0], found.pk, at), at)
    return opened[0] if opened is not None else None
