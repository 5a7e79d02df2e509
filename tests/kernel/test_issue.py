"""Mates and issues: what says the same at one place is found at once and grouped by the worker, in any order."""

import math
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianxin.intake import likeness as pieces
from lianxin.kernel.acts import correcting, issue, likeness
from lianxin.kernel.acts import matter as acts
from lianxin.kernel.models import Issue, Matter, Posting, Sketch
from lianxin.kernel.reads import issue as reads
from lianxin.kernel.reads import mates
from tests.cast import NOW

DARK = [
    "江浦路整条街的路灯都不亮，晚上走路看不清",
    "江浦路路灯好几盏都不亮，一片黑",
    "江浦路上的路灯不亮了，老人摔了一跤",
]
NOISE = ["樵园广场跳舞的音响开到半夜，孩子睡不着", "广场舞音响太吵，樵园广场旁边睡不着"]
OTHER = ["想问医保卡在哪里补办", "巷口的垃圾桶满了没人收"]


def work(now=NOW, order=lambda ids: ids):
    """What the worker's round does with all that it has not seen, in some order and in small bites."""
    new = Matter.objects.filter(sketch__isnull=True).order_by("pk").values_list("pk", flat=True)
    for pk in order(list(new)):
        likeness.keep([pk], now)
        issue.group(now, 1)
    while issue.group(now):
        pass


def groups():
    """The partition: the sets of matters that hang together."""
    found = {}
    for pk, of in Sketch.objects.filter(issue__isnull=False).values_list("pk", "issue_id"):
        found.setdefault(of, set()).add(pk)
    return {frozenset(one) for one in found.values()}


@pytest.fixture
def told(tell):
    """File a request whose topic a clerk would give it: light, noise, or none."""
    words = (("路灯", "light"), ("音响", "noise"))
    return lambda text, **more: tell(text, topic=next((topic for word, topic in words if word in text), ""), **more)


def near(matter):
    return [mate.matter_id for mate in mates.mates(mates.of(matter), matter.town_id, itself=matter.pk)]


def test_a_matter_filed_a_moment_ago_is_found_before_any_worker_ran(told):
    first, second = told(DARK[0]).matter, told(DARK[1]).matter
    assert not Sketch.objects.exists() and near(second)[0] == first.pk
    work()
    assert near(second)[0] == first.pk and Sketch.objects.count() == 2


def test_other_towns_and_secret_matters_are_no_mates(told, cast):
    mine = told(DARK[0]).matter
    theirs, hushed = told(DARK[1]).matter, told(DARK[2]).matter
    Matter.objects.filter(pk=theirs.pk).update(town=cast.other)
    Matter.objects.filter(pk=hushed.pk).update(secret=True)
    assert near(mine) == []
    work()
    assert near(mine) == [] and not groups()


def test_what_says_the_same_at_one_place_is_one_issue(told):
    dark = {told(text).matter.pk for text in DARK}
    noise = {told(text, place="qiaoyuan").matter.pk for text in NOISE}
    for text in OTHER:
        told(text)
    elsewhere = told(DARK[1].replace("好几盏", "有几盏"), place="qiaoyuan").matter.pk
    work()
    assert groups() == {frozenset(dark), frozenset(noise)} and elsewhere not in dark
    one = Issue.objects.get(first_id=min(dark))
    assert (one.week, one.before) == (3, 0)


TEXTS = [
    *DARK,
    *NOISE,
    *OTHER,
    "江浦路有几盏路灯不亮",
    "樵园广场的音响太吵了",
    "江浦路路口有个大坑",
    "江浦路的路口坑太大",
]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(orders=st.permutations(range(len(TEXTS))))
def test_issues_do_not_depend_on_the_order_in_which_matters_are_looked_at(told, orders):
    if not Matter.objects.exists():
        for text in TEXTS:
            told(text, place="jiangpu")
    Sketch.objects.all().delete()
    Issue.objects.all().delete()
    Posting.objects.all().delete()
    work()
    straight = groups()
    assert sorted(map(len, straight)) == [2, 3, 4]
    Sketch.objects.all().delete()
    Issue.objects.all().delete()
    work(order=lambda ids: [ids[at] for at in orders])
    assert groups() == straight


def test_looking_again_changes_nothing(told):
    for text in [*DARK, *NOISE]:
        told(text)
    work()
    before = groups(), list(Issue.objects.order_by("pk").values_list("pk", "first_id", "week"))
    likeness.keep(list(Matter.objects.values_list("pk", flat=True)), NOW)
    work()
    assert (groups(), list(Issue.objects.order_by("pk").values_list("pk", "first_id", "week"))) == before


def test_one_that_belongs_to_two_issues_makes_them_one(told):
    far = [told("江浦路路灯不亮一片黑").matter.pk, told("江浦路路灯不亮一片黑漆漆").matter.pk]
    work()
    assert groups() == {frozenset(far)}


def test_a_place_put_right_moves_the_matter_to_the_issue_of_that_place(told, cast):
    here = [told(text).matter for text in DARK[:2]]
    wrong = told(DARK[2], place="qiaoyuan").matter
    work()
    assert groups() == {frozenset(one.pk for one in here)}
    correcting.correct(cast.who("clerk"), wrong.pk, NOW, place_id=cast.unit("jiangpu").pk)
    likeness.keep([wrong.pk], NOW)
    work()
    assert groups() == {frozenset([wrong.pk, *(one.pk for one in here)])}


def test_only_what_came_within_four_weeks_is_tied(told):
    old, new = told(DARK[0], at=NOW - timedelta(days=33)).matter, told(DARK[1]).matter
    work()
    assert groups() == set() and near(new) == [old.pk], "the clerk still sees it"


def test_a_telling_counts_in_the_week_in_which_it_was_told(told):
    told(DARK[0], at=NOW - timedelta(days=10))
    told(DARK[1], at=NOW - timedelta(days=2))
    again = told(DARK[1], at=NOW)
    assert again.merged
    work()
    one = Issue.objects.get()
    assert (one.week, one.before) == (2, 1)
    issue.recount(NOW + timedelta(days=8))
    one.refresh_from_db()
    assert (one.week, one.before) == (0, 3)
    issue.recount(NOW + timedelta(days=60))
    one.refresh_from_db()
    assert (one.week, one.before) == (0, 0)


def test_what_is_closed_and_old_is_forgotten_and_what_is_open_is_not(told, cast):
    closed, still = told(DARK[0]).matter, told(DARK[1]).matter
    work()
    acts.take(cast.who("clerk"), closed.pk, "refer", {"reason": "由供电公司办理"}, NOW)
    later = NOW + timedelta(days=91)
    assert likeness.forget(later) == 1
    assert list(Sketch.objects.values_list("pk", flat=True)) == [still.pk]
    assert set(Posting.objects.values_list("matter_id", flat=True)) == {still.pk}


def test_an_older_town_is_sketched_from_its_newest_matter_back(told):
    made = {told(text).matter.pk for text in [*DARK, *OTHER]}
    long_ago = told(NOISE[0], at=NOW - timedelta(days=120)).matter.pk
    assert long_ago not in made
    while likeness.look_back(NOW, 2):
        pass
    assert set(Sketch.objects.values_list("pk", flat=True)) >= made - {min(made)}
    assert likeness.look_back(NOW, 2) == 0


def test_how_common_pieces_are_is_asked_of_the_statistics(db, monkeypatch, django_assert_num_queries):
    """There are none yet: all pieces count alike."""
    monkeypatch.setattr(mates, "_common", (-math.inf, pieces.UNKNOWN))
    with django_assert_num_queries(1):
        assert mates.common() is pieces.UNKNOWN


@settings(max_examples=200, deadline=None)
@given(
    opened=st.lists(st.booleans(), min_size=1, max_size=7),
    over=st.lists(st.integers(0, 9), min_size=7, max_size=7),
    seen=st.lists(st.booleans(), min_size=7, max_size=7),
)
def test_the_page_of_an_issue_has_each_matter_once_and_offers_none_that_would_be_refused(opened, over, seen):
    every = [Matter(pk=pk, is_open=one, reporters=1) for pk, one in enumerate(opened, 1)]
    for one in every[1:]:
        lead = every[over[one.pk - 1] % len(every)]
        if lead.pk < one.pk and lead.lead_id is None:
            one.lead_id = lead.pk
    leading = {one.lead_id for one in every if one.lead_id}
    shown = [one for one in every if seen[one.pk - 1] or one.pk not in leading]
    found = reads._grouped(None, shown)
    listed = [one.pk for led in found.leads for one in ([led.lead] if led.lead else []) + list(led.members)]
    listed += [one.pk for one in (*found.free, *found.closed)]
    assert sorted(listed) == [one.pk for one in shown]
    by_id = {one.pk: one for one in every}
    for one in found.free:
        assert one.is_open and one.pk not in leading and not (one.lead_id and by_id[one.lead_id].is_open)
    assert all(led.lead.is_open for led in found.open_leads)
    free = {one.pk for one in found.free}
    assert found.proposed in ({led.lead.pk for led in found.open_leads} or free or {None})
