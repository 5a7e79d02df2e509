"""What the main clock does not show stands on the board and in its lists: a missed sign-in, no term, a term of a post
that is over."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from tests.web.street.matters import clock, offices_of, one
from tests.web.street.test_board import at_now, cast

from lianxin.kernel.acts import person
from lianxin.kernel.models import Matter, Tie
from lianxin.kernel.reads import board
from lianxin.language.clock import ClockState

__all__ = ["at_now", "cast"]
pytestmark = pytest.mark.django_db


def test_a_missed_sign_in_and_what_has_no_term_are_counted_and_stand_in_their_lists(cast, client, at_now):
    rows = [one(cast, random.Random(n), cast.now) for n in range(3)]
    for row in rows:
        row.kind, row.step, row.owner, row.is_open, row.suspended = "request", "filed", offices_of(cast)[0], True, False
        row.closed_at, row.ending, row.outcome, row.claimer, row.marks = None, "", "", None, []
        row.received_at, row.due_at = cast.now - timedelta(days=4), cast.now + timedelta(days=9)
    unsigned, signed, free = rows
    accept = clock("accept", cast.now - timedelta(days=4), cast.now - timedelta(days=2))
    unsigned.clocks = [accept, clock("answer", unsigned.received_at, unsigned.due_at)]
    signed.clocks = [
        clock("accept", cast.now - timedelta(days=4), cast.now - timedelta(days=2), "met"),
        clock("answer", signed.received_at, signed.due_at),
    ]
    free.clocks, free.due_at, free.soon_at = [], None, None
    Matter.objects.bulk_create(rows)
    client.force_login(cast.account("leader"))
    page = client.get("/board/")
    figures, links = page.context["figures"], page.context["links"]
    assert (figures["late"], figures["missed"], figures["unbounded"]) == (0, 1, 1)
    missed, free_list = client.get(links["missed"]), client.get(links["unbounded"])
    assert [line.id for line in missed.context["lines"]] == [unsigned.pk]
    assert "签收期限：超期" in missed.content.decode()
    assert [line.id for line in free_list.context["lines"]] == [free.pk]
    assert "未定期限" in free_list.content.decode()
    # Signed for late is no longer missing, and what rules the matter itself is late and not missed.
    late_one = Matter.objects.get(pk=unsigned.pk)
    late_one.clocks, late_one.due_at = [accept], ClockState.of_line(accept).due
    late_one.save()
    on = board.ground(cast.who("leader"))
    figures = board.figures(on, cast.now)
    assert (figures["late"], figures["missed"]) == (1, 0)


def test_a_term_that_ran_out_with_no_election_recorded_opens_from_the_board(cast, client, at_now):
    party = cast.unit("party_qiaoyuan")
    since = cast.now.date() - timedelta(days=6 * 366)
    held = person.appoint(
        cast.who("administrator"), cast.people["clerk"], "village_secretary", party, cast.pack, cast.now, since=since
    )
    client.force_login(cast.account("leader"))
    assert "支部任期已满，没有登记换届" in client.get("/board/").content.decode()
    html = client.get("/branches/?only=over").content.decode()
    assert party.name in html and "满，没有登记换届" in html
    Tie.objects.filter(pk=held.pk).update(data={**held.data, "term": {"since": cast.now.date().isoformat()}})
    assert "支部任期已满" not in client.get("/board/").content.decode()
    assert "没有任期已满" in client.get("/branches/?only=over").content.decode()
