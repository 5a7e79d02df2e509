"""A tour of delegates as the account tells it: who came, what they saw, what was reported; and what they suggested,
each suggestion as far as it has come. Figures are the account's; capacities, suggestions and answers are invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lianxin.demo import files, moments
from lianxin.demo.people import Cast
from lianxin.kernel.acts import activity, clocks, holding, matter, publishing
from lianxin.kernel.acts.activity import Plan
from lianxin.kernel.acts.holding import Outcome, Record

Steps = tuple[tuple[str, dict[str, Any]], ...]
"""What is done with a suggestion, in order, and what is filled in."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """What somebody suggested, in which capacity, which office it goes to, and how far it has come."""

    text: str
    capacity: str
    office: str = ""
    steps: Steps = ()


@dataclass(frozen=True, slots=True)
class Tour:
    """The hosts, the figures, the lines before the suggestions, and the suggestions."""

    hosts: tuple[str, ...]
    congress: str
    figures: dict[str, str]
    lines: tuple[tuple[str, str], ...]
    fields: dict[str, str]
    public: str
    suggested: tuple[Suggested, ...]


def _answered(text: str, outcome: str) -> tuple[str, dict[str, Any]]:
    return "answer", {"answered": text, "outcome": outcome}


SETTLED = {"reason": "会上说明，列入下季度计划", "capacity": "member"}
AGO = 24
"""Days since the tour: long enough for the first suggestions to be on file."""
TOURS = {
    "zhanqian": Tour(
        ("party_work", "office_congress"), "office_congress",
        {
            "heads": "30", "party": "8", "congress": "10", "members": "5", "street": "7", "stops": "2", "reports": "2",
            "reviews": "1",
        },
        (
            ("look", "加和城窝趣公寓"), ("look", "省建工集团展厅"), ("report", "街道办事处全年工作和下一年设想"),
            ("report", "街派出所全年工作"), ("written_review", "人大工委全年工作汇报"),
        ),
        {"reviewed": "人大工委全年工作汇报", "review": "同意，请把联系群众的做法写细"},
        "代表、委员实地看了两处，听了街情通报，书面审议了工作汇报。提的意见逐条交有关办公室答复，请代表反馈。",
        (
            Suggested(
                "专业市场转做网上生意，商户盼着有人教", "congress", "office_economy",
                (
                    _answered("已经办了两期直播培训，下月再办一期", "done"), ("content", {"satisfaction": "yes"}),
                    ("file_done", {"file_number": "站视1号"}),
                ),
            ),
            Suggested(
                "旧楼的消防通道窄，消防车进不来", "congress", "office_emergency",
                (
                    _answered("通道拓宽要等片区改造，先划了停车禁区、配了微型站", "planned"),
                    ("content", {"satisfaction": "fair"}), ("file_explained", {"file_number": "站视2号"}),
                ),
            ),
            Suggested(
                "鞋城门口早上卸货堵路", "member", "office_city",
                (
                    _answered("已经提醒商户错开时段", "done"), ("discontent", {"reason": "只贴了通知，早上还是堵"}),
                    ("assign", {"unit": "office_city", "wording": "和市场方定卸货时段，早上排人值守"}),
                ),
            ),
            Suggested(
                "公寓里年轻人多，晚上想有个能坐下来的地方", "party", "office_party",
                (_answered("党群服务站每周有两晚开放到九点", "done"),),
            ),
            Suggested("商铺空了不少，盼着有人把空铺的消息往外发", "congress", "office_economy"),
            Suggested("钟表城一带过马路绿灯太短", "congress", "office_planning"),
            Suggested("通报里没有说到充电桩", "member", steps=(("settle", SETTLED),)),
            Suggested("环市西路的公交站牌被树挡住了", "party"),
        ),
    )
}  # fmt: skip


def tour(cast: Cast, now: datetime) -> int:
    """The tour of one town with all its suggestions, where it has one; how many records."""
    told = TOURS.get(cast.town.pack_key)
    if told is None:
        return 0
    office, at = cast.holding("governance")[0], moments.before(now, AGO, "09:00")
    hosts = tuple(cast.where.by_key[key].id for key in told.hosts)
    lines = (*told.lines, *(("remark", "") for _ in told.suggested))
    agenda = tuple({"kind": kind, "text": text} for kind, text in lines)
    plan = Plan("tour", "“两代表一委员”年度集中视察", at, hosts, agenda=agenda)
    made = activity.plan(office, cast.town.pk, plan, at - timedelta(days=6))
    first = len(told.lines)
    outcomes = tuple(Outcome(first + n, one.text, becomes="suggestion") for n, one in enumerate(told.suggested))
    if any(kind == "written_review" for kind, _ in told.lines):
        files.put(office, made.pk, told.fields["reviewed"], files.REVIEWED, at, field="report")
    said = Record(figures=told.figures, fields=told.fields, outcomes=outcomes)
    held = holding.hold(office, made.pk, said, at + timedelta(hours=5))
    raised = {one["line"]: one["matter"] for one in held.resolved if "matter" in one}
    for n, one in enumerate(told.suggested):
        _follow(cast, told, one, raised[first + n], at + timedelta(days=1, hours=n % 3))
    publishing.publish(cast.holding("leader")[0], made.pk, told.public, at + timedelta(days=2))
    clocks.ring(now, 100)
    return 1 + len(told.suggested)


def _follow(cast: Cast, told: Tour, one: Suggested, number: int, at: datetime) -> None:
    """Take the suggestion as far as it has come: the congress office sorts and asks, the other office answers."""
    congress = cast.at("worker", frozenset({cast.where.by_key[told.congress].id}))[0]
    steps = one.steps
    if one.office:
        sorted_as = {"unit": one.office, "wording": one.text, "capacity": one.capacity}
        steps = (("assign", sorted_as), *steps)
    for n, (step, given) in enumerate(steps):
        who = congress
        if step == "answer":
            who = cast.at("worker", frozenset({cast.where.by_key[one.office].id}))[0]
        if "unit" in given:
            given = {**given, "unit": cast.where.by_key[given["unit"]].id}
        matter.take(who, number, step, given, at + timedelta(days=4 * n))
