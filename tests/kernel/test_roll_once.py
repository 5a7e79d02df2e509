"""What a pack lets a person or a unit be once, and what may be several: lists keep to it, one by one with the acts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lianxin.kernel.acts import roll, taking_in, tie
from lianxin.kernel.acts.ends import Wanted
from lianxin.kernel.acts.person import Contact
from lianxin.kernel.models import Person, Tie
from lianxin.language.reason import Refused
from tests.kernel.rolls import come, put
from tests.kernel.ties import CONSENT, NOW, TODAY, street

pytestmark = pytest.mark.django_db
POSTED = ["姓名", "联系电话", "派驻的党组织", "开始日期", "截止日期", "派出单位"]
SEAT = ["姓名", "联系电话", "社区党组织", "所在单位"]


@pytest.fixture
def cast():
    return street()


@pytest.fixture
def bodies(cast):
    """Two units a list may name."""
    return cast.unit("branch_qiaodong"), cast.unit("qiaodong_station")


def live(kind):
    return Tie.objects.filter(kind=kind).exclude(state="ended")


def said(sent):
    return "\n".join(problem["zh"] for problem in sent.problems)


def seat(name, phone, unit):
    return [name, phone, unit.name, "汇馥园公司"]


def test_a_kind_that_lets_one_person_be_at_several_units_keeps_every_row(cast, bodies):
    rows = [seat("霍润生", "13800138031", unit) for unit in bodies] + [seat("甘乐怡", "13800138031", bodies[0])]
    sent = come(cast, "associate", SEAT, rows)
    assert (sent.rows, sent.wrong, sent.known) == (3, 0, 0), said(sent)
    done = put(cast, sent)
    ties = list(Tie.objects.filter(pk__in=done.made).order_by("pk"))
    assert [one.unit_id for one in ties] == [bodies[0].pk, bodies[1].pk, bodies[0].pk]
    assert ties[0].person_id == ties[1].person_id != ties[2].person_id, "one person; another name on the phone is two"
    assert come(cast, "associate", SEAT, rows).known == 3, "again: no copies"


def test_rows_of_two_files_find_the_same_person_and_each_is_undone_alone(cast, bodies):
    first = put(cast, come(cast, "associate", SEAT, [seat("霍润生", "13800138031", bodies[0])]))
    second = put(cast, come(cast, "associate", SEAT, [seat("霍润生", "13800138031", bodies[1])]))
    assert len(first.made) == len(second.made) == 1 and Person.objects.filter(shown="霍润生").count() == 1
    roll.undo(cast.who("governance"), first.pk, NOW)
    assert list(live("associate").values_list("pk", flat=True)) == second.made
    assert Person.objects.filter(shown="霍润生").count() == 1, "the other list still names him"
    roll.undo(cast.who("governance"), second.pk, NOW)
    assert not live("associate").exists() and not Person.objects.filter(shown="霍润生").exists()
    assert len(put(cast, come(cast, "associate", SEAT, [seat("霍润生", "13800138031", bodies[0])])).made) == 1


def test_a_list_of_the_time_before_is_known_again(cast, bodies):
    rows = [seat("霍润生", "13800138031", unit) for unit in bodies]
    done = put(cast, come(cast, "associate", SEAT, rows[:1]))
    old = Tie.objects.get(pk=done.made[0])
    Tie.objects.filter(pk=old.pk).update(ref=old.ref.partition("@")[0])
    sent = come(cast, "associate", SEAT, rows)
    assert (sent.known, sent.wrong) == (1, 0)
    assert Tie.objects.get(pk=put(cast, sent).made[0]).unit_id == bodies[1].pk


VOLUNTEER = ["姓名", "联系电话", "登记单位", "是否同意"]


def volunteer(unit, name="霍润生", phone="13800138031"):
    return [name, phone, unit.name, "是"]


def test_once_a_person_is_refused_at_the_second_unit_with_its_cell(cast, bodies):
    sent = come(cast, "volunteer", VOLUNTEER, [volunteer(unit) for unit in bodies])
    assert sent.wrong == 1 and "A3" in said(sent) and "和第 2 行是同一个人" in said(sent) and "一处" in said(sent)
    put(cast, sent)
    assert come(cast, "volunteer", VOLUNTEER, [volunteer(bodies[0])]).known == 1
    again = come(cast, "volunteer", VOLUNTEER, [volunteer(bodies[1])])
    assert (again.known, again.wrong) == (0, 1) and "，C2：" in said(again), said(again)
    assert bodies[0].name in said(again) and "先在那边办结束" in said(again) and again.problems[0]["en"]
    with pytest.raises(Refused):
        roll.put_in(cast.who("governance"), again.pk, NOW)
    assert live("volunteer").count() == 1


def test_whom_somebody_registered_by_hand_the_list_finds(cast, bodies):
    wanted = Wanted(
        "household", cast.town.pk, cast.unit("qiaodong").pk, TODAY - timedelta(days=9),
        contact=Contact("岑阿婆", "13800138044"), fields={"group": "empty_nest"}, consent=CONSENT,
    )  # fmt: skip
    by_hand = tie.make(cast.who("community"), wanted, NOW)
    other = cast.people["elsewhere"].ties.get(kind="post").unit
    head = ["户主姓名", "联系电话", "所在社区", "家庭情况", "是否同意"]
    rows = [["岑阿婆", "138 0013 8044", unit.name, "空巢老人", "是"] for unit in (cast.unit("qiaodong"), other)]
    assert come(cast, "household", head, rows[:1], who="community").known == 1, "by phone and name"
    sent = come(cast, "household", head, rows[1:], who="elsewhere")
    assert sent.wrong == 1 and "别的单位" in said(sent), "whose post does not reach it reads no name"
    assert by_hand.unit.name not in said(sent)
    assert not roll.work(NOW) and live("household").count() == 1


def test_whoever_left_may_be_registered_elsewhere_by_a_list(cast, bodies):
    first = put(cast, come(cast, "volunteer", VOLUNTEER, [volunteer(bodies[0])]))
    tie.end(cast.who("governance"), first.made[0], "moved", NOW)
    second = put(cast, come(cast, "volunteer", VOLUNTEER, [volunteer(bodies[1])]))
    made = Tie.objects.get(pk=second.made[0])
    assert made.unit_id == bodies[1].pk and made.person_id == Tie.objects.get(pk=first.made[0]).person_id
    old = come(cast, "volunteer", VOLUNTEER, [volunteer(bodies[0])])
    assert (old.known, old.wrong) == (1, 0), "the old file brings nobody back"
    roll.undo(cast.who("governance"), second.pk, NOW)
    assert Person.objects.filter(shown="霍润生").count() == 1, "he was there before the second list"
    assert come(cast, "volunteer", VOLUNTEER, [volunteer(bodies[0])]).known == 1


def posted(name, unit, since, until):
    return [name, f"1380013{len(name) + int(since[3]):04d}", unit.name, since, until, "区住建局"]


def test_a_unit_that_has_one_at_a_time(cast, bodies, monkeypatch):
    here, there = bodies
    rows = [
        posted("霍润生", here, "2023-01-01", "2024-12-31"),
        posted("甘乐怡", here, "2024-06-01", "2026-06-01"),
        posted("阮清和", here, "2025-01-01", "2027-06-01"),
        posted("翟安澜", there, "2025-01-01", "2027-06-01"),
    ]
    for part in (1000, 1):
        monkeypatch.setattr(taking_in, "PART", part)
        sent = come(cast, "posting", POSTED, rows)
        assert sent.wrong == 1 and "，D3：" in said(sent) and "重叠" in said(sent), said(sent)
    done = put(cast, sent)
    assert len(done.made) == 3
    late = come(cast, "posting", POSTED, [posted("祁望舒", here, "2026-09-01", "2027-09-01"), *rows[2:]])
    assert (late.known, late.wrong) == (2, 1), said(late)
    wanted = Wanted("posting", cast.town.pk, here.pk, date(2026, 9, 1), date(2027, 9, 1), name="祁望舒",
                    fields={"from_unit": "区住建局"})  # fmt: skip
    with pytest.raises(Refused):
        tie.make(cast.who("governance"), wanted, NOW)


def test_undo_takes_nothing_that_was_made_by_hand_meanwhile(cast, bodies):
    done = put(cast, come(cast, "associate", SEAT, [seat("霍润生", "13800138031", bodies[0])]))
    person = Tie.objects.get(pk=done.made[0]).person_id
    wanted = Wanted("associate", cast.town.pk, bodies[1].pk, TODAY, person_id=person, fields={"from_unit": "学校"})
    by_hand = tie.make(cast.who("governance"), wanted, NOW)
    roll.undo(cast.who("governance"), done.pk, NOW)
    assert list(live("associate").values_list("pk", flat=True)) == [by_hand.pk]
    assert Person.objects.get(pk=person).shown == "霍润生"


def test_a_column_that_lacks_is_named_once_and_not_the_cell_of_another(cast):
    place = cast.unit("qiaodong").name
    rows = [[name, place, "是"] for name in ("霍润生", "甘乐怡", "阮清和")]
    sent = come(cast, "household", ["户主姓名", "所在社区", "是否同意"], rows, who="community")
    assert sent.wrong == 3
    lacking = [one["zh"] for one in sent.problems if "家庭情况" in one["zh"]]
    assert len(lacking) == 1 and "：表里没有“家庭情况”这一列。" in lacking[0] and "A4" not in lacking[0]
