"""Notices: made once, one tap to answer, one message a day, nothing leaves unless configured."""

import base64
import hmac
import json
import socket
import threading
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest
from django.core import mail

from lianxin.adapters import door, seal, webhooks
from lianxin.kernel.acts import filing, matter, message, notice
from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.acts.person import Contact
from lianxin.kernel.models import Entry, Matter, Notice, Person
from lianxin.kernel.who import NOBODY, SYSTEM
from lianxin.language.calendar import SHANGHAI
from tests.cast import xiqiao
from tests.jobs.steps import answer, close, staff_of, tell

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def receiver(settings, tmp_path):
    """A loopback receiver of Standard Webhooks; `receiver.got` is what came, signatures checked."""
    got = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            said = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + body
            key = base64.b64decode(webhooks.secret_text(tmp_path).removeprefix("whsec_"))
            signed = "v1," + base64.b64encode(hmac.digest(key, said, "sha256")).decode()
            assert hmac.compare_digest(signed, self.headers["webhook-signature"])
            got.append(json.loads(body) | {"id": self.headers["webhook-id"]})
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.VAR = tmp_path
    settings.CONFIGURATION = SimpleNamespace(
        mail_host="", webhook_url=f"http://127.0.0.1:{server.server_port}/hook", webhook_private=True
    )
    yield SimpleNamespace(got=got)
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def mailing(settings):
    """Mail as if a server were configured, kept in memory."""
    settings.CONFIGURATION = SimpleNamespace(mail_host="smtp.example.org", webhook_url="")
    mail.outbox = []
    return mail


def round_of(cast, after=timedelta(hours=3)):
    made = notice.make(cast.now + after)
    return made, notice.deliver(cast.now + after)


def test_nothing_leaves_unless_configured(settings, monkeypatch):
    cast = xiqiao()
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("something tried to leave"))
    answer(cast, tell(cast))
    _, carried = round_of(cast)
    assert carried.sent == carried.failed == 0 and carried.kept > 0
    assert not Notice.objects.filter(kind="now", state="waiting").exists()
    assert set(Notice.objects.filter(kind="now").values_list("state", flat=True)) == {"kept"}


def test_each_entry_tells_once_however_often_the_round_runs():
    cast = xiqiao()
    answer(cast, tell(cast))
    assert round_of(cast)[0] > 0
    before = list(Notice.objects.order_by("pk").values_list("pk", "state"))
    for _ in range(3):
        assert round_of(cast)[1] == notice.Carried()
    assert list(Notice.objects.order_by("pk").values_list("pk", "state")) == before


def test_a_mail_asks_for_one_tap(mailing, settings):
    cast = xiqiao()
    filed = tell(cast)
    answer(cast, filed)
    round_of(cast)
    sent = mailing.outbox
    assert all(message.to == ["li@example.org"] for message in sent) and len(sent) == 3
    link = f"{settings.PUBLIC_URL}/r/{filed.key}"
    assert f"{link}/yes" in sent[-1].body and f"{link}/no" in sent[-1].body
    assert "已修补并划线" in sent[-1].body
    assert f"\n确认已解决请点：{link}/yes\n还没解决请点：{link}/no" in sent[-1].body, "as the buttons of his page say"
    assert "/yes" not in sent[0].body and link in sent[0].body


def test_the_private_link_is_not_in_the_database():
    cast = xiqiao()
    filed = tell(cast)
    answer(cast, filed)
    notice.make(cast.now + timedelta(hours=3))
    rows = [f"{row.subject}{row.body}{row.link}" for row in Notice.objects.all()]
    assert rows and not any(filed.key in row for row in rows)
    asked = Notice.objects.filter(tie__isnull=False, body__contains="/yes").get()
    body, link = message.filled(asked)
    assert f"/r/{filed.key}/yes" in body and link.endswith(f"/r/{filed.key}")


def test_what_was_answered_meanwhile_is_not_asked_again(mailing):
    cast = xiqiao()
    close(cast, tell(cast))
    round_of(cast, timedelta(days=1))
    assert not any("/yes" in message.body for message in mailing.outbox)


def test_a_mail_server_that_is_away_is_asked_again(mailing, settings, monkeypatch):
    cast = xiqiao()
    tell(cast)
    monkeypatch.setattr(door, "_smtp", lambda: (_ for _ in ()).throw(ConnectionRefusedError()))
    _, carried = round_of(cast)
    assert carried.failed == 1
    waiting = Notice.objects.get(channel="mail")
    assert waiting.state == "waiting" and waiting.tries == 1 and waiting.retry_at > cast.now
    monkeypatch.undo()
    assert notice.deliver(waiting.retry_at - timedelta(seconds=1)) == notice.Carried()
    assert notice.deliver(waiting.retry_at).sent == 1
    assert [message.extra_headers["Message-ID"] for message in mailing.outbox] == [f"<notice-{waiting.pk}@localhost>"]


def test_everybody_has_one_message_a_day(mailing):
    cast = xiqiao()
    filed = [tell(cast, f"乔园社区第{n}盏路灯不亮，晚上看不清路面{'。' * n}", topic="light") for n in range(1, 6)]
    for one in filed:
        staff_of(cast, one.matter)
    lead = cast.people["lead"]
    lead.mail_sealed = seal.seal("lead@example.org", "person.mail")
    lead.save()
    lead_post = lead.ties.get(kind="post")
    lead_post.unit_id = filed[0].matter.owner_id
    lead_post.save()
    for one in filed:
        matter.take(cast.who("worker"), one.matter.pk, "ask_reporter", {"question": "是哪一盏？"}, cast.now)
    notice.make(cast.now)
    notice.deliver(cast.now)
    mailing.outbox.clear()
    morning = datetime(2026, 3, 12, 8, 30, tzinfo=SHANGHAI)
    assert notice.digest(morning) > 0
    for minutes in (0, 5, 600):
        assert notice.digest(morning + timedelta(minutes=minutes)) == 0
    notice.deliver(morning)
    to_lead = [message for message in mailing.outbox if message.to == ["lead@example.org"]]
    assert len(to_lead) == 1 and "新到" in to_lead[0].subject
    per_person = Notice.objects.filter(kind="now", entry__act="notice.digest").values_list("person_id", flat=True)
    assert len(set(per_person)) == len(per_person)


def test_a_machine_switched_on_late_sends_the_digest_late_but_once():
    cast = xiqiao()
    staff_of(cast, tell(cast).matter)
    assert notice.digest(cast.now) > 0  # ten in the morning: this day's digest was still due
    assert notice.digest(cast.now + timedelta(hours=10)) == 0
    assert notice.digest(cast.now + timedelta(days=3)) > 0  # three days off: one message, not three
    assert notice.digest(cast.now + timedelta(days=3, minutes=5)) == 0


def test_a_long_digest_says_how_much_more_there_is():
    cast = xiqiao()
    person = cast.people["worker"]
    entries = [record(SYSTEM, "test", "record", cast.now) for _ in range(notice.LINES + 7)]
    for n, entry in enumerate(entries):
        Notice.objects.create(entry=entry, person=person, kind="digest", subject=f"事{n}", body="好", made_at=cast.now)
    notice.digest(cast.now)
    body = Notice.objects.get(person=person, kind="now").body
    assert body.count("\n· ") + body.startswith("· ") == notice.LINES and "另有 7 条" in body


def test_systems_hear_of_filed_answered_closed_without_a_persons_words(receiver):
    cast = xiqiao()
    filed = tell(cast, "乔园社区路面有个大坑，我是黎小满，电话13800138000，住3栋502房")
    close(cast, filed)
    notice.make(cast.now + timedelta(days=2))
    while notice.deliver(cast.now + timedelta(days=2)).sent:
        pass
    types = [event["type"] for event in receiver.got]
    assert types[0] == "matter.filed" and types[-1] == "matter.closed" and "matter.answered" in types
    assert len({event["id"] for event in receiver.got}) == len(receiver.got)
    data = receiver.got[-1]["data"]
    assert data["number"] == filed.matter.number and data["status"] == "closed"
    assert data["town"]["name"] == "西樵镇"
    everything = json.dumps(receiver.got, ensure_ascii=False)
    for private in ("13800138000", "黎小满", "502", "大坑", filed.key, filed.code):
        assert private not in everything


def test_systems_hear_nothing_secret():
    cast = xiqiao()
    found = tell(cast).matter
    entry = Entry.objects.get(matter=found, act="matter.file")
    assert message.event_type(entry, found) == "matter.filed"
    found.secret = True
    assert message.event_type(entry, found) == ""


def test_the_cost_of_a_round_does_not_grow_with_its_entries(django_assert_max_num_queries):
    cast = xiqiao()
    for n in range(12):
        tell(cast, f"乔园社区第{n}号井盖破损，请更换{'！' * n}", topic="")
    notice.make(cast.now)
    for n in range(3):
        filing.file(NOBODY, Telling(text=f"请问第{n}项补贴在哪里办理？", town_id=cast.town.pk), cast.now)
    with django_assert_max_num_queries(14) as few:
        notice.make(cast.now)
    for n in range(30):
        filing.file(
            NOBODY,
            Telling(
                text=f"请问第{n}类证件在哪里办理？", town_id=cast.town.pk, contact=Contact(mail=f"m{n}@example.org")
            ),
            cast.now,
        )
    with django_assert_max_num_queries(len(few)):
        notice.make(cast.now)
    assert Matter.objects.count() and Person.objects.count()
