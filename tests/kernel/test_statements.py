"""How often the busiest acts ask the database, and that nobody decides on a row that is no longer so."""

from datetime import timedelta

import psycopg
import pytest
from django.db import connection

from lianxin.adapters.postgresql.prepared import Prepared
from lianxin.kernel.acts import matter as acts
from lianxin.kernel.models import Entry, Matter, Tie
from lianxin.kernel.reads import row
from lianxin.language.reason import Refused
from tests.cast import NOW

POTHOLE = "江浦路路口有个大坑,电动车摔了两次,请尽快修,我要投诉"
pytestmark = pytest.mark.django_db(transaction=True)


def _counting(send, seen):
    def counted(self, query, *args, **kwargs):
        if "kernel_unit" not in str(query) and "kernel_cursor" not in str(query):
            seen.append(str(query))
        return send(self, query, *args, **kwargs)

    return counted


@pytest.fixture
def statements(monkeypatch):
    """Every statement that goes to the database, whoever sends it; but for what each process remembers a while."""
    seen = []
    for sender, name in ((psycopg.Cursor, "execute"), (Prepared, "ask")):
        monkeypatch.setattr(sender, name, _counting(getattr(sender, name), seen))
    return seen


def test_a_filing_is_one_statement_and_a_transaction_by_itself(cast, tell, statements):
    tell(POTHOLE, phone="13800138011", name="黎婆婆")  # the memories are warm
    statements.clear()
    filed = tell("另一件:江浦路树枝断了,请来看看", phone="13800138012", name="黎小满")
    assert len(statements) == 1, statements
    assert Entry.objects.get(matter_id=filed.matter.pk).data["tie"] == filed.tie.pk
    assert Tie.objects.get(pk=filed.tie.pk).person.phone_shown.startswith("138")


def test_its_statement_is_prepared_once_whatever_is_told(cast, tell):
    for n, text in enumerate((POTHOLE, "路灯坏了三盏", "垃圾两天没人清,江浦路", "夜里音响太吵，江浦路，睡不着觉")):
        tell(text, phone="13800138011" if n % 2 else "", name="黎婆婆" if n else "")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%INSERT INTO%kernel_matter%'"
        )
        found = [statement for (statement,) in cursor.fetchall()]
    assert 1 <= len(found) <= 4 and len(set(found)) == len(found), "with and without a person, asking or not"


def test_what_is_near_but_not_the_same_costs_one_more_and_is_filed(cast, tell, statements):
    first = tell("江浦路12号门口路灯坏了三盏,晚上看不清路,老人出门很不方便,请来修")
    statements.clear()
    second = tell("江浦路15号门口路灯坏了三盏,晚上看不清路,老人出门很不方便,请来修")
    assert second.matter.pk != first.matter.pk and not second.merged
    assert len(statements) <= 2, statements


def test_a_step_is_one_read_and_one_statement(cast, tell, statements):
    matter = tell(POTHOLE, nature="complaint").matter
    worker = cast.who("clerk")
    statements.clear()
    acts.take(worker, matter.pk, "accept", {}, NOW)
    assert len(statements) == 2, statements


def test_a_step_decided_on_an_old_row_is_decided_anew(cast, tell):
    matter = tell(POTHOLE, nature="complaint").matter
    old = row.one(matter.pk)
    Matter.objects.filter(pk=matter.pk).update(reporters=7, changed_at=NOW + timedelta(minutes=1))
    done = acts.take(cast.who("clerk"), matter.pk, "accept", {}, NOW, read=old)
    assert (done.step, done.reporters) == ("doing", 7)
    assert Entry.objects.filter(matter_id=matter.pk, act="matter.accept").count() == 1


def test_the_second_of_two_who_read_the_same_row_is_refused(cast, tell):
    matter = tell(POTHOLE, nature="complaint").matter
    old = row.one(matter.pk)
    acts.take(cast.who("clerk"), matter.pk, "accept", {}, NOW)
    with pytest.raises(Refused):
        acts.take(cast.who("clerk"), matter.pk, "accept", {}, NOW, read=old)
    assert Entry.objects.filter(matter_id=matter.pk, act="matter.accept").count() == 1
