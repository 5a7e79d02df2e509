"""A few activities of a town, invented: a branch with its roll, some meetings, a concert one can sign up for."""

from __future__ import annotations

from datetime import datetime, timedelta

from lianxin.demo import files, moments
from lianxin.kernel.acts import activity, ballot, holding, member, prior, publishing, signup, stating
from lianxin.kernel.acts.activity import Plan
from lianxin.kernel.acts.holding import Outcome, Record
from lianxin.kernel.acts.person import Contact
from lianxin.kernel.acts.signup import Attendee
from lianxin.kernel.models import Unit
from lianxin.kernel.reads import branch as reads
from lianxin.kernel.reads import packs, roll
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.who import NOBODY, Who

MEMBERS = ("冯启明", "卢秋月", "梁文斌", "苏慧敏", "邓家铭", "谭小雨", "黎国安", "霍思远", "区美兰")
"""Invented members of one branch."""
HANDOUT = (
    "一、河涌边的老支书：三十年前怎样带着街坊把臭水沟清出来。",
    "二、今天的小事：楼道灯、雨水口、独居老人的门铃，谁看见谁先搭把手。",
    "三、讨论：这个月，我能认领哪一件？",
)
"""The paper of a lecture."""
STATED = (
    ("每周三在驿站值班，帮老人代办二十来件事；认领微心愿三个，办成两个", "网上学习少，三月有两次没参加"),
    ("河涌清洁去了四次，楼道里劝住两户推电动车上楼", "和邻居说话急，有一次没把道理讲清"),
)
"""What two of them write for the meeting of statements."""


def organise(town: Unit, officer: Who, leader: Who, now: datetime) -> int:
    """The branch's roll, two months of meetings, and what is coming; how many activities."""
    found = reads.branches(packs.of_town(town.pk), directory(town.pk))
    made = 0
    if found:
        made += _branch(town, found[0].id, officer, now)
    return made + _concert(town, officer, leader, now)


def _branch(town: Unit, unit: int, officer: Who, now: datetime) -> int:
    since, listed = now - timedelta(days=400), moments.before(now, 38, "09:40")
    people = [
        member.join(officer, unit, name, since, listed, ref=f"demo:{unit}:{n}").person_id
        for n, name in enumerate(MEMBERS)
    ]
    known = tuple(person for person in people if person is not None)
    for back, kind, title, hour in (
        (35, "theme_day", "主题党日：河涌清洁", "09:30"), (30, "lecture", "党课：身边的初心故事", "19:30"),
        (9, "assembly", "党员大会", "15:00"),
    ):  # fmt: skip
        lines: tuple[dict[str, str], ...] = ({"kind": "study", "text": title},)
        if kind == "assembly":
            lines = ({"kind": "resolution", "text": "支部年度服务计划"},)
        at = moments.before(now, back, hour)
        planned = moments.before(at, 5, "10:10")
        one = activity.plan(officer, town.pk, Plan(kind, title, at, (unit,), agenda=lines), planned)
        outcomes = (Outcome(0, "按计划分工到人", len(known) - 1),) if kind == "assembly" else ()
        fields = {"lecturer": "支部书记", "lecturer_kind": "secretary"} if kind == "lecture" else {}
        written = min(moments.after(at, 1, "09:30"), now)
        if kind == "assembly":
            meeting, told = _committee(town, unit, officer, at)
            prior.say(officer, one.pk, 0, meeting, "", max(planned, told))
        holding.hold(officer, one.pk, Record(known[:-1], fields=fields, outcomes=outcomes), written)
        if kind == "lecture":
            files.put(officer, one.pk, "党课讲义", HANDOUT, written)
    _appraise(town, unit, officer, known, moments.before(now, 20, "14:30"))
    coming = Plan("theme_day", "主题党日：探访长者", moments.after(now, 6, "09:30"), (unit,))
    activity.plan(officer, town.pk, coming, moments.before(now, 1, "16:20"))
    _statements(town, unit, officer, known, now)
    return 7


def _statements(town: Unit, unit: int, officer: Who, known: tuple[int, ...], now: datetime) -> None:
    """党员述评会 next week: two have written what they will say, one of them told it to the secretary."""
    lines = ({"kind": "statement", "text": "逐个述、逐个评"},)
    wanted = Plan("members_review", "党员述评会", moments.after(now, 9, "19:30"), (unit,), agenda=lines)
    one = activity.plan(officer, town.pk, wanted, moments.before(now, 2, "10:30"))
    for person, (duties, lacks) in zip(known, STATED, strict=False):
        stating.write(officer, one.pk, person, {"duties": duties, "lacks": lacks}, moments.before(now, 1, "11:10"))


def _committee(town: Unit, unit: int, officer: Who, assembly: datetime) -> tuple[int, datetime]:
    """The committee's meeting that discussed what the assembly votes on, and when it was written down."""
    at = moments.before(assembly, 7, "19:30")
    lines = ({"kind": "discuss", "text": "支部年度服务计划（提交党员大会以前研究）"},)
    asked = moments.before(at, 3, "10:20")
    one = activity.plan(officer, town.pk, Plan("committee_meeting", "支委会", at, (unit,), agenda=lines), asked)
    present = tuple(roll.committee([unit], at))
    outcomes = (Outcome(0, "同意提交党员大会"),)
    written = moments.after(at, 1, "09:30")
    holding.hold(officer, one.pk, Record(present, outcomes=outcomes), written)
    return one.pk, written


def _appraise(town: Unit, unit: int, officer: Who, known: tuple[int, ...], at: datetime) -> None:
    """民主评议: three members are appraised in secret by all; the box gives the totals."""
    lines = ({"kind": "appraise", "subjects": list(MEMBERS[:3])},)
    one = activity.plan(
        officer, town.pk, Plan("appraisal", "民主评议党员", at, (unit,), agenda=lines), at - timedelta(days=3)
    )
    for n, person in enumerate(known):
        answers = {name: "excellent" if (n + m) % 3 else "qualified" for m, name in enumerate(MEMBERS[:3])}
        ballot.put(Who(person_id=person), one.pk, 0, answers, at + timedelta(minutes=60 + 2 * n))
    ballot.open_box(officer, one.pk, 0, at + timedelta(hours=2))
    figures = {"rated": "3", "rated_excellent": "1"}
    holding.hold(officer, one.pk, Record(known, figures=figures), at + timedelta(hours=3))


def _concert(town: Unit, officer: Who, leader: Who, now: datetime) -> int:
    evening, at = moments.after(now, 4, "19:30"), moments.before(now, 3, "10:30")
    first = Plan(
        "concert", "榕树下音乐会", evening, (town.pk,), capacity=3, text="每周一个晚上，自带小板凳。",
        place_text="文化广场",
    )  # fmt: skip
    made = activity.series(officer, town.pk, first, "week", (evening + timedelta(days=22)).date(), at)
    for one in made:
        publishing.publish(leader, one.pk, "", at + timedelta(minutes=50))
    for n, name in enumerate(("陈阿婆", "何先生", "李小姐", "周叔")):
        contact = Contact(name, f"1380{town.pk % 1000:03}{n:04}")  # others in another town: nobody is at two concerts
        signed = at + timedelta(minutes=95 + 37 * n)
        signup.sign_up(NOBODY, made[0].pk, Attendee(contact, consent=True, ref=f"demo{n}"), signed)
    return len(made)
