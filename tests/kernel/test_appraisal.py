"""A round of appraisal on real rows: points rest on records, the window blocks, the official stands beside (A11)."""

from datetime import date, timedelta

import pytest

from lianxin.kernel.acts import appraisal, objection
from lianxin.kernel.acts.appraisal import Cited
from lianxin.kernel.models import Activity, Appraised, Entry, Matter, Tie
from lianxin.kernel.reads import appraisal as reads
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.evidence import outside
from lianxin.kernel.who import SYSTEM
from lianxin.language import period
from lianxin.language.pack import from_content
from lianxin.language.reason import Refused
from tests.cast import NOW, join

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
    """A round over two villages, and a matter of the first to cite."""
    from lianxin.kernel.acts import pack as packs_act

    content = {**cast.pack.content, "appraisals": {**cast.pack.content["appraisals"], "year": TREE}}
    packs_act.publish(SYSTEM, from_content(content), NOW)
    units = [cast.unit("party_qiaoyuan").pk, cast.unit("party_qiaole").pk]
    row = appraisal.open_round(cast.who("governance"), cast.town.pk, "year", "2026年党建考核", YEAR, units, NOW)
    assert packs.of_town(cast.town.pk).said.appraisals["year"]
    found = tell("路灯不亮", place="qiaoyuan").matter
    Matter.objects.filter(pk=found.pk).update(owner=cast.unit("qiaoyuan"))
    return cast, row, list(row.appraised.order_by("id")), found


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


def cite(cast, one, path, cited):
    return appraisal.cite(cast.who("governance"), one.pk, path, cited, NOW)


def test_a_record_outside_the_period_is_cited_with_a_reason_that_is_printed(round_):
    """domain §2.12: evidence is of the period. A matter counts where it came in or was closed."""
    cast, row, (one, _), found = round_
    Matter.objects.filter(pk=found.pk).update(received_at=NOW - timedelta(days=2000))
    with pytest.raises(Refused) as refused:
        cite(cast, one, "work", Cited("matter", found.pk, note="旧"))
    assert [reason.code for reason in refused.value.reasons] == ["period", "outside"] and refused.value.field == "why"
    assert "2026-01-01" in refused.value.say() and shown(row, one) == "10.00"
    proof = cite(cast, one, "work", Cited("matter", found.pk, why="拖到今年还没有办结"))
    assert proof.outside == "拖到今年还没有办结" and shown(row, one) == "8.00"
    assert Entry.objects.get(act="appraisal.cite").data["outside"] == proof.outside
    appraisal.take_back(cast.who("governance"), proof.pk, "办结了", NOW)
    Matter.objects.filter(pk=found.pk).update(closed_at=NOW, is_open=False)
    assert cite(cast, one, "work", Cited("matter", found.pk, why="不用写")).outside == ""


def test_a_document_is_dated_within_the_period_or_says_that_it_has_no_date(round_):
    cast, row, (one, _), _ = round_

    def dated(day):
        return Cited("document", document="通报", document_number="西〔2026〕9号", document_day=day)

    for day in (date(2001, 1, 1), date(2025, 12, 31), date(2027, 1, 1)):
        with pytest.raises(Refused) as refused:
            cite(cast, one, "new", dated(day))
        assert refused.value.code == "period" and day.isoformat() in refused.value.say()
    assert cite(cast, one, "new", dated(date(2026, 12, 31))).document["day"] == "2026-12-31"
    assert cite(cast, one, "new", paper()).document["day"] == ""


def test_a_record_is_of_what_is_appraised_or_of_a_unit_below_it(round_):
    """The Party body of 樵园 leads 樵园 and what is below both; 樵乐 is another's, and so is an office of the town."""
    cast, _, (own, other), found = round_
    with pytest.raises(Refused) as refused:
        cite(cast, other, "work", Cited("matter", found.pk))
    assert [reason.code for reason in refused.value.reasons] == ["other_unit", "outside"]
    assert "樵乐" in refused.value.say()
    assert cite(cast, other, "work", Cited("matter", found.pk, why="两个社区合办")).outside
    for key, fits in (
        ("site_qiaoyuan", True),
        ("team_qiaoyuan", True),
        ("party_qiaoyuan", True),
        ("office_works", False),
    ):
        Matter.objects.filter(pk=found.pk).update(owner=cast.unit(key), filed_at=None)
        if fits:
            proof = cite(cast, own, "work", Cited("matter", found.pk))
            appraisal.take_back(cast.who("governance"), proof.pk, "试", NOW)
        else:
            with pytest.raises(Refused, match="樵园社区党委"):
                cite(cast, own, "work", Cited("matter", found.pk))


def test_activities_entries_and_ties_are_of_their_units_and_days(round_):
    """An activity is of its organisers; a tie counts in every period it reaches into; an entry on its day."""
    cast, row, (own, other), found = round_
    begun, version = NOW - timedelta(days=600), cast.version
    held = Activity.objects.create(
        kind="concert", title="联欢", pack=version, town=cast.town, unit=own.unit, chains=own.unit.chain,
        starts_at=begun, state="held",
    )  # fmt: skip
    tie = Tie.objects.create(kind="pairing", unit=own.unit, town=cast.town, state="active", since=begun)
    entry = Entry.objects.filter(matter=found).earliest("pk")
    for record, here, there in (
        (held, ["period"], ["period", "other_unit"]), (tie, [], ["other_unit"]), (entry, [], ["other_unit"]),
    ):  # fmt: skip
        assert [reason.code for reason in outside(row, own, record)] == here
        assert [reason.code for reason in outside(row, other, record)] == there
    Tie.objects.filter(pk=tie.pk).update(until=begun + timedelta(days=30))
    tie.refresh_from_db()
    assert [reason.code for reason in outside(row, own, tie)] == ["period"]


def test_who_graded_does_not_answer_the_objection_to_it(cast):
    """scorer ≠ answerer, also where people grade and nobody cites; somebody else of the office answers."""
    who, unit = cast.who("governance"), cast.unit("school")
    join(cast, "second", "区小雨", "governance", cast.unit("office_party"))
    join(cast, "head", "党校支书", "secretary", unit)
    row = appraisal.open_round(who, cast.town.pk, "report_duty", "述职评议", YEAR, [unit.pk], NOW)
    one = row.appraised.get()
    appraisal.grade(who, one.pk, "poor", "问题没有整改", {}, NOW)
    appraisal.tell(who, row.pk, NOW)
    made = objection.object_to(cast.who("head"), one, "已经整改了", NOW)
    for upheld in (False, True):
        with pytest.raises(Refused) as refused:
            objection.answer(who, made.pk, upheld, "维持", NOW)
        assert refused.value.code == "same-person"
    objection.answer(cast.who("second"), made.pk, True, "核过，已经整改", NOW)
    appraisal.grade(cast.who("second"), one.pk, "good", "已经整改", {}, NOW)
    appraisal.tell(who, row.pk, NOW)
    again = objection.object_to(cast.who("head"), one, "还有一条也整改了", NOW)
    for name in ("governance", "second"):
        with pytest.raises(Refused, match="换一位"):
            objection.answer(cast.who(name), again.pk, False, "维持", NOW)


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
