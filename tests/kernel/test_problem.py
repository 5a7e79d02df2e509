"""Problems that a review found become matters with a unit and a day; the next round opens with what became of them."""

from datetime import date, timedelta

import pytest

from lianxin.kernel import abilities
from lianxin.kernel.acts import appraisal, matter, message, problem
from lianxin.kernel.models import Entry
from lianxin.kernel.reads import problems, timeline
from lianxin.language import period
from lianxin.language.reason import Refused
from tests.cast import NOW, join

DUE = date(2026, 6, 30)


@pytest.fixture
def review(cast):
    """The review of 2025 over the Party school, whose secretary is there, and that of 2026."""
    join(cast, "dean", "校支书", "secretary", cast.unit("school"))
    rounds = [
        appraisal.open_round(
            cast.who("governance"), cast.town.pk, "report_duty", f"{year}年度述职评议", period.read(year),
            [cast.unit("school").pk, cast.unit("party_town").pk], NOW,
        )
        for year in ("2025", "2026")
    ]  # fmt: skip
    one, after = (row.appraised.get(unit=cast.unit("school")) for row in rounds)
    return cast, one, after


def refusal(act, *given):
    with pytest.raises(Refused) as refused:
        act(*given)
    return refused.value.code


def test_a_problem_becomes_a_matter_of_the_unit_that_puts_it_right_due_on_its_day(review):
    """Row 0.5: 问题清单 & 整改, with responsible post and deadline; secret, and closed by somebody else."""
    cast, one, _ = review
    office, school = cast.who("governance"), cast.unit("school").pk
    made = problem.note(office, one.pk, "主题党日形式单一，每季度到网格里开一次", school, DUE, NOW)
    made.refresh_from_db()
    assert (made.kind, made.owner_id, made.step, made.shown, made.secret) == (
        "rectification", school, "doing", False, True,
    )  # fmt: skip
    assert made.due_at.date() >= DUE and Entry.objects.get(act="appraisal.problem").matter_id == made.pk
    told = [knot.what for knot in timeline.story(made).knots]
    assert any(what.startswith("列出问题，定整改期限") for what in told) and not any("." in what for what in told)
    for name in ("secretary", "worker", "community"):
        assert not abilities.may_see(cast.who(name), made)
    with pytest.raises(Refused):
        matter.take(cast.who("secretary"), made.pk, "done", {"result": "不是我的"}, NOW)
    matter.take(cast.who("dean"), made.pk, "done", {"result": "已到两个网格"}, NOW + timedelta(days=30))
    with pytest.raises(Refused):
        matter.take(cast.who("dean"), made.pk, "agree", {}, NOW + timedelta(days=30))
    closed = matter.take(office, made.pk, "agree", {}, NOW + timedelta(days=31))
    assert not closed.is_open


def test_the_next_round_opens_with_what_became_of_each(review):
    cast, one, after = review
    office = cast.who("governance")
    assert problems.before(after) is None
    first = problem.note(office, one.pk, "问题一", cast.unit("school").pk, DUE, NOW)
    problem.note(office, one.pk, "问题二", cast.unit("office_party").pk, DUE, NOW)
    matter.take(cast.who("dean"), first.pk, "done", {"result": "改好了"}, NOW)
    matter.take(office, first.pk, "agree", {}, NOW)
    last = problems.before(after)
    assert last == one and problems.before(one) is None
    found = problems.of([last])[last.pk]
    assert [(line.matter.text, line.state.zh, line.result, line.due) for line in found] == [
        ("问题一", "已整改", "改好了", DUE), ("问题二", "整改中", "", DUE),
    ]  # fmt: skip
    assert [line.late(DUE + timedelta(days=1)) for line in found] == [False, True]
    assert [(who.pk, len(lines)) for who, lines in problems.of_round(one.appraisal)] == [(one.pk, 2)]


def test_a_problem_without_words_day_or_unit_is_refused_and_nothing_is_saved(review):
    cast, one, _ = review
    office, school = cast.who("governance"), cast.unit("school").pk
    assert refusal(problem.note, office, one.pk, " ", school, DUE, NOW) == "empty"
    assert refusal(problem.note, office, one.pk, "问题", school, NOW.date(), NOW) == "due"
    assert refusal(problem.note, office, one.pk, "问题", None, DUE, NOW) == "unit"
    assert refusal(problem.note, cast.who("dean"), one.pk, "问题", school, DUE, NOW) == "not-yours"
    one.refresh_from_db()
    assert one.problems == [] and not Entry.objects.filter(act="appraisal.problem").exists()


def test_the_secretary_of_the_body_hears_of_it(review):
    cast, one, _ = review
    made = problem.note(cast.who("governance"), one.pk, "没有活动场地", cast.unit("school").pk, DUE, NOW)
    handed = Entry.objects.filter(matter=made, after="doing")
    found = message.concerned(handed.select_related("matter"))
    told = [note for entry in handed for note in message.messages(entry, found, webhook=False, now=NOW)]
    assert [(note.person_id, f"/matter/{made.pk}" in note.link) for note in told] == [(cast.people["dean"].pk, True)]
