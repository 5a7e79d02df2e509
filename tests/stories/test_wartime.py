"""A9 through the real kernel: arrivals are kept in wartime only and go with it; a temporary branch ends with its
task."""

from datetime import timedelta

import pytest

from lianxin.kernel.acts import activity, arrival, dissolving, filing, matter, member
from lianxin.kernel.acts.activity import Plan
from lianxin.kernel.acts.clocks import ring
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.models import Entry, Erasure, Tie, Unit
from lianxin.kernel.reads import timeline, wartime
from lianxin.kernel.reads.directory import directory
from lianxin.language.reason import Refused
from tests.cast import join
from tests.stories.test_emergency_team import NINE, town  # noqa: F401

WHY = {"document_no": "防汛令1号", "reason": "红色暴雨", "allows": "值班改为两班"}


def filed(cast, who, kind, text, **more):
    return filing.file(cast.who(who), Telling(text, cast.town.pk, kind=kind, channel="desk", **more), NINE).matter


def task(cast):
    made = filed(cast, "authority", "mission", "水浸黑点值守", fields={"sort": "watch", "needed": 2})
    team = cast.unit("team_street").pk
    return matter.take(cast.who("governance"), made.pk, "answer", {"unit": team, "insured": True}, NINE)


def war(cast, **why):
    made = filed(cast, "governance", "mode", "防汛应急", fields={"area": "清湖南社区"})
    return matter.take(cast.who("authority"), made.pk, "declare", WHY | why, NINE)


def test_a9_wartime_needs_a_named_authority_and_a_reason(town):  # noqa: F811
    made = filed(town, "governance", "mode", "防汛应急", fields={"area": "清湖南社区"})
    with pytest.raises(Refused) as refused:
        matter.take(town.who("governance"), made.pk, "declare", WHY, NINE)
    assert refused.value.code == "not-yours"
    for missing in ("document_no", "reason"):
        with pytest.raises(Refused) as refused:
            matter.take(town.who("authority"), made.pk, "declare", {**WHY, missing: ""}, NINE)
        assert refused.value.code == "missing"
    assert not wartime.on(town.town.pk)


def test_a9_arrivals_are_kept_in_wartime_only_and_go_with_it(town):  # noqa: F811
    one, leader = task(town), town.who("commander")
    with pytest.raises(Refused, match="平时只记任务的时间"):
        arrival.note(leader, one.pk, "翟宏远", NINE)
    mode = war(town)
    first = arrival.note(leader, one.pk, "翟宏远", NINE + timedelta(minutes=31), ref="tap")
    assert arrival.note(leader, one.pk, "翟宏远", NINE + timedelta(minutes=32), ref="tap").pk == first.pk
    arrival.note(leader, one.pk, "岑立", NINE + timedelta(minutes=44))
    assert [name for name, _ in wartime.came(one.pk)] == ["翟宏远", "岑立"]
    with pytest.raises(Refused):
        arrival.note(town.who("member"), one.pk, "岑立", NINE)
    with pytest.raises(Refused, match="姓名"):
        arrival.note(leader, one.pk, " ", NINE)
    with pytest.raises(Refused, match="这一步"):
        arrival.note(town.who("authority"), mode.pk, "岑立", NINE)
    after = NINE + timedelta(hours=5)
    matter.take(town.who("authority"), mode.pk, "stand_down", {"reason": "预警解除"}, after)
    assert wartime.came(one.pk) == [] and not Tie.objects.filter(kind="arrival").exists()
    assert Erasure.objects.filter(what="arrival").count() == 2
    kept = Entry.objects.filter(matter=one, act__startswith="arrival").order_by("pk")
    assert [entry.act for entry in kept] == ["arrival.note", "arrival.note", "arrival.stand_down"]
    assert "岑立" not in str([(entry.subject, entry.data) for entry in kept])
    knot = next(knot for knot in timeline.story(one).knots if knot.act == "arrival.stand_down")
    assert knot.why == "到达 2 人，03-05 09:31 至 03-05 09:44"
    with pytest.raises(Refused, match="平时只记任务的时间"):
        arrival.note(leader, one.pk, "岑立", after)
    matter.take(leader, one.pk, "arrive", {"came": 2}, after)


def test_a9_the_last_of_two_emergencies_ends_it_and_so_does_its_term(town):  # noqa: F811
    one, leader = task(town), town.who("commander")
    flood, _ = war(town), war(town)
    arrival.note(leader, one.pk, "岑立", NINE)
    matter.take(town.who("authority"), flood.pk, "stand_down", {"reason": "预警解除"}, NINE)
    assert arrival.stand_down(town.who("authority"), flood, "purging", NINE) == 0
    assert len(wartime.came(one.pk)) == 1
    ring(NINE + timedelta(days=31), 50)
    assert wartime.came(one.pk) == [] and not wartime.on(town.town.pk)


@pytest.fixture
def branch(town):  # noqa: F811
    """The temporary branch of the rivers, approved, with its secretary and a member."""
    unit = town.unit("temp_river")
    join(town, "river", "阮清河", "secretary", unit)
    made = filed(
        town, "governance", "temporary", "河长制临时党支部", fields={"purpose": "河涌整治", "officers": "街道党工委"}
    )
    said = {"document_no": "均党〔2026〕8号", "ends_when": "整治验收", "unit": unit.pk}
    matter.take(town.who("leader"), made.pk, "approve", said, NINE)
    member.join(town.who("governance"), unit.pk, town.people["member"].pk, NINE, NINE)
    made.refresh_from_db()
    return made


@pytest.mark.parametrize(("item", "why"), [("admission", "不发展党员"), ("election", "不进行换届")])
def test_a9_a_temporary_branch_admits_and_elects_nobody(town, branch, item, why):  # noqa: F811
    wanted = Plan("assembly", "党员大会", NINE + timedelta(days=3), (branch.owner_id,), agenda=({"kind": item},))
    with pytest.raises(Refused, match=why) as refused:
        activity.plan(town.who("river"), town.town.pk, wanted, NINE)
    assert "支部工作条例" in refused.value.say()


def test_a9_a_temporary_branch_ends_with_its_task(town, branch):  # noqa: F811
    unit, who = branch.owner_id, town.who("governance")
    coming = activity.plan(
        town.who("river"), town.town.pk, Plan("theme_day", "巡河", NINE + timedelta(days=3), (unit,)), NINE
    )
    with pytest.raises(Refused, match="还有 0 件事、1 场活动"):
        matter.take(who, branch.pk, "end", {"result": "已验收"}, NINE)
    activity.cancel(town.who("river"), coming.pk, "任务结束", NINE)
    matter.take(who, branch.pk, "end", {"result": "已验收"}, NINE)
    branch.refresh_from_db()
    assert not branch.is_open and branch.ending == "done"
    assert Unit.objects.get(pk=unit).closed_at == NINE and unit not in directory(town.town.pk).rows
    assert not Tie.objects.filter(unit_id=unit, kind__in=("post", "membership", "grouped"), until=None).exists()
    assert Entry.objects.filter(act="unit.dissolve", matter=branch).count() == 1
    with pytest.raises(Refused):
        member.join(who, unit, "岑立", NINE, NINE)


def test_a9_only_a_temporary_branch_ends_so(town, branch):  # noqa: F811
    branch.owner_id = town.unit("branch_office").pk
    with pytest.raises(Refused, match="不在要撤销的单位名下"):
        dissolving.dissolve(town.who("governance"), branch, "temporary_branch", NINE)
