"""Whoever asked for what another decides is told how it was decided, yes or no, with the reason."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lianxin.kernel.acts import matter as acts
from lianxin.kernel.acts import message, notice
from lianxin.kernel.models import Entry, Matter, Notice, Tie
from tests.cast import NOW

pytestmark = pytest.mark.django_db(transaction=True)
ASKED = {"reason": "等停电许可", "until": "2026-03-20"}
NO = "先放警示牌"


@pytest.fixture
def lamp(cast, tell):
    """A lamp that the works office acts on, with a suspension asked for."""
    matter = tell("江浦路路灯不亮", nature="complaint", topic="light").matter
    acts.take(cast.who("clerk"), matter.pk, "transfer", {"unit": cast.unit("office_works").pk, "reason": "归口"}, NOW)
    acts.take(cast.who("worker"), matter.pk, "accept", {}, NOW)
    acts.take(cast.who("worker"), matter.pk, "ask_suspend", ASKED, NOW)
    return matter


def told(cast, act, said, by="lead", hour=1):
    """What an act makes of notices to persons of ours: to whom, and the words."""
    notice.make(NOW)
    Notice.objects.all().delete()
    acts.take(cast.who(by), Matter.objects.get().pk, act, said, NOW + timedelta(hours=hour))
    notice.make(NOW)
    return {one.person_id: one.body for one in Notice.objects.filter(person__isnull=False, channel__in=("", "none"))}


def person(cast, name):
    return cast.who(name).person_id


def test_a_suspension_that_is_declined_is_told_to_who_asked_with_the_reason(cast, lamp):
    found = told(cast, "decline_suspend", {"reason": NO})
    assert found == {person(cast, "worker"): f"申请挂账没有同意，期限照走：{NO}"}
    assert not Notice.objects.filter(tie__isnull=False), "a reporter never heard that it was asked for"


def test_one_that_is_granted_is_told_too(cast, lamp):
    found = told(cast, "suspend", {"reason": "同意"})
    assert found == {person(cast, "worker"): "暂时停下来等一等：同意"}
    assert Notice.objects.filter(tie__isnull=False).count() == 1


def test_whoever_approves_reads_what_is_asked(cast, lamp):
    notice.make(NOW)
    bodies = Notice.objects.filter(person_id=person(cast, "lead")).values_list("body", flat=True)
    assert "申请挂账，到2026-03-20：等停电许可" in list(bodies)


def test_it_is_told_once_to_the_one_who_asked_last_wherever_he_sits_now(cast, lamp):
    """He went to another office meanwhile: he asked, and hears of it; his old office hears as the unit that acts."""
    Tie.objects.filter(kind="post", person_id=person(cast, "worker")).update(unit=cast.unit("office_law"))
    found = told(cast, "decline_suspend", {"reason": NO})
    assert list(found.values()) == [f"申请挂账没有同意，期限照走：{NO}"] and person(cast, "worker") in found


def test_whoever_holds_no_post_any_more_is_told_nothing(cast, lamp):
    Tie.objects.filter(kind="post", person_id=person(cast, "worker")).update(until=NOW)
    assert person(cast, "worker") not in told(cast, "decline_suspend", {"reason": NO})


def test_what_is_to_be_left_out_of_the_rates_is_told_when_it_is_agreed(cast, lamp):
    acts.take(cast.who("worker"), lamp.pk, "leave_out", {"reason": "台风期间停工"}, NOW)
    found = told(cast, "agree_leave_out", {"reason": "情况属实"}, by="governance")
    assert found == {person(cast, "worker"): "同意不计入考核：情况属实"}


def test_who_asked_is_looked_for_in_two_questions_however_many_were_decided(cast, lamp, django_assert_num_queries):
    acts.take(cast.who("lead"), lamp.pk, "decline_suspend", {"reason": NO}, NOW + timedelta(hours=1))
    acts.take(cast.who("worker"), lamp.pk, "ask_suspend", ASKED, NOW + timedelta(hours=2))
    acts.take(cast.who("lead"), lamp.pk, "suspend", {"reason": "同意"}, NOW + timedelta(hours=3))
    decided = list(Entry.objects.filter(act__endswith="suspend", role="lead").select_related("matter"))
    assert len(decided) == 2
    with django_assert_num_queries(4):
        found = message.concerned(decided)
    assert set(found.askers) == {one.pk for one in decided}
    assert set(found.askers.values()) == {person(cast, "worker")}
