"""What a person said is not the same is not offered again for that pair; everything else still is."""

from datetime import timedelta

import pytest

from lianxin.kernel.acts import correcting, issue, likeness, parting
from lianxin.kernel.acts.merging import merge
from lianxin.kernel.acts.splitting import split
from lianxin.kernel.models import Issue, Matter, Posting, Sketch
from lianxin.kernel.reads import distinct, related
from tests.cast import NOW
from tests.kernel.test_issue import groups

LAMP = "江浦路路灯不亮，晚上看不清路，老人家走夜路很危险，请尽快来修"
DARK = "江浦路路灯不亮，晚上看不清路，孩子放学回家很害怕，能不能来修一下"
WHY = "一个在路口，一个在巷尾，是两盏灯"


def hours(n):
    return NOW + timedelta(hours=n)


def offered(cast, matter, by="clerk"):
    matter.refresh_from_db()
    clear, faint = related.similar(cast.who(by), matter, NOW)
    return {line.matter.pk for line in [*clear, *faint]}


def work():
    for pk in Matter.objects.filter(sketch__isnull=True).order_by("pk").values_list("pk", flat=True):
        likeness.keep([pk], NOW)
    while issue.group(NOW):
        pass


@pytest.fixture
def parted(cast, tell):
    """Two lamps, the second parted from the first, which it had joined."""
    first = tell(LAMP, topic="light")
    second = tell(LAMP + "。", topic="light")
    assert second.merged
    own = parting.part(cast.who("clerk"), first.matter.pk, second.tie.pk, WHY, hours(1))
    return first.matter, own


def joined_and_back(cast, one, into, n=1):
    merge(cast.who("clerk"), one.pk, into.pk, hours(n))
    split(cast.who("clerk"), one.pk, hours(n + 1))


@pytest.mark.parametrize("sketched", [False, True])
def test_what_was_parted_is_not_offered_again_either_way_and_others_are(cast, tell, parted, sketched):
    first, own = parted
    third = tell(DARK, topic="light").matter
    if sketched:
        work()
    assert Sketch.objects.exists() == sketched
    assert offered(cast, first) == {third.pk} == offered(cast, own)
    assert offered(cast, third) == {first.pk, own.pk}


@pytest.mark.parametrize("sketched", [False, True])
def test_a_merge_taken_back_is_not_offered_again_either_way(cast, tell, sketched):
    one, other = tell(LAMP, topic="light").matter, tell(DARK, topic="light").matter
    if sketched:
        work()
    assert offered(cast, one) == {other.pk} and offered(cast, other) == {one.pk}
    joined_and_back(cast, one, other)
    assert offered(cast, one) == set() == offered(cast, other)


def test_it_is_offered_again_once_the_place_of_one_is_put_right(cast, tell, parted):
    first, own = parted
    clerk = cast.who("clerk")
    correcting.correct(clerk, own.pk, hours(2), nature="complaint", topic="road")
    assert offered(cast, first) == set(), "what it is about is no new fact: sorting it is the clerk's daily work"
    correcting.correct(clerk, own.pk, hours(3), place_id=cast.unit("qiaoyuan").pk)
    assert offered(cast, first) == {own.pk} and offered(cast, own) == {first.pk}


def test_said_again_after_a_new_fact_it_holds_again(cast, tell):
    one, other = tell(LAMP, topic="light").matter, tell(DARK, topic="light").matter
    joined_and_back(cast, one, other)
    correcting.correct(cast.who("clerk"), other.pk, hours(3), place_id=cast.unit("qiaoyuan").pk)
    assert offered(cast, one) == {other.pk}
    joined_and_back(cast, other, one, 4)
    assert offered(cast, one) == set() == offered(cast, other)


def test_a_place_put_right_before_changes_nothing(cast, tell):
    one, other = tell(LAMP, topic="light").matter, tell(DARK, "qiaoyuan", topic="light").matter
    correcting.correct(cast.who("clerk"), other.pk, hours(0), place_id=cast.unit("jiangpu").pk)
    joined_and_back(cast, one, other)
    assert offered(cast, one) == set()


def test_no_issue_holds_both_and_a_third_goes_with_the_nearer(cast, tell, parted):
    first, own = parted
    work()
    assert groups() == set(), "the two alone are no issue"
    third = tell(DARK, topic="light").matter
    work()
    [one] = groups()
    assert third.pk in one and len(one) == 2 and not {first.pk, own.pk} <= one


@pytest.mark.django_db(transaction=True)
def test_an_issue_is_parted_when_a_merge_is_taken_back(cast, tell):
    """What was tied to both stays with one of them; the worker looks at all of it again by itself."""
    one, other = tell(LAMP, topic="light").matter, tell(DARK, topic="light").matter
    third = tell(DARK.replace("孩子放学回家", "老人晚上出门"), topic="light").matter
    likeness.follow(NOW)
    work()
    assert groups() == {frozenset([one.pk, other.pk, third.pk])}
    joined_and_back(cast, one, other)
    likeness.follow(hours(2))
    assert Sketch.objects.filter(waits=True).count() == 3
    while issue.group(hours(2)):
        pass
    [left] = groups()
    assert third.pk in left and len(left) == 2
    assert Issue.objects.count() == 1 and Issue.objects.get().week == 2


TEXTS = [
    LAMP,
    DARK,
    "江浦路路灯不亮，晚上看不清路，一片黑漆漆的，请来修",
    "江浦路的路灯不亮，晚上一片黑，看不清路",
    "江浦路好几盏路灯不亮，晚上看不清路",
]


ORDERS = [(0, 1, 2, 3, 4), (4, 3, 2, 1, 0), (2, 0, 4, 1, 3), (1, 4, 0, 3, 2), (3, 1, 2, 4, 0)]


def group(ids):
    for pk in ids:
        likeness.keep([pk], NOW)
        issue.group(NOW, 1)
    while issue.group(NOW):
        pass
    return groups()


def test_in_no_order_do_two_that_were_told_apart_hang_together(cast, tell):
    made = [tell(text, topic="light").matter for text in TEXTS]
    for n, (one, other) in enumerate(((0, 1), (3, 4))):
        joined_and_back(cast, made[one], made[other], 2 * n)
    ids = [one.pk for one in made]
    apart = [{ids[0], ids[1]}, {ids[3], ids[4]}]
    for order in ORDERS:
        for model in (Sketch, Issue, Posting):
            model.objects.all().delete()
        found = group([ids[at] for at in order])
        assert not any(pair <= one for one in found for pair in apart), order
        assert len(set().union(*found)) >= 3, "the others still hang together"
        again = group(ids)
        assert not any(pair <= one for one in again for pair in apart), order


def test_pairs_are_told_of_issues_and_of_single_matters(cast, parted):
    first, own = parted
    assert distinct.among([], [first.pk, own.pk]) == {(-first.pk, -own.pk), (-own.pk, -first.pk)}
    assert distinct.among([], [first.pk]) == set()
