"""The worker killed at any moment: nothing is lost and nothing done twice."""

from collections import Counter
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection, transaction

from lianxin.adapters import door
from lianxin.kernel.acts import clocks, filing, notice, retention, seal
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.models import Entry, Erasure, Matter, Notice, Seal, Tie
from lianxin.kernel.who import NOBODY
from tests.cast import xiqiao
from tests.faults.killing import kill_at_every_statement, survives
from tests.jobs.steps import answer, close, tell

pytestmark = pytest.mark.django_db(transaction=True)
PLACES = ("乔园社区路口有个大坑", "乔园社区公厕没有水，天天都脏", "乔园社区垃圾两天没人收，味道很大")


def until_nothing(work, *given):
    """Rounds until one finds nothing to do."""
    while work(*given):
        pass


@pytest.fixture
def cast():
    return xiqiao()


def test_clocks_ring_once_each(cast):
    filed = [tell(cast, text, topic="") for text in PLACES]
    late = max(one.matter.due_at for one in filed) + timedelta(hours=1)
    expected = _dry_run(late)
    kills = kill_at_every_statement(lambda: clocks.ring(late))
    assert kills > 5
    acts = Counter(Entry.objects.exclude(act="matter.file").values_list("matter_id", "act"))
    assert {pair: count for pair, count in acts.items() if pair[0]} == expected
    assert not Matter.objects.filter(next_at__lte=late, is_open=True).exists()


def _dry_run(late) -> dict:
    """What a round that nobody disturbs writes: found in a transaction that is taken back."""
    with transaction.atomic():
        clocks.ring(late)
        rows = Entry.objects.exclude(act="matter.file").filter(matter__isnull=False)
        found = dict(Counter(rows.values_list("matter_id", "act")))
        transaction.set_rollback(True)
    return found


def test_notices_are_made_once_each(cast):
    for text in PLACES:
        answer(cast, tell(cast, text, topic=""))
    entries = Entry.objects.filter(act__in=("matter.file", "matter.accept", "matter.finish")).count()
    kills = kill_at_every_statement(lambda: until_nothing(notice.make, cast.now + timedelta(days=1), 5))
    assert kills > 5
    made = Counter(Notice.objects.filter(tie__isnull=False).values_list("entry_id", "tie_id"))
    assert len(made) == entries == 9 and set(made.values()) == {1}


def test_a_notice_is_sent_again_only_under_its_own_id(cast, settings, tmp_path, monkeypatch):
    """Between the receiver's thanks and our commit lies a moment nobody can close: the id tells the receiver."""
    settings.CONFIGURATION = SimpleNamespace(mail_host="smtp.example.org", webhook_url="")
    log = tmp_path / "sent"

    def send(message, now, attempt=0):
        if message.channel == "none":
            return door.Kept("")
        with log.open("a") as sent:
            sent.write(f"{message.id}\n")
        return door.Sent("mail")

    monkeypatch.setattr(notice.door, "send", send)
    answer(cast, tell(cast))
    notice.make(cast.now)
    ids = {f"notice-{pk}" for pk in Notice.objects.filter(channel="mail").values_list("pk", flat=True)}
    kill_at_every_statement(lambda: notice.deliver(cast.now))
    assert set(log.read_text().split()) == ids
    assert set(Notice.objects.filter(channel="mail").values_list("state", flat=True)) == {"sent"}


def test_a_digest_reaches_each_person_once(cast):
    filed = tell(cast)
    for name in ("worker", "lead"):
        Tie.objects.filter(person=cast.people[name], kind="post").update(unit_id=filed.matter.owner_id)
    kill_at_every_statement(lambda: notice.digest(cast.now))
    told = Counter(Notice.objects.filter(kind="now", entry__act="notice.digest").values_list("person_id", flat=True))
    assert told[cast.people["worker"].pk] == told[cast.people["lead"].pk] == 1 and set(told.values()) == {1}
    assert Entry.objects.filter(act="notice.digest").count() == 1


def test_the_chain_has_neither_gap_nor_double(cast):
    for text in PLACES:
        tell(cast, text, topic="")
    kill_at_every_statement(lambda: until_nothing(seal.seal, cast.now, 20))
    verdict = seal.verify()
    assert verdict.whole and verdict.entries == Entry.objects.count() and verdict.unsealed == 0
    assert Seal.objects.count() > 1


def test_erasing_is_registered_once_each(cast):
    found = [close(cast, tell(cast, text, topic="")) for text in PLACES]
    due = max(one.erase_at for one in found)
    kill_at_every_statement(lambda: retention.erase_due(due))
    register = Counter(Erasure.objects.values_list("what", "row"))
    assert len(register) == 3 and set(register.values()) == {1}
    assert Entry.objects.filter(act="matter.erase").count() == 3


def test_a_filing_killed_half_way_is_filed_once_when_it_comes_again(cast):
    told = Telling(PLACES[0], cast.town.pk, place_id=cast.unit("qiaoyuan").pk, ref="web:form-1")
    before = Matter.objects.count()
    statement = 1
    while not survives(statement, lambda: filing.file(NOBODY, told, cast.now)):
        assert Matter.objects.count() == before == Tie.objects.filter(kind="reporter").count()
        statement += 1
    again = filing.file(NOBODY, told, cast.now)
    assert statement > 5 and again.again and Matter.objects.count() == before + 1
    assert Entry.objects.filter(act="matter.file").count() == 1
    assert connection.is_usable()
