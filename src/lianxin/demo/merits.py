"""What the demo's towns appraise, judge, honour and survey. Works and marks are invented; prizes, quotas and targets
follow the packs. Each town has something published and something on notice, so that every page is seen full."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count

from lianxin.demo import couplets, files, moments
from lianxin.demo.people import Cast
from lianxin.kernel.acts import (
    activity,
    appraisal,
    ballot,
    contest,
    contest_round,
    holding,
    honour,
    objection,
    problem,
    survey,
)
from lianxin.kernel.acts.activity import Plan
from lianxin.kernel.acts.appraisal import Cited
from lianxin.kernel.acts.contest_entry import Entered, enter
from lianxin.kernel.acts.holding import Outcome, Record
from lianxin.kernel.acts.honour import Paper
from lianxin.kernel.models import Appraisal, Contest, Person, Unit
from lianxin.kernel.reads import branch, packs, roll
from lianxin.kernel.reads import contest as reads
from lianxin.kernel.reads.directory import Row
from lianxin.kernel.who import Who
from lianxin.language import period

PROBLEMS = ("主题党日多在会议室里开，每季度至少到网格里开一次", "谈心谈话记得少，年底以前补齐并如实登记")
STORIES = (
    "三十六级台阶", "茶香里的早班车", "一盏路灯亮起来", "涌边的第二个夏天", "把诊室搬到楼下", "老街新邻居",
    "花市凌晨四点", "账本里的一百件小事", "旧厂房开门了", "我们楼的议事会",
)  # fmt: skip
PROJECTS = ("商圈服务一张清单", "楼宇党群议事角", "花市夜间服务队", "旧改政策上门讲")
EARLIER = ("街坊议事走廊", "驿站夜学班", "码头边的先锋岗", "老厂房里的党课")
POEMS = ("桑基的早晨", "听音湖", "渡口", "松塘的灯", "山中一日", "鱼塘边")
LEAST = 3
"""How many must be able to vote for a box to be opened."""
SURVEYS = (
    ("rubbish_known", 400, (312, 356), "按户籍册随机抽样，入户面对面问"),
    ("rubbish_joined", 400, (268, 301), "按楼栋随机抽样，问当天分没分"),
    ("rubbish_right", 500, (305, 362), "六个投放点定时开袋检查"),
    ("rubbish_recycled", 9800, (4650, 5490), "转运站过磅，一周合计"),
)
"""By survey of 垃圾分类四率: how many were asked or checked, what was reached each time, how it was done."""


def honoured(cast: Cast, start: datetime, now: datetime) -> None:
    """Everything of one town."""
    {
        "shiweitang": _shiweitang, "xiqiao": _xiqiao, "shangcheng": _shangcheng, "junhe": _junhe, "zhanqian": _zhanqian,
    }[cast.town.pack_key](cast, start, now)  # fmt: skip


def _office(cast: Cast) -> Who:
    return cast.holding("governance")[0]


def _units(cast: Cast, *kinds: str) -> list[Row]:
    return [row for row in cast.where.of_kind(*kinds) if row.town_id == cast.town.pk]


def _contest(
    cast: Cast, kind: str, title: str, works: list[Entered], judges: int, opened: datetime, reviewed: datetime
) -> Contest:
    """A contest with every sheet filled in, reviewed: the later a work was entered, the less it has."""
    office = _office(cast)
    said = packs.of_town(cast.town.pk).said.contests[kind]
    row = contest.open_contest(office, cast.town.pk, kind, title, opened, next(reversed(said.rounds), ""))
    for work in works:
        enter(office, row.pk, work, opened)
    panel = [who for who in cast.by_person.values() if who.person_id != office.person_id and who.staff][:judges]
    for who in panel:
        _seat(row, who, office, opened)
    if reads.declared(row).draw:
        contest_round.draw(office, row.pk, "417926", "", opened + timedelta(hours=1))
    criteria = list(said.criteria)
    for m, who in enumerate(panel):
        for n, entered in enumerate(row.works.order_by("number")):
            marks = {key: f"{96 - n * 0.4 - (m * 3 + c) % 5 * 0.5:.1f}" for c, key in enumerate(criteria)}
            contest.mark(who, entered.pk, marks, "", opened + timedelta(hours=2 + m))
    return contest.review(office, row.pk, reviewed)


def _seat(row: Contest, who: Who, office: Who, now: datetime) -> None:
    contest.seat(office, row.pk, Person.objects.get(pk=who.person_id or 0), row.town_id, now)


def _shiweitang(cast: Cast, start: datetime, now: datetime) -> None:
    office, town = _office(cast), cast.town
    bodies = _units(cast, "branch", "committee", "partner")
    stories = [Entered(title, bodies[n % len(bodies)].id) for n, title in enumerate(STORIES)]
    told = _contest(cast, "story", "高质量发展之路故事会决赛", stories, 7, start, start + timedelta(days=2))
    later = start + timedelta(days=12)
    contest.publish(office, told.pk, later)
    honour.of_prizes(
        office, told.pk, Paper("石围塘街道党工委", later.date(), f"石党〔{later.year}〕18号"), later.year, later
    )
    bodies = _units(cast, "branch", "committee")
    earlier, projects = (
        [Entered(title, bodies[n % len(bodies)].id) for n, title in enumerate(titles)] for titles in (EARLIER, PROJECTS)
    )
    title = "“红荔杯”党建工作创新大赛推选"
    sent = _contest(cast, "lychee", f"{title}（上一轮）", earlier, 5, start, start + timedelta(days=2))
    contest.publish(office, sent.pk, later)
    opened, reviewed = moments.before(now, 6, "09:30"), moments.before(now, 1, "15:30")
    _contest(cast, "lychee", title, projects, 5, opened, reviewed)
    _strive(cast, office, start)
    for year in (2021, 2022, 2023):
        paper = Paper("荔湾区委、区政府", date(year + 1, 2, 20), f"荔〔{year + 1}〕5号")
        honour.note(office, town.pk, "yearly_result", town.pk, year, paper, start, grade="excellent")
    _awarded(cast, office, start)
    _named(cast, now)
    _duty(cast, office, start)


def _named(cast: Cast, now: datetime) -> None:
    """Two members whom the branch's assembly named for this year, now on notice."""
    office, kind, at = _office(cast), "excellent_member", moments.before(now, 4, "15:00")
    people = [Person.objects.get(pk=who.person_id or 0) for who in cast.holding("member")[:2]]
    meeting = _assembly(cast, [(kind, person) for person in people], at)
    for line, person in enumerate(people):
        named = moments.before(now, 2, "10:40")
        honour.name(office, cast.town.pk, kind, person, at.year, "支部大会推荐", named, (meeting, line))
    honour.put_on_notice(office, cast.town.pk, kind, at.year, moments.before(now, 1, "14:20"))


def _assembly(cast: Cast, names: list[tuple[str, Person | Unit]], at: datetime) -> int:
    """The meeting of a branch that voted on these names, line by line, all in favour."""
    office, pack = _office(cast), packs.of_town(cast.town.pk)
    host = branch.branches(pack, cast.where)[0].id
    lines = tuple(
        {"kind": "nominate", "text": f"推荐{_called(to)}为{pack.said.honours[kind].label.zh}"} for kind, to in names
    )
    plan = Plan("assembly", "党员大会：推荐“两优一先”对象", at, (host,), agenda=lines)
    made = activity.plan(office, cast.town.pk, plan, moments.before(at, 3, "10:10"))
    present = tuple(roll.members([host], at))
    votes = tuple(Outcome(n, in_favour=len(present)) for n in range(len(lines)))
    holding.hold(office, made.pk, Record(present, outcomes=votes), at + timedelta(hours=2))
    return made.pk


def _called(to: Person | Unit) -> str:
    return to.shown if isinstance(to, Person) else to.name


def _awarded(cast: Cast, office: Who, start: datetime) -> None:
    """两优一先 of last year from end to end: named, on notice, one objected to and withdrawn, the others given."""
    year, town, later = start.year - 1, cast.town.pk, start + timedelta(days=12)
    people = [who for who in cast.by_person.values() if who.person_id != office.person_id][:5]
    bodies = [row.id for row in _units(cast, "branch", "committee")][:2]
    names: list[tuple[str, Person | Unit]] = [("advanced_body", Unit.objects.get(pk=unit)) for unit in bodies]
    for n, who in enumerate(people):
        names.append(("excellent_worker" if n == 4 else "excellent_member", Person.objects.get(pk=who.person_id or 0)))
    meeting = _assembly(cast, names, moments.before(start, 2, "15:00"))
    for line, (kind, holder) in enumerate(names):
        to = holder if isinstance(holder, Person) else holder.pk
        honour.name(office, town, kind, to, year, "支部大会表决推荐，党工委审核", start, (meeting, line))
    rows = [
        row
        for kind in dict.fromkeys(kind for kind, _ in names)
        for row in honour.put_on_notice(office, town, kind, year, start + timedelta(days=1))
    ]
    told = next(row for row in rows if row.person_id == people[3].person_id)
    made = objection.object_to(people[0], told, "去年下半年没有参加组织生活", start + timedelta(days=2))
    objection.answer(office, made.pk, True, "核对记事簿，情况属实", start + timedelta(days=3))
    paper = Paper("石围塘街道党工委", later.date(), f"石党〔{later.year}〕21号")
    for row in rows:
        if row.pk != told.pk:
            honour.give(office, row.pk, paper, later)
        if row.person_id in {who.person_id for who in people[:2]}:
            honour.consent(office, row.pk, True, "当面同意", later)


def _strive(cast: Cast, office: Who, start: datetime) -> None:
    """竞标争先: the own count rests on documents and indicators; what the district published stands beside, and both
    firsts (双料第一) are honours of the one document that published them."""
    span = period.read(str(start.year - 1))
    row = appraisal.open_round(
        office, cast.town.pk, "strive", f"{span.first.year}年度竞标争先", span, [cast.town.pk], start
    )
    one = row.appraised.get()
    numbers = count(30)
    for path, title, many in (
        ("innovation/chosen", "党建创新项目入选通报", 3), ("innovation/first", "首创做法采用通知", 1),
        ("innovation/told", "经验交流会议程", 2),
    ):  # fmt: skip
        for n in range(many):
            number, day = f"荔组〔{span.first.year}〕{next(numbers)}号", date(span.first.year, 9 + n, 12)
            cited = Cited("document", document=title, document_number=number, document_day=day)
            appraisal.cite(office, one.pk, path, cited, start + timedelta(days=1))
    appraisal.tell(office, row.pk, start + timedelta(days=2))
    at = start + timedelta(days=9)
    paper = Paper("中共荔湾区委", at.date(), f"荔委〔{at.year}〕12号")
    said = "总分第一、党建创新力单项第一（双料第一）"
    appraisal.record_official(office, one.pk, said, paper.issuer, paper.document, at.date(), at)
    for title in ("竞标争先党旗红行动总分第一", "“党建创新力”单项第一"):
        honour.note(office, cast.town.pk, "commended_unit", cast.town.pk, span.first.year, paper, at, title=title)
    appraisal.publish(office, row.pk, start + timedelta(days=12))


def _duty(cast: Cast, office: Who, start: datetime) -> None:
    """述职评议: grades of Party bodies. A secret ballot gives the totals where enough may vote; else they are typed."""
    kinds = packs.of_town(cast.town.pk).said.appraisals["report_duty"].kinds
    units = [row.id for row in _units(cast, *kinds)]
    span = period.read(str(start.year - 1))
    title = f"{span.first.year}年度抓基层党建述职评议"
    row = appraisal.open_round(office, cast.town.pk, "report_duty", title, span, units, start)
    boxed = _tested(cast, office, row, units, start)
    for n, one in enumerate(row.appraised.order_by("id")):
        key, votes = (
            ("good", {"good": 26, "fairly_good": 4}) if n % 3 else ("fairly_good", {"good": 14, "fairly_good": 16})
        )
        votes = {} if boxed else votes
        appraisal.grade(office, one.pk, key, "上年问题清单逐项整改，台账可查", votes, start)
    appraisal.tell(office, row.pk, start + timedelta(days=1))
    appraisal.publish(office, row.pk, start + timedelta(days=11))
    for one, text in zip(row.appraised.order_by("id"), PROBLEMS, strict=False):
        problem.note(office, one.pk, text, one.unit_id, (start + timedelta(days=75)).date(), start + timedelta(days=12))


def _tested(cast: Cast, office: Who, row: Appraisal, units: list[int], start: datetime) -> bool:
    """The meeting with the test vote of a round, held and its box opened; not where too few could vote."""
    at = moments.before(start, 1, "15:00")
    due = roll.committee(units, at)
    if len(due) < LEAST:
        return False
    lines = ({"kind": "test_vote", "appraisal": row.pk},)
    plan = Plan("secretary_review", f"{row.first.year}年度党组织书记述职评议会", at, tuple(units), agenda=lines)
    made = activity.plan(office, cast.town.pk, plan, at)
    for n, person in enumerate(due):
        answers = {
            name: "good" if (n + m) % 4 or not m % 3 else "fairly_good"
            for m, name in enumerate(made.agenda[0]["subjects"])
        }
        ballot.put(Who(person_id=person), made.pk, 0, answers, at + timedelta(hours=1))
    ballot.open_box(office, made.pk, 0, at + timedelta(hours=2))
    files.put(office, made.pk, "书面述职报告", files.REPORTS, at, field="reports")
    holding.hold(office, made.pk, Record(tuple(due)), at + timedelta(hours=3))
    return True


def _xiqiao(cast: Cast, start: datetime, now: datetime) -> None:
    office = _office(cast)
    villages = _units(cast, "community")
    poems = [Entered(title, villages[n].id, "poem" if n < 4 else "photo") for n, title in enumerate(POEMS)]
    told = _contest(cast, "poem", "第十二届樵山诗会作品征集", poems, 5, start, start + timedelta(days=2))
    contest.publish(office, told.pk, start + timedelta(days=12))
    sites = [
        Entered(row.name, row.id, "station" if "经济社" in row.name else "centre")
        for row in _units(cast, "site")
        if "镇" not in row.name
    ]
    # No county has approved it: the page says so, and nothing is published.
    _contest(
        cast, "sites", "百十一阵地评选", sites, 5, moments.before(now, 7, "09:30"), moments.before(now, 1, "15:30")
    )
    couplets.entered(cast, office, start, now)
    _duty(cast, office, start)


def _shangcheng(cast: Cast, start: datetime, now: datetime) -> None:
    office = _office(cast)
    for key, n, reached, how in SURVEYS:
        for back, above in zip((32, 4), reached, strict=True):
            at = moments.before(now, back, "16:00")
            survey.record(office, Unit.objects.get(pk=cast.town.pk), key, at.date(), above, n, how, at)
    _duty(cast, office, start)


def _junhe(cast: Cast, start: datetime, now: datetime) -> None:
    """Four honours of people by others: title, issuer, day; three of the four agreed to be named."""
    office, people = _office(cast), list(cast.by_person.values())
    titles = (
        ("市抗疫先进个人", "广州市"),
        ("最美战疫街坊", "白云区"),
        ("区优秀共产党员", "白云区委"),
        ("区优秀共青团员", "白云团区委"),
    )
    for n, (title, issuer) in enumerate(titles):
        person = Person.objects.get(pk=people[n].person_id or 0)
        paper = Paper(issuer, date(2022, 3 + n, 1))
        row = honour.note(office, cast.town.pk, "commended", person, 2022, paper, start, title=title)
        if n < 3:
            honour.consent(office, row.pk, True, "当面同意", start)


def _zhanqian(cast: Cast, start: datetime, now: datetime) -> None:
    _duty(cast, _office(cast), start)
