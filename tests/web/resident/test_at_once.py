"""Two people, one wish, two connections: the first wins, the second is told kindly. The same form twice at once."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from tests.cast import join

from lianxin.kernel.models import Entry, Matter


@pytest.fixture
def cast(transactional_db):
    from tests.cast import xiqiao

    from lianxin.kernel.reads import versions

    versions.forget()
    yield xiqiao()
    versions.forget()


def together(*calls):
    """Runs the calls at one moment, each on a connection of its own."""
    gate = Barrier(len(calls))

    def run(call):
        try:
            gate.wait()
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as threads:
        return [future.result() for future in [threads.submit(run, call) for call in calls]]


def test_two_claim_one_wish(cast, hang):
    wish, other = hang(), hang("轮椅的刹车松了，想请人修一下")
    join(cast, "member2", "陈一诺", "member", cast.unit("party_qiaoyuan"))
    clients = []
    for name in ("member", "member2"):
        client = Client()
        client.force_login(cast.account(name))
        clients.append(client)
    answers = together(*(lambda c=c: c.post(f"/t/xiqiao/wishes/{wish.pk}/claim") for c in clients))
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    second = next(answer for answer in answers if answer.status_code == 409).content.decode()
    assert "已经有人领走了这个心愿，谢谢您。" in second and f"/wishes/{other.pk}" in second
    wish.refresh_from_db()
    won = next(i for i, answer in enumerate(answers) if answer.status_code == 302)
    assert wish.claimer == cast.people[("member", "member2")[won]]
    assert Entry.objects.filter(matter=wish, act="matter.claim").count() == 1


def test_one_form_sent_twice_at_once(cast):
    told = {"text": "听音湖边的路灯坏了", "ref": uuid.uuid4().hex, "go": "skip"}
    answers = together(*(lambda: Client().post("/t/xiqiao/say", told) for _ in range(4)))
    assert {answer["Location"] for answer in answers} == {answers[0]["Location"]}
    assert Matter.objects.count() == 1 and Matter.objects.get().reporters == 1
