"""A9 through the real kernel: 均禾's call for helpers, its tasks, kits, certificates and what became of people, told by
a bulletin whose every number opens into its records."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from lianxin.kernel.acts import activity, filing, hours, matter, publishing, signup, stock, tie
from lianxin.kernel.acts import paper as papers
from lianxin.kernel.acts.activity import Plan
from lianxin.kernel.acts.ends import Wanted
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.acts.person import Contact
from lianxin.kernel.acts.signup import Attendee
from lianxin.kernel.acts.stock import OUTSIDE, Holder, Move
from lianxin.kernel.models import Tie
from lianxin.kernel.reads import cited_rows, versions, volunteers
from lianxin.kernel.reads import paper as reads
from lianxin.kernel.reads import stock as books
from lianxin.kernel.who import NOBODY
from lianxin.language.calendar import SHANGHAI
from lianxin.language.reason import Refused
from tests.cast import founded, join

NINE = datetime(2026, 3, 5, 9, 0, tzinfo=SHANGHAI)
NOON = NINE + timedelta(hours=3)
LATER = NINE + timedelta(days=1)
PEOPLE = {
    "governance": ("区景行", "governance", "office_party"),
    "authority": ("骆千里", "authority", "town"),
    "leader": ("邓崇文", "leader", "town"),
    "commander": ("翟宏远", "commander", "team_street"),
    "member": ("黄可欣", "member", "branch_office"),
}
CONSENT = {"version": "2026-01", "channel": "paper", "by": "self"}


@pytest.fixture
def town(db):
    versions.forget()
    cast = founded("junhe", NINE)
    for name, (shown, role, key) in PEOPLE.items():
        join(cast, name, shown, role, cast.unit(key))
    yield cast
    versions.forget()


def call(cast):
    """The call, opened at nine o'clock, open until noon."""
    team = (cast.unit("team_street").pk,)
    last = NOON + timedelta(minutes=1)
    wanted = Plan("recruiting", "党群应急突击队招募", NOON + timedelta(hours=2), team, closes_at=last)
    made = activity.plan(cast.who("governance"), cast.town.pk, wanted, NINE - timedelta(hours=1))
    return publishing.publish(cast.who("governance"), made.pk, "招募队员", NINE)


def answer(made, n, at):
    contact = Contact(f"应招人{n}", f"138{n:08d}")
    return signup.sign_up(NOBODY, made.pk, Attendee(contact, 1990, consent=True, ref=f"call:{n}"), at)


def mission(cast, came, at):
    fields = {"sort": "patrol", "needed": came}
    telling = Telling("夜间巡逻联防", cast.town.pk, kind="mission", channel="desk", fields=fields)
    made = filing.file(cast.who("authority"), telling, at).matter
    matter.take(cast.who("governance"), made.pk, "answer", {"unit": cast.unit("team_street").pk, "insured": True}, at)
    matter.take(cast.who("commander"), made.pk, "arrive", {"came": came}, at + timedelta(minutes=30))
    matter.take(cast.who("commander"), made.pk, "finish", {"result": "交接完毕"}, at + timedelta(hours=1))
    matter.take(cast.who("governance"), made.pk, "review", {"lesson": "交接单要早备"}, at + timedelta(hours=2))


def grown(cast, n, slot):
    given = Wanted(
        "growth", cast.town.pk, cast.unit("team_street").pk, date(2026, 3, 1), name=f"队员{slot}{n}", slot=slot,
        fields={"document_no": f"均党〔2026〕{n + 1}号"},
    )  # fmt: skip
    return tie.make(cast.who("governance"), given, NINE)


def drafted(cast):
    paper = papers.draft(cast.who("governance"), cast.town.pk, "recruited", LATER.date(), LATER)
    return paper, "\n".join("".join(part.text for part in row.parts) for row in reads.draw(paper, LATER).rows)


def test_a9_ninety_seven_within_three_hours_and_every_number_opens(town):
    made = call(town)
    for n in range(97):
        answer(made, n, NINE + timedelta(seconds=round(10800 * (n + 1) / 97)))
    gone = answer(made, 200, NINE + timedelta(hours=1)).tie
    signup.withdraw(town.who("governance"), gone.pk, NINE + timedelta(hours=2))
    with pytest.raises(Refused):
        answer(made, 300, NOON + timedelta(minutes=1))
    for came in (4, 6, 5):
        mission(town, came, NINE)
    for slot, many in (("cadre", 8), ("admitted", 6), ("activist", 5)):
        for n in range(many):
            grown(town, n, slot)
    paper, said = drafted(town)
    assert "3小时内97人报名（近百人）" in said
    assert "完成应急任务3项，出动15人次" in said
    assert "8名队员选任联社干部，6名发展入党，5名培养成为入党积极分子" in said
    checked = papers.check(town.who("governance"), paper.pk, LATER)
    kept = reads.frozen(checked)
    one = kept["signups:recruiting"]
    assert (one.count, len(one.rows), one.noun) == (97, 97, "signups") and "09:00—2026-03-05 12:00" in one.about
    rows = cited_rows.records(one, town.who("governance"), 500)
    assert rows[-1].what == "2026-03-05 12:00" and not [row for row in rows if "应招人" in row.what]
    assert kept["indicator:missions_done"].count == kept["indicator:mission_turns"].count == 3
    assert kept["indicator:growth_cadre"].count == 8

    # One who gives the place back moves the number, and the checked bulletin says so.
    assert reads.draw(checked, LATER).changes == {}
    Tie.objects.filter(pk=one.rows[0]).update(state="withdrawn")
    assert "signups:recruiting" in reads.draw(checked, LATER).changes


def test_a9_who_comes_later_is_not_within_three_hours(town):
    made = call(town)
    answer(made, 1, NINE + timedelta(minutes=59))
    answer(made, 2, NINE + timedelta(hours=2, minutes=30))
    paper, said = drafted(town)
    assert "3小时内2人报名（2人）" in said
    text = "{signup_hours:recruiting within=1}小时{signups:recruiting within=1}人"
    papers.write(town.who("governance"), paper.pk, {"text": text}, LATER)
    paper.refresh_from_db()
    assert "".join(part.text for row in reads.draw(paper, LATER).rows for part in row.parts) == "1小时1人"
    with pytest.raises(Refused, match="看不懂引用"):
        papers.write(town.who("governance"), paper.pk, {"text": "{signups:recruiting within=soon}"}, LATER)


def test_a9_no_call_is_nobody(town):
    assert "0小时内0人报名（0人）" in drafted(town)[1]


def test_a9_kits_issued_are_returned_consumed_or_held(town):
    team, member = Holder(unit_id=town.unit("team_street").pk), Holder(person_id=town.people["member"].pk)
    for n, source, to in ((97, OUTSIDE, team), (90, team, member), (40, member, team), (7, member, OUTSIDE)):
        said = Move("kit", n, source, to, town.town.pk, town.unit("team_street").pk, date(2027, 6, 30))
        stock.move(town.who("governance"), said, NINE)
    found = books.balances(town.town.pk, ["kit"])[0]
    assert found.issued == found.returned + found.used_by_people + found.held == 90
    assert (found.returned, found.used_by_people, found.held, found.even) == (40, 7, 43, True)


def test_a9_first_aid_certificates_near_their_end_are_listed(town, django_assert_num_queries):
    ends = {"已过期": -3, "快到期": 59, "还早": 61, "复训过": 10, "退出的": 10}
    made = {}
    for name, days in ends.items():
        given = Wanted(
            "volunteer", town.town.pk, town.unit("team_street").pk, date(2026, 1, 1), name=name, birth_year=1990,
            consent=CONSENT, fields={"skills": ["first_aid"]},
        )  # fmt: skip
        made[name] = tie.make(town.who("governance"), given, NINE)
        until = NINE.date() + timedelta(days=days)
        hours.note(town.who("governance"), made[name].pk, "training", "急救培训", NINE.date(), NINE, until=until)
    again = NINE.date() + timedelta(days=800)
    hours.note(town.who("governance"), made["复训过"].pk, "training", "急救培训", NINE.date(), NINE, until=again)
    tie.end(town.who("governance"), made["退出的"].pk, "left", NINE)
    with django_assert_num_queries(1):
        found = volunteers.expiring(town.town.pk, NINE, NINE.date() + timedelta(days=60))
    assert [one.tie.person.shown for one in found] == ["已过期", "快到期"]


def test_a_call_without_a_closing_time_is_open_as_long_as_the_street_says(town, client):
    """`call.open`: 24 hours from when it is shown, never beyond its beginning; what was written comes first."""
    team, office = (town.unit("team_street").pk,), town.who("governance")
    plan = Plan("recruiting", "党群应急突击队招募", NINE + timedelta(days=3), team)
    made = activity.plan(office, town.town.pk, plan, NINE - timedelta(hours=1))
    assert made.closes_at is None, "nobody may sign up yet: the time begins when it is shown"
    made = publishing.publish(office, made.pk, "招募队员", NINE)
    assert made.closes_at == NINE + timedelta(hours=24)
    answer(made, 1, NINE + timedelta(hours=23))
    with pytest.raises(Refused, match="2026-03-06 09:00 截止"):
        answer(made, 2, NINE + timedelta(hours=24))
    soon = activity.plan(office, town.town.pk, replace(plan, starts_at=NINE + timedelta(hours=5)), NINE)
    assert publishing.publish(office, soon.pk, "招募队员", NINE).closes_at == soon.starts_at
    trained = activity.plan(office, town.town.pk, replace(plan, kind="first_aid"), NINE)
    assert publishing.publish(office, trained.pk, "培训", NINE).closes_at is None, (
        "other kinds are open until they begin"
    )


def test_the_form_of_a_call_says_how_long_it_is_open(town, client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NINE)
    client.force_login(town.account("governance"), "lianxin.web.access.Accounts")
    assert "从公开起开放 24 小时" in client.get("/activities/new?kind=recruiting").content.decode()
    assert "从公开起开放" not in client.get("/activities/new?kind=first_aid").content.decode()
    plan = Plan("recruiting", "突击队招募", NINE + timedelta(days=3), (town.unit("team_street").pk,))
    made = activity.plan(town.who("governance"), town.town.pk, plan, NINE)
    assert "从公开起开放 24 小时" in client.get(f"/activity/{made.pk}/change").content.decode()
    publishing.publish(town.who("governance"), made.pk, "招募队员", NINE)
    assert "从公开起开放" not in client.get(f"/activity/{made.pk}/change").content.decode()
    page = client.get(f"/activity/{made.pk}").content.decode()
    assert "报名截止" in page and "2026-03-06 09:00" in page.split("报名截止")[1][:200]
    client.logout()
    assert "报名截止" in client.get(reverse("sign-up", args=[made.pk])).content.decode()
