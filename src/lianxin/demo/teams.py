"""Emergency teams with their members, a call and who came, a task under wartime, and people sent down for a term.
Bodies are those of the packs; who stands in them, and what they turned out for, is invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from lianxin.demo import missions, moments
from lianxin.demo.people import Cast, Names
from lianxin.kernel.acts import activity, holding, publishing, signup, tie, visit
from lianxin.kernel.acts.activity import Plan
from lianxin.kernel.acts.ends import Wanted
from lianxin.kernel.acts.holding import Record
from lianxin.kernel.acts.signup import Attendee
from lianxin.kernel.acts.visit import Note
from lianxin.kernel.models import Tie
from lianxin.kernel.reads import packs
from lianxin.kernel.tie_facts import day_of
from lianxin.kernel.who import Who

FULL = {"leader": 1, "deputy": 1, "contact": 1, "member": 5}
SMALL = {"leader": 1, "contact": 1, "member": 4}
LACKING = {"leader": 1, "member": 2}
TEAMS: Mapping[str, tuple[tuple[str, Mapping[str, int]], ...]] = {
    "shiweitang": (
        ("office_emergency", {"leader": 1, "deputy": 2, "contact": 1, "member": 6}),
        ("qiaodong", FULL), ("shancun", SMALL), ("jiaokou", LACKING),
    ),
    "xiqiao": (("office_safety", SMALL), ("minle", FULL), ("qiaoyuan", LACKING)),
    "shangcheng": (("shangcheng_c", FULL), ("xiacheng", LACKING)),
    "junhe": (
        ("team_street", {"leader": 1, "deputy": 2, "contact": 1, "member": 8}),
        ("team_promotion", SMALL), ("team_qinghu", FULL), ("team_shima", SMALL), ("team_new", LACKING),
    ),
}  # fmt: skip
"""By town: the body a team stands at, and how many in which place."""
SKILLS = (("first_aid",), ("driving",), ("appliance",), ("mediation",), ("digital",))
CALL = "雨夜内涝点巡查"
WORK = "清理雨水口、巡查易涝点，协助低洼处住户垫高物品。自带雨鞋，反光背心和手电由应急办发。"


@dataclass(frozen=True, slots=True)
class Sent:
    """Somebody sent down: to which body, by whom, what for, and the term in days from today."""

    to: str
    by: str
    duties: str
    since: int
    until: int


POSTINGS = {
    "shiweitang": (
        Sent("branch_qiaodong", "荔湾区住房和城乡建设局", "建强支部，推动老旧小区改造", -470, 260),
        Sent("party_flower", "荔湾区市场监督管理局", "带市场党员亮身份，规范经营", -672, 58),
        Sent("party_tea", "荔湾区人力资源和社会保障局", "联系商圈企业，组建党组织", 14, 744),
        Sent("branch_office3", "荔湾区水务局", "河涌巡查和宣传", -740, -9),
    ),
    "xiqiao": (
        Sent("party_minle", "佛山市南海区水利局", "整治村涌，完善议事", -380, 350),
        Sent("party_xintian", "佛山市南海区农业农村局", "发展集体经济，建强班子", -690, 41),
    ),
    "shangcheng": (Sent("branch_xiajiao", "源城区民政局", "关心独居长者，建强支部", -300, 430),),
    "junhe": (
        Sent("party_shima", "白云区水务局", "河涌整治，建强联社党委", -410, 320),
        Sent("party_luogang", "白云区卫生健康局", "公共卫生和志愿队伍", -650, 70),
    ),
}  # fmt: skip
DIARY = (
    ("party", "和支部委员一起排好下季度“三会一课”"),
    ("people", "到楼栋听意见，三件小事当场交办"),
    ("govern", "参加议事会，定下公共晾晒区的位置"),
)


def muster(cast: Cast, names: Names, start: datetime, now: datetime) -> int:
    """The teams and postings of one town; how many ties were made."""
    made = [_team(cast, names, key, places, start, now) for key, places in TEAMS.get(cast.town.pack_key, ())]
    sent = [_send(cast, names, n, one, start, now) for n, one in enumerate(POSTINGS.get(cast.town.pack_key, ()))]
    if made:
        _called(cast, made[-3 if len(made) > 3 else 0], now)
    if "mission" in packs.of_town(cast.town.pk).said.matters:
        missions.turn_out(cast, made[0][:6], now)
    return sum(map(len, made)) + len(sent)


def _team(cast: Cast, names: Names, key: str, places: Mapping[str, int], start: datetime, now: datetime) -> list[Tie]:
    """One team, place by place, registered by whoever looks after the body it stands at."""
    unit, office = cast.where.by_key[key].id, cast.holding("governance")[0]
    who = next(iter(cast.at("community", frozenset({unit}))), office)
    insured = (day_of(start) + timedelta(days=330)).isoformat()
    made: list[Tie] = []
    for slot, many in places.items():
        for _ in range(many):
            said = {"skills": list(SKILLS[len(made) % len(SKILLS)]), "insured_until": insured}
            if len(made) == 2:  # one insurance runs out soon, and is called to mind
                said["insured_until"] = (day_of(now) + timedelta(days=12)).isoformat()
            wanted = Wanted("team", cast.town.pk, unit, day_of(start), name=next(names), slot=slot, fields=said)
            made.append(tie.make(who, wanted, start + timedelta(minutes=40 + 4 * len(made))))
    return made


def _themselves(one: Tie) -> Who:
    """A member, acting for himself."""
    return Who(person_id=one.person_id, shown=one.person.shown if one.person else "", via="demo")


def _called(cast: Cast, team: list[Tie], now: datetime) -> None:
    """A call: published, answered by members of the team one by one, held in the evening, written up the next morning
    with who came; a training before it, and one to come."""
    office, town, unit = cast.holding("governance")[0], cast.town.pk, team[0].unit_id or 0
    kind = "recruiting" if "recruiting" in packs.of_town(town).said.activities else "volunteering"
    asked = moments.before(now, 13, "16:10")
    evening = moments.at(asked, "19:30")
    plan = Plan(
        kind, CALL, evening, (unit,), ends_at=evening + timedelta(hours=2), text=WORK, place_text="在办公地点集合"
    )
    call = activity.plan(office, town, plan, asked)
    publishing.publish(cast.holding("leader")[0], call.pk, "", asked + timedelta(minutes=12))
    for n, one in enumerate(team[:-1]):
        signup.sign_up(_themselves(one), call.pk, Attendee(consent=True), asked + timedelta(minutes=18 + 7 * n))
    came, morning = tuple(one.person_id or 0 for one in team[:-2]), moments.after(evening, 1, "09:20")
    if morning <= now:
        holding.hold(office, call.pk, Record(came), morning)
    _trained(cast, team, unit, now)


def _trained(cast: Cast, team: list[Tie], unit: int, now: datetime) -> None:
    office, town = cast.holding("governance")[0], cast.town.pk
    kind = "first_aid" if "first_aid" in packs.of_town(town).said.activities else "training"
    learnt = moments.before(now, 27, "14:30")
    said = {"hours": 2, "lecturer": "社区卫生服务中心医护人员"}
    plan = Plan(kind, "心肺复苏和止血包扎", learnt, (unit,), fields={"hours": 2}, place_text="党群服务中心二楼")
    done = activity.plan(office, town, plan, moments.before(now, 34, "10:20"))
    holding.hold(office, done.pk, Record(tuple(one.person_id or 0 for one in team), fields=said),
                 moments.at(learnt, "17:10"))  # fmt: skip
    coming = moments.after(now, 8, "14:30")
    plan = Plan(kind, "防汛沙袋和应急照明操作", coming, (unit,), fields={"hours": 2}, capacity=20,
                text="先看一遍，再分组上手。名额 20 个。", place_text="应急物资仓库")  # fmt: skip
    made = activity.plan(office, town, plan, moments.before(now, 2, "10:05"))
    publishing.publish(cast.holding("leader")[0], made.pk, "", moments.before(now, 2, "11:15"))
    for n, one in enumerate(team[1:6]):
        at = moments.before(now, 1, "09:30") + timedelta(minutes=23 * n)
        signup.sign_up(_themselves(one), made.pk, Attendee(consent=True), at)


def _send(cast: Cast, names: Names, n: int, one: Sent, start: datetime, now: datetime) -> Tie:
    """A posting with its term; whoever is there has noted what he did since."""
    today, unit = day_of(now), cast.where.by_key[one.to].id
    wanted = Wanted(
        "posting", cast.town.pk, unit, today + timedelta(days=one.since), until=today + timedelta(days=one.until),
        name=next(names), fields={"from_unit": one.by, "duties": one.duties},
    )  # fmt: skip
    made = tie.make(cast.holding("governance")[0], wanted, start + timedelta(minutes=5 * n))
    for m, (about, text) in enumerate(DIARY):
        at = moments.before(now, 34 - 12 * m - n, "17:20")
        if one.since < 0 and at > start and (at - now).days < one.until:
            visit.note(_themselves(made), made.pk, Note(about, day_of(at), text), at)
    return made
