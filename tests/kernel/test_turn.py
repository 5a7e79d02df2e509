"""Whose turn it is, and the order in which it is shown."""

from datetime import timedelta

import pytest

from lianxin.kernel import abilities
from lianxin.kernel.acts import matter as acts
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import desk
from lianxin.kernel.reads.desk import Filters
from lianxin.language.reason import Refused
from tests.cast import NOW


def turn_of(cast, name: str) -> set[int]:
    return {key.id for key in desk.page(cast.who(name), Filters(), NOW).keys}


@pytest.fixture
def lamp(cast, tell):
    matter = tell("江浦路路灯不亮", nature="complaint", topic="light").matter
    acts.take(cast.who("clerk"), matter.pk, "transfer", {"unit": cast.unit("office_works").pk, "reason": "归口"}, NOW)
    return matter


def test_the_turn_goes_from_hand_to_hand(cast, lamp):
    assert lamp.pk in turn_of(cast, "worker") and lamp.pk not in turn_of(cast, "visitor")
    acts.take(cast.who("worker"), lamp.pk, "accept", {}, NOW)
    assert lamp.pk in turn_of(cast, "worker")
    assert lamp.pk not in turn_of(cast, "lead")  # somebody handles it
    acts.take(cast.who("worker"), lamp.pk, "finish", {"result": "修好了"}, NOW)
    assert lamp.pk in turn_of(cast, "visitor") and lamp.pk not in turn_of(cast, "worker")


def test_what_another_unit_acts_on_is_no_turn_of_the_community_and_not_its_to_take(cast, lamp, tell):
    """The lamp lies in the community of 樵园; the works office acts on it."""
    Matter.objects.filter(pk=lamp.pk).update(place=cast.unit("qiaoyuan"))
    lamp.refresh_from_db()
    community = cast.who("community")
    assert lamp.pk not in turn_of(cast, "community")
    assert "accept" not in {offer.key for offer in abilities.on(community, lamp, NOW).offers}
    with pytest.raises(Refused, match="由别的单位办理"):
        acts.take(community, lamp.pk, "accept", {}, NOW)
    acts.take(cast.who("worker"), lamp.pk, "accept", {}, NOW)
    with pytest.raises(Refused, match="由别的单位办理"):
        acts.take(community, lamp.pk, "finish", {"result": "修好了"}, NOW)
    own = tell("樵园社区门口的台阶松了", "qiaoyuan", topic="").matter
    Matter.objects.filter(pk=own.pk).update(owner=cast.unit("qiaoyuan"))
    assert own.pk in turn_of(cast, "community")
    assert acts.take(community, own.pk, "accept", {}, NOW).handler_id == community.person_id


def test_a_question_waits_for_the_one_who_decides_until_it_is_decided(cast, lamp):
    acts.take(cast.who("worker"), lamp.pk, "accept", {}, NOW)
    acts.take(cast.who("worker"), lamp.pk, "ask_suspend", {"reason": "等许可", "until": "2026-03-20"}, NOW)
    [key] = desk.page(cast.who("lead"), Filters(), NOW).keys[:1]
    line = desk.lines_of(cast.who("lead"), [key.id], NOW)[key.id]
    assert (line.matter.pk, line.next.key) == (lamp.pk, "suspend")
    acts.take(cast.who("lead"), lamp.pk, "suspend", {"reason": "同意"}, NOW + timedelta(hours=1))
    later = NOW + timedelta(hours=2)
    assert not desk.page(cast.who("lead"), Filters(suspended=True), later).keys
    assert desk.page(cast.who("lead"), Filters(scope="unit", suspended=True), later).keys[0].id == lamp.pk


def test_a_question_that_was_declined_waits_no_more_until_it_is_asked_again(cast, lamp):
    acts.take(cast.who("worker"), lamp.pk, "accept", {}, NOW)
    for hour in (0, 2):
        asked = {"reason": "等许可", "until": "2026-03-20"}
        acts.take(cast.who("worker"), lamp.pk, "ask_suspend", asked, NOW + timedelta(hours=hour))
        [key] = desk.page(cast.who("lead"), Filters(), NOW + timedelta(hours=hour)).keys[:1]
        assert key.id == lamp.pk
        said = {"reason": "先放警示牌"}
        acts.take(cast.who("lead"), lamp.pk, "decline_suspend", said, NOW + timedelta(hours=hour + 1))
        assert not desk.page(cast.who("lead"), Filters(), NOW + timedelta(hours=hour + 1)).keys
    lamp.refresh_from_db()
    assert not lamp.suspended


def test_what_a_unit_asked_for_is_asked_no_more_once_another_acts(cast, lamp):
    """The office asked to suspend, then sent the matter on: whoever has it now did not ask, and nobody may approve."""
    hours = iter(NOW + timedelta(hours=n) for n in range(9))
    asked = {"reason": "等许可", "until": "2026-03-20"}
    acts.take(cast.who("worker"), lamp.pk, "accept", {}, next(hours))
    acts.take(cast.who("worker"), lamp.pk, "ask_suspend", asked, next(hours))
    party = {"unit": cast.unit("office_law").pk, "reason": "归口"}
    acts.take(cast.who("worker"), lamp.pk, "transfer", party, next(hours))
    acts.take(cast.who("governance"), lamp.pk, "transfer", party | {"unit": cast.unit("office_works").pk}, next(hours))
    acts.take(cast.who("worker"), lamp.pk, "accept", {}, next(hours))
    now = next(hours)
    line = next(iter(desk.lines_of(cast.who("lead"), [lamp.pk], now).values()))
    assert lamp.pk not in turn_of(cast, "lead") and (line.next is None or line.next.key != "suspend")
    with pytest.raises(Refused, match="还没有人申请挂账"):
        acts.take(cast.who("lead"), lamp.pk, "suspend", {"reason": "同意"}, now)
    acts.take(cast.who("worker"), lamp.pk, "ask_suspend", asked, now)
    assert acts.take(cast.who("lead"), lamp.pk, "suspend", {"reason": "同意"}, next(hours)).suspended


def test_groups_follow_the_deadline_that_people_are_told(cast, tell):
    found = {}
    for name, days in (("late", -3), ("today", 0), ("week", 3), ("later", 9)):
        matter = tell(f"{name}的路灯坏了第{days}盏").matter
        midnight = NOW.replace(hour=0) + timedelta(days=days + 1)
        Matter.objects.filter(pk=matter.pk).update(due_at=midnight)
        found[matter.pk] = name
    page = desk.page(cast.who("clerk"), Filters(scope="all"), NOW)
    assert {key.id: name for name, keys in page.groups for key in keys} == found
    assert page.counts == dict.fromkeys(("late", "today", "week", "later"), 1)


def test_pages_by_key_show_every_matter_once_in_both_directions(cast, tell, monkeypatch):
    monkeypatch.setattr(desk, "SIZE", 4)
    for number in range(11):
        matter = tell(f"第{number}盏路灯坏了,在{number}号路口").matter
        due = None if number > 8 else NOW + timedelta(days=number // 3)
        Matter.objects.filter(pk=matter.pk).update(due_at=due)
    clerk, seen, after, last = cast.who("clerk"), [], "", None
    while True:
        last = desk.page(clerk, Filters(scope="all"), NOW, after=after)
        seen.append([key.id for key in last.keys])
        if not last.after:
            break
        after = last.after
    assert [len(part) for part in seen] == [4, 4, 3] and len({pk for part in seen for pk in part}) == 11
    back = desk.page(clerk, Filters(scope="all"), NOW, before=last.before)
    assert [key.id for key in back.keys] == seen[1]
    assert desk.page(clerk, Filters(scope="all"), NOW, before=back.before).before == ""


@pytest.mark.parametrize("cursor", ["x", "~", "2026-13-01~1", "~99999999999999999999", "'; drop"])
def test_a_broken_cursor_is_no_error(cast, tell, cursor):
    tell("路灯坏了")
    desk.page(cast.who("clerk"), Filters(scope="all"), NOW, after=cursor)
