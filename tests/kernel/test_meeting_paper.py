"""A notice and minutes take from the activity what it says: typed once, and stale when the plan or record moves."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lianxin.kernel.acts import activity, holding, issuing
from lianxin.kernel.acts import paper as acts
from lianxin.kernel.acts.activity import Plan, as_planned
from lianxin.kernel.acts.holding import Outcome, Record
from lianxin.kernel.models import Activity
from lianxin.kernel.reads import cited_rows, written
from lianxin.kernel.reads import paper as reads
from lianxin.language.reason import Refused
from tests.cast import NOW
from tests.kernel.organisation import organisation

SOON, AGO = NOW + timedelta(days=3), NOW - timedelta(days=1)
AGENDA = ({"kind": "resolution", "text": "集体收益分配方案"}, {"kind": "study", "text": "学习党章"})


@pytest.fixture
def org(cast):
    return organisation(cast, 30)


def drafted(org, kind, of, who=None):
    return acts.draft(who or org.secretary, org.cast.town.pk, kind, NOW.date(), NOW, of)


def text(paper):
    return "\n".join("".join(part.text for part in row.parts) for row in reads.draw(paper, NOW).rows)


def recorded(org, present=16, yes=16):
    made = org.plan("assembly", AGO, title="三月党员大会", place_text="党群服务中心二楼", agenda=AGENDA)
    outcomes = (Outcome(0, "同意分配方案，张榜公布", yes), Outcome(1, "学了党章第一章"))
    return holding.hold(org.secretary, made.pk, Record(tuple(org.members[:present]), outcomes=outcomes), NOW)


def filled(org, paper, **more):
    said = paper.text.replace("{?谁主持、谁记录、谁列席}", "支部书记主持。").replace(
        "{?带什么、向谁请假（不写个人手机）}", "带学习笔记。"
    )
    return acts.write(org.secretary, paper.pk, {"text": said} | more, NOW)


def test_a_notice_is_the_plan(org):
    made = org.plan(
        "assembly",
        SOON,
        title="三月党员大会",
        place_text="党群服务中心二楼",
        agenda=AGENDA,
        ends_at=SOON + timedelta(hours=2),
    )
    paper = drafted(org, "meeting_notice", made.pk)
    assert paper.title == "关于召开三月党员大会的通知", "in lists without braces"
    said = text(paper)
    assert "2026年3月14日（星期六）10:00至12:00，党群服务中心二楼。" in said
    assert "全体有表决权的党员。" in said and "集体收益分配方案" in said and "2．" in said
    assert reads.draw(paper, NOW).gaps == ("带什么、向谁请假（不写个人手机）",)
    assert not reads.draw(paper, NOW).hand, "nothing of it counts as typed by hand"
    assert written.of_activity(made) == [paper]


def test_minutes_are_the_record(org):
    paper = drafted(org, "meeting_minutes", recorded(org).pk)
    said = text(paper)
    assert "召开三月党员大会。应到30人，实到16人。" in said
    assert "集体收益分配方案，赞成 16 票，需要 16 票：通过，同意分配方案，张榜公布" in said
    assert "学了党章第一章" in said and "党员00" not in said, "nobody's name"
    acts.check(org.secretary, filled(org, paper).pk, NOW)
    paper.refresh_from_db()
    (first, *_) = [one for one in reads.draw(paper, NOW).cited if "attendance" in one.cite]
    assert [row.what for row in cited_rows.records(first, org.secretary, 9)] == ["三月党员大会"]


def test_a_corrected_record_stops_the_issue(org, cast):
    made = recorded(org)
    paper = filled(org, drafted(org, "meeting_minutes", made.pk))
    acts.check(org.secretary, paper.pk, NOW)
    said = Record(tuple(org.members[:17]), outcomes=(Outcome(0, "同意", 16),))
    holding.correct(org.secretary, made.pk, said, "漏点一人", NOW)
    paper.refresh_from_db()
    told = [reason.say() for reason in reads.changes(paper, NOW).values()]
    assert any("实到16人" in one and "实到17人" in one for one in told), told
    with pytest.raises(Refused) as caught:
        issuing.issue(cast.who("leader"), paper.pk, NOW)
    assert "stale" in [reason.code for reason in caught.value.reasons]


def test_a_moved_plan_shows_in_a_checked_notice(org):
    made = org.plan("theme_day", SOON, title="植树", place_text="樵山", agenda=AGENDA[1:])
    paper = filled(org, drafted(org, "meeting_notice", made.pk))
    acts.check(org.secretary, paper.pk, NOW)
    paper.refresh_from_db()
    activity.change(org.secretary, made.pk, replace(as_planned(made), place_text="湖边"), NOW)
    (why,) = reads.changes(paper, NOW).values()
    assert "樵山" in why.say() and "湖边" in why.say()


def test_what_the_record_does_not_say_is_a_gap_and_nothing_is_invented(org, cast):
    wanted = Plan("celebration", "表彰大会", AGO, (cast.unit("office_party").pk,))
    made = activity.plan(cast.who("governance"), cast.town.pk, wanted, NOW)
    holding.hold(cast.who("governance"), made.pk, Record(figures={"heads": "180余人"}), NOW)
    paper = drafted(org, "meeting_minutes", made.pk, cast.who("governance"))
    assert "参加180余人" in text(paper)
    assert reads.draw(paper, NOW).gaps == ("地点", "议程", "议定事项", "谁主持、谁记录、谁列席")
    with pytest.raises(Refused, match="没有填"):
        acts.check(cast.who("governance"), paper.pk, NOW)


def test_what_is_refused(org, cast):
    planned = org.plan("theme_day", SOON)
    for kind, of, why in (
        ("meeting_minutes", planned.pk, "记录以后起草"),
        ("meeting_notice", recorded(org).pk, "开会前起草"),
        ("meeting_notice", org.plan("theme_day", AGO).pk, "开会前起草"),
        ("meeting_notice", None, "从活动页起草"),
        ("meeting_notice", 999_999, "从活动页起草"),
        ("notice", planned.pk, "不写一场活动"),
    ):
        with pytest.raises(Refused, match=why):
            drafted(org, kind, of)
    Activity.objects.filter(pk=planned.pk).update(town=cast.other)
    with pytest.raises(Refused, match="从活动页起草"):
        drafted(org, "meeting_notice", planned.pk)


@pytest.mark.parametrize(
    "cite", ["{activity:when}", "{activity:when of=0}", "{activity:when of=x}", "{activity:wine of=1}"]
)
def test_a_citation_of_no_activity_is_refused(org, cite):
    paper = drafted(org, "meeting_notice", org.plan("theme_day", SOON).pk)
    with pytest.raises(Refused, match="没有"):
        acts.write(org.secretary, paper.pk, {"text": f"定于{cite}"}, NOW)
