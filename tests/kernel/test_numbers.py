"""Numbers that documents cite (scenario A2), joint activities, approximate figures, schemes, surveys."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import pytest

from lianxin.kernel.acts import matter as steps
from lianxin.kernel.acts import measures, survey
from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.unit import found_town
from lianxin.kernel.models import Activity, Matter, Tie
from lianxin.kernel.reads import measures as reads
from lianxin.kernel.reads import measures_view, schemes
from lianxin.kernel.who import SYSTEM
from lianxin.language.calendar import SHANGHAI
from lianxin.language.period import read
from lianxin.language.reason import Refused
from tests.cast import NOW, pack_of, xiqiao
from tests.web.street.matters import one

pytestmark = pytest.mark.django_db
YEAR = read("2026")


def count(town_id: int) -> None:
    measures.fold(NOW)
    measures.recount(town_id, NOW)
    while measures.walk(NOW):
        pass


def deed(cast, rng, closed: bool) -> Matter:
    """One practical deed on the list, closed after the call-back or still under way."""
    made = one(cast, rng, cast.now)
    made.kind, made.step, made.is_open = "deed", "closed" if closed else "doing", not closed
    made.outcome, made.ending = ("closed", "solved") if closed else ("", "")
    made.closed_at = cast.now - timedelta(days=1) if closed else None
    made.received_at = made.entered_at = datetime(2026, 1, 8, 9, tzinfo=SHANGHAI)
    made.claimer, made.suspended, made.clocks, made.marks = None, False, [], []
    made.done_at = {"list": str(datetime(2026, 1, 10, 9, tzinfo=SHANGHAI).timestamp())}
    return made


def test_a2_74_deeds_25_done_and_one_reopened():
    """上城 row 1.7: 74, 25, 33.8 %; reopening one makes 24, 32.4 %, and the cited figure stale."""
    cast, rng = xiqiao(), random.Random(2)
    Matter.objects.bulk_create([deed(cast, rng, n < 25) for n in range(74)])
    count(cast.town.pk)
    cited = reads.result(cast.town, "deeds_done", YEAR, cast.now)
    assert (cited.below.least, cited.above.least, cited.value()) == (74, 25, "33.8 %")
    assert reads.stale(cited, cast.now) is None
    done = Matter.objects.filter(kind="deed", is_open=False).first()
    steps.take(cast.who("governance"), done.pk, "reopen", {"reason": "路面又塌了，要重新修"}, cast.now)
    why = reads.stale(cited, cast.now)
    assert why.code == "figure_changed" and "33.8 %" in why.say() and "32.4 %" in why.say("en")
    present = reads.result(cast.town, "deeds_done", YEAR, cast.now)
    assert (present.above.least, present.value()) == (24, "32.4 %")
    assert len(measures_view.everything(cast.town, "deeds_done.above", YEAR, 100)) == 24


def activity(cast, kind: str, *units, heads=None) -> Activity:
    """A held activity of several units, each by name, with a headcount."""
    made = Activity.objects.create(
        kind=kind, title="共学一课", pack=cast.version, town=cast.town, unit=units[0], state="held",
        chains=sorted({pk for unit in units for pk in unit.chain}), starts_at=cast.now - timedelta(days=2),
        figures={"heads": heads} if heads else {},
    )  # fmt: skip
    for unit in units:
        Tie.objects.create(kind="organise", role="host", unit=unit, activity=made, town=cast.town, since=cast.now)
    record(cast.who("governance"), "activity.hold", "record", cast.now, activity_id=made.pk, town_id=cast.town.pk)
    return made


def test_a_joint_activity_counts_once_in_each_branch_and_once_in_the_town():
    cast = xiqiao()
    first, second = cast.unit("party_qiaoyuan"), cast.unit("office_party")
    activity(cast, "lecture", first, second, heads={"least": 180, "most": 189, "said": "180余人"})
    activity(cast, "lecture", first, heads={"least": 20, "most": 20, "said": "20"})
    for counted in (False, True):
        told = {
            unit.pk: reads.result(unit, "lectures", YEAR, cast.now).above.least for unit in (cast.town, first, second)
        }
        assert told == {cast.town.pk: 2, first.pk: 2, second.pk: 1}, counted
        people = reads.result(cast.town, "participants", YEAR, cast.now)
        assert (people.above.least, people.above.most) == (200, 209) and people.value() == "200 至 209"
        count(cast.town.pk)


def test_last_years_question_gets_last_years_rule():
    """A record is counted by the rule of its own day: two rules, each for its days."""
    pack = pack_of("xiqiao")
    content = {**pack.content, "indicators": {**pack.content["indicators"]}}
    before, after = dict(pack.content["indicators"]["requests_received"]["dated"][0]), {}
    after = before | {"since": "2026-02-01", "above": "matter.topic == 'light'"}
    content["indicators"]["requests_received"] = pack.content["indicators"]["requests_received"] | {
        "dated": [before | {"until": "2026-01-31"}, after]
    }
    from lianxin.kernel.acts import pack as packs_act
    from lianxin.language.pack import from_content

    cast, rng = xiqiao(), random.Random(5)
    packs_act.publish(SYSTEM, from_content(content), cast.now)
    rows = [one(cast, rng, cast.now) for _ in range(40)]
    for n, row in enumerate(rows):
        row.kind, row.topic = "request", "light" if n % 4 == 0 else "road"
        row.received_at = datetime(2026, 1 if n < 20 else 3, 5, 9, tzinfo=SHANGHAI)
    Matter.objects.bulk_create(rows)
    count(cast.town.pk)
    assert reads.result(cast.town, "requests_received", read("2026-01"), cast.now).above.least == 20
    spring = reads.result(cast.town, "requests_received", read("2026-03"), cast.now)
    assert spring.above.least == 5 and spring.rules == ("2026-02-01 hotline-2020",)
    whole = reads.result(cast.town, "requests_received", YEAR, cast.now)
    assert whole.above.least == 25 and len(whole.rules) == 2


def test_a_slogan_is_printed_only_if_the_register_holds_it():
    pack = pack_of("junhe")
    from lianxin.kernel.acts import pack as packs_act

    packs_act.publish(SYSTEM, pack_of("base"), NOW)
    packs_act.publish(SYSTEM, pack, NOW)
    town = found_town(SYSTEM, pack, NOW)
    held = schemes.held(town, "teams")
    assert not held.checked.printable
    lacks = {one.key: one.lack.code if one.lack else "" for one in held.checked.slots}
    assert lacks == {"first": "unconfirmed", "second": "unconfirmed", "five": "unconfirmed", "n": ""}
    assert held.units["n"]


def test_a_survey_says_its_margin_target_and_gap():
    cast = xiqiao()
    pack = pack_of("shangcheng")
    from lianxin.kernel.acts import pack as packs_act

    packs_act.publish(SYSTEM, pack, NOW)
    town = found_town(SYSTEM, pack, NOW)
    who, day = cast.who("governance"), date(2026, 3, 1)
    with pytest.raises(Refused, match="不能登记"):
        survey.record(who, town, "rubbish_joined", day, 180, 200, "随机抽 200 户入户询问", NOW)
    from lianxin.kernel.acts.person import appoint

    appoint(SYSTEM, cast.people["governance"], "governance", town, pack, NOW, trusted=True)
    who = cast.who("governance")
    for wrong in ((201, 200), (-1, 200), (1, 0), (1.5, 200)):
        with pytest.raises(Refused):
            survey.record(who, town, "rubbish_joined", day, *wrong, "随机抽 200 户入户询问", NOW)
    with pytest.raises(Refused, match="以后"):
        survey.record(who, town, "rubbish_joined", date(2026, 12, 1), 1, 2, "随机抽 200 户", NOW)
    made = survey.record(who, town, "rubbish_joined", day, 162, 200, "随机抽 200 户入户询问", NOW)
    with pytest.raises(Refused, match="已经有一次"):
        survey.record(who, town, "rubbish_joined", day, 162, 200, "随机抽 200 户入户询问", NOW)
    found = schemes.rounds(town, "rubbish_joined", pack.said.surveys["rubbish_joined"])[0]
    assert (round(found.share.value, 1), found.target, round(found.gap, 1)) == (81.0, 90, 9.0)
    assert (round(found.share.least, 1), round(found.share.most, 1)) == (75.0, 85.8)  # Wilson, 95 %
    survey.withdraw(who, made.pk, "抽样名单弄错了", NOW)
    assert schemes.rounds(town, "rubbish_joined", pack.said.surveys["rubbish_joined"]) == []
