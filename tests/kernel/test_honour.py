"""Honours on real rows: named, on notice, given with a number; withdrawn, counted, refused beyond their places."""

from datetime import timedelta

import pytest

from lianxin.kernel.acts import honour, objection
from lianxin.kernel.acts.honour import Paper
from lianxin.kernel.reads import contest as reads
from lianxin.language.reason import Refused
from tests.cast import NOW

LATER = NOW + timedelta(days=12)


def test_honours_are_named_noticed_five_working_days_and_given_with_a_number(cast):
    """Row 0.6 两优一先: quota, 公示 ≥ 5 working days, certificate numbers; row 4.9: consent before public display."""
    who = cast.who("governance")
    named = honour.name(who, cast.town.pk, "excellent_member", cast.people["member"], 2026, "支部推荐", NOW)
    with pytest.raises(Refused) as refused:
        honour.give(who, named.pk, Paper("中共西樵镇委员会", NOW.date(), "西委〔2026〕5号"), NOW)
    assert refused.value.code == "not_noticed"
    (noticed,) = honour.put_on_notice(who, cast.town.pk, "excellent_member", 2026, NOW)
    assert noticed.until.isoformat() == "2026-03-18"  # told on Wednesday the 11th: the fifth working day
    with pytest.raises(Refused) as refused:
        honour.give(who, named.pk, Paper("中共西樵镇委员会", NOW.date(), "西委〔2026〕5号"), NOW + timedelta(days=7))
    assert refused.value.code == "window"
    given = honour.give(who, named.pk, Paper("中共西樵镇委员会", NOW.date(), "西委〔2026〕5号"), LATER)
    assert given.serial == f"XQ-RY-2026-{given.pk:04d}"
    assert reads.honours([cast.town.pk], public=True) == []
    with pytest.raises(Refused) as refused:
        honour.consent(who, named.pk, True, "", LATER)
    assert refused.value.code == "consent"
    honour.consent(cast.who("member"), named.pk, True, "本人签字", LATER)
    assert [one.pk for one, _ in reads.honours([cast.town.pk], public=True)] == [named.pk]


def test_an_objection_that_stands_takes_a_name_off_and_frees_its_place(cast):
    """A5: nothing is given before the notice ends, nothing to whom an objection that stands was made."""
    who, town, paper = cast.who("governance"), cast.town.pk, Paper("中共西樵镇委员会", NOW.date(), "西委〔2026〕5号")
    named = honour.name(who, town, "excellent_member", cast.people["member"], 2026, "支部推荐", NOW)
    with pytest.raises(Refused, match="已经推荐过"):
        honour.name(who, town, "excellent_member", cast.people["member"], 2026, "又推荐", NOW)
    honour.put_on_notice(who, town, "excellent_member", 2026, NOW)
    made = objection.object_to(cast.who("secretary"), named, "没有参加组织生活", NOW)
    with pytest.raises(Refused) as refused:
        honour.give(who, named.pk, paper, LATER)
    assert refused.value.code == "objections"
    objection.answer(who, made.pk, True, "属实", NOW)
    with pytest.raises(Refused) as refused:
        honour.give(who, named.pk, paper, LATER)
    assert refused.value.code == "withdrawn" and reads.honours([town], public=True) == []
    honour.name(who, town, "excellent_member", cast.people["member"], 2026, "补齐以后再推荐", LATER)


def test_a_name_is_withdrawn_with_a_reason_before_it_is_given_only(cast):
    who, town = cast.who("governance"), cast.town.pk
    units = [cast.unit(key).pk for key in ("school", "party_qiaole", "party_minle", "party_town")]
    rows = [honour.name(who, town, "advanced_body", unit, 2026, "推荐", NOW) for unit in units]
    with pytest.raises(Refused, match="撤下的理由"):
        honour.withdraw(who, rows[3].pk, " ", NOW)
    assert honour.withdraw(who, rows[3].pk, "减到名额以内", NOW).state == "withdrawn"
    assert len(honour.put_on_notice(who, town, "advanced_body", 2026, NOW)) == 3
    honour.give(who, rows[0].pk, Paper("中共西樵镇委员会", NOW.date(), "西委〔2026〕5号"), LATER)
    for row in (rows[0], rows[3]):
        with pytest.raises(Refused, match="不能再撤"):
            honour.withdraw(who, row.pk, "迟了", LATER)


def test_an_honour_by_others_that_was_noted_wrongly_is_taken_off_and_noted_again(cast):
    who, town = cast.who("governance"), cast.town.pk
    wrong, right = (Paper("中共佛山市南海区委", NOW.date(), f"南委〔2026〕{n}号") for n in (12, 21))
    row = honour.note(who, town, "advanced_body", town, 2025, wrong, NOW, title="先进基层党组织")
    with pytest.raises(Refused, match="先把那一条撤下"):
        honour.note(who, town, "advanced_body", town, 2025, right, NOW, title="先进基层党组织")
    with pytest.raises(Refused, match="撤下的理由"):
        honour.withdraw(who, row.pk, "", NOW)
    assert honour.withdraw(who, row.pk, "文号抄错了", NOW).state == "withdrawn"
    again = honour.note(who, town, "advanced_body", town, 2025, right, NOW, title="先进基层党组织")
    assert [one.document for one, _ in reads.honours([town], public=True)] == [again.document] == ["南委〔2026〕21号"]
    with pytest.raises(Refused, match="不能再撤"):
        honour.withdraw(who, row.pk, "再撤", NOW)


def test_more_names_than_places_are_refused_and_years_in_a_row_are_counted(cast):
    """Row 0.14: three years 优秀 in a row are counted from the register, not typed."""
    who, town = cast.who("governance"), cast.town.pk
    for n in range(4):
        unit = cast.unit(("school", "party_qiaole", "party_minle", "party_town")[n])
        honour.name(who, town, "advanced_body", unit.pk, 2026, "推荐", NOW)
    with pytest.raises(Refused) as refused:
        honour.put_on_notice(who, town, "advanced_body", 2026, NOW)
    assert refused.value.code == "quota"
    for year in (2021, 2023, 2024, 2025):
        paper = Paper("区委、区政府", NOW.date(), f"南〔{year + 1}〕8号")
        honour.note(who, town, "yearly_result", town, year, paper, NOW, grade="excellent")
    rows = [(one.year, streak) for one, streak in reads.honours([town]) if one.kind == "yearly_result"]
    assert rows == [(2025, 3), (2024, 2), (2023, 1), (2021, 1)]
    with pytest.raises(Refused) as refused:
        honour.note(who, town, "yearly_result", town, 2026, Paper("", None), NOW, grade="excellent")
    assert refused.value.code == "paper"
    with pytest.raises(Refused) as refused:
        honour.note(cast.who("worker"), town, "yearly_result", town, 2026, Paper("区", NOW.date()), NOW, grade="good")
    assert refused.value.code == "not-yours"


def test_an_honour_by_others_is_written_down_once_with_its_one_document(cast):
    who, town = cast.who("governance"), cast.town.pk

    def note(document, year=2025, title="总分第一", to=town, issuer="区委"):
        paper = Paper(issuer, NOW.date(), document)
        return honour.note(who, town, "commended_unit", to, year, paper, NOW, title=title)

    first = note("荔委〔2026〕12号")
    for again in ("荔委〔2026〕13号", "荔委〔2026〕12号", ""):
        with pytest.raises(Refused) as refused:
            note(again)
        assert refused.value.code == "noted" and refused.value.field == "document"
        assert first.document in refused.value.say("zh")
    note("荔委〔2026〕12号", title="单项第一")
    note("荔委〔2025〕3号", year=2024)
    note("市委〔2026〕2号", issuer="市委")
    note("荔委〔2026〕12号", to=cast.unit("party_qiaole").pk)
