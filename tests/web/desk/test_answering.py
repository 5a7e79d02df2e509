"""Whoever calls back reads how many of those who told of it say that it is solved."""

from __future__ import annotations

from tests.cast import NOW

from lianxin.kernel.acts import matter as acts
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import people

LAMP = "江浦路路灯不亮，晚上看不清路，老人家走夜路很危险，请尽快来修"


def test_the_desk_says_how_many_answered_before_somebody_confirms_for_all(cast, tell, at_desk):
    filed = [tell(LAMP, topic="light", phone=f"1380013807{n}") for n in range(3)]
    pk = filed[0].matter.pk
    acts.take(cast.who("worker"), pk, "accept", {}, NOW)
    acts.take(cast.who("worker"), pk, "finish", {"result": "换了灯头"}, NOW)
    acts.take(people.of_link(filed[1].key), pk, "confirm", {}, NOW)
    client = at_desk("visitor")
    shown = client.get(f"/matter/{pk}").content.decode()
    assert "1 位说已解决，2 位还没回答" in shown and "就按您的回访办结" in shown and "一位反映人说已解决" in shown
    client.post(f"/matter/{pk}/do/confirm", {"on_behalf": "call", "note": "三家都说亮了"})
    assert Matter.objects.get(pk=pk).ending == "solved"


def test_where_one_told_it_nothing_is_said_of_others(cast, tell, at_desk):
    pk = tell(LAMP, topic="light").matter.pk
    acts.take(cast.who("worker"), pk, "accept", {}, NOW)
    acts.take(cast.who("worker"), pk, "finish", {"result": "换了灯头"}, NOW)
    assert "反映这件事的有" not in at_desk("visitor").get(f"/matter/{pk}").content.decode()
