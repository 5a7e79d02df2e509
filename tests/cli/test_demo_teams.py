"""The demo's teams, postings, medals and papers: whoever looks for the first time finds people, terms, numbers that
open and papers that went out."""

import random
from datetime import datetime, timedelta

import pytest

from lianxin.demo import accounts, activities, alliances, days, medals, merits, papers, teams
from lianxin.demo.people import Names
from lianxin.kernel.models import Activity, Entry, Paper, Tie
from lianxin.kernel.reads import medal as books
from lianxin.kernel.reads import packs
from lianxin.kernel.reads import paper as reads
from lianxin.kernel.reads import teams as shown
from lianxin.language.calendar import SHANGHAI
from tests.cli.test_demo_ties import live

pytestmark = pytest.mark.django_db
NOW = datetime.fromisoformat("2026-11-26T10:00:00+08:00")
START = NOW - timedelta(days=40)


def names():
    return Names(random.Random(3))


@pytest.mark.parametrize("key", teams.TEAMS)
def test_teams_have_members_and_one_lacks_some(key):
    cast = live(key)
    said = teams.TEAMS[key]
    made = teams.muster(cast, names(), START, NOW)
    found = {one.unit.key: one for one in shown.teams(cast.town.pk, "team", NOW)}
    assert {name: found[name].people for name, _ in said} == {name: sum(places.values()) for name, places in said}
    assert sum(bool(found[name].lacks) for name, _ in said) == 1
    assert made == sum(one.people for one in found.values()) + len(teams.POSTINGS[key])


@pytest.mark.parametrize("key", teams.TEAMS)
def test_a_call_was_answered_and_says_who_came(key):
    cast = live(key)
    teams.muster(cast, names(), START, NOW)
    call = Activity.objects.get(title="雨夜内涝点巡查")
    turned = list(call.ties.filter(kind="attend").values_list("state", flat=True))
    assert call.state == "held" and call.taken == len(turned) and turned.count("absent") == 1
    assert turned.count("present") >= 4
    whole = shown.one(cast.holding("governance")[0], cast.town.pk, "team", call.unit_id, NOW)
    assert [one.state for one in whole.activities] == ["planned", "held", "held"]
    assert whole.activities[0].taken and whole.seen == whole.team.people
    assert not [one for one in Activity.objects.all() if not 8 <= one.starts_at.astimezone(SHANGHAI).hour < 20]


@pytest.mark.parametrize("key", teams.POSTINGS)
def test_postings_have_their_terms(key):
    cast = live(key)
    teams.muster(cast, names(), START, NOW)
    pack = packs.of_town(cast.town.pk)
    found = shown.postings(cast.holding("governance")[0], cast.town.pk, shown.posting_kinds(pack), NOW)
    assert len(found.rows) == len(teams.POSTINGS[key]) and all(
        one.tie.data["fields"]["from_unit"] for one in found.rows
    )
    at_work = [one for one in found.rows if one.begun and not one.over]
    assert found.total == len(at_work) and all(one.tie.data["noted"] for one in at_work)
    if key == "shiweitang":
        assert [one.over for one in found.rows].count(True) == 1 and [one.begun for one in found.rows].count(False) == 1
        assert any(shown.soon(one, pack, NOW.date()) for one in at_work)


def test_a_task_under_wartime_keeps_how_many_came_and_nobody():
    cast = live("junhe")
    assert teams.muster(cast, names(), START, NOW)
    kept = Entry.objects.get(act="arrival.stand_down")
    assert kept.data["arrived"][0] == 6 and not Tie.objects.filter(kind="arrival").exists()
    assert kept.matter.fields["came"] == 6 and not kept.matter.is_open


@pytest.mark.parametrize("key", medals.BRANCHES)
def test_medals_left_the_stock_and_were_signed_for(key):
    cast = live(key)
    handed = [one for one in medals.VETERANS if one.handed]
    assert medals.awarded(cast, names(), NOW) == len(handed) == 4
    book = books.book(cast.town.pk, NOW.year, None)
    assert book.even and len(book.moves) == len(handed)
    assert {(one.data["way"], one.data["signed"]) for one in book.signed} == {("together", "self"), ("home", "family")}
    lie = {one.unit_id: one.n for one in books.shelves(cast.town.pk)}
    assert sorted(lie.values()) == [medals.PASSED - len(handed), medals.CAME - medals.PASSED]


def test_a_town_without_such_a_branch_has_no_medals():
    assert medals.awarded(live("junhe"), names(), NOW) == 0


def lived(key):
    cast = live(key)
    days.reach(NOW)
    accounts.record(cast, names(), START, NOW)
    alliances.gather(cast, names(), START, NOW)
    activities.organise(cast.town, cast.holding("governance")[0], cast.holding("leader")[0], NOW)
    merits.honoured(cast, START, NOW)
    assert papers.write(cast, NOW) == len(papers.PAPERS[key])
    return cast


@pytest.mark.parametrize("key", papers.PAPERS)
def test_papers_went_out_reviewed_by_three_and_stand(key):
    lived(key)
    issued = list(Paper.objects.filter(state="issued"))
    assert len(issued) == sum(one.signed for one in papers.PAPERS[key]) >= 1
    for one in issued:
        drawn = reads.draw(one, NOW)
        assert not drawn.gaps and not drawn.changes and one.head["number"] and one.head["signer"]
        assert len({each["person"] for each in one.reviews} - {one.made_by_id}) == 3
        assert one.made_at < one.checked_at < datetime.fromisoformat(one.reviews[0]["at"]) < one.issued_at <= NOW
    assert Paper.objects.filter(state="draft").count() == 1


def test_the_briefing_cites_what_the_demo_lived_through():
    lived("shiweitang")
    drawn = reads.draw(Paper.objects.get(kind="station"), NOW)
    said = {one.cite: one for one in drawn.cited}
    assert said["set:received kinds=inspection"].text == "3" and said["set:received kinds=inspection"].rows
    assert said["set:received kinds=works"].text == "24" and said["zones:qiaodong_station"].text == "4"
    assert said["years:yearly_result where=grade:excellent"].text == "3" and said["prizes:story.first"].text == "2"
    issued = {"station", "notice", "minutes", "certificate", "works_month"}
    assert {one.kind for one in Paper.objects.filter(state="issued")} == issued
    monthly = reads.draw(Paper.objects.get(kind="works_month"), NOW)
    works = next(row.table for row in monthly.rows if row.table)
    counted = next(one for one in monthly.cited if one.cite == "ledger:works state=open")
    assert counted.count == len(works) - 1 > 9 and monthly.changes == {}, [len(works), monthly.changes]
    draft = reads.draw(Paper.objects.get(state="draft"), NOW)
    assert draft.gaps == ("什么时候修好",) and draft.found and any(row.table for row in draft.rows)
    assert len(Paper.objects.get(state="checked").reviews) == 1


def test_a_town_between_times_writes_nothing_ahead():
    """Whatever the hour of the start, what is done is done at civil hours, and not after it."""
    from lianxin.demo import moments  # noqa: PLC0415

    night = datetime.fromisoformat("2026-11-26T04:51:07+08:00")
    assert moments.civil(night) == datetime.fromisoformat("2026-11-25T20:30:00+08:00")
    assert moments.civil(NOW) == NOW
    assert moments.before(NOW, 0, "15:00") == datetime.fromisoformat("2026-11-25T15:00:00+08:00")
    assert moments.before(NOW, 4, "09:30").date().isoformat() == "2026-11-20", "the 22nd is a Sunday"
    assert moments.after(NOW, 2, "19:30") == datetime.fromisoformat("2026-11-30T19:30:00+08:00")
