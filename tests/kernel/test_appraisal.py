"""A round of appraisal on real rows: points rest on records, the window blocks, the official stands beside (A11)."""

from datetime import timedelta

import pytest

from lianxin.kernel.acts import appraisal, objection
from lianxin.kernel.acts.appraisal import Cited
from lianxin.kernel.models import Appraised, Entry, Matter
from lianxin.kernel.reads import appraisal as reads
from lianxin.kernel.reads import packs
from lianxin.kernel.who import SYSTEM
from lianxin.language import period
from lianxin.language.pack import from_content
from lianxin.language.reason import Refused
from tests.cast import NOW

LATER = NOW + timedelta(days=7)
YEAR = period.read("2026")
BY = {"source": "xiqiao-local"}
TREE = BY | {
    "label": {"zh": "党建考核"}, "about": {"zh": "考核"}, "of": "unit",
    "runs": ["governance", "clerk"], "scorers": ["governance", "secretary", "clerk"],
    "objection": "$appraisal.objection",
    "parts": {
        "work": BY | {"label": {"zh": "办事"}, "most": 10, "begins": 10, "each": -2, "evidence": ["matter"]},
        "new": BY | {"label": {"zh": "创新"}, "most": 5, "each": 3, "evidence": ["document"], "apart": True},
        "rate": BY | {"label": {"zh": "响应率"}, "most": 10, "indicator": "respond", "target": 1},
    },
}  # fmt: skip


@pytest.fixture
def round_(cast, tell):
    """A round over two villages, and a matter to cite."""
    from lianxin.kernel.acts import pack as packs_act

    content = {**cast.pack.content, "appraisals": {**cast.pack.content["appraisals"], "year": TREE}}
    packs_act.publish(SYSTEM, from_content(content), NOW)
    units = [cast.unit("party_qiaoyuan").pk, cast.unit("party_qiaole").pk]
    row = appraisal.open_round(cast.who("governance"), cast.town.pk, "year", "2026年党建考核", YEAR, units, NOW)
    assert packs.of_town(cast.town.pk).said.appraisals["year"]
    return cast, row, list(row.appraised.order_by("id")), tell("路灯不亮").matter


def paper(number="西〔2026〕9号"):
    return Cited("document", document="经验交流", document_number=number)


def shown(row, one):
    return reads.standings(row, NOW, one.pk)[0].total.shown


def test_points_follow_from_what_is_cited_and_each_record_counts_once(round_):
    cast, row, (one, _), found = round_
    assert shown(row, one) == "10.00"
    appraisal.cite(cast.who("governance"), one.pk, "work", Cited("matter", found.pk, note="超期"), NOW)
    proof = appraisal.cite(cast.who("governance"), one.pk, "new", paper(), NOW)
    assert shown(row, one) == "11.00"
    with pytest.raises(Refused) as refused:
        appraisal.cite(cast.who("governance"), one.pk, "work", Cited("matter", found.pk), NOW)
    assert refused.value.code == "cited"
    appraisal.take_back(cast.who("governance"), proof.pk, "文号写错", NOW)
    assert shown(row, one) == "8.00"
    standing = reads.standings(row, NOW, one.pk)[0]
    assert [proof.matter_id for proof in standing.proofs["work"]] == [found.pk]


def test_a_matter_of_another_year_or_prefix_is_not_taken_for_it(round_):
    cast, row, (one, _), found = round_
    with pytest.raises(Refused) as refused:
        appraisal.cite(cast.who("governance"), one.pk, "work", Cited("matter", found.pk, whole="SW-1999-00001"), NOW)
    assert refused.value.code == "record"
    appraisal.cite(cast.who("governance"), one.pk, "work", Cited("matter", found.pk, whole=found.number), NOW)
    assert shown(row, one) == "8.00"


@pytest.mark.parametrize(
    ("path", "cited", "code"),
    [
        ("rate", Cited("document", document="手填", document_number="1"), "typed"),
        ("work", Cited("document", document="批评", document_number="1"), "evidence"),
        ("work", Cited("matter", None), "record"),
        ("work", Cited("matter", 999_999), "record"),
        ("new", Cited("document"), "document"),
        ("nothing", Cited("matter", 1), "item"),
    ],
)
def test_a_point_that_rests_on_nothing_is_refused(round_, path, cited, code):
    """domain §2.12: deductions cite a record; a score typed by hand over the indicators is refused."""
    cast, _, (one, _), _ = round_
    with pytest.raises(Refused) as refused:
        appraisal.cite(cast.who("governance"), one.pk, path, cited, NOW)
    assert refused.value.code == code


def test_nobody_scores_the_unit_he_belongs_to(round_):
    """domain §2.12: scorer ≠ scored. The secretary of 樵园 may score 樵乐 and not 樵园."""
    cast, _, (own, other), _ = round_
    with pytest.raises(Refused) as refused:
        appraisal.cite(cast.who("secretary"), own.pk, "new", paper(), NOW)
    assert refused.value.code == "scorer_is_scored"
    appraisal.cite(cast.who("secretary"), other.pk, "new", paper(), NOW)
    with pytest.raises(Refused) as refused:
        appraisal.cite(cast.who("worker"), other.pk, "new", paper(), NOW)
    assert refused.value.code == "not-yours"


def test_told_points_are_frozen_and_an_objection_holds_publication(round_):
    """A11: an objection within 3 working days pauses publication; an upheld one opens the round again."""
    cast, row, (one, _), found = round_
    appraisal.cite(cast.who("governance"), one.pk, "work", Cited("matter", found.pk), NOW)
    row = appraisal.tell(cast.who("governance"), row.pk, NOW)
    assert row.until.isoformat() == "2026-03-16"
    Matter.objects.filter(pk=found.pk).update(marks=["respond.below", "respond.above"])
    one.refresh_from_db()
    assert one.result["total"] == "8" and shown(row, one) == "8.00"
    with pytest.raises(Refused) as refused:
        appraisal.cite(cast.who("governance"), one.pk, "new", paper(), NOW)
    assert refused.value.code == "told"
    with pytest.raises(Refused) as refused:
        objection.object_to(cast.who("worker"), one, "不对", NOW)
    assert refused.value.code == "not-yours"
    made = objection.object_to(cast.who("secretary"), one, "那件事按时办了", NOW, item="work")
    with pytest.raises(Refused) as refused:
        appraisal.publish(cast.who("governance"), row.pk, LATER)
    assert [reason.code for reason in refused.value.reasons] == ["objections"]
    with pytest.raises(Refused) as refused:
        objection.answer(cast.who("governance"), made.pk, True, "核实过", LATER)
    assert refused.value.code == "same-person"  # he cited the record
    objection.answer(cast.who("clerk"), made.pk, True, "核实过，不扣", LATER)
    row.refresh_from_db()
    assert row.told_at is None
    appraisal.take_back(
        cast.who("governance"), reads.standings(row, LATER, one.pk)[0].proofs["work"][0].pk, "核实", LATER
    )
    appraisal.tell(cast.who("governance"), row.pk, LATER)
    with pytest.raises(Refused) as refused:
        appraisal.publish(cast.who("governance"), row.pk, LATER)
    assert refused.value.code == "window"
    appraisal.publish(cast.who("governance"), row.pk, LATER + timedelta(days=9))
    with pytest.raises(Refused) as refused:
        objection.object_to(cast.who("secretary"), one, "迟了", LATER + timedelta(days=9))
    assert refused.value.code == "window"


def test_the_official_result_stands_beside_the_count_never_over_it(round_):
    """A11: “双料第一” is stored beside, never over, the self-count."""
    cast, row, (one, _), _ = round_
    before = shown(row, one)
    appraisal.record_official(
        cast.who("governance"), one.pk, "总分第一、党建创新力第一（双料第一）", "区委", "南〔2026〕1号", NOW.date(), NOW
    )
    one.refresh_from_db()
    assert one.official["said"].startswith("总分第一") and one.result == {} and shown(row, one) == before
    assert Entry.objects.filter(act="appraisal.official").count() == 1


def test_an_indicator_gives_its_share(round_):
    cast, row, (one, _), found = round_
    Matter.objects.filter(pk=found.pk).update(marks=["respond.below", "respond.above"], owner=one.unit)
    assert shown(row, one) == "20.00"
    appraisal.tell(cast.who("governance"), row.pk, NOW)
    Matter.objects.filter(pk=found.pk).update(marks=[])
    assert reads.standings(row, NOW, one.pk)[0].figures["respond"].below == 1
    assert shown(row, one) == "20.00"


def test_a_party_body_is_graded_by_people_with_totals_of_votes_alone(cast):
    """domain §2.4: 综合评价 好/较好/一般/差; test votes are totals. The Party body is graded, not its secretary."""
    who, unit = cast.who("governance"), cast.unit("school")
    row = appraisal.open_round(
        who, cast.town.pk, "report_duty", "2025年度述职评议", period.read("2025"), [unit.pk], NOW
    )
    one = Appraised.objects.get(appraisal=row)
    with pytest.raises(Refused) as refused:
        appraisal.tell(who, row.pk, NOW)
    assert refused.value.code == "ungraded"
    for key, why, votes, code in (
        ("best", "因为", {}, "grade"), ("good", " ", {}, "reason"), ("good", "因为", {"best": 1}, "votes"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            appraisal.grade(who, one.pk, key, why, votes, NOW)
        assert refused.value.code == code
    appraisal.grade(who, one.pk, "good", "问题清单全部整改", {"good": 28, "fairly_good": 3}, NOW)
    appraisal.tell(who, row.pk, NOW)
    appraisal.publish(who, row.pk, LATER)
    with pytest.raises(Refused) as refused:
        appraisal.open_round(who, cast.town.pk, "report_duty", "又一次", period.read("2025"), [unit.pk], NOW)
    assert refused.value.code == "once"
