"""Reading never writes: a branch's books are opened without a row, and its sealed cards only by an act."""

import re
from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lianxin.kernel.acts import member
from lianxin.kernel.models import Entry
from lianxin.web.activities.branch import BOOKS


def test_opening_a_branch_writes_no_row_and_opens_no_card(org, at_desk):
    """Reading never writes: cards stay sealed on every book; only asking for them is an act, and that is written."""
    member.note_dates(org.secretary, org.branch.pk, org.members[0], {"admitted": date(1975, 3, 20)}, org.cast.now)
    before, desk = Entry.objects.count(), at_desk("secretary")
    base = reverse("branch", args=[org.branch.pk])
    paths = [reverse("branches"), base, *(f"{base}?book={book}" for book in BOOKS), f"{base}?print=1"]
    with CaptureQueriesContext(connection) as asked:
        for path in paths:
            page = desk.get(path, follow=True)
            assert page.status_code == 200 and "1975" not in page.content.decode()
    written = [one["sql"] for one in asked if re.match(r'(INSERT INTO|UPDATE|DELETE FROM) "kernel_', one["sql"])]
    assert written == [] and not [one for one in asked if "kernel_card" in one["sql"]]
    assert Entry.objects.count() == before
    assert desk.get(reverse("branch-look", args=[org.branch.pk])).status_code == 405
    desk.post(reverse("branch-look", args=[org.branch.pk]))
    assert set(Entry.objects.order_by("-pk").values_list("act", flat=True)[: Entry.objects.count() - before]) == {
        "member.look"
    }
