"""The generator of the bench: as many matters as asked for, each with a believable history, the same every time."""

import random
from datetime import timedelta

import pytest
from bench.lives import FIRST, lives, moved
from django.db import connection
from django.db.models import F
from django.utils import timezone

from bench import sayings, texts, town
from lianxin.kernel.acts import measures
from lianxin.kernel.models import Entry, Matter, Person, Tie
from lianxin.kernel.reads.search import search
from tests.cast import xiqiao
from tests.jobs.steps import close, tell

pytestmark = pytest.mark.django_db(transaction=True)
SIZE = 300


@pytest.fixture
def cast():
    made = xiqiao()
    with connection.cursor() as cursor:  # templates lie below FIRST, whatever other tests have written before
        cursor.execute("SELECT setval(pg_get_serial_sequence('kernel_matter', 'id'), 1)")
    close(made, tell(made, "乔园社区江浦路口路面有个大坑，电动车摔了好几次，请尽快修补"))
    close(made, tell(made, "乔园社区三巷的路灯坏了三盏，晚上老人家走路看不清", topic="light"))
    tell(made, "乔园社区垃圾收集点满了两天没人清，一股臭味", topic="rubbish")
    return made


def indexes():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1")
        return [row[0] for row in cursor.fetchall()]


def test_a_town_grows_to_its_size_with_all_that_belongs_to_a_matter(cast):
    before = indexes()
    town.grow(cast.town, SIZE)
    assert indexes() == before
    grown = Matter.objects.filter(pk__gte=FIRST)
    assert Matter.objects.count() == SIZE
    assert Matter.objects.filter(is_open=True).count() == int(SIZE * town.OPEN_SHARE)
    templates = {life.is_open: life for life in lives(cast.town)}
    closed = grown.filter(is_open=False)
    assert Entry.objects.filter(matter__in=closed).count() == closed.count() * len(templates[False].entries)
    assert not Entry.objects.filter(matter__in=grown, at__lt=F("matter__received_at")).exists()
    assert not closed.filter(closed_at__lt=F("received_at")).exists()
    ties = Tie.objects.filter(matter__in=grown)
    assert ties.count() == grown.count() == ties.values("key_hash").distinct().count()
    assert Person.objects.filter(pk__in=ties.values("person_id")).count() == grown.count()


def test_what_was_copied_was_counted_long_ago(cast):
    town.grow(cast.town, SIZE)
    assert not measures.walk(timezone.now()), "the worker would count beside what is measured"
    assert not measures.begin(timezone.now())


def test_ids_follow_time_and_counters_go_on(cast):
    town.grow(cast.town, SIZE)
    closed = list(
        Matter.objects.filter(pk__gte=FIRST, is_open=False).order_by("pk").values_list("received_at", flat=True)
    )
    assert all(later - earlier > timedelta(days=-2) for earlier, later in zip(closed, closed[1:], strict=False))
    assert closed[-1] - closed[0] > timedelta(days=300)
    assert tell(cast, "乔园社区桥头的井盖松动，夜里哐哐响").matter.pk > Matter.objects.filter(pk__gte=FIRST).first().pk


def test_words_are_found_where_they_stand_and_nowhere_else(cast):
    town.grow(cast.town, SIZE)
    with_light = set(Matter.objects.filter(text__contains="路灯").values_list("pk", flat=True))
    found = {key.id for key in search(cast.who("clerk"), "路灯", cast.now).keys}
    assert found and found <= with_light and len(found) == min(len(with_light), 50)


def test_growing_again_refills_open_work_only(cast):
    town.grow(cast.town, SIZE)
    Matter.objects.filter(is_open=True, pk__gte=FIRST).update(is_open=False, closed_at=cast.now)
    town.grow(cast.town, SIZE)
    opened = int(SIZE * town.OPEN_SHARE)
    assert Matter.objects.filter(is_open=True).count() == opened and Matter.objects.count() == SIZE + opened - 1


def test_the_same_dice_say_the_same_and_rarely_the_same_twice():
    def said(seed):
        return texts.sentences(random.Random(seed), 400)

    assert said(1) == said(1) and said(1) != said(2)
    bodies = [row[3] for row in said(1)[:400]]
    assert len(set(bodies)) > 395
    assert {sayings.request(random.Random(n)).topic for n in range(400)} == set(sayings.vocabulary()["topics"])


def test_instants_inside_json_move_and_nothing_else():
    day = timedelta(days=1)
    before = {"due": "2026-03-12T10:00:00+08:00", "n": 3, "key": "2026-03-12", "deep": [{"at": 1_780_000_000}]}
    after = {"due": "2026-03-11T10:00:00+08:00", "n": 3, "key": "2026-03-12", "deep": [{"at": 1_779_913_600}]}
    assert moved(before, day) == after
