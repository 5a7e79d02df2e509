"""The demo's contests, appraisals, honours, surveys, campaigns: figures of the towns' documents, from records."""

from datetime import date, datetime, timedelta

import pytest
from django.db.models import Count

from lianxin.demo import activities, campaigns, merits
from lianxin.demo.people import Cast, Names, settle
from lianxin.kernel.acts import measures, pack, unit
from lianxin.kernel.models import Activity, Appraisal, Contest, Honour, Proof, Unit
from lianxin.kernel.reads import contest, packs, results, schemes
from lianxin.kernel.reads import measures as reads
from lianxin.kernel.who import SYSTEM
from lianxin.language.period import Period
from tests.cast import pack_of

pytestmark = pytest.mark.django_db
NOW = datetime.fromisoformat("2026-11-26T10:00:00+08:00")
START = NOW - timedelta(days=40)


def live(key) -> Cast:
    import random  # noqa: PLC0415

    pack.publish(SYSTEM, pack_of("base"), START)
    pack.publish(SYSTEM, pack_of(key), START)
    return settle(unit.found_town(SYSTEM, packs.current(key), START), Names(random.Random(1)), START)


def counted(cast) -> Unit:
    measures.fold(NOW)
    measures.recount(cast.town.pk, NOW)
    while measures.walk(NOW):
        pass
    return Unit.objects.get(pk=cast.town.pk)


def test_ten_eight_one_from_records():
    """Row 0.12: 10 lectures, 8 visits, 1 film are 19 records one can open; row 0.20: two badminton tournaments."""
    cast = live("shiweitang")
    made = campaigns.campaign(cast.town, cast.holding("governance")[0], NOW)
    town = counted(cast)
    july = {one.key: one.result.value("zh") for one in schemes.streams(town, "july_2024", NOW)}
    assert (july["study"], july["serve"], july["show"], july["praise"]) == ("10", "8", "1", "1")
    span = Period(date(2024, 6, 1), date(2024, 7, 31))
    assert reads.result(town, "lectures", span, NOW).above.least == 10
    kinds = list(Activity.objects.filter(kind__in=("lecture", "visit", "film")).values_list("kind", flat=True))
    assert len(kinds) == 19 and made == Activity.objects.count()
    belt = {one.key: one.result.value("zh") for one in schemes.streams(town, "five_actions", NOW)}
    assert belt == {"water": "3", "ways": "1", "face": "2", "together": "2", "talent": "2"}


def test_a_year_of_red_culture():
    """Row 3.2: five themes, each counted from its own records."""
    cast = live("xiqiao")
    campaigns.campaign(cast.town, cast.holding("governance")[0], NOW)
    found = schemes.streams(counted(cast), "red_year_2021", NOW)
    done = {one.key: one.result.value("zh") for one in found}
    assert done == {"adept": "3", "lecture": "5", "tour": "6", "classics": "12", "sites": "2"}


def test_a11_as_the_demo_lives_it():
    """Ten works, seven judges, five sheets kept, exactly two first prizes; the own count beside 双料第一; three years
    in a row; two projects on notice; nobody's honour named before it is given."""
    cast = live("shiweitang")
    activities.organise(cast.town, cast.holding("governance")[0], cast.holding("leader")[0], NOW)
    merits.honoured(cast, START, NOW)
    named = Honour.objects.filter(kind__in=("excellent_member", "excellent_worker", "advanced_body"))
    assert len(named) == 9 and all(one.meeting_id and one.meeting.state == "held" for one in named)
    story = contest.hall(Contest.objects.get(kind="story"))
    assert len(story.works) == 10 and len(story.judges) == 7
    assert list(story.outcome.prizes.values()).count("first") == 2
    assert {len(one.average.kept) for one in story.order} <= {4, 5} and not story.outcome.tied
    strive = results.published_round(cast.town.pk, Appraisal.objects.get(kind="strive").pk, NOW)
    assert strive is not None
    one = strive[1][0]
    assert "双料第一" in one.row.official["said"] and "双料" not in str(one.row.result)
    assert (one.total.shown, one.total.shown_as_zero) == ("77.14", "54.00"), "no request that year: not punished for it"
    told = results.published(cast.town.pk)
    assert {row.sort for row in told} == {"appraisal", "contest"}
    assert {row.sort for row in results.windows(cast.town.pk, NOW.date())} == {"contest", "honour"}
    years = [years for row, years in results.honours(cast.town.pk) if row.kind == "yearly_result"]
    assert years == [3, 2, 1]
    shown = [row for row, _ in results.honours(cast.town.pk)]
    assert sum(row.person is not None for row in shown) == 2, "who agreed is named; who did not, is not"
    last = dict(Honour.objects.filter(serial__isnull=False).values_list("kind").annotate(n=Count("id")))
    assert last == {"advanced_body": 2, "excellent_member": 3, "excellent_worker": 1}
    assert Honour.objects.filter(state="withdrawn").count() == 1
    double = Honour.objects.filter(kind="commended_unit")
    assert {(row.document, row.issuer) for row in double} == {(one.row.official["document"], "中共荔湾区委")}
    assert double.count() == 2, "both firsts are of the one document that published them"
    cited = [(proof.document["number"], proof.document["title"]) for proof in Proof.objects.exclude(document={})]
    assert len({number for number, _ in cited}) == len(cited), "and no two documents have one number"


def test_four_rates_with_sample_margin_target_and_gap():
    """Row 1.21: 100/90/70/60, twice each; only a sample has a margin."""
    cast = live("shangcheng")
    merits.honoured(cast, START, NOW)
    town = Unit.objects.get(pk=cast.town.pk)
    declared = packs.current("shangcheng").said.surveys
    found = {key: schemes.rounds(town, key, one) for key, one in declared.items()}
    assert {key: [one.target for one in rows] for key, rows in found.items()} == {
        "rubbish_known": [100, 100], "rubbish_joined": [90, 90],
        "rubbish_right": [70, 70], "rubbish_recycled": [60, 60],
    }  # fmt: skip
    assert found["rubbish_known"][0].share.least is not None and found["rubbish_recycled"][0].share.least is None
    assert found["rubbish_known"][0].gap == pytest.approx(11.0) and found["rubbish_right"][0].gap == 0.0


def test_the_other_towns():
    cast = live("junhe")
    merits.honoured(cast, START, NOW)
    assert len(results.honours(cast.town.pk)) == 3, "the fourth has not agreed"


def test_a12_waits_for_an_approval():
    cast = live("xiqiao")
    merits.honoured(cast, START, NOW)
    sites = Contest.objects.get(kind="sites")
    assert "approval" in {reason.code for reason in contest.blocked(contest.hall(sites), NOW)}
    assert results.published_contest(cast.town.pk, sites.pk) is None
