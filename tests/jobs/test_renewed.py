"""What was filed in traditional characters before they were read as simplified ones is found after an update."""

from __future__ import annotations

import pytest

from lianxin.intake import fingerprint, grams
from lianxin.intake import likeness as pieces
from lianxin.jobs import round as rounds
from lianxin.kernel.acts import likeness
from lianxin.kernel.models import Cursor, Matter, Posting, Sketch
from lianxin.kernel.reads import mates
from tests.cast import NOW, xiqiao
from tests.jobs.steps import context
from tests.jobs.test_issues import tell

pytestmark = pytest.mark.django_db(transaction=True)
OLD = "江浦路燈壞了一個星期，晚上看不見，請盡快派人來換"
NEW = "江浦路灯坏了一个星期，晚上看不见，请尽快派人来换"
OTHER = ("公厕没有水，臭得进不去人，请物业派人来看", "江浦路口的下水道堵了，一下雨就漫上来")


@pytest.fixture
def before(monkeypatch):
    """A town to whose texts an older program gave what it is found by; the clock stands still."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    cast = xiqiao()
    with monkeypatch.context() as older:
        for module in (fingerprint, grams):
            older.setattr(module, "simplified", lambda text: text)
        likeness.follow(NOW)
        first = tell(cast, OLD)
        for text in OTHER:
            tell(cast, text)
        likeness.follow(NOW)
    return cast, first.matter


def test_an_old_traditional_text_is_joined_and_found_again(before):
    cast, old = before
    posted = set(Posting.objects.filter(matter=old).values_list("key", flat=True))
    assert Cursor.objects.filter(pk="folded-back").count() == 0
    while Cursor.objects.filter(pk="folded-back", tx=0).count() == 0:
        likeness.renew(NOW, 2)  # in bites: killed in between it goes on where it was
    kept = Sketch.objects.get(pk=old.pk)
    now = set(Posting.objects.filter(matter=old).values_list("key", flat=True))
    assert now == set(kept.keys) != posted and kept.waits
    assert now == set(pieces.sketch(NEW, old.town_id, mates.common()))
    assert tell(cast, NEW).matter.pk == old.pk, "the same said in simplified characters joins it"


def test_what_was_read_so_already_stays(before):
    _, old = before
    rows = list(Matter.objects.exclude(pk=old.pk).order_by("pk").values("pk", "simhash", "bands", "changed_at"))
    assert likeness.renew(NOW) == 1 and likeness.renew(NOW) == 0
    assert list(Matter.objects.exclude(pk=old.pk).order_by("pk").values("pk", "simhash", "bands", "changed_at")) == rows


def test_the_round_renews(before):
    _, old = before
    rounds.find_issues(context(), 0)
    old.refresh_from_db()
    assert old.bands == list(fingerprint.fingerprint(NEW).bands)
