"""What a check of a list tells: a phone as the sign-up page does, a birth that lies ahead, words that are left out."""

from __future__ import annotations

import pytest

from lianxin.kernel.models import Tie
from tests.kernel.rolls import come, put
from tests.kernel.ties import street

pytestmark = pytest.mark.django_db
HEAD = ["姓名", "电话", "登记单位", "特长", "可服务时间", "是否同意"]


@pytest.fixture
def cast():
    return street()


@pytest.fixture
def unit(cast):
    return cast.unit("branch_qiaodong").name


def test_a_phone_that_lacks_a_digit_is_told_at_its_cell_as_on_the_page(cast, unit):
    sent = come(cast, "volunteer", HEAD, [["霍润生", "1380013803", unit, None, None, "是"]])
    assert sent.wrong == 1 and [one["zh"] for one in sent.problems] == [
        "名册.xlsx，工作表“Sheet”，B2：手机号少一位，请看一下：138 0013 803_"
    ]
    assert "short" in sent.problems[0]["en"]
    assert come(cast, "volunteer", HEAD, [["霍润生", "020-8150 0001", unit, None, None, "是"]]).wrong == 0


def test_an_unknown_skill_is_left_out_and_told_and_the_row_comes_in(cast, unit):
    sent = come(cast, "volunteer", HEAD, [["霍润生", "13800138031", unit, "家电维修、飞行", "周末", "是"]])
    assert sent.columns == ["name", "phone", "unit", "field.skills", "field.available", "consent"]
    assert (sent.wrong, sent.rows) == (0, 1)
    (gap,) = sent.problems
    assert (
        "，D2：" in gap["zh"]
        and "飞行" in gap["zh"]
        and "这一行照样导入" in gap["zh"]
        and "可以写：家电维修" in gap["zh"]
    )
    made = Tie.objects.get(pk=put(cast, sent).made[0])
    assert made.data["fields"]["skills"] == ["appliance"]


def test_a_birth_in_the_future_is_told_as_that(cast, unit):
    rows = [["霍润生", unit, "2030-01-01", "是"], ["甘乐怡", unit, "去年", "是"]]
    sent = come(cast, "volunteer", ["姓名", "登记单位", "出生日期", "是否同意"], rows)
    assert "，C2：出生日期在今天以后" in sent.problems[0]["zh"] and "，C3：读不出出生日期" in sent.problems[1]["zh"]
