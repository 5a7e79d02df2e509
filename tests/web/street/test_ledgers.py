"""Ledgers of what is organised and what lasts: rows by period and state, names and pages by who looks."""

from datetime import timedelta

import pytest
from django.test import Client
from tests.cast import PASSWORD
from tests.kernel import ties

from lianxin.kernel.acts import activity, delivery, tie
from lianxin.kernel.acts.activity import Plan
from lianxin.kernel.acts.delivery import Delivery
from lianxin.kernel.reads import ledger, versions
from lianxin.kernel.reads.ledger import Asked
from lianxin.language.period import read

PAGES = (
    "ledger/activities/", "ledger/agreements/", "ledger/volunteers/", "ledger/postings/", "indicator/pairings/list",
)  # fmt: skip
pytestmark = pytest.mark.django_db
QUARTER, YEAR = read("2026-Q4"), read("2026")


@pytest.fixture
def cast(monkeypatch):
    versions.forget()
    made = ties.street()
    monkeypatch.setattr("django.utils.timezone.now", lambda: made.now)
    yield made
    versions.forget()


def page(cast, name, key, period=YEAR, **filters):
    return ledger.page(cast.who(name), cast.town, key, Asked(period, filters), cast.now)


def browser(cast, name):
    client = Client()
    client.force_login(cast.account(name), "lianxin.web.access.Accounts")
    return client


def test_agreements_that_stood_in_the_period_with_what_was_kept(cast):
    office, made = cast.who("governance"), ties.agreement(cast, kind="agreement")
    delivery.deliver(office, made.pk, Delivery("activity", ties.TODAY, 5, "联合活动"), cast.now)
    first = delivery.deliver(office, made.pk, Delivery("service", ties.TODAY, 7, "上门服务"), cast.now)
    delivery.correct(office, first.pk, 6, "多记了一人次", cast.now)
    shown = page(cast, "governance", "agreements", QUARTER)
    [(pk, _, cells)] = shown.rows
    assert pk == made.pk and cells[-3:] == [2, 6, "在册"] and shown.opens == {made.pk}
    assert str(cells[-4]) == "2026-12-31", "the last day, not the moment after it"
    assert page(cast, "governance", "agreements", read("2025")).total == 0
    assert [page(cast, "governance", "agreements", state=one).total for one in ("intent", "active", "ended")] == [
        0,
        1,
        0,
    ]


def test_volunteers_are_named_and_open_for_those_who_register_them(cast):
    made = ties.volunteer(cast)
    shown = page(cast, "station", "volunteers")
    assert shown.opens == {made.pk} and str(shown.rows[0][2][0]).startswith("卢") and "周末" in shown.rows[0][2]
    hidden = page(cast, "leader", "volunteers")
    assert hidden.total == 1 and hidden.opens == frozenset() and hidden.rows[0][2][0] == ""
    tie.end(cast.who("station"), made.pk, "left", cast.now + timedelta(days=1))
    assert page(cast, "station", "volunteers", state="ended").total == 1
    assert page(cast, "station", "volunteers", state="active").total == 0


def test_activities_are_narrowed_by_how_far_they_are(cast):
    plan = Plan("visit", "走访慰问", cast.now + timedelta(days=3), (cast.unit("branch_qiaodong").pk,))
    made = activity.plan(cast.who("secretary"), cast.town.pk, plan, cast.now)
    for key in ("activities", "visits"):
        found = [page(cast, "governance", key, state=one).total for one in ("planned", "held", "cancelled")]
        assert found == [1, 0, 0]
    client = browser(cast, "governance")
    shown = client.get("/ledger/visits/?period=2026").content.decode()
    assert f'href="/activity/{made.pk}"' in shown and "已举行" in shown and "在办" not in shown
    assert "1" in client.get("/ledger/visits/?period=2026&f_state=planned").content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1440])
def test_looked_at_in_a_browser(live_server, open_page, axe, width):
    versions.forget()
    cast = ties.street()
    said = {"credit_code": ties.credit_code(1), "document_no": "石街〔2026〕1号"}
    made = ties.agreement(cast, kind="agreement", fields=said)
    delivery.deliver(cast.who("governance"), made.pk, Delivery("service", ties.TODAY, 30, "上门服务"), cast.now)
    ties.volunteer(cast)
    title = "走访慰问退役军人和困难家庭、送去入冬物资并登记下一步需求的一次联合活动"
    for kind in ("visit", "lecture"):
        plan = Plan(kind, title, cast.now + timedelta(days=3), (cast.unit("branch_qiaodong").pk,))
        activity.plan(cast.who("secretary"), cast.town.pk, plan, cast.now)
    page = open_page(width=width)
    page.goto(f"{live_server.url}/accounts/login/")
    page.fill("input[name=login]", "governance")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    for path in PAGES:
        page.goto(f"{live_server.url}/{path}?period=2026")
        page.wait_for_load_state("networkidle")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_a_long_list_of_units_is_written_and_suggested(cast, monkeypatch):
    """Hundreds of units are no select; a name that is none is said, and nothing is shown as if it were of it."""
    monkeypatch.setattr("lianxin.web.components.picks.MOST", 3)
    hall, branch = cast.unit("qiaodong"), cast.unit("branch_qiaodong")
    plan = Plan("visit", "走访慰问", cast.now + timedelta(days=3), (branch.pk,))
    made = activity.plan(cast.who("secretary"), cast.town.pk, plan, cast.now)
    client, address = browser(cast, "governance"), "/ledger/visits/?period=2026"
    page = client.get(address).content.decode()
    assert '<datalist id="f-f_unit-list">' in page and 'placeholder="全部"' in page and f'value="{hall.name}"' in page
    found = client.get(address, {"period": "2026", "f_unit": branch.name}).content.decode()
    assert f'href="/activity/{made.pk}"' in found and f'name="f_unit" type="text" value="{branch.name}"' in found
    assert f'type="hidden" name="f_unit" value="{branch.pk}"' in found, "a file is asked for by the same"
    assert f'href="/activity/{made.pk}"' in client.get(f"{address}&f_unit={branch.pk}").content.decode()
    wrong = client.get(address, {"period": "2026", "f_unit": "没有这个单位"})
    said = wrong.content.decode()
    assert wrong.status_code == 422 and "没有找到“没有这个单位”" in said and 'value="没有这个单位"' in said
    assert f"/activity/{made.pk}" not in said
