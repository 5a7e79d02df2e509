"""A set that was asked to be hard: names that are words, bynames, Cantonese, permits, parts of houses."""

from __future__ import annotations

from pathlib import Path

import pytest

from lianxin.intake.privacy import find
from lianxin.intake.privacy_measure import cases, measure

HERE = Path(__file__).parent


def test_a_seventh_set_of_what_is_hard_keeps_what_was_reached():
    # First run 0.752, names 0.685: names that are words, bynames, Cantonese, permits (bench/privacy.md).
    result = measure(cases(HERE / "privacy_seventh.csv"))
    assert result["texts"] == 150 and result["spans"] >= 330
    assert result["recall"] >= 0.91 and result["precision"] >= 0.97, result["missed"] + result["false"]


@pytest.mark.parametrize(
    ("text", "private"),
    [
        ("住升平路甲17号二楼，屋主不在", [("door", "甲17号二楼")]),
        ("旧部前44号地下后座漏水", [("door", "44号地下后座")]),
        ("全家住6座之三203，月租八百", [("door", "6座之三203")]),
        ("本人住锦城花园10-2-1901，要求公开账目", [("door", "10-2-1901")]),
        ("会议定在10-2-1901年的旧址", []),
        ("中山路15号三楼的服务中心几点开门", []),
        ("电动车车牌广州A19203，谢谢", [("plate", "广州A19203")]),
        ("车牌号楚D41783的车", []),
        ("丈夫持H1027465803来办证", [("id_number", "H1027465803")]),
        ("水泵型号H10274658已停产", []),
        ("夜里接83561207来电，说邻居打架", [("landline", "83561207")]),
        ("我加了您微信，我的号是moyu_tong，请通过", [("wechat", "moyu_tong")]),
        ("高佬泉嗌得最大声", [("name", "高佬泉")]),
        ("大口子下来就是马路，大声音吵到天亮", []),
        ("香港居民陈李佩雯，来办居住证", [("name", "陈李佩雯")]),
        ("申请人沈家和，妻子在外", [("name", "沈家和")]),
        ("梁启超纪念馆周一开不开门", []),
        ("大名龙可心，小名不用写", [("name", "龙可心")]),
        ("缺：区锦棠（住院）", [("name", "区锦棠")]),
    ],
)
def test_what_the_seventh_set_taught_and_what_must_stay(text, private):
    assert [(one.kind, one.text) for one in find(text)] == private


def test_an_eighth_set_written_blind_keeps_what_was_reached():
    # First run 0.862 / 0.944; mended on once (bench/privacy.md).
    result = measure(cases(HERE / "privacy_eighth.csv"))
    assert result["texts"] == 220 and result["spans"] == 275
    assert result["recall"] >= 0.975 and result["precision"] >= 0.98, result["missed"] + result["false"]


def test_a_ninth_set_as_residents_and_clerks_write():
    # First run 0.921 / 0.994; mended on once (bench/privacy.md).
    result = measure(cases(HERE / "privacy_ninth.csv"))
    assert result["texts"] == 145 and result["spans"] == 178
    assert result["recall"] >= 0.99 and result["precision"] >= 0.99, result["missed"] + result["false"]


@pytest.mark.parametrize(
    ("text", "private"),
    [
        ("我在Apple Store买的", []),
        ("Golden Park门口有人摆摊", []),
        ("帮Anna老师问一下，Ken哥也来", [("name", "Anna"), ("name", "Ken")]),
        ("联系Ms. Wong，谢谢", [("name", "Wong")]),
        ("这台Lenovo电脑送给社区", []),
        ("女儿小学毕业，邻居小孩吵，老人小心地滑", []),
        ("孙女小月刚上幼儿园", [("name", "月")]),
        ("叫金属声吵醒的那个晚上", []),
        ("证号44010719700101123X21", [("id_number", "44010719700101123X21")]),
        ("快手号：lao_ma88", [("wechat", "lao_ma88")]),
        ("居民温庆华提出加装扶手", [("name", "温庆华")]),
    ],
)
def test_what_the_ninth_set_taught_and_what_must_stay(text, private):
    assert [(one.kind, one.text) for one in find(text)] == private


@pytest.mark.parametrize(
    ("text", "private"),
    [
        ("时会计说报销少一张发票", [("name", "时")]),
        ("向支书在会上强调防汛", [("name", "向")]),
        ("连主任都不管，向主任反映也没用", []),
        ("应老师要求，家长都来了", []),
        ("陆叔家的狗咬人", [("name", "陆")]),
        ("早餐店张姐把泔水倒进下水道", [("name", "张")]),
        ("隔壁娟姐家空调滴水", [("name", "娟")]),
        ("阿英阿玲几个租客的押金没退", [("name", "英"), ("name", "玲")]),
        ("老王烧烤半夜还在营业", []),
        ("孩子一直叫豆豆的小朋友来", [("name", "豆豆")]),
        ("江小燕和于建平今天去了敬老院", [("name", "江小燕"), ("name", "于建平")]),
        ("王嘉怡李浩然陈晓彤三个小朋友报名", [("name", "王嘉怡"), ("name", "李浩然"), ("name", "陈晓彤")]),
        ("幸福来，男，七十六，摔倒在卫生间", [("name", "幸福来")]),
        ("保洁员，女，四十岁以下", []),
        ("谢谢耿医生", [("name", "耿")]),
        ("血糖有点高。小连", [("name", "连")]),
        ("房东叫Kelly，押金不退", [("name", "Kelly")]),
    ],
)
def test_who_acts_who_is_called_and_who_stands_beside_another(text, private):
    assert [(one.kind, one.text) for one in find(text)] == private


@pytest.mark.parametrize(
    ("text", "door"),
    [
        ("和平路18号院4号楼102室漏水", "18号院4号楼102室"),
        ("A区7座1203房装修到半夜", "A区7座1203房"),
        ("住朝阳新村11排3号", "11排3号"),
        ("北街26号附3号违建", "26号附3号"),
        ("9号后座三楼堆满杂物", "9号后座三楼"),
        ("我们楼601的王建华装了门", "601"),
        ("佢住15D", "15D"),
        ("我家2幢1单元302室一年不敢开窗", "2幢1单元302室"),
        ("夜里901一直有弹珠声", "901"),
        ("座位3排5号看不见台上", ""),
        ("2019年的王建华案例", ""),
    ],
)
def test_doors_in_courts_rows_and_before_names(text, door):
    assert [one.text for one in find(text) if one.kind == "door"] == ([door] if door else [])
