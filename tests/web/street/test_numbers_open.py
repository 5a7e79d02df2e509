"""A number opens into its records, and each record into its page, where that is for the reader to see."""

from dataclasses import replace

import pytest
from django.test import Client
from tests.kernel import ties

from lianxin.kernel.acts import activity, filing, holding, matter, measures
from lianxin.kernel.acts import paper as papers
from lianxin.kernel.acts.activity import Plan
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.acts.holding import Record
from lianxin.kernel.models import Activity, Entry
from lianxin.kernel.reads import cited_rows, measures_rows, versions
from lianxin.kernel.reads import paper as reads
from lianxin.kernel.reads.measures_view import everything
from lianxin.language.period import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(monkeypatch):
    versions.forget()
    made = ties.street()
    monkeypatch.setattr("django.utils.timezone.now", lambda: made.now)
    yield made
    versions.forget()


def browser(cast, name):
    client = Client()
    client.force_login(cast.account(name), "lianxin.web.access.Accounts")
    return client


def lecture(cast):
    """A lecture of a branch that is not shown to the public."""
    unit = cast.unit("branch_qiaodong").pk
    made = activity.plan(
        cast.who("secretary"),
        cast.town.pk,
        Plan("lecture", "茶香里的党课", cast.now.replace(day=20), (unit,)),
        cast.now,
    )
    holding.hold(cast.who("secretary"), made.pk, Record(fields={"lecturer": "区景行"}), cast.now)
    return Activity.objects.get(pk=made.pk)


def count(cast):
    measures.fold(cast.now)
    measures.recount(cast.town.pk, cast.now)
    while measures.walk(cast.now):
        pass


def opens(cast, name, key):
    rows = everything(cast.town, f"{key}.above", read("2026"), 10)
    return [(one.opens, one.what) for one in measures_rows.named(rows, cast.who(name))]


def test_a_tie_opens_and_names_people_for_those_who_may_see_it(cast):
    pair = ties.pair(cast, ties.household(cast))
    shown = opens(cast, "community", "pairings")[0]
    assert shown[0] == ("tie", pair.pk) and "植" in shown[1]
    hidden = opens(cast, "elsewhere", "pairings")[0]
    assert hidden[0] is None and "植" not in hidden[1] and "桥东社区" in hidden[1]


def test_an_activity_opens_for_those_in_whose_scope_it_lies(cast):
    made = lecture(cast)
    assert opens(cast, "governance", "lectures") == [(("activity", made.pk), "茶香里的党课")]
    assert opens(cast, "elsewhere", "lectures") == [(None, "茶香里的党课")]


def test_the_list_behind_an_indicator_leads_to_the_records(cast):
    made, pair = lecture(cast), ties.pair(cast, ties.household(cast))
    count(cast)
    client = browser(cast, "governance")
    page = client.get("/indicator/lectures/list?period=2026&part=above").content.decode()
    assert f'href="/activity/{made.pk}"' in page and client.get(f"/activity/{made.pk}").status_code == 200
    page = client.get("/indicator/pairings/list?period=2026&part=above").content.decode()
    assert (f'href="/ties/{pair.pk}"' in page) is (client.get(f"/ties/{pair.pk}").status_code == 200)


def test_a_number_of_a_paper_leads_to_the_records(cast):
    made, pair = lecture(cast), ties.pair(cast, ties.household(cast))
    writer = cast.who("governance")
    paper = papers.draft(writer, cast.town.pk, "notice", cast.now.date(), cast.now)
    said = {"title": "通知", "text": "党课{indicator:lectures}场，结对{indicator:pairings}对。"}
    papers.write(writer, paper.pk, said, cast.now)
    kept = reads.frozen(papers.check(writer, paper.pk, cast.now))
    for key, sees, opened in (
        ("lectures", "secretary", ("activity", made.pk)),
        ("pairings", "community", ("tie", pair.pk)),
    ):
        assert cited_rows.records(kept[f"indicator:{key}"], cast.who(sees), 10)[0].opens == opened
        assert cited_rows.records(kept[f"indicator:{key}"], cast.who("elsewhere"), 10)[0].opens is None
    page = browser(cast, "governance").get(f"/papers/{paper.pk}/number/0").content.decode()
    assert f'href="/activity/{made.pk}"' in page


def test_an_entry_is_told_in_words_and_opens_what_it_is_about(cast):
    """An internal number alone tells nobody anything: what was done stands beside it, and leads on for who may read."""
    told = Telling("路灯不亮", cast.town.pk, place_id=cast.unit("qiaodong").pk)
    lamp = filing.file(cast.who("clerk"), told, cast.now).matter
    matter.take(
        cast.who("clerk"), lamp.pk, "transfer", {"unit": cast.unit("party_work").pk, "reason": "职责"}, cast.now
    )
    entry = Entry.objects.get(act="matter.transfer")

    def said(who):
        return measures_rows.told("entries", [entry.pk], who)[entry.pk]

    shown = said(cast.who("clerk"))
    assert (shown.number, shown.what, shown.opens) == (lamp.number, "转给别的单位：路灯不亮", ("matter", lamp.pk))
    assert said(replace(cast.who("clerk"), language="en")).what.startswith("Transfer")
    hidden = said(cast.who("elsewhere"))
    assert (hidden.number, hidden.what, hidden.opens) == (f"JL-{entry.pk}", "转给别的单位", None)
    assert said(None).what == "转给别的单位：路灯不亮", "the command line reads names and has no pages"
