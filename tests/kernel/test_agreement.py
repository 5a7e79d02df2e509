"""Scenario A4: five institutions, four promises each, told over a link without an account, renewed in time."""

from datetime import date, timedelta

import pytest

from lianxin.kernel.acts import delivery, lasting, partner, renewal, tie, visit
from lianxin.kernel.acts import matter as matters
from lianxin.kernel.acts.delivery import Delivery
from lianxin.kernel.models import Entry, Matter, Tie
from lianxin.kernel.reads import agreement as grids
from lianxin.kernel.reads import measures, people
from lianxin.kernel.reads import partner as links
from lianxin.kernel.reads.timeline import story
from lianxin.kernel.tie_facts import ACTIVE, ENDED, begin_of, expired, span_of
from lianxin.language.answers import Incomplete
from lianxin.language.period import read
from lianxin.language.reason import Refused
from lianxin.language.tie import Span
from tests.kernel.ties import NOW, PARTNERS, TODAY, agreement, street

pytestmark = pytest.mark.django_db
COMMITMENTS = ("pioneer", "green", "visit", "ease")
QUARTER = Span(date(2026, 10, 1), date(2026, 12, 31))


@pytest.fixture
def cast():
    return street()


def five(cast):
    return [agreement(cast, key, n) for n, key in enumerate(PARTNERS)]


def refused(code, work, *given, **named):
    with pytest.raises(Refused) as caught:
        work(*given, **named)
    assert caught.value.code == code, caught.value
    return caught.value


def test_a4_twenty_cells_over_links(cast):
    made = five(cast)
    told = 0
    for n, one in enumerate(made):
        who, opened = links.of_link(partner.give_link(cast.who("governance"), one.pk, NOW), NOW)
        assert opened.pk == one.pk and who.posts == ()
        for at, commitment in enumerate(COMMITMENTS[: 4 - n % 2]):
            delivery.deliver(who, one.pk, Delivery(commitment, date(2026, 11, 1 + n), 10 * (at + 1), "社区义诊"), NOW)
            told += 10 * (at + 1)
    grid = grids.grid(cast.town.pk, "baiyi", QUARTER, NOW)
    assert (len(grid.parties), len(grid.commitments), grid.cells, grid.done) == (5, 4, 20, 18)
    assert grid.total() == told == 420 and grid.total("pioneer") == 50
    cells = {party.tie.pk: party.cells for party in grid.parties}
    assert cells[made[1].pk]["ease"].times == 0 and cells[made[0].pk]["ease"].n == 40
    assert grids.grid(cast.town.pk, "baiyi", Span(date(2026, 7, 1), date(2026, 9, 30)), NOW).done == 0


def test_the_grid_asks_two_questions(cast, django_assert_num_queries):
    five(cast)
    grids.grid(cast.town.pk, "baiyi", QUARTER, NOW)
    with django_assert_num_queries(2):
        grids.grid(cast.town.pk, "baiyi", QUARTER, NOW)


@pytest.mark.parametrize("text", ["为确诊高血压患者复诊", "膝关节手术后探访", "发现早期肿瘤一例", "抑郁老人谈心"])
def test_a_diagnosis_is_rejected(cast, text):
    made = agreement(cast)
    who, _ = links.of_link(partner.give_link(cast.who("governance"), made.pk, NOW), NOW)
    error = refused("avoided", delivery.deliver, who, made.pk, Delivery("visit", TODAY, 3, text), NOW)
    assert "只写做了什么服务" in error.say("zh")
    assert not Entry.objects.filter(act="tie.deliver").exists()


def test_a_link_opens_one_agreement_and_nothing_else(cast):
    one, other = agreement(cast), agreement(cast, "partner_clinic", 2)
    key = partner.give_link(cast.who("governance"), one.pk, NOW)
    who, _ = links.of_link(key, NOW)
    refused("not-found", delivery.deliver, who, other.pk, Delivery("visit", TODAY, 3), NOW)
    refused("power", visit.note, who, one.pk, visit.Note("visit", TODAY), NOW)
    refused("power", tie.end, who, one.pk, "over", NOW)
    refused("power", partner.give_link, who, one.pk, NOW)
    assert people.of_link(key) is None  # no reporter's link either
    assert key not in str(list(Entry.objects.values_list("data", flat=True)))


def test_a_new_link_ends_the_one_before_and_the_end_ends_both(cast):
    made = agreement(cast)
    first = partner.give_link(cast.who("governance"), made.pk, NOW)
    second = partner.give_link(cast.who("governance"), made.pk, NOW)
    assert first != second and links.of_link(first, NOW) is None and links.of_link(second, NOW) is not None
    assert links.of_link(second, NOW + timedelta(days=36)) is None  # the agreement is over
    partner.end_link(cast.who("governance"), made.pk, NOW)
    assert links.of_link(second, NOW) is None
    third = partner.give_link(cast.who("governance"), made.pk, NOW)
    tie.end(cast.who("governance"), made.pk, "agreed", NOW)
    assert links.of_link(third, NOW) is None
    refused("over", partner.give_link, cast.who("governance"), made.pk, NOW)


def test_a_correction_is_a_new_entry(cast):
    made = agreement(cast)
    who, _ = links.of_link(partner.give_link(cast.who("governance"), made.pk, NOW), NOW)
    first = delivery.deliver(who, made.pk, Delivery("visit", TODAY, 300, ref="tap"), NOW)
    assert delivery.deliver(who, made.pk, Delivery("visit", TODAY, 300, ref="tap"), NOW).pk == first.pk
    delivery.correct(who, first.pk, 30, "多写了一个零", NOW)
    (one,) = grids.delivered([made.pk])
    assert (one.n, one.corrected, one.by_partner) == (30, True, True)
    assert Entry.objects.get(pk=first.pk).data["n"] == 300
    refused("reason", delivery.correct, who, first.pk, 3, " ", NOW)
    refused("count", delivery.correct, who, first.pk, -1, "写错了", NOW)
    delivery.correct(cast.who("governance"), first.pk, 0, "记错了机构", NOW)
    assert grids.delivered([made.pk]) == [] and grids.grid(cast.town.pk, "baiyi", QUARTER, NOW).done == 0


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (Delivery("gift", TODAY, 1), "commitment"),
        (Delivery("visit", TODAY, 0), "count"),
        (Delivery("visit", TODAY, 10**6), "count"),
        (Delivery("visit", TODAY + timedelta(days=1), 1), "future"),
        (Delivery("visit", date(2025, 12, 31), 1), "outside"),
        (Delivery("visit", TODAY, 1, "联系13800138000"), "private"),
        (Delivery("visit", TODAY, 1, "好" * 61), "long"),
    ],
)
def test_what_is_no_delivery(cast, given, code):
    made = agreement(cast)
    refused(code, delivery.deliver, cast.who("governance"), made.pk, given, NOW)


def test_a_wrong_credit_code_makes_no_agreement(cast):
    with pytest.raises(Incomplete) as caught:
        agreement(cast, fields={"credit_code": "91350100M000100Y44"})
    assert caught.value.faults["credit_code"].code == "credit-digit"
    refused("unit", agreement, cast, "branch_qiaodong")
    refused("overlap", lambda: (agreement(cast), agreement(cast, n=2)))


def test_renewal_is_raised_sixty_days_before_and_once(cast):
    five(cast)
    day = date(2026, 12, 31) - timedelta(days=60)
    before = NOW.replace(year=day.year, month=day.month, day=day.day, hour=0, minute=0) - timedelta(minutes=1)
    assert renewal.raise_due(before) == 0
    assert renewal.raise_due(before + timedelta(minutes=1)) == 5
    assert renewal.raise_due(NOW) == 0
    found = Matter.objects.filter(kind="renewal").order_by("pk")
    assert len(found) == 5 and {one.owner_id for one in found} == {cast.unit("party_work").pk}
    assert "将于2026-12-31到期" in found[0].text and found[0].due_at is not None
    entries = Entry.objects.filter(act="matter.file", matter__in=found)
    assert set(entries.values_list("tie_id", flat=True)) == set(
        Tie.objects.values_list("pk", flat=True).filter(kind="baiyi")
    )
    assert [story(found[0], one).knots[0].why for one in ("zh", "en")] == [
        "协议到期前由系统提出（2026-12-31 到期）", "raised by the system before the agreement ends on 2026-12-31"
    ]  # fmt: skip


def test_a_renewed_agreement_may_be_renewed_again(cast):
    made = agreement(cast)
    assert renewal.raise_due(NOW) == 1
    found = Matter.objects.get(kind="renewal")
    who = cast.who("governance")
    matters.take(who, found.pk, "renew", {"until": "2027-12-31", "document_no": "百医护老2027-01"}, NOW)
    assert renewal.raise_due(NOW) == 0
    assert renewal.raise_due(NOW + timedelta(days=365)) == 1
    made.refresh_from_db()
    assert made.data["renewal"] != found.pk


def test_the_step_that_renews_moves_the_agreement_and_what_follows_from_it(cast):
    """A4: until 31 December; renewed in time, the grid, the link and the board hold on into the next year."""
    made = agreement(cast)
    renewal.raise_due(NOW)
    found, who = Matter.objects.get(kind="renewal"), cast.who("governance")
    key = partner.give_link(who, made.pk, NOW)
    next_year, then = Span(date(2027, 1, 1), date(2027, 3, 31)), NOW + timedelta(days=60)
    assert links.of_link(key, then) is None
    assert grids.grid(cast.town.pk, "baiyi", next_year, then).parties == []
    matters.take(who, found.pk, "renew", {"until": "2027-12-31", "document_no": "百医护老2027-01"}, NOW)
    made.refresh_from_db()
    assert span_of(made).until == date(2027, 12, 31) and made.data["fields"]["document_no"] == "百医护老2027-01"
    assert made.data["fields"]["credit_code"], "what else was agreed stays"
    entry = Entry.objects.get(act="tie.change", tie=made)
    assert (entry.data["was"], entry.data["until"]) == ("2026-12-31", "2027-12-31")
    assert (entry.data["renewal"], entry.data["document"]) == (found.pk, "百医护老2027-01")
    assert links.of_link(key, then) is not None
    assert [party.tie.pk for party in grids.grid(cast.town.pk, "baiyi", next_year, then).parties] == [made.pk]
    found.refresh_from_db()
    assert not found.is_open


@pytest.mark.parametrize(
    ("until", "document", "code"),
    [
        ("2026-12-31", "甲1", "until"),
        ("2026-11-30", "甲1", "until"),
        ("2040-12-31", "甲1", "too-long"),
        ("2027-12-31", "", ""),
    ],
)
def test_a_renewal_that_cannot_be_moves_nothing(cast, until, document, code):
    made = agreement(cast)
    renewal.raise_due(NOW)
    found = Matter.objects.get(kind="renewal")
    with pytest.raises((Refused, Incomplete)) as caught:
        matters.take(cast.who("governance"), found.pk, "renew", {"until": until, "document_no": document}, NOW)
    assert not code or caught.value.code == code
    found.refresh_from_db()
    made.refresh_from_db()
    assert found.is_open and span_of(made).until == date(2026, 12, 31)
    assert not Entry.objects.filter(act="tie.change").exists()


def test_what_was_ended_meanwhile_is_not_renewed_and_not_renewing_lets_it_end(cast):
    one, other = agreement(cast), agreement(cast, "partner_clinic", 2)
    renewal.raise_due(NOW)
    who = cast.who("governance")
    tie.end(who, one.pk, "agreed", NOW)
    with pytest.raises(Refused, match="已经结束"):
        given = {"until": "2027-12-31", "document_no": "甲1"}
        matters.take(who, Tie.objects.get(pk=one.pk).data["renewal"], "renew", given, NOW)
    other.refresh_from_db()
    matters.take(who, other.data["renewal"], "let_end", {"reason": "人手不够"}, NOW)
    other.refresh_from_db()
    assert span_of(other).until == date(2026, 12, 31)


def test_every_quarter():
    assert grids.quarter(date(2026, 11, 26)) == Span(date(2026, 10, 1), date(2026, 12, 31))
    assert grids.quarter(date(2026, 1, 1)) == Span(date(2026, 1, 1), date(2026, 3, 31))
    assert grids.quarter(date(2024, 6, 30)) == Span(date(2024, 4, 1), date(2024, 6, 30))


def counted(cast, now):
    found = measures.results(cast.unit("party_work"), ["care_partners"], read("2026"), now)
    return found["care_partners"].above.least


def test_the_day_after_its_last_an_agreement_is_over_and_no_longer_counted(cast):
    """However long the worker was away, each ends once, with an entry that says which day was its last."""
    made = five(cast)
    tie.change(cast.who("governance"), made[0].pk, NOW, until=date(2027, 6, 30))
    after = begin_of(date(2027, 1, 1))
    assert lasting.follow(after - timedelta(seconds=1)) == 0 and counted(cast, NOW) == 5
    assert lasting.follow(after + timedelta(days=30)) == 4 and counted(cast, NOW) == 1
    assert lasting.follow(after + timedelta(days=30)) == 0
    entries = Entry.objects.filter(act="tie.expire")
    assert {one.tie_id for one in entries} == {one.pk for one in made[1:]} and len(entries) == 4
    assert {(one.data["until"], one.after, one.person_id) for one in entries} == {("2026-12-31", ENDED, None)}
    made[1].refresh_from_db()
    assert expired(made[1]) and span_of(made[1]).until == date(2026, 12, 31), "its days stay as agreed"
    assert lasting.follow(begin_of(date(2027, 7, 1))) == 1 and counted(cast, NOW) == 0


def test_a_part_at_a_time_ends_them_all(cast):
    five(cast)
    after = begin_of(date(2027, 2, 1))
    assert [lasting.follow(after, most=2) for _ in range(4)] == [2, 2, 1, 0]


def test_one_that_ran_out_is_renewed_late_and_counted_again(cast):
    made, who = agreement(cast), cast.who("governance")
    renewal.raise_due(NOW)
    late = begin_of(date(2027, 1, 10))
    lasting.follow(late)
    refused("ended", tie.change, who, made.pk, late, fields={"document_no": "百医护老2026-02"})
    given = {"until": "2027-12-31", "document_no": "百医护老2027-01"}
    matters.take(who, Matter.objects.get(kind="renewal").pk, "renew", given, late)
    made.refresh_from_db()
    assert (made.state, span_of(made).until, "reason" in made.data) == (ACTIVE, date(2027, 12, 31), False)
    assert counted(cast, late) == 1 and lasting.follow(late) == 0


def test_one_agreed_ahead_counts_from_its_first_day(cast):
    made = agreement(cast, since=date(2027, 1, 1), until=date(2027, 12, 31))
    gone = agreement(cast, "partner_clinic", 2, since=date(2027, 1, 1), until=date(2027, 1, 5))
    tie.end(cast.who("governance"), gone.pk, "agreed", NOW)
    assert counted(cast, NOW) == 0 and lasting.follow(NOW) == 0
    first = begin_of(date(2027, 1, 1))
    assert lasting.follow(first) == 1 and counted(cast, first) == 1 and lasting.follow(first) == 0
    assert [one.tie_id for one in Entry.objects.filter(act="tie.begin")] == [made.pk]


def test_one_that_ran_out_keeps_its_last_day_and_one_ended_by_hand_makes_room_at_once(cast):
    agreement(cast)
    lasting.follow(begin_of(date(2027, 1, 10)))
    last, then = date(2026, 12, 31), date(2027, 12, 31)
    refused("overlap", agreement, cast, since=last, until=then)
    assert agreement(cast, since=date(2027, 1, 1), until=then).state == ACTIVE
