"""A night of heavy rain: command declares wartime, a team is called out, arrives and reports, and peacetime returns. Of
who arrived when, only how many and between which moments stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from lianxin.demo import moments
from lianxin.demo.people import Cast
from lianxin.kernel.acts import arrival, filing, matter
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.models import Tie

PLACE = "pingsha_south"
ORDER = {"document_no": "街防汛令1号", "reason": "暴雨红色预警", "allows": "值班改为两班，到达时刻由带队人记"}


def turn_out(cast: Cast, team: Sequence[Tie], now: datetime) -> int:
    """One task of a team, from the order to what was learnt; how many turned out."""
    at, town, unit = moments.before(now, 12, "15:10"), cast.town.pk, team[0].unit_id or 0
    command, office = cast.holding("authority")[0], cast.holding("governance")[0]
    leader = cast.at("commander", frozenset({unit}))[0]
    told = Telling("暴雨红色预警：防汛应急", town, kind="mode", channel="desk", fields={"area": "全街"}, received_at=at)
    war = filing.file(command, told, at).matter.pk
    matter.take(command, war, "declare", ORDER, at + timedelta(minutes=10))
    at += timedelta(minutes=25)
    told = Telling(
        "转移低洼处住户，搬沙袋封堵地下车库口", town, kind="mission", channel="desk", received_at=at,
        place_id=cast.where.by_key[PLACE].id,
        fields={"sort": "rescue", "needed": len(team)},
    )  # fmt: skip
    task = filing.file(command, told, at).matter.pk
    matter.take(office, task, "answer", {"unit": unit, "insured": True}, at + timedelta(minutes=7))
    for n, one in enumerate(team):
        name = one.person.shown if one.person is not None else ""
        arrival.note(leader, task, name, at + timedelta(minutes=16 + 4 * n), ref=str(one.pk))
    matter.take(leader, task, "arrive", {"came": len(team)}, at + timedelta(minutes=45))
    done = at + timedelta(hours=3, minutes=20)
    matter.take(leader, task, "finish", {"result": "低洼处住户已转移，车库口已封堵"}, done)
    next_day = moments.after(at, 1, "09:10")
    lesson = {"lesson": "沙袋要提前放到车库口，头灯再备十只"}
    matter.take(office, task, "review", lesson, next_day)
    matter.take(command, war, "stand_down", {"reason": "预警解除"}, next_day + timedelta(minutes=40))
    purged = {"purge": "到达时刻已随转回平时删除，只留人数和起止"}
    matter.take(office, war, "purged", purged, next_day + timedelta(hours=2))
    return len(team)
