"""Registering at the counter what somebody has told before: seen while it is typed, joined by one press."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW

from lianxin.kernel.acts import matter as acts
from lianxin.kernel.acts.merging import merge
from lianxin.kernel.acts.splitting import split
from lianxin.kernel.models import Matter, Tie

TYPED = "江浦路整条街的路灯不亮，晚上一片黑"


@pytest.fixture
def dark(cast, tell):
    matter = tell("江浦路整条街的路灯都不亮，晚上走路看不清", topic="light").matter
    return acts.take(cast.who("clerk"), matter.pk, "open_up", {}, NOW)


def test_what_may_be_the_same_is_offered_while_it_is_typed(dark, at_desk):
    page = at_desk("station").post("/register/understood", {"text": TYPED}).content.decode()
    assert "整条街的路灯" in page and f'name="joins" value="{dark.pk}"' in page
    assert 'class="row-what" href' not in page, "a station opens what is its own"
    assert (
        f'href="/matter/{dark.pk}"' in at_desk("clerk").post("/register/understood", {"text": TYPED}).content.decode()
    )
    nothing = at_desk("station").post("/register/understood", {"text": "想问医保卡在哪里补办"}).content.decode()
    assert 'name="joins"' not in nothing


def test_one_press_joins_and_gives_a_receipt(dark, at_desk):
    client = at_desk("station")
    form = {"text": TYPED, "channel": "desk", "name": "关婆婆", "phone": "138 0013 8041", "ref": "j"}
    answer = client.post("/register", form | {"joins": str(dark.pk)})
    assert answer.status_code == 302 and Matter.objects.count() == 1
    tie = Tie.objects.get(kind="reporter", data__merged=True)
    assert tie.matter_id == dark.pk and tie.person is not None
    assert dark.number in client.get(answer.headers["Location"]).content.decode()
    dark.refresh_from_db()
    assert dark.reporters == 2


@pytest.mark.parametrize("joins", ["", "abc", "999999999", "9" * 40])
def test_a_number_that_is_no_open_matter_registers_a_new_one(dark, at_desk, joins):
    form = {"text": TYPED, "channel": "desk", "ref": "k", "joins": joins}
    assert at_desk("station").post("/register", form).status_code == 302
    assert Matter.objects.count() == 2


def test_what_nobody_has_let_the_public_see_is_offered_to_those_who_work_on_it_alone(dark, tell, at_desk):
    tell("江浦路路灯全黑了，一盏都不亮", topic="light")
    assert "全黑了" in at_desk("clerk").post("/register/understood", {"text": TYPED}).content.decode()
    assert "全黑了" not in at_desk("station").post("/register/understood", {"text": TYPED}).content.decode()


def test_closed_and_secret_ones_are_not_offered(dark, at_desk):
    Matter.objects.filter(pk=dark.pk).update(secret=True)
    assert "joins" not in at_desk("clerk").post("/register/understood", {"text": TYPED}).content.decode()
    Matter.objects.filter(pk=dark.pk).update(secret=False, is_open=False, closed_at="2026-03-11T00:00Z")
    assert "joins" not in at_desk("clerk").post("/register/understood", {"text": TYPED}).content.decode()


def test_a_clerk_of_another_town_is_offered_nothing(dark, at_desk):
    assert "整条街" not in at_desk("stranger").post("/register/understood", {"text": TYPED}).content.decode()


def test_many_cost_as_many_questions_as_few(dark, tell, at_desk):
    client = at_desk("station")

    def asked():
        client.post("/register/understood", {"text": TYPED})
        with CaptureQueriesContext(connection) as queries:
            client.post("/register/understood", {"text": TYPED})
        return len(queries)

    few = asked()
    for number in range(6):
        tell(f"江浦路{number}号门口路灯不亮了，晚上看不清", topic="light")
    assert asked() == few


def test_only_what_can_be_joined_is_offered_and_the_rest_is_said(dark, tell, at_desk):
    wish = tell("想请人把江浦路整条街不亮的路灯修一修", kind="wish").matter
    page = at_desk("clerk").post("/register/understood", {"text": TYPED}).content.decode()
    assert page.count('name="joins"') == 1 and f'name="joins" value="{dark.pk}"' in page
    assert f'href="/matter/{wish.pk}"' in page and "微心愿，一件一件各办各的" in page
    as_wish = at_desk("clerk").post("/register/understood", {"text": TYPED, "kind": "wish"}).content.decode()
    assert 'name="joins"' not in as_wish, "a wish joins no request"
    assert "诉求，和您登记的不是一类" in as_wish


def test_what_cannot_be_joined_crowds_out_nothing(dark, tell, at_desk):
    for number in range(5):
        tell(f"江浦路整条街的路灯不亮，晚上一片黑，请{number}位师傅来看", kind="wish")
    page = at_desk("clerk").post("/register/understood", {"text": TYPED}).content.decode()
    assert f'name="joins" value="{dark.pk}"' in page and page.count("各办各的") == 5
    assert page.split("<details")[0].count("各办各的") == 3, "three in sight, the rest folded"


@pytest.mark.parametrize("kind", ["wish", "request"])
def test_the_act_joins_no_other_kind_either(dark, tell, at_desk, kind):
    wish = tell("想请人把江浦路整条街不亮的路灯修一修", kind="wish").matter
    target = wish.pk if kind == "request" else dark.pk
    form = {"text": TYPED, "channel": "desk", "ref": "m", "joins": str(target), "kind": kind, "category": "service"}
    assert at_desk("clerk").post("/register", form).status_code == 302
    assert Matter.objects.count() == 3 and not Tie.objects.filter(data__merged=True).exists()


def test_two_that_were_told_apart_each_say_so_at_the_counter(cast, tell, at_desk):
    """What is typed is neither of the two: both are offered, and nobody takes the one for the other."""
    first = tell("江浦路整条街的路灯都不亮，晚上走路看不清", topic="light").matter
    other = tell("江浦路路灯全黑了，晚上一片黑，看不清路", topic="light").matter
    third = tell("江浦路的路灯好几盏不亮，晚上黑", topic="light").matter
    clerk = at_desk("clerk")

    def asked() -> tuple[str, int]:
        clerk.post("/register/understood", {"text": TYPED})
        with CaptureQueriesContext(connection) as queries:
            page = clerk.post("/register/understood", {"text": TYPED}).content.decode()
        return page, len(queries)

    page, before = asked()
    assert "不是同一件" not in page
    merge(cast.who("clerk"), other.pk, first.pk, NOW)
    split(cast.who("clerk"), other.pk, NOW)
    page, after = asked()
    assert all(f'name="joins" value="{one.pk}"' in page for one in (first, other, third))
    for one, its in ((first, other), (other, first)):
        assert page.count(f"核对过，和 {its.number} 不是同一件") == 1, one
    assert f"和 {third.number} 不是" not in page and after == before


def test_three_stand_in_sight_and_the_others_are_folded(tell, at_desk):
    for n, spot in enumerate(("桥头", "市场口", "学校旁", "诊所前", "车站边")):
        tell(f"江浦路{spot}的路灯不亮，晚上看不清", topic="light", phone=f"1380000000{n}")
    page = at_desk("clerk").post("/register/understood", {"text": "江浦路的路灯不亮，晚上看不清"}).content.decode()
    sight, folded = page.split("<details")
    assert sight.count('name="joins"') == 3 and folded.count('name="joins"') >= 1 and "件也有点像" in folded
