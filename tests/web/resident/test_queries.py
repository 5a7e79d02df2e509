"""What a page asks of the database does not grow with what it shows: 3 or 60 things, the same queries."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW
from tests.web.resident.test_progress_pages import unlike

from lianxin.kernel.acts import matter as acts
from lianxin.kernel.models import Matter
from lianxin.kernel.reads.people import of_link

MOST = {
    "/t/xiqiao/": 2,  # the tree, the concerns
    "/t/xiqiao/tree": 1,
    "/t/xiqiao/progress": 2,  # the list, the rates
    "/t/xiqiao/say": 0,
    "/t/xiqiao/similar?text=樵金路有个大坑": 1,  # the mates; their public words too when there are any
    "/find": 0,
    "/privacy": 0,
}


def asked(client, address: str) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return [query["sql"] for query in seen.captured_queries]


@pytest.fixture
def fill(cast, tell, hang, show):
    def more(count: int, begin: int) -> None:
        for n in range(begin, begin + count):
            show(tell(unlike(n), "qiaoyuan" if n % 2 else "dongbi").matter)
            wish = hang(f"{unlike(n)} 心愿", "minle" if n % 2 else "datong")
            if n % 3 == 0:
                acts.take(cast.who("member"), wish.pk, "claim", {}, NOW)

    return more


def test_queries_are_constant(cast, client, tell, fill):
    filed = tell("樵金路有个大坑")
    follow = f"/r/{filed.key}"
    fill(3, 0)
    for address in (*MOST, follow, "/mine"):
        client.get(address)  # packs, units and versions are in memory from now on
    client.force_login(cast.account("member"))
    client.get("/mine")  # and that nothing lacks in this town
    client.logout()
    first = {address: len(asked(client, address)) for address in (*MOST, follow)}
    client.force_login(cast.account("member"))
    first["/mine"] = len(asked(client, "/mine"))
    client.logout()
    fill(57, 3)
    for n in range(5):
        acts.take(of_link(filed.key), filed.matter.pk, "reply", {"reply": f"补充{n}"}, NOW)
    second = {address: len(asked(client, address)) for address in (*MOST, follow)}
    client.force_login(cast.account("member"))
    second["/mine"] = len(asked(client, "/mine"))
    assert second == first
    assert {address: first[address] for address in MOST} == MOST
    assert first[follow] <= 5 and first["/mine"] <= 9
    assert Matter.objects.count() == 121


def test_one_wish_and_one_public_matter(cast, client, hang, tell, show):
    wish, filed = hang(), tell("樵金路有个大坑")
    show(filed.matter)
    for address, most in ((f"/t/xiqiao/wishes/{wish.pk}", 2), (f"/t/xiqiao/progress/{filed.matter.pk}", 2)):
        client.get(address)
        assert len(asked(client, address)) == most
