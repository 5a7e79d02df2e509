"""What a pack may get wrong in its indicators is told with line and remedy; periods are read and written the same."""

from datetime import date

import pytest
from tests.language.town import PACK, faults, write

from lianxin.language.indicator import Amount
from lianxin.language.period import months_of, read
from lianxin.language.reason import Refused

RULE = "{since: 2024-01-01, source: rule, kinds: [thing], moment: received, credit: owner}"
GOOD = f"""\
indicators:
  filed:
    label: {{zh: 收到的, en: Filed}}
    about: {{zh: 每件一次, en: Each once}}
    complete: {{zh: 只有登记的, en: Only what was filed}}
    dated: [{RULE}]
"""
WRONG = {
    "kinds: [thing]": ("kinds: [think]", "没有叫“think”的事项类别"),
    "moment: received": ("moment: starts", "“starts”不适用于要数的东西"),
    "credit: owner": ("credit: organisers", "“organisers”不适用于要数的东西"),
    "source: rule": ("source: law", "没有叫“law”的依据文件"),
    "credit: owner}": ("credit: owner, above: \"today > '2024-01-01'\"}", "这个条件不能用“today”"),
    "kinds: [thing], ": ("kinds: [thing], acts: [matter.do], ", "数记录要写 acts"),
    f"[{RULE}]": (f"[{RULE}, {RULE.replace('2024', '2025')}]", "有两条规则同时有效"),
}


@pytest.mark.parametrize("old", WRONG)
def test_what_is_wrong_with_an_indicator_is_told(tmp_path, old):
    for name in ("good", "bad"):
        (tmp_path / name).mkdir()
    assert faults(write(tmp_path / "good", pack=PACK + GOOD)) == []
    new, said = WRONG[old]
    found = faults(write(tmp_path / "bad", pack=PACK + GOOD.replace(old, new)))
    assert any(said in fault.text.zh and fault.remedy.zh and fault.text.en for fault in found), found


@pytest.mark.parametrize("text", ["2026", "2026-H1", "2026-Q3", "2026-06", "2026-06-01..2026-06-20"])
def test_a_period_is_written_as_it_is_read(text):
    assert str(read(text)) == text and read(text).say() and read(text).say("en")


def test_periods_and_amounts():
    whole, edges = read("2026-05-20..2026-08-03").whole_months()
    assert whole == months_of(2026, 6, 7) and [str(edge) for edge in edges] == [
        "2026-05-20..2026-05-31", "2026-08-01..2026-08-03",
    ]  # fmt: skip
    for wrong in ("", "26", "2026-13", "2026-06-20..2026-06-01", "去年"):
        with pytest.raises(Refused):
            read(wrong)
    assert Amount(180, 189).say() == "180 至 189" and Amount(5, 5).say("en") == "5"
    assert date(2026, 2, 28) in months_of(2026, 2, 2)


def test_only_a_rate_has_a_target_in_percent(tmp_path):
    programme = """\
programmes:
  plan:
    label: {zh: 计划, en: Plan}
    about: {zh: 今年的, en: This year's}
    source: rule
    since: 2026-01-01
    until: 2026-12-31
    streams: {filed: {label: {zh: 收到的, en: Filed}, indicator: filed, plan: 4, target: 90}}
"""
    rate = GOOD.replace(RULE, RULE.replace("}", ", below: 'true'}"))
    for name in ("rate", "count"):
        (tmp_path / name).mkdir()
    assert faults(write(tmp_path / "rate", pack=PACK + rate + programme)) == []
    (fault,) = faults(write(tmp_path / "count", pack=PACK + GOOD + programme))
    assert "没有百分比目标" in fault.text.zh
