"""A mobilisation at noon: many members press the same buttons over real connections. Each wish has one winner, all
others are told kindly and shown what still waits, and nothing breaks."""

import http.client
import threading
from collections import Counter

import pytest
from django.test import Client
from django.utils import timezone

from lianxin.kernel.acts import filing, matter
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.models import Entry, Matter
from lianxin.kernel.reads import versions
from lianxin.kernel.who import NOBODY
from tests.cast import NOW, join, xiqiao
from tests.patience import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)
WISHES, MEMBERS, CONNECTIONS = 4, 48, 12
TOKEN = "together" * 4


@pytest.fixture
def cast(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    versions.forget()
    yield xiqiao()
    versions.forget()


def wish(cast, n):
    told = Telling(f"想要一盏护眼台灯，第{n}个心愿", cast.town.pk, kind="wish", place_id=cast.unit("qiaoyuan").pk)
    filed = filing.file(NOBODY, told, cast.now)
    return matter.take(cast.who("clerk"), filed.matter.pk, "approve", {}, cast.now)


def cookie(cast, name):
    client = Client()
    client.force_login(cast.account(name))
    return f"lianxin={client.cookies['lianxin'].value}; csrftoken={TOKEN}"


def pressed(server, works):
    """Every work's answer (status, text), asked over a few connections that all begin together."""
    answers, waiting = {}, list(enumerate(works))
    connections = min(CONNECTIONS, len(works))
    starting = threading.Barrier(connections)

    def ask():
        line = http.client.HTTPConnection(server.thread.host, server.thread.port, timeout=PATIENCE)
        starting.wait()
        while waiting:
            try:
                at, (path, cookies) = waiting.pop(0)
            except IndexError:
                break
            headers = {"Cookie": cookies, "X-CSRFToken": TOKEN, "Content-Length": "0"}
            line.request("POST", path, headers=headers)
            answer = line.getresponse()
            answers[at] = answer.status, answer.read().decode()
        line.close()

    threads = [threading.Thread(target=ask) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [answers[at] for at in range(len(works))]


def test_each_wish_has_one_winner_and_everybody_is_told(cast, live_server):
    wishes, spare = [wish(cast, n) for n in range(WISHES)], wish(cast, WISHES)
    names = [f"m{n}" for n in range(MEMBERS)]
    for n, name in enumerate(names):
        join(cast, name, f"团员{n}", "member", cast.unit("party_qiaoyuan"))
    cookies = [cookie(cast, name) for name in names]
    works = [(f"/t/xiqiao/wishes/{wishes[n % WISHES].pk}/claim", cookies[n]) for n in range(MEMBERS)]
    answers = pressed(live_server, works)
    assert Counter(status for status, _ in answers) == {302: WISHES, 409: MEMBERS - WISHES}
    hung = [one.pk for one in [*wishes, spare]]
    for n, (status, text) in enumerate(answers):
        if status == 409:
            # What still waits at that moment: the others may be taken in the next.
            others = [pk for pk in hung if f'/wishes/{pk}"' in text]
            assert "已经有人领走了这个心愿，谢谢您。" in text
            assert others and wishes[n % WISHES].pk not in others
    [(status, text)] = pressed(live_server, works[-1:])
    assert status == 409
    assert [pk for pk in hung if f'/wishes/{pk}"' in text] == [spare.pk]
    claimed = dict(Matter.objects.filter(pk__in=[one.pk for one in wishes]).values_list("pk", "claimer_id"))
    for n, (status, _) in enumerate(answers):
        if status == 302:
            assert claimed[wishes[n % WISHES].pk] == cast.people[names[n]].pk
    assert None not in claimed.values() and len(set(claimed.values())) == WISHES
    assert Entry.objects.filter(act="matter.claim").count() == WISHES
    spare.refresh_from_db()
    assert spare.claimer_id is None
