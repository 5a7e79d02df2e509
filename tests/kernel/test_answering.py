"""Several told of one matter in their own words: each says for himself whether it is solved, and it still ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianxin.kernel.acts import clocks, leaving, message
from lianxin.kernel.acts import matter as acts
from lianxin.kernel.models import Entry, Matter
from lianxin.kernel.reads import follow, open311, people, public, solved, timeline
from lianxin.language.reason import Refused
from tests.cast import NOW

LAMP = "江浦路路灯不亮，晚上看不清路，老人家走夜路很危险，请尽快来修"
PHONES = ("13800138012", "13800138077", "13800138033")


def row(filed):
    return Matter.objects.get(pk=filed.matter.pk)


def say(filed, action, at=NOW, **given):
    return acts.take(people.of_link(filed.key), filed.matter.pk, action, given, at)


def page(filed, at=NOW, lang="zh"):
    return follow.story(people.of_link(filed.key), at, lang)


def finish(cast, filed):
    if row(filed).step == "filed":
        acts.take(cast.who("clerk"), filed.matter.pk, "accept", {}, NOW)
    acts.take(cast.who("clerk"), filed.matter.pk, "finish", {"result": "路灯换了新的"}, NOW)


def due(filed):
    return solved.window(row(filed)).due


def acts_of(filed):
    return list(Entry.objects.filter(matter=filed.matter).order_by("pk").values_list("act", flat=True))


@pytest.fixture
def three(tell):
    return [tell(LAMP, topic="light", phone=phone) for phone in PHONES]


@pytest.fixture
def asked(cast, three):
    """Three told of it, and the unit says that it is done."""
    finish(cast, three[0])
    return three


def test_the_first_who_says_solved_speaks_for_himself(asked):
    say(asked[0], "confirm", satisfaction="yes")
    assert row(asked[0]).step == "answered" and row(asked[0]).is_open
    assert solved.answers(row(asked[0])) == solved.Answers(3, 1, frozenset({asked[0].tie.pk}))
    assert page(asked[0]).now_stands == "您说已解决" and page(asked[0]).yes is None and page(asked[0]).no is not None
    assert page(asked[1]).yes is not None and page(asked[1]).answers.solved == 1
    assert "另一位反映人说已解决。" in [knot.what for knot in page(asked[1]).knots]


def test_other_systems_see_it_open_until_it_is_closed(asked):
    town = public.town_of("xiqiao")
    wanted = open311.Wanted((town,), numbers=(row(asked[0]).number,))
    say(asked[0], "confirm")
    assert [one.open for one in open311.requests(wanted, "zh")] == [True]
    say(asked[1], "confirm")
    say(asked[2], "confirm")
    assert [(one.open, one.stands) for one in open311.requests(wanted, "zh")] == [(False, "已解决，反映人已确认")]


def test_it_is_closed_when_all_of_them_say_so_and_each_of_them_confirmed_it(asked):
    for filed in asked:
        say(filed, "confirm")
    after = row(asked[0])
    assert (after.ending, after.step) == ("solved", "solved") and "solve.above" in after.marks
    tally = Entry.objects.get(act="matter.tally")
    assert (tally.data["of"], tally.data["solved"]) == (3, 3) and tally.tells == frozenset()
    assert {page(one).now_stands for one in asked} == {"已解决，您已确认"}
    assert "反映的 3 位都说已解决。" in [knot.what for knot in page(asked[0]).knots]


def test_a_not_solved_after_a_solved_sends_it_back_and_all_are_asked_anew(cast, asked):
    say(asked[0], "confirm")
    say(asked[2], "dispute", reason="巷尾那盏还是黑的")
    assert row(asked[0]).step == "doing" and row(asked[0]).counts["reopened"] == 1
    finish(cast, asked[0])
    assert solved.answers(row(asked[0])).solved == 0 and page(asked[0]).yes is not None
    for filed in asked:
        say(filed, "confirm")
    assert not row(asked[0]).is_open


def test_who_said_solved_may_still_say_that_it_is_not(asked):
    say(asked[0], "confirm")
    say(asked[0], "dispute")
    assert row(asked[0]).step == "doing"


def test_said_twice_it_is_said_once(asked):
    for _ in range(3):
        say(asked[0], "confirm")
    assert acts_of(asked[0]).count("matter.vouch") == 1 and row(asked[0]).is_open


def test_when_the_term_is_over_what_was_said_closes_it_and_the_silent_are_told(asked):
    say(asked[0], "confirm", satisfaction="yes")
    clocks.ring(due(asked[0]) - timedelta(minutes=1))
    assert row(asked[0]).is_open
    end = due(asked[0])
    clocks.ring(end)
    assert row(asked[0]).ending == "solved" and row(asked[0]).next_at is None
    tally = Entry.objects.get(act="matter.tally")
    assert (tally.data["of"], tally.data["solved"], tally.tells) == (3, 1, frozenset({"reporters"}))
    notices = list(message.messages(tally, message.concerned([tally]), True, end))
    assert {one.tie_id for one in notices} == {filed.tie.pk for filed in asked}
    assert all("1 位说已解决，2 位没有在期限内回答" in one.body for one in notices)
    assert page(asked[0], end).now_stands == "已解决，您已确认"
    silent = page(asked[1], end)
    assert silent.now_stands == "已解决，反映人已确认" and not any("您已确认" in knot.what for knot in silent.knots)
    say(asked[1], "reopen", end, reason="我家门口还黑着")
    assert row(asked[0]).is_open


def test_where_nobody_answered_the_end_of_the_term_is_as_before_and_then_the_first_answer_closes_it(asked):
    end = due(asked[0])
    clocks.ring(end)
    assert row(asked[0]).is_open and "matter.remind" in acts_of(asked[0])
    say(asked[1], "confirm", end + timedelta(hours=1))
    assert row(asked[0]).ending == "solved" and Entry.objects.get(act="matter.tally").data["solved"] == 1


def test_a_not_satisfied_is_covered_by_nobody_elses_word(asked):
    for filed, satisfied in zip(asked, ("yes", "no", None), strict=True):
        say(filed, "confirm", **({"satisfaction": satisfied} if satisfied else {}))
    assert row(asked[0]).fields["satisfaction"] == "no"
    assert "satisfied.below" in row(asked[0]).marks and "satisfied.above" not in row(asked[0]).marks


def test_who_rated_nothing_takes_no_rating_away(asked):
    for filed, satisfied in zip(asked, (None, "fair", None), strict=True):
        say(filed, "confirm", **({"satisfaction": satisfied} if satisfied else {}))
    assert row(asked[0]).fields["satisfaction"] == "fair" and "satisfied.above" in row(asked[0]).marks


def test_whoever_calls_back_still_decides_and_is_told_how_it_stands(cast, asked):
    say(asked[0], "confirm")
    acts.take(cast.who("visitor"), asked[0].matter.pk, "confirm", {"note": "电话里三家都说亮了"}, NOW)
    assert row(asked[0]).ending == "solved" and "matter.tally" not in acts_of(asked[0])
    assert page(asked[1]).now_stands == "已解决，反映人已确认"


def test_one_who_told_it_alone_closes_it_at_once_whoever_follows(cast, tell):
    first = tell(LAMP, topic="light", phone=PHONES[0])
    tell(row(first).public_text, joins=first.matter.pk, anonymous=True)
    finish(cast, first)
    assert page(first).answers is None
    say(first, "confirm")
    assert row(first).ending == "solved" and "matter.vouch" not in acts_of(first)
    assert page(first).now_stands == "已解决，您已确认"


def test_what_one_told_twice_is_one_answer(cast, tell):
    first, again = (tell(text, topic="light", phone=PHONES[0]) for text in (LAMP, LAMP + "。"))
    finish(cast, first)
    say(again, "confirm")
    assert row(first).ending == "solved"


def test_who_only_follows_is_neither_asked_nor_waited_for(cast, tell, three):
    follower = tell(row(three[0]).public_text, joins=three[0].matter.pk, anonymous=True)
    finish(cast, three[0])
    with pytest.raises(Refused, match="只是跟进"):
        say(follower, "confirm")
    leaving.stop(people.of_link(follower.key), NOW)
    for filed in three:
        say(filed, "confirm")
    assert Entry.objects.get(act="matter.tally").data["of"] == 3


def test_the_desk_reads_who_said_what_as_counts(asked):
    for filed in asked:
        say(filed, "confirm")
    told = [(knot.what, knot.who) for knot in timeline.story(row(asked[0])).knots][-5:]
    assert [what for what, _ in told] == ["一位反映人说已解决"] * 3 + ["确认已解决", "按反映人的回答办结"]
    assert told[3][1] == "系统"


SAYINGS = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["confirm", "dispute"]), st.sampled_from(["", "yes", "fair", "no"])),
    max_size=7,
)


@given(sayings=SAYINGS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_they_say_it_is_closed_by_all_or_by_the_term_and_never_over_a_no(cast, tell, sayings):
    with transaction.atomic():
        three = [tell(LAMP, topic="light", phone=phone) for phone in PHONES]
        finish(cast, three[0])
        yes: dict[int, str] = {}
        for n, action, satisfied in sayings:
            if action == "dispute":
                say(three[n], action)
                finish(cast, three[0])
                yes = {}
            else:
                say(three[n], action, **({"satisfaction": satisfied} if satisfied else {}))
                yes.setdefault(n, satisfied)
            assert row(three[0]).is_open == (len(yes) < 3)
            if len(yes) == 3:
                break
        if row(three[0]).is_open:
            clocks.ring(due(three[0]))
        after = row(three[0])
        assert after.is_open == (not yes)
        if yes:
            tally = Entry.objects.get(act="matter.tally", matter=after)
            assert (tally.data["of"], tally.data["solved"]) == (3, len(yes))
            rated = [one for one in yes.values() if one]
            assert ("satisfied.below" in after.marks) == bool(rated)
            assert ("satisfied.above" in after.marks) == (bool(rated) and "no" not in rated)
        walked = set()
        for entry in Entry.objects.filter(matter=after).order_by("pk"):
            walked = (walked - set(entry.data.get("unmarks", []))) | set(entry.data.get("marks", []))
        assert walked == set(after.marks), "the entries alone give the rates it counts in"
        transaction.set_rollback(True)
