"""Who may file, who may see the reporter, what a late claim is told, and how a rate is printed."""

from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.language.town import ON

from lianxin.cases.stage import Stage
from lianxin.cases.words import FileDecl, PostDecl
from lianxin.language import procedure, rates, who
from lianxin.language.calendar import SHANGHAI
from lianxin.language.facts import CLOCK
from lianxin.language.load import load
from lianxin.language.reason import Refused

ROOT = Path(__file__).resolve().parents[2] / "packs"
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=SHANGHAI)


@cache
def pack():
    return load(ROOT / "shiweitang", ON)


@pytest.fixture
def stage():
    one = Stage(pack())
    one.enter("经办", [PostDecl(role="worker", at="office_planning")])
    one.enter("社区", [PostDecl(role="community", at="qiaodong")])
    one.enter("邻社区", [PostDecl(role="community", at="jiaokou")])
    one.enter("督导", [PostDecl(role="overseer", at="liwan")])
    one.enter("党员", [PostDecl(role="member", at="branch_office3")])
    return one


def blank(stage, kind, place="qiaodong", **more):
    return stage.blank(FileDecl(kind=kind, place=place, **more), kind, False, NOW)


def test_an_officer_may_record_a_hazard_before_anybody_owns_it(stage):
    facts = blank(stage, "hazard")
    assert procedure.start(pack(), stage.calendar, facts, stage.actor("经办"), NOW).facts.step == "found"


def test_a_community_worker_files_at_home_and_where_the_place_is_unknown(stage):
    filed_by = ["community"]
    assert who.may_file(pack(), filed_by, stage.actor("社区"), blank(stage, "hazard"))
    assert who.may_file(pack(), filed_by, stage.actor("社区"), blank(stage, "hazard", place=None))
    assert not who.may_file(pack(), filed_by, stage.actor("邻社区"), blank(stage, "hazard"))


def test_a_post_of_another_town_files_nothing_here(stage):
    facts = replace(blank(stage, "hazard", place=None), town=999)
    assert not who.may_file(pack(), ["worker", "community"], stage.actor("经办"), facts)


def test_a_member_or_the_clock_may_not_record_a_hazard(stage):
    for actor in (stage.actor("党员"), CLOCK):
        with pytest.raises(Refused) as refused:
            procedure.start(pack(), stage.calendar, blank(stage, "hazard"), actor, NOW)
        assert refused.value.code == "not-yours"


def test_an_anonymous_reporter_is_invisible_to_every_role(stage):
    for role in pack().said.roles:
        stage.enter(role, [PostDecl(role=role, at="qiaodong"), PostDecl(role=role, at="desk_12345")])
        for kind in pack().said.matters:
            facts = stage.given_to(blank(stage, kind, anonymous=True), "qiaodong")
            assert not who.sees_reporter(pack(), stage.actor(role), facts)


def test_a_named_reporter_is_seen_by_those_who_may_reveal_and_stand_there(stage):
    facts = stage.given_to(blank(stage, "request"), "qiaodong")
    assert who.sees_reporter(pack(), stage.actor("社区"), facts)
    for name in ("邻社区", "经办", "督导", "党员"):
        assert not who.sees_reporter(pack(), stage.actor(name), facts)
    assert not who.sees_reporter(pack(), CLOCK, facts)


def test_of_many_who_claim_at_once_the_first_keeps_it_and_the_others_are_thanked(stage):
    facts = replace(blank(stage, "wish"), step="tree")
    first = procedure.take(pack(), stage.calendar, facts, "claim", stage.actor("党员"), {}, NOW).facts
    stage.enter("后来", [PostDecl(role="member", at="branch_office3")])
    with pytest.raises(Refused) as refused:
        procedure.take(pack(), stage.calendar, first, "claim", stage.actor("后来"), {}, NOW + timedelta(seconds=1))
    assert refused.value.code == "claimed"
    assert first.claimer == stage.people["党员"]


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_rate_is_printed_exactly_half_up(above, below):
    printed = Fraction(rates.percent(above, below).removesuffix(" %"))
    exact = Fraction(above * 100, below)
    assert printed - Fraction(1, 20) <= exact < printed + Fraction(1, 20)


@pytest.mark.parametrize(
    ("above", "below", "text"),
    [(300, 1169, "25.7 %"), (25, 74, "33.8 %"), (24, 74, "32.4 %"), (1, 1, "100.0 %"), (0, 3, "0.0 %"), (0, 0, "—")],
)
def test_known_rates(above, below, text):
    assert rates.percent(above, below) == text
