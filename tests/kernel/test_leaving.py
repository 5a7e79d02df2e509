"""One of several who told of a matter: he takes back what he told himself, and nobody else's; who only follows it ends
and confirms nothing."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianxin.kernel import abilities
from lianxin.kernel.acts import leaving, message
from lianxin.kernel.acts import matter as acts
from lianxin.kernel.acts.merging import merge
from lianxin.kernel.acts.splitting import split
from lianxin.kernel.models import Entry, Matter, Tie
from lianxin.kernel.reads import follow, people, tellers
from lianxin.language.reason import Refused
from tests.cast import NOW

LAMP = "江浦路路灯不亮，晚上看不清路，老人家走夜路很危险，请尽快来修"
MINE, HIS, HERS = "13800138012", "13800138077", "13800138033"


def row(filed):
    return Matter.objects.get(pk=filed.matter.pk)


def withdraw(filed, **given):
    return acts.take(people.of_link(filed.key), filed.matter.pk, "withdraw", given, NOW)


@pytest.fixture
def three(tell):
    return [tell(LAMP, topic="light", phone=phone) for phone in (MINE, HIS, HERS)]


def test_one_of_three_takes_back_his_own_and_it_goes_on(three):
    first, second, _ = three
    withdraw(second, reason="我搬走了")
    after = row(first)
    assert (after.is_open, after.step, after.reporters) == (True, "filed", 2)
    entry = Entry.objects.get(act="matter.leave")
    assert entry.tells == frozenset({"owner"}) and entry.data["reason"] == "我搬走了"
    assert [one.tie_id for one in tellers.tellers(after).reporters] == [first.tie.pk, three[2].tie.pk]


def test_the_first_who_told_may_leave_it_to_the_others(three):
    withdraw(three[0])
    assert row(three[0]).reporters == 2 and row(three[0]).is_open


def test_the_last_takes_the_matter_back(three):
    for filed in three:
        withdraw(filed)
    assert row(three[0]).ending == "withdrawn" and Entry.objects.filter(act="matter.leave").count() == 2


def test_who_left_reads_so_is_told_nothing_more_and_can_do_nothing_more(cast, three):
    first, second, _ = three
    withdraw(second)
    who = people.of_link(second.key)
    story = follow.story(who, NOW, "zh")
    assert story.left and story.now_stands == "您已撤回您的反映" and story.promise is None and story.others == ()
    assert any("接着为他们办" in knot.what for knot in story.knots)
    other = follow.story(people.of_link(first.key), NOW, "zh")
    assert not any("撤回" in knot.what for knot in other.knots), "a neighbour's leaving is nobody else's business"
    with pytest.raises(Refused):
        acts.take(who, first.matter.pk, "reply", {"reply": "再说一句"}, NOW)
    acts.take(cast.who("clerk"), first.matter.pk, "ask_reporter", {"question": "哪一盏？"}, NOW)
    asked = Entry.objects.get(act="matter.ask_reporter")
    told = {tie.pk for tie in message.concerned([asked]).reporters[first.matter.pk]}
    assert told == {first.tie.pk, three[2].tie.pk}


def test_what_one_told_twice_leaves_him_counted_until_he_takes_both_back(tell):
    first, his, again = tell(LAMP, phone=MINE), tell(LAMP, phone=HIS), tell(LAMP + "。", phone=HIS)
    withdraw(his)
    assert row(first).reporters == 2
    withdraw(again)
    assert row(first).reporters == 1


def test_two_tellings_of_one_person_alone_are_one_matter_of_his(tell):
    first, again = tell(LAMP, phone=MINE), tell(LAMP + "。", phone=MINE)
    assert again.matter.pk == first.matter.pk
    withdraw(again)
    assert row(first).ending == "withdrawn"


def test_who_tells_it_again_after_leaving_is_counted_again(three, tell):
    withdraw(three[1])
    assert tell(LAMP, topic="light", phone=HIS).merged and row(three[0]).reporters == 3


def test_whether_somebody_can_be_reached_follows_who_is_left(tell):
    first, second = tell(LAMP, topic="light"), tell(LAMP, topic="light", phone=HIS)
    assert row(first).contactable
    withdraw(second)
    assert not row(first).contactable


def test_who_left_does_not_come_back_with_a_merge_taken_back(cast, tell):
    lamp, drain = tell(LAMP, phone=MINE), tell("公交站的雨棚漏水，等车的人都淋湿了", phone=HIS)
    also = tell(LAMP, phone=HERS)
    merge(cast.who("clerk"), lamp.matter.pk, drain.matter.pk, NOW)
    acts.take(people.of_link(also.key), drain.matter.pk, "withdraw", {}, NOW)
    split(cast.who("clerk"), lamp.matter.pk, NOW)
    assert (row(lamp).reporters, row(drain).reporters) == (1, 1)


def test_who_only_follows_adds_and_ends_nothing(cast, tell):
    first = tell(LAMP, topic="light", phone=MINE)
    follower = tell(row(first).public_text, joins=first.matter.pk, anonymous=True)
    who = people.of_link(follower.key)
    with pytest.raises(Refused, match="只是跟进"):
        acts.take(who, first.matter.pk, "withdraw", {}, NOW)
    acts.take(who, first.matter.pk, "reply", {"reply": "这里也是"}, NOW)
    acts.take(cast.who("clerk"), first.matter.pk, "accept", {}, NOW)
    acts.take(cast.who("clerk"), first.matter.pk, "finish", {"result": "路灯换了新的"}, NOW)
    for action in ("confirm", "dispute"):
        with pytest.raises(Refused, match="只是跟进"):
            acts.take(who, first.matter.pk, action, {}, NOW)
    offers = {one.key for one in abilities.on(who, row(first), NOW).offers if one.allowed}
    assert offers <= {"reply"} and row(first).is_open
    acts.take(people.of_link(first.key), first.matter.pk, "confirm", {}, NOW)
    with pytest.raises(Refused, match="只是跟进"):
        acts.take(who, first.matter.pk, "reopen", {"reason": "又坏了"}, NOW)


@pytest.fixture
def followed(tell):
    """Somebody told of it, two follow: their links, the teller's first."""
    first = tell(LAMP, topic="light", phone=MINE)
    return [first, *(tell(row(first).public_text, joins=first.matter.pk, anonymous=True) for _ in range(2))]


def test_who_follows_stops_is_counted_and_told_no_more_and_nobody_hears_of_it(cast, followed):
    first, follower, other = followed
    who = people.of_link(follower.key)
    leaving.stop(who, NOW)
    assert row(first).reporters == 2 and row(first).is_open
    entry = Entry.objects.get(act="matter.unfollow")
    assert entry.tells == frozenset() and entry.data["tie"] == follower.tie.pk
    story = follow.story(people.of_link(follower.key), NOW, "zh")
    assert story.left and story.follows and story.now_stands == "您已不再跟进" and story.others == ()
    assert any(knot.what == "您不再跟进这件事。" for knot in story.knots)
    for filed in (first, other):
        assert not any("不再跟进" in knot.what for knot in follow.story(people.of_link(filed.key), NOW, "zh").knots)
    acts.take(cast.who("clerk"), first.matter.pk, "ask_reporter", {"question": "哪一盏？"}, NOW)
    told = message.concerned([Entry.objects.get(act="matter.ask_reporter")]).reporters[first.matter.pk]
    assert {tie.pk for tie in told} == {first.tie.pk, other.tie.pk}


def test_stopping_again_changes_nothing_and_following_again_counts_again(followed, tell):
    first, follower, _ = followed
    for _ in range(3):
        leaving.stop(people.of_link(follower.key), NOW)
    assert row(first).reporters == 2 and Entry.objects.filter(act="matter.unfollow").count() == 1
    tell(row(first).public_text, joins=first.matter.pk, anonymous=True)
    assert row(first).reporters == 3


def test_who_told_it_himself_takes_it_back_and_does_not_just_stop(followed):
    with pytest.raises(Refused, match="只有跟进"):
        leaving.stop(people.of_link(followed[0].key), NOW)
    assert row(followed[0]).reporters == 3


def test_once_the_followers_have_stopped_the_one_who_told_it_takes_it_back_for_good(followed):
    first, *followers = followed
    for one in followers:
        leaving.stop(people.of_link(one.key), NOW)
    withdraw(first)
    assert row(first).ending == "withdrawn"


def test_who_stopped_does_not_come_back_with_a_merge_taken_back(cast, tell, followed):
    first, follower, _ = followed
    drain = tell("公交站的雨棚漏水，等车的人都淋湿了", phone=HIS)
    merge(cast.who("clerk"), first.matter.pk, drain.matter.pk, NOW)
    leaving.stop(people.of_link(follower.key), NOW)
    assert row(drain).reporters == 3
    split(cast.who("clerk"), first.matter.pk, NOW)
    assert (row(first).reporters, row(drain).reporters) == (2, 1)


@given(presses=st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=12))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_however_people_come_and_go_the_count_is_who_stands_and_the_entries_say_it(cast, tell, presses):
    with transaction.atomic():
        first = tell(LAMP, topic="light", phone=MINE)
        links = {}
        for n, comes in presses:
            if comes and n not in links:
                links[n] = tell(row(first).public_text, joins=first.matter.pk, anonymous=True).key
            elif not comes and n in links:
                leaving.stop(people.of_link(links[n]), NOW)
                links = {at: key for at, key in links.items() if at != n}
        mine = Entry.objects.filter(matter_id=first.matter.pk)
        came, went = (mine.filter(act=act).count() for act in ("matter.join", "matter.unfollow"))
        standing = Tie.objects.filter(matter_id=first.matter.pk, kind="reporter", until__isnull=True).count()
        assert row(first).reporters == 1 + len(links) == 1 + came - went == standing
        transaction.set_rollback(True)
