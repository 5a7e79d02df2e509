"""Names of units nobody knows: listed with the nearest known ones, mapped by a person, remembered; none is made."""

from __future__ import annotations

import pytest

from lianxin.kernel.acts import roll
from lianxin.kernel.models import Tie, Unit
from lianxin.language.listed import ACTIVITIES
from lianxin.language.reason import Refused
from tests.cast import NOW
from tests.kernel import rolls
from tests.kernel.rolls import put, sheet

HEAD = ["姓名", "联系电话", "登记单位", "是否同意"]


def rows(*units):
    return [[f"霍润{'甲乙丙丁戊己庚辛'[n]}", f"138001380{n:02d}", unit, "是"] for n, unit in enumerate(units)]


def names(sent):
    return {one["name"]: one for one in sent.unknown}


def test_a_slip_of_the_hand_finds_the_unit_that_was_meant(cast):
    units = Unit.objects.count()
    sent = rolls.come(cast, "volunteer", HEAD, rows("樵园社区", "樵圆社区", "樵圆社区", "月亮合作社"))
    assert sent.wrong == 3 and set(names(sent)) == {"樵圆社区", "月亮合作社"}
    slip = names(sent)["樵圆社区"]
    assert (slip["rows"], slip["n"]) == ([3, 4], 2) and cast.unit("qiaoyuan").pk in slip["near"]
    assert names(sent)["月亮合作社"]["near"] == []
    assert len(put(cast, sent).made) == 1 and Unit.objects.count() == units, "no unit is made"


def test_a_name_that_could_be_several_offers_them(cast):
    sent = rolls.come(cast, "volunteer", HEAD, rows("社区党委"))
    near = Unit.objects.filter(pk__in=names(sent)["社区党委"]["near"])
    assert len(near) > 1 and all("社区党委" in one.name for one in near)


def test_what_was_chosen_is_put_in_and_remembered_with_the_columns(cast):
    who, here = cast.who("governance"), cast.unit("qiaoyuan").pk
    sent = rolls.come(cast, "volunteer", HEAD, rows("老樵园", "月亮合作社"))
    roll.settle(who, sent.pk, sent.columns, NOW, {"老樵园": here, "月亮合作社": None})
    assert roll.work(NOW)
    sent.refresh_from_db()
    assert (sent.wrong, set(names(sent)), sent.meant) == (1, {"月亮合作社"}, {"老樵园": here})
    assert Tie.objects.get(pk=put(cast, sent).made[0]).unit_id == here
    again = rolls.come(cast, "volunteer", HEAD, rows("樵园社区", "老樵园")[1:])
    assert (again.wrong, again.meant) == (0, {"老樵园": here}), "the next sheet of the same office"
    other = roll.send(who, cast.town.pk, "volunteer", None, ("b.xlsx", sheet([*HEAD, "备注"], [])), NOW)
    assert other.meant == {}, "another form knows nothing of it"
    roll.settle(who, again.pk, again.columns, NOW, {"老樵园": None})
    assert roll.work(NOW)
    again.refresh_from_db()
    assert (again.meant, set(names(again))) == ({}, {"老樵园"}), "and it can be taken back"


def test_a_name_opens_no_unit_beyond_the_post_and_none_of_another_town(cast):
    who = cast.who("community")
    sent = rolls.come(cast, "volunteer", HEAD, rows("老樵乐"), who="community")
    for wrong in (cast.other.pk, 0):
        with pytest.raises(Refused):
            roll.settle(who, sent.pk, sent.columns, NOW, {"老樵乐": wrong})
    elsewhere = Unit.objects.get(town=cast.town, kind="community", name="樵乐社区").pk
    roll.settle(who, sent.pk, sent.columns, NOW, {"老樵乐": elsewhere})
    assert roll.work(NOW)
    sent.refresh_from_db()
    assert sent.wrong == 1 and "您的岗位" in sent.problems[0]["zh"]


def test_a_unit_that_is_gone_is_asked_for_again(cast):
    who = cast.who("governance")
    sent = rolls.come(cast, "volunteer", HEAD, rows("老樵园"))
    roll.settle(who, sent.pk, sent.columns, NOW, {"老樵园": cast.unit("qiaoyuan").pk})
    sent.refresh_from_db()
    roll.Roll.objects.filter(pk=sent.pk).update(meant={"老樵园": 10**9})
    assert roll.work(NOW)
    sent.refresh_from_db()
    assert sent.wrong == 1 and set(names(sent)) == {"老樵园"}


def test_organisers_and_carriers_too(cast):
    head = ["活动名称", "类别", "活动时间", "主办单位", "承办单位", "参加人数"]
    row = ["爱心义剪", "志愿活动", "2026-03-05", "樵圆社区", "老樵乐、樵园社区", "30"]
    sent = rolls.come(cast, ACTIVITIES, head, [row])
    assert set(names(sent)) == {"樵圆社区", "老樵乐"}


def test_many_unknown_names_are_cut_off(cast):
    many = [["霍润生", f"1380013{n:04d}", f"没有的单位{n}", "是"] for n in range(90)]
    sent = rolls.come(cast, "volunteer", HEAD, many)
    assert sent.wrong == 90 and len(sent.unknown) == 40
    long = rolls.come(cast, "volunteer", HEAD, rows("长" * 300))
    assert long.wrong == 1 and long.unknown == []
