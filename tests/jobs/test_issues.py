"""The worker's round of issues: what is filed is sketched by its entries, once, and tied; a join counts again."""

import pytest

from lianxin.jobs import round as rounds
from lianxin.kernel.acts import filing, issue, likeness
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.models import Cursor, Issue, Posting, Sketch
from lianxin.kernel.who import NOBODY
from tests.cast import NOW, xiqiao
from tests.jobs.steps import context

pytestmark = pytest.mark.django_db(transaction=True)


def tell(cast, text):
    place = cast.unit("jiangpu").pk
    return filing.file(NOBODY, Telling(text, cast.town.pk, kind="request", topic="light", place_id=place), NOW)


def test_entries_are_followed_and_followed_again_change_nothing(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    cast = xiqiao()
    rounds.find_issues(context(), 0)
    first, second = tell(cast, "江浦路路灯都不亮，晚上看不清"), tell(cast, "江浦路路灯不亮，一片黑")
    assert likeness.follow(NOW, 1) == 1 and likeness.follow(NOW) >= 1 and likeness.follow(NOW) == 0
    assert set(Sketch.objects.values_list("pk", flat=True)) == {first.matter.pk, second.matter.pk}
    rounds.find_issues(context(), 0)
    one = Issue.objects.get()
    assert (one.week, one.before) == (2, 0)
    posted = Posting.objects.count()
    Cursor.objects.filter(pk="issues").update(tx=0)
    rounds.find_issues(context(), 0)
    assert Posting.objects.count() == posted and Issue.objects.get().pk == one.pk
    assert tell(cast, "江浦路路灯不亮，一片黑").merged
    rounds.find_issues(context(), 0)
    assert Issue.objects.get().week == 3
    rounds.recount_issues(context(), 0)
    assert issue.group(NOW) == 0 and Issue.objects.get().week == 3
