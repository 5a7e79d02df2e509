"""A branch as in scenario A6: a committee, two groups, thirty voting members, made in the cast's town."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lianxin.kernel.acts import activity, holding, member
from lianxin.kernel.acts.activity import Plan
from lianxin.kernel.acts.holding import Record
from lianxin.kernel.acts.version import bump
from lianxin.kernel.models import Activity, Unit
from lianxin.kernel.who import Who
from lianxin.language.calendar import SHANGHAI
from tests.cast import Cast, join

BEGUN = datetime(2026, 1, 1, tzinfo=SHANGHAI)


@dataclass
class Organisation:
    """The branch of the cast's secretary with what stands below it."""

    cast: Cast
    branch: Unit
    groups: list[Unit]
    temporary: Unit
    secretary: Who
    members: list[int] = field(default_factory=list)
    ties: list[int] = field(default_factory=list)

    def plan(self, kind: str, at: datetime, unit: Unit | None = None, **more) -> Activity:
        hosts = more.pop("hosts", ((unit or self.branch).pk,))
        who = more.pop("who", self.secretary)
        return activity.plan(
            who, self.cast.town.pk, Plan(kind, more.pop("title", "会"), at, hosts, **more), self.cast.now
        )

    def held(self, kind: str, at: datetime, unit: Unit | None = None, present=None, **more) -> Activity:
        made = self.plan(kind, at, unit, **more)
        here = tuple(self.members if present is None else present)
        return holding.hold(self.secretary, made.pk, Record(present=here), at + timedelta(hours=2))


def below(above: Unit, kind: str, name: str) -> Unit:
    """A party unit below another."""
    made = Unit.objects.create(kind=kind, tree="party", name=name, town=above.town, parent=above)
    Unit.objects.filter(pk=made.pk).update(chain=sorted({made.pk, *above.chain}))
    made.refresh_from_db()
    return made


def organisation(cast: Cast, members: int = 30) -> Organisation:
    """The branch with `members` voting members, half of them in each group, and one without a vote."""
    branch = below(cast.unit("party_qiaoyuan"), "branch", "樵园社区第一党支部")
    groups = [below(branch, "party_group", f"第{name}党小组") for name in "一二"]
    temporary = below(branch, "temporary_branch", "水灾抢险临时党支部")
    bump("units")
    join(cast, "commissioner", "岑慧仪", "commissioner", branch)
    made = Organisation(cast, branch, groups, temporary, cast.who("secretary"))
    for n in range(members):
        tie = member.join(made.secretary, branch.pk, f"党员{n:02}", BEGUN, cast.now, ref=f"a6:{n}")
        made.members.append(tie.person_id)
        made.ties.append(tie.pk)
        member.join(made.secretary, groups[n % 2].pk, tie.person_id, BEGUN, cast.now)
    member.join(made.secretary, branch.pk, "预备党员甲", BEGUN, cast.now, role="probationary")
    return made
