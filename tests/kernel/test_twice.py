"""Who tells the same thing twice waits as one person: each receipt opens the matter, nobody is counted twice."""

from __future__ import annotations

import pytest

from lianxin.kernel.acts import parting, splitting
from lianxin.kernel.acts.merging import merge
from lianxin.kernel.acts.splitting import split
from lianxin.kernel.models import Matter, Tie
from lianxin.kernel.reads import follow, people, timeline
from tests.cast import NOW

LAMP = "江浦路路灯不亮，晚上看不清路，老人家走夜路很危险，请尽快来修"
WHY = "一个在路口，一个在巷尾，是两盏灯"
MINE, HIS = "13800138012", "13800138077"


def waiting(filed):
    filed.matter.refresh_from_db()
    return filed.matter.reporters


def test_the_same_phone_twice_and_another_are_two_people(cast, tell):
    first, again, other = tell(LAMP, phone=MINE), tell(LAMP + "。", phone="138 0013 8012"), tell(LAMP, phone=HIS)
    assert {first.matter.pk, again.matter.pk, other.matter.pk} == {first.matter.pk}
    assert waiting(first) == 2
    assert again.key != first.key and again.tie.data["text"] == LAMP + "。"


def test_those_without_a_phone_are_each_counted(cast, tell):
    first, _, _ = tell(LAMP), tell(LAMP), tell(LAMP)
    assert waiting(first) == 3


@pytest.mark.django_db(transaction=True)
def test_a_repeat_parted_takes_nobody_away(cast, tell):
    first, again = tell(LAMP, phone=MINE, topic="light"), tell(LAMP + "。", phone=MINE, topic="light")
    own = parting.part(cast.who("clerk"), first.matter.pk, again.tie.pk, WHY, NOW)
    assert (waiting(first), own.reporters) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_where_the_counted_telling_leaves_the_repeat_counts(cast, tell):
    first, his = tell(LAMP, phone=MINE, topic="light"), tell(LAMP + "。", phone=HIS, topic="light")
    again = tell(LAMP, phone=HIS, topic="light")
    assert waiting(first) == 2
    parting.part(cast.who("clerk"), first.matter.pk, his.tie.pk, WHY, NOW)
    assert waiting(first) == 2
    parting.part(cast.who("clerk"), first.matter.pk, again.tie.pk, WHY, NOW)
    assert waiting(first) == 1


@pytest.mark.django_db(transaction=True)
def test_a_merge_taken_back_counts_who_said_it_again_once(cast, tell):
    first, other = tell(LAMP, phone=MINE), tell("公交站的雨棚漏水，等车的人都淋湿了", phone=HIS)
    assert tell(LAMP, phone=MINE).merged
    merge(cast.who("clerk"), first.matter.pk, other.matter.pk, NOW)
    assert waiting(other) == 2
    split(cast.who("clerk"), first.matter.pk, NOW)
    assert (waiting(first), waiting(other)) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_who_said_it_again_after_a_merge_counts_where_he_is_left(cast, tell):
    shelter = "公交站的雨棚漏水，等车的人都淋湿了"
    first, other = tell(LAMP, phone=MINE), tell(shelter, phone=HIS)
    merge(cast.who("clerk"), first.matter.pk, other.matter.pk, NOW)
    assert tell(shelter, phone=MINE).matter.pk == other.matter.pk
    assert waiting(other) == 2
    split(cast.who("clerk"), first.matter.pk, NOW)
    assert (waiting(first), waiting(other)) == (1, 2)


def test_two_names_on_one_phone_are_two_people(cast, tell):
    first, _ = tell(LAMP, phone=MINE, name="黎小满"), tell(LAMP, phone=MINE, name="区大川")
    assert waiting(first) == 2
    assert tell(LAMP, phone=MINE, name="区大川").merged and waiting(first) == 2


SHELTER = "公交站的雨棚漏水，等车的人都淋湿了"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("into", [0, 1])
def test_who_told_both_waits_once_for_the_merged_and_at_each_when_it_is_taken_back(cast, tell, into):
    told = [tell(LAMP, phone=MINE), tell(SHELTER, phone=MINE)]
    his = tell(SHELTER, phone=HIS)
    gone, goes_on = told[1 - into].matter, told[into]
    assert his.matter.pk == told[1].matter.pk
    merge(cast.who("clerk"), gone.pk, goes_on.matter.pk, NOW)
    assert waiting(goes_on) == 2
    counted = Tie.objects.filter(matter_id=goes_on.matter.pk).exclude(data__has_key="again")
    assert set(counted.values_list("pk", flat=True)) == {told[0].tie.pk, his.tie.pk}, "his first telling counts"
    assert splitting.returning(
        splitting.refuse(cast.who("clerk"), read(gone), read(goes_on.matter)), goes_on.matter
    ) == (1 if into else 2)
    split(cast.who("clerk"), gone.pk, NOW)
    assert (waiting(told[0]), waiting(told[1])) == (1, 2)
    assert not Tie.objects.filter(data__has_key="again").exists()


@pytest.mark.django_db(transaction=True)
def test_a_merge_made_before_he_was_counted_once_is_taken_back_rightly(cast, tell):
    lamp, shelter = tell(LAMP, phone=MINE), tell(SHELTER, phone=MINE)
    merge(cast.who("clerk"), lamp.matter.pk, shelter.matter.pk, NOW)
    shelter.tie.refresh_from_db()
    Tie.objects.filter(pk=shelter.tie.pk).update(data={k: v for k, v in shelter.tie.data.items() if k != "again"})
    Matter.objects.filter(pk=shelter.matter.pk).update(reporters=2)
    split(cast.who("clerk"), lamp.matter.pk, NOW)
    assert (waiting(lamp), waiting(shelter)) == (1, 1)


def test_the_story_says_that_it_was_told_again_and_never_who(tell):
    first, his = tell(LAMP, phone=MINE, name="黎小满"), tell(LAMP, phone=HIS)
    for _ in range(2):
        assert tell(LAMP, phone=MINE, name="黎小满").merged
    tell(LAMP, phone="13800138055")
    desk = [knot.what for knot in timeline.story(read(first.matter)).knots]
    one, more = "又有一人反映同一件事，一起跟进", "反映过的人又说了 2 次"
    assert [what for what in desk if what in (one, more)] == [one, more, one]
    seen = [knot.what for knot in follow.story(people.of_link(his.key), NOW, "zh").knots]
    assert seen[:2] == ["又有 1 位居民反映了同一件事。", "反映过的人又说了 2 次。"]
    tell(LAMP, phone=HIS)
    assert timeline.story(read(first.matter)).knots[-1].what == "同一位反映人又说了一次"
    assert "again" in timeline.story(read(first.matter), "en").knots[-1].what
    english = follow.story(people.of_link(first.key, "en"), NOW, "en").knots
    assert english[0].what == "One who had reported it said it again." and "黎" not in str(english)


def read(matter):
    return Matter.objects.get(pk=matter.pk)
