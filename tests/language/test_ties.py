"""Ties: each rule with the article it rests on, by the packs that ship."""

import random
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.language.town import faults, write

from lianxin.language import tie
from lianxin.language.answers import Incomplete
from lianxin.language.load import load
from lianxin.language.reason import Refused
from lianxin.language.tie import Span

ON = date(2026, 11, 26)
TOWN = load(Path(__file__).resolve().parents[2] / "packs" / "shiweitang", ON)
KINDS = TOWN.said.ties
LAST = ON + timedelta(days=365)


def refused(code: str, work, *given, **named):
    with pytest.raises(Refused) as caught:
        work(*given, **named)
    assert caught.value.code == code, caught.value
    return caught.value


# 个人信息保护法 第三十一条: 不满十四周岁未成年人的个人信息，应当取得父母或者其他监护人的同意。
@pytest.mark.parametrize(
    ("year", "guardian"), [(2026, True), (2013, True), (2012, True), (2011, False), (1949, False), (None, False)]
)
def test_pipl_31_a_guardian_consents_for_a_child(year, guardian):
    kind = KINDS["household"]
    assert tie.needs_guardian(TOWN, kind, year, ON) is guardian
    said = {"version": "2026-01", "channel": "paper", "by": "self"}
    if guardian:
        error = refused("guardian", tie.consented, TOWN, kind, said, year, ON)
        assert error.reasons[0].source == "pipl"
    else:
        assert tie.consented(TOWN, kind, said, year, ON)["by"] == "self"
    kept = tie.consented(TOWN, kind, said | {"by": "guardian"}, year, ON)
    assert kept == {"version": "2026-01", "channel": "paper", "by": "guardian", "on": "2026-11-26"}


def test_before_the_law_there_was_no_such_value():
    """A dated value: asked about a day before 2021-11-01, no age is made up."""
    from lianxin.language.dated import NoValue  # noqa: PLC0415

    with pytest.raises(NoValue):
        tie.needs_guardian(TOWN, KINDS["household"], 2012, date(2021, 10, 31))


# 个人信息保护法 第十四条: 处理目的、方式变更的，应当重新取得同意。
def test_pipl_14_an_older_text_is_no_consent():
    said = {"version": "2025-01", "channel": "paper"}
    refused("version", tie.consented, TOWN, KINDS["household"], said, None, ON)
    refused("channel", tie.consented, TOWN, KINDS["household"], {"version": "2026-01", "channel": "wind"}, None, ON)


# 个人信息保护法 第十五条: 有权撤回其同意。
def test_pipl_15_a_withdrawn_consent_does_not_hold():
    kind = KINDS["household"]
    assert tie.consent_holds(kind, {"version": "2026-01"})
    assert not tie.consent_holds(kind, {"version": "2026-01", "withdrawn": "2026-11-26"})
    assert not tie.consent_holds(kind, None)
    assert tie.consent_holds(KINDS["pairing"], None)


# 个人信息保护法 第二十八条: 医疗健康是敏感个人信息。第六条: 最小范围。
@pytest.mark.parametrize(
    "text", ["确诊糖尿病二期", "阿婆有高血压，送药", "老人 中 风后行动不便", "帮拿处方", "骨折在家"]
)
def test_pipl_28_illness_is_not_written(text):
    rule = KINDS["baiyi"].deliveries
    error = refused("avoided", tie.remark, TOWN, text.replace(" ", ""), rule.most, rule.avoids, ON)
    assert "只写做了什么服务" in error.say("zh") and error.reasons[0].source == "pipl"


def test_pipl_6_a_note_is_short():
    rule = KINDS["pairing"].rhythm
    assert tie.remark(TOWN, "  上门探访，\n陪聊一小时 ", rule.most, rule.avoids, ON) == "上门探访， 陪聊一小时"
    assert tie.remark(TOWN, "好" * 60, rule.most, rule.avoids, ON) == "好" * 60
    refused("long", tie.remark, TOWN, "好" * 61, rule.most, rule.avoids, ON)


def test_accounts_are_not_written_by_a_bank():
    rule = KINDS["finance"].deliveries
    refused("avoided", tie.remark, TOWN, "登记卡号 3 张", rule.most, rule.avoids, ON)


def test_a4_grid_five_by_four_and_renewal_sixty_days_before():
    kind = KINDS["baiyi"]
    assert [one.label.zh for one in kind.deliveries.commitments.values()] == [
        "党员先锋岗", "绿色通道", "探访关爱", "就诊便民",
    ]  # fmt: skip
    assert {one.counts for one in kind.deliveries.commitments.values()} == {"people_times"}
    assert tie.renewal_from(TOWN, kind, date(2027, 3, 1), ON) == date(2026, 12, 31)
    assert tie.renewal_from(TOWN, KINDS["pairing"], date(2027, 3, 1), ON) is None


def test_a3_a_household_of_four_kinds_has_at_least_one_pair():
    kind = KINDS["household"]
    assert [choice.zh for choice in kind.fields["group"].choices.values()] == [
        "空巢老人", "留守儿童", "困难职工", "残疾人家庭",
    ]  # fmt: skip
    assert (kind.cover.by, kind.cover.least, kind.public) == ("pairing", 1, "numbers")
    services = TOWN.said.lists[TOWN.said.cards["contact"].services]
    assert [item.label.zh for item in services.values()] == ["家电维修", "医疗保健", "法律咨询", "家政服务"]


def test_a_missed_rhythm():
    kind = KINDS["pairing"]
    since = ON - timedelta(days=100)
    assert tie.missed(TOWN, kind, None, since, ON) == 70
    assert tie.missed(TOWN, kind, ON - timedelta(days=30), since, ON) == 0
    assert tie.missed(TOWN, kind, ON - timedelta(days=31), since, ON) == 1
    assert tie.missed(TOWN, kind, None, ON, ON) == 0
    assert tie.missed(TOWN, KINDS["membership"], None, since, ON) == 0


def test_terms_do_not_overlap():
    kind = KINDS["posting"]
    held = Span(date(2024, 1, 1), date(2025, 12, 31))
    tie.apart(kind, Span(date(2026, 1, 1), LAST), [held])
    for span in (Span(date(2025, 12, 31), LAST), Span(date(2023, 1, 1)), Span(date(2024, 6, 1), date(2024, 6, 2))):
        refused("overlap", tie.apart, kind, span, [held])


def test_two_spans_meet_whichever_is_asked():
    dice = random.Random(3)
    day = date(2026, 1, 1).toordinal()

    def span() -> Span:
        since = day + dice.randrange(60)
        return Span(
            date.fromordinal(since), date.fromordinal(since + dice.randrange(30)) if dice.random() < 0.8 else None
        )

    for _ in range(500):
        one, other = span(), span()
        days = [date.fromordinal(day + n) for n in range(130)]
        both = any(
            s.since <= d and o.since <= d and (s.until is None or d <= s.until) and (o.until is None or d <= o.until)
            for d in days
            for s, o in [(one, other)]
        )
        assert one.meets(other) is other.meets(one) is both


def test_how_long_a_term_lasts():
    kind = KINDS["posting"]
    refused("term", tie.lasts, TOWN, kind, Span(ON))
    refused("dates", tie.lasts, TOWN, kind, Span(ON, ON - timedelta(days=1)))
    refused("too-long", tie.lasts, TOWN, kind, Span(ON, ON + timedelta(days=1097)))
    assert tie.lasts(TOWN, kind, Span(ON, ON + timedelta(days=1096))).until
    assert tie.lasts(TOWN, KINDS["membership"], Span(ON)) == Span(ON)


def test_slots_of_a_team():
    kind = KINDS["team"]
    assert tie.slot(kind, "leader", 0) == "leader" and tie.slot(kind, "member", 99) == "member"
    refused("slot-full", tie.slot, kind, "leader", 1)
    refused("slot", tie.slot, kind, "king", 0)
    assert tie.slot(KINDS["volunteer"], "", 0) == ""


def test_deliveries():
    kind, span = KINDS["baiyi"], Span(ON - timedelta(days=10), LAST)
    tie.delivered(kind, "visit", 30, ON, span, ON)
    refused("commitment", tie.delivered, kind, "gift", 1, ON, span, ON)
    refused("count", tie.delivered, kind, "visit", 0, ON, span, ON)
    refused("count", tie.delivered, kind, "visit", -3, ON, span, ON)
    refused("future", tie.delivered, kind, "visit", 1, ON + timedelta(days=1), span, ON)
    refused("outside", tie.delivered, kind, "visit", 1, ON - timedelta(days=11), span, ON)


def test_what_is_asked():
    with pytest.raises(Incomplete) as caught:
        tie.answers(TOWN, KINDS["baiyi"], {"document_no": "1", "credit_code": "91350100M000100Y44"})
    assert {name: why.code for name, why in caught.value.faults.items()} == {"credit_code": "credit-digit"}
    with pytest.raises(Incomplete):
        tie.answers(TOWN, KINDS["baiyi"], {})
    found = tie.answers(TOWN, KINDS["baiyi"], {"credit_code": "91350100M000100Y43", "secret": "x"})
    assert found == {"credit_code": "91350100M000100Y43"}
    refused("reason", tie.ending, KINDS["pairing"], "bored")
    assert tie.ending(KINDS["pairing"], "changed") == "changed"


GOOD = """\
ties:
  pair:
    label: {zh: 结对}
    about: {zh: 结对}
    source: rule
    first: {label: {zh: 甲}, of: person}
    other: {label: {zh: 乙}, of: person}
    made_by: [clerk]
    reasons: {over: {zh: 结束}}
    cover: {by: pair}
    term: {renew_before: term, renewal: thing}
    rhythm: {every: term, most: term, about: {visit: {zh: 走访}}, avoids: [ill]}
    keep: term
avoided:
  ill: {label: {zh: 病}, words: [病], rather: {zh: 换个说法}, source: rule}
stock:
  kit: {label: {zh: 包}, unit: {zh: 个}, moved_by: [clerk], source: rule, warn: term}
"""


def test_a_small_pack_with_ties_is_right(tmp_path):
    assert faults(write(tmp_path, ties=GOOD)) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("made_by: [clerk]\n    reasons", "made_by: [mayor]\n    reasons", "没有叫“mayor”的角色"),
        ("cover: {by: pair}", "cover: {by: pairs}", "没有叫“pairs”的关系"),
        ("keep: term", "keep: years", "没有叫“years”的参数"),
        ("renew_before: term", "renew_before: terms", "没有叫“terms”的参数"),
        ("renewal: thing", "renewal: things", "没有叫“things”的事项类别"),
        ("every: term", "every: weekly", "没有叫“weekly”的参数"),
        ("avoids: [ill]", "avoids: [sick]", "没有叫“sick”的不写的话"),
        ("words: [病]", "words: []", "写得不对"),
        ("of: person}\n    made_by", "of: person, through: house}\n    made_by", "没有叫“house”的关系"),
        (
            "of: person}\n    made_by: [clerk]\n    reasons",
            "of: unit}\n    made_by: [clerk]\n"
            "    fields: {tel: {label: {zh: 电话}, type: text, purpose: 联系}}\n    reasons",
            "名册“结对”里有两列都叫“电话”",
        ),
        ("  pair:", "  post:", "没有叫“post”的可用的关系名"),
        ("moved_by: [clerk]", "moved_by: [nobody]", "没有叫“nobody”的角色"),
        ("source: rule\n    first", "source: law\n    first", "没有叫“law”的依据文件"),
    ],
)
def test_what_is_wrong_with_ties_is_told(tmp_path, old, new, said):
    text = GOOD.replace(old, new, 1)
    assert text != GOOD
    found = faults(write(tmp_path, ties=text))
    assert any(said in fault.text.zh and fault.file == "small/ties.yaml" for fault in found), found


RUNS_OUT = GOOD.replace(
    "    keep: term\n",
    "    keep: term\n    fields: {cover: {label: {zh: 保险}, type: date},"
    " id: {label: {zh: 证件}, type: date, sensitivity: sealed}, note: {label: {zh: 备注}, type: text}}\n"
    "    lapses: {cover: term}\n",
    1,
)


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("cover: terms", "没有叫“terms”的参数"),
        ("covers: term", "没有叫“covers”的字段"),
        ("note: term", "“note”不是日期，或者是加密的"),
        ("id: term", "“id”不是日期，或者是加密的"),
    ],
)
def test_what_runs_out_is_an_open_day(tmp_path, said, fault):
    (tmp_path / "right").mkdir()
    assert faults(write(tmp_path / "right", ties=RUNS_OUT)) == []
    found = faults(write(tmp_path, ties=RUNS_OUT.replace("lapses: {cover: term}", f"lapses: {{{said}}}")))
    assert [one for one in found if fault in one.text.zh], found


def test_hours_that_nobody_can_read_are_told(tmp_path):
    dated = "{value: '1-7 20:00-23:00', since: 2021-01-01, source: rule}"
    hours = f"values:\n  available.night: {{label: {{zh: 夜里}}, unit: text, dated: [{dated}]}}\n"
    (tmp_path / "right").mkdir()
    assert faults(write(tmp_path / "right", ties=GOOD + hours)) == []
    found = faults(write(tmp_path, ties=GOOD + hours.replace("1-7 20:00-23:00", "每晚八点")))
    assert any("“每晚八点”读不出" in one.text.zh for one in found), found


def test_history_says_that_a_sealed_answer_was_there_and_nothing_of_it():
    kind = KINDS["volunteer"]
    before = {"skills": ["law"], "id_number": "440103195001010010", "at_most": 2}
    after = {"skills": ["law", "care"], "id_number": "440103195001010037"}
    assert tie.altered(kind, before, after) == {
        "skills": [["law"], ["law", "care"]], "id_number": [tie.HIDDEN, tie.HIDDEN], "at_most": [2, None],
    }  # fmt: skip
    assert tie.altered(kind, before, dict(before)) == {}
