"""A plan is changed instead of planned anew: before and after in one entry, who waits moves up, what is refused."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lianxin.kernel.acts import activity, ballot, holding, publishing, signup
from lianxin.kernel.acts.activity import Plan, as_planned
from lianxin.kernel.acts.holding import Record
from lianxin.kernel.acts.person import Contact
from lianxin.kernel.acts.signup import Attendee
from lianxin.kernel.models import Entry, Tie
from lianxin.kernel.reads import activity as reads
from lianxin.kernel.who import NOBODY
from lianxin.language.reason import Refused
from tests.cast import NOW
from tests.kernel.organisation import organisation

SOON = NOW + timedelta(days=3)


@pytest.fixture
def training(cast):
    wanted = Plan("training", "急救培训", SOON, (cast.unit("site_qiaoyuan").pk,), place_text="二楼", capacity=1)
    return activity.plan(cast.who("governance"), cast.town.pk, wanted, NOW)


def changed(cast, found, who="governance", **more):
    return activity.change(cast.who(who), found.pk, replace(as_planned(found), **more), NOW)


def test_one_entry_holds_before_and_after(cast, training):
    later = SOON + timedelta(days=1)
    found = changed(cast, training, starts_at=later, place_text="三楼 找王小明 13800138000", capacity=5)
    entry = Entry.objects.get(act="activity.change")
    assert entry.data["changed"]["starts_at"] == [SOON.isoformat(), later.isoformat()]
    assert entry.data["changed"]["capacity"] == [1, 5] and entry.data["moved"] is True
    assert entry.data["words"]["place_text"][0] == "二楼" and "13800138000" not in str(entry.data)
    assert found.starts_at == later and reads.turns([found.pk]) == {found.pk: 1}
    assert [one.pk for one in reads.changes(found.pk)] == [entry.pk]
    assert Tie.objects.filter(activity=found, kind="organise").count() == 1


def test_nothing_changed_writes_nothing(cast, training):
    changed(cast, training)
    assert not Entry.objects.filter(act="activity.change").exists()


def test_more_places_move_the_line_in_the_same_act(cast, training):
    publishing.publish(cast.who("leader"), training.pk, "", NOW)
    for n in range(3):
        signup.sign_up(NOBODY, training.pk, Attendee(Contact("甲", f"1380013800{n}"), consent=True), NOW)
    found = changed(cast, training, capacity=2)
    assert (found.taken, found.waiting) == (2, 1)
    assert Entry.objects.get(act="activity.move_up").data == {"kind": "training"}
    with pytest.raises(Refused, match="不能更少"):
        changed(cast, found, capacity=1)


@pytest.mark.parametrize("state", ["held", "cancelled"])
def test_what_was_held_or_called_off_is_no_plan_any_more(cast, training, state):
    if state == "held":
        holding.hold(cast.who("governance"), training.pk, Record(fields={"hours": "2"}), SOON)
    else:
        activity.cancel(cast.who("governance"), training.pk, "台风", NOW)
    with pytest.raises(Refused, match="不能改计划"):
        changed(cast, training, title="别的")
    assert not Entry.objects.filter(act="activity.change").exists()


def test_words_the_public_reads_are_changed_by_who_may_publish(cast, training):
    publishing.publish(cast.who("leader"), training.pk, "", NOW)
    training.refresh_from_db()
    with pytest.raises(Refused, match="个人信息"):
        changed(cast, training, place_text="联系人王小明 13800138000")
    with pytest.raises(Refused, match="党建与治理办"):
        changed(cast, training, who="station", title="别的")
    found = changed(cast, training, who="station", place_text="三楼")
    assert found.place_text == "三楼" and found.shown


@pytest.mark.parametrize("who", ["stranger", "grid"])
def test_others_change_nothing(cast, training, who):
    with pytest.raises(Refused):
        changed(cast, training, who=who, title="别的")


def test_an_agenda_does_not_move_under_ballots(cast):
    org = organisation(cast, 4)
    meeting = org.plan("appraisal", NOW - timedelta(hours=1), agenda=({"kind": "appraise", "subjects": ["甲同志"]},))
    voter = replace(org.secretary, person_id=org.members[0], posts=())
    ballot.put(voter, meeting.pk, 0, {"甲同志": "excellent"}, NOW)
    with pytest.raises(Refused, match="已经有人投票"):
        activity.change(org.secretary, meeting.pk, replace(as_planned(meeting), agenda=()), NOW)
