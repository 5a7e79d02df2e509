"""Planning and recording: who may, what is refused with its reason, what a meeting decides and what becomes of it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from lianxin.demo import activities as demo
from lianxin.kernel.acts import activity, holding, publishing
from lianxin.kernel.acts.activity import Plan, as_planned
from lianxin.kernel.acts.holding import Outcome, Record
from lianxin.kernel.acts.person import register
from lianxin.kernel.models import Activity, Entry, Matter, Tie
from lianxin.kernel.reads import activity as reads
from lianxin.kernel.reads import timeline
from lianxin.language.reason import Refused
from tests.cast import NOW
from tests.kernel.organisation import organisation

YESTERDAY, TOMORROW = NOW - timedelta(days=1), NOW + timedelta(days=1)


@pytest.fixture
def org(cast):
    return organisation(cast)


def plan(cast, who="governance", kind="celebration", at=TOMORROW, **more):
    wanted = Plan(kind, more.pop("title", "七一大会"), at, more.pop("hosts", (cast.town.pk,)), **more)
    return activity.plan(cast.who(who), cast.town.pk, wanted, NOW)


def test_several_hosts_and_carriers_are_one_row_below_all_of_them(cast):
    hosts = (cast.town.pk, cast.unit("office_party").pk)
    carriers = (cast.unit("party_qiaoyuan").pk,)
    made = plan(cast, hosts=hosts, carriers=carriers)
    whole = reads.one(cast.who("governance"), made.pk)
    assert len(whole.hosts) == 2 and whole.carriers == (cast.unit("party_qiaoyuan").name,)
    assert {*hosts, *carriers} <= set(made.chains)
    assert Entry.objects.get(act="activity.plan").activity_id == made.pk


def test_the_same_ref_plans_once(cast):
    assert plan(cast, ref="form:1").pk == plan(cast, ref="form:1").pk
    assert Activity.objects.count() == 1


@pytest.mark.parametrize("who", ["clerk", "secretary", "member", "stranger", "community"])
def test_who_has_no_such_post_does_not_plan_it(cast, who):
    with pytest.raises(Refused):
        plan(cast, who=who)
    assert not Activity.objects.exists()


def test_a_secretary_plans_for_his_own_branch_only(org, cast):
    org.plan("theme_day", TOMORROW)
    other = cast.unit("school")
    with pytest.raises(Refused, match="本单位"):
        org.plan("theme_day", TOMORROW, hosts=(other.pk,))


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": " "}, "title"),
        ({"ends_at": NOW}, "ends_at"),
        ({"capacity": 5}, "capacity"),
        ({"hosts": ()}, "hosts"),
        ({"hosts": (10**9,)}, "hosts"),
        ({"place_id": 10**9}, "place"),
        ({"closes_at": TOMORROW + timedelta(hours=1)}, "closes_at"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_at_its_field(cast, more, field):
    with pytest.raises(Refused) as refused:
        plan(cast, **more)
    assert refused.value.field == field


def test_change_and_cancel_keep_what_was(cast):
    made = plan(cast)
    later = Plan("celebration", "七一大会（改期）", TOMORROW + timedelta(days=1), (cast.town.pk,))
    changed = activity.change(cast.who("governance"), made.pk, later, NOW)
    assert changed.title == "七一大会（改期）" and Tie.objects.filter(activity=made, kind="organise").count() == 1
    with pytest.raises(Refused, match="为什么取消"):
        activity.cancel(cast.who("governance"), made.pk, " ", NOW)
    assert activity.cancel(cast.who("governance"), made.pk, "台风", NOW).state == "cancelled"
    assert activity.cancel(cast.who("governance"), made.pk, "台风", NOW).state == "cancelled"
    with pytest.raises(Refused, match="已经取消"):
        holding.hold(cast.who("governance"), made.pk, Record(), TOMORROW + timedelta(days=2))
    with pytest.raises(Refused):
        activity.change(cast.who("governance"), made.pk, later, NOW)
    assert list(Entry.objects.order_by("id").values_list("act", flat=True))[-3:] == [
        "activity.plan", "activity.change", "activity.cancel"
    ]  # fmt: skip


def test_nothing_in_the_future_is_recorded_as_held(cast):
    with pytest.raises(Refused, match="还没到时间"):
        holding.hold(cast.who("governance"), plan(cast).pk, Record(), NOW)


def test_figures_keep_their_words(cast):
    made = plan(cast, at=YESTERDAY)
    held = holding.hold(cast.who("governance"), made.pk, Record(figures={"heads": "180余人"}), NOW)
    assert held.figures == {"heads": {"least": 181, "most": 189, "said": "180余人"}} and held.state == "held"
    with pytest.raises(Refused, match="已经记过了"):
        holding.hold(cast.who("governance"), made.pk, Record(), NOW)


def test_a_correction_is_a_new_entry_and_keeps_what_stood_before(cast):
    made = plan(cast, at=YESTERDAY)
    holding.hold(cast.who("governance"), made.pk, Record(figures={"heads": "180余人"}), NOW)
    with pytest.raises(Refused, match="更正什么"):
        holding.correct(cast.who("governance"), made.pk, Record(figures={"heads": "176"}), "", NOW)
    put = holding.correct(cast.who("governance"), made.pk, Record(figures={"heads": "176"}), "按签到册核对", NOW)
    assert put.figures["heads"]["said"] == "176"
    entry = Entry.objects.get(act="activity.correct")
    assert entry.data["was"]["figures"]["heads"]["said"] == "180余人" and entry.data["reason"] == "按签到册核对"


def resolution(org, present, yes, at=YESTERDAY, **outcome):
    made = org.plan("assembly", at, agenda=({"kind": "resolution", "text": "集体经济收益分配"},))
    said = Record(present=tuple(org.members[:present]), outcomes=(Outcome(0, in_favour=yes, **outcome),))
    return holding.hold(org.secretary, made.pk, said, NOW)


def test_of_thirty_due_sixteen_carry_and_fifteen_cannot(org):
    assert resolution(org, 16, 16).resolved[0]["carried"] is True
    lost = resolution(org, 15, 15)
    assert lost.resolved[0] | {"said": ""} == {
        "line": 0, "item": "resolution", "text": "", "due": 30, "present": 15, "yes": 15, "carried": False, "said": ""
    }  # fmt: skip


@pytest.mark.parametrize(("present", "yes", "words"), [(14, 14, "还差 1 人"), (20, 21, "人数对不上")])
def test_no_quorum_and_votes_beyond_those_present_are_refused_whole(org, present, yes, words):
    with pytest.raises(Refused, match=words):
        resolution(org, present, yes)
    assert not Activity.objects.filter(state="held").exists()
    assert not Tie.objects.filter(kind="attend").exists()


def test_a_probationary_member_may_come_but_has_no_vote(org):
    extra = Tie.objects.get(kind="membership", role="probationary").person_id
    made = org.plan("assembly", YESTERDAY, agenda=({"kind": "resolution"},))
    present = (*org.members[:16], extra)
    with pytest.raises(Refused, match="人数对不上"):
        holding.hold(org.secretary, made.pk, Record(present=present, outcomes=(Outcome(0, in_favour=17),)), NOW)
    held = holding.hold(org.secretary, made.pk, Record(present=present, outcomes=(Outcome(0, in_favour=16),)), NOW)
    assert held.resolved[0]["present"] == 16
    assert Tie.objects.filter(activity=made, kind="attend", state="present").count() == 17
    assert Tie.objects.filter(activity=made, kind="attend", state="absent").count() == 14


def test_a_record_names_nobody_of_another_town(cast, org):
    """Ids can be walked: a record must not be a way to look up people of whom the town knows nothing."""
    made = org.plan("theme_day", YESTERDAY)
    for foreign in (cast.people["stranger"].pk, register("外镇人", NOW).pk, 10**9):
        with pytest.raises(Refused, match="不认识的人") as refused:
            holding.hold(org.secretary, made.pk, Record(present=(*org.members, foreign)), NOW)
        assert refused.value.field == "present"
    assert not Tie.objects.filter(kind="attend").exists()
    guests = (cast.people["grid"].pk, Tie.objects.get(kind="membership", role="probationary").person_id)
    held = holding.hold(org.secretary, made.pk, Record(present=(*org.members, *guests)), NOW)
    assert set(guests) <= {one.person for one in reads.one(org.secretary, held.pk).people if one.state == "present"}
    with pytest.raises(Refused, match="不认识的人"):
        again = Record(present=(*org.members, cast.people["stranger"].pk))
        holding.correct(org.secretary, made.pk, again, "漏点一人", NOW)


def test_somebody_who_came_before_or_is_a_volunteer_here_may_be_named(cast, org):
    earlier, made = (org.plan("theme_day", YESTERDAY, title=title) for title in ("上次", "这次"))
    guest, helper = register("来客", NOW), register("志愿者", NOW)
    Tie.objects.create(kind="attend", person=guest, activity=earlier, town=cast.town, state="signed", since=NOW)
    Tie.objects.create(kind="volunteer", person=helper, unit=org.branch, town=cast.town, state="active", since=NOW)
    held = holding.hold(org.secretary, made.pk, Record(present=(guest.pk, helper.pk)), NOW)
    assert Tie.objects.filter(activity=held, state="present").count() == 2


def test_a_temporary_branch_cannot_take_up_admission_or_election(org):
    for item in ("admission", "election"):
        with pytest.raises(Refused, match="支部工作条例"):
            org.plan("assembly", TOMORROW, org.temporary, agenda=({"kind": item},))
    org.plan("assembly", TOMORROW, org.temporary, agenda=({"kind": "study"},))


def test_what_a_joint_meeting_agrees_becomes_a_matter_carried_until_closed(cast):
    """Row 3.12: issues of the quarterly joint meeting become matters of the council, raised once."""
    who = cast.who("governance")
    wanted = Plan(
        "joint_meeting", "一季度联席会议", YESTERDAY, (cast.unit("office_party").pk,),
        place_id=cast.unit("qiaoyuan").pk, agenda=({"kind": "issue", "text": "市场停车难"},),
    )  # fmt: skip
    made = activity.plan(who, cast.town.pk, wanted, NOW)
    outcome = Outcome(0, "市场门口停车位重新划线，由规建办牵头", becomes="council")
    held = holding.hold(who, made.pk, Record(figures={"heads": "24"}, outcomes=(outcome,)), NOW)
    matter = Matter.objects.get(pk=held.resolved[0]["matter"])
    assert (matter.kind, matter.step, matter.town_id) == ("council", "raised", cast.town.pk)
    holding.correct(who, made.pk, Record(figures={"heads": "25"}, outcomes=(outcome,)), "多了一人", NOW)
    again = Outcome(0, "市场门口停车位重新划线")
    kept = holding.correct(who, made.pk, Record(figures={"heads": "26"}, outcomes=(again,)), "又多了一人", NOW)
    assert kept.resolved[0]["matter"] == matter.pk and Matter.objects.count() == 1
    assert Entry.objects.get(act="activity.resolve").matter_id == matter.pk
    assert "由一场活动议定" in "".join(knot.what for knot in timeline.story(matter).knots)
    with pytest.raises(Refused, match="不能立成"):
        holding.correct(who, made.pk, Record(outcomes=(Outcome(0, "划线", becomes="wish"),)), "改类别", NOW)


def test_a_lost_vote_raises_nothing(org):
    held = resolution(org, 16, 15, text="修路", becomes="deed")
    assert "matter" not in held.resolved[0] and not Matter.objects.exists()


def test_publication_is_looked_at_by_somebody_else_and_holds_no_personal_details(cast):
    made = plan(cast, at=YESTERDAY)
    holding.hold(cast.who("governance"), made.pk, Record(figures={"heads": "180余人"}, text="大会圆满"), NOW)
    with pytest.raises(Refused, match="另一位核对"):
        publishing.publish(cast.who("governance"), made.pk, "", NOW)
    with pytest.raises(Refused, match="核对后公开"):
        publishing.publish(cast.who("clerk"), made.pk, "", NOW)
    with pytest.raises(Refused, match="个人信息"):
        publishing.publish(cast.who("leader"), made.pk, "咨询请打 13800138000", NOW)
    assert publishing.publish(cast.who("leader"), made.pk, "", NOW).shown
    with pytest.raises(Refused, match="为什么撤下"):
        publishing.take_back(cast.who("leader"), made.pk, "", NOW)
    assert not publishing.take_back(cast.who("leader"), made.pk, "照片要换", NOW).shown


def test_the_place_and_the_public_fields_are_looked_at_like_the_text(cast):
    """They stand on the sign-up page and the poster. Inner fields do not, and stay what they are."""
    leader, own = cast.who("leader"), (cast.unit("site_qiaoyuan").pk,)
    private = {"place_text": "樵园小区3栋402房 李建国家"}, {"fields": {"performers": "合唱队，联系 13800138000"}}
    for more in private:
        made = plan(cast, kind="concert", hosts=own, **more)
        with pytest.raises(Refused, match="个人信息"):
            publishing.publish(leader, made.pk, "", NOW)
        made.refresh_from_db()
        assert not made.shown
    plain = {"place_text": "文化广场", "fields": {"performers": "樵园社区合唱队"}}
    shown = publishing.publish(leader, plan(cast, kind="concert", hosts=own, **plain).pk, "", NOW)
    assert shown.shown
    for more in private:
        with pytest.raises(Refused, match="个人信息"):
            activity.change(cast.who("governance"), shown.pk, replace(as_planned(shown), **more), NOW)
    inner = plan(cast, kind="lecture", hosts=(cast.unit("office_party").pk,), fields={"lecturer": "区景行"})
    assert publishing.publish(leader, inner.pk, "", NOW).shown


def test_a_weekly_concert_is_planned_at_once_and_again_gives_the_same(cast):
    first = Plan("concert", "周五音乐会", TOMORROW, (cast.unit("site_qiaoyuan").pk,), ref="c")
    made = activity.series(cast.who("governance"), cast.town.pk, first, "week", date(2026, 5, 1), NOW)
    assert len(made) == 8 and {one.series_id for one in made[1:]} == {made[0].pk}
    assert {one.starts_at.weekday() for one in made} == {TOMORROW.weekday()}
    activity.series(cast.who("governance"), cast.town.pk, first, "week", date(2026, 5, 1), NOW)
    assert Activity.objects.count() == 8
    with pytest.raises(Refused, match="不排系列"):
        activity.series(
            cast.who("governance"), cast.town.pk, Plan("visit", "x", TOMORROW, (1,)), "week", date(2026, 5, 1), NOW
        )


def test_scope_a_stranger_sees_what_is_shown_and_no_more(cast):
    made = plan(cast)
    assert reads.one(cast.who("stranger"), made.pk) is None
    assert reads.one(cast.who("leader"), made.pk) is not None
    publishing.publish(cast.who("leader"), made.pk, "", NOW)
    assert reads.one(cast.who("stranger"), made.pk) is not None
    assert reads.public(cast.town.pk, NOW) == [made]
    month = reads.month(cast.who("governance"), cast.town.pk, NOW, NOW + timedelta(days=30), kind="celebration")
    assert month == [made]


def test_the_demo_organises_a_branch_and_a_concert(cast):
    made = demo.organise(cast.town, cast.who("governance"), cast.who("leader"), NOW)
    assert made == Activity.objects.count() == 11
    voted = Activity.objects.get(kind="appraisal")
    assert any("totals" in one for one in voted.resolved) and voted.state == "held"
    concert = Activity.objects.filter(kind="concert").order_by("starts_at").first()
    assert (concert.taken, concert.waiting) == (3, 1)


def test_what_a_record_adds_is_looked_at_before_everybody_reads_it(cast):
    """A plan that was shown does not show the words of its record at once; one whose words stay as they were does."""
    office, leader = cast.who("governance"), cast.who("leader")
    for text, stays in (("", True), ("来了四十人，联系人13800138000", False)):
        made = plan(cast, kind="concert", at=NOW - timedelta(hours=3), hosts=(cast.unit("site_qiaoyuan").pk,))
        publishing.publish(leader, made.pk, "周末音乐会", NOW)
        held = holding.hold(office, made.pk, Record(text=text, figures={"heads": "40"}), NOW)
        assert held.shown is stays
