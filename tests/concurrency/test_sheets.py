"""Judges at the very same moment, and a sheet that meets the review: none lost, none after the lock."""

from datetime import timedelta
from functools import partial

import pytest

from lianxin.kernel.acts import contest
from lianxin.kernel.acts.contest_entry import Entered, enter
from lianxin.kernel.models import Contest, Sheet
from lianxin.language.reason import Refused
from tests.cast import NOW, join, xiqiao
from tests.concurrency.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
MARKS = {"theme": "88", "craft": "90", "place": "91"}


def hall(judges, works):
    cast = xiqiao()
    who = cast.who("governance")
    row = contest.open_contest(who, cast.town.pk, "poem", "樵山诗会", NOW)
    entered = [enter(who, row.pk, Entered(f"作品{n}", None, "poem"), NOW) for n in range(works)]
    for n in range(judges):
        contest.seat(who, row.pk, join(cast, f"judge{n}", f"评委{n}", "judge", cast.town), None, NOW)
    return cast, row, entered, [cast.who(f"judge{n}") for n in range(judges)]


def test_judges_at_once_each_write_one_sheet_a_work():
    _, _, works, judges = hall(4, 3)
    sheets = [partial(contest.mark, judge, work.pk, MARKS, "", NOW) for judge in judges for work in works]
    results = at_once([*sheets, *sheets[:4]])  # four pressed twice
    assert not [one for one in results if isinstance(one, Exception)]
    assert Sheet.objects.count() == 12


def test_a_sheet_that_meets_the_review_is_in_or_refused_and_never_changed_after_it():
    cast, row, works, judges = hall(3, 2)
    for judge in judges:
        for work in works:
            contest.mark(judge, work.pk, MARKS, "", NOW)
    late = [partial(contest.mark, judge, works[0].pk, MARKS | {"theme": "10"}, "", NOW) for judge in judges]
    results = at_once([*late, partial(contest.review, cast.who("governance"), row.pk, NOW)])
    assert isinstance(results[-1], Contest)
    refused = [one for one in results[:-1] if isinstance(one, Refused)]
    assert all(one.code == "locked" for one in refused)
    assert Sheet.objects.filter(marks__theme="10").count() == 3 - len(refused)
    with pytest.raises(Refused):
        contest.mark(judges[0], works[1].pk, MARKS | {"theme": "11"}, "", NOW + timedelta(minutes=1))
    assert not Sheet.objects.filter(marks__theme="11").exists()
