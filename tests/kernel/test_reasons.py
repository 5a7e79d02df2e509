"""Why a matter went where it went is kept as facts and said in the reader's language; what was kept before as a
sentence is said as it is."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from lianxin.kernel.acts.correcting import correct
from lianxin.kernel.acts.merging import merge
from lianxin.kernel.acts.splitting import split
from lianxin.kernel.models import Entry
from lianxin.kernel.reads import reasons
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.timeline import story
from tests.cast import NOW
from tests.hands import hang

HAN = re.compile(r"[\u4e00-\u9fff]")
POTHOLE = "江浦路路口有个大坑,电动车摔了两次,请尽快修,我要投诉"


def said(matter, act, language):
    return next(knot.why for knot in story(matter, language).knots if knot.act == act)


def test_a_rule_of_the_pack_says_why_in_both_languages(cast, tell):
    matter = tell(POTHOLE).matter
    by = Entry.objects.get(matter_id=matter.pk).data["routed"]["by"]
    rule = cast.pack.said.routing[int(by.removeprefix("rule:"))]
    assert said(matter, "matter.file", "zh") == rule.why.zh
    assert said(matter, "matter.file", "en") == rule.why.text().en != rule.why.zh
    assert story(matter, "en").path[0].why == rule.why.text().en, "the way from owner to owner says it too"


def test_what_a_person_had_to_look_at_is_said_in_both(cast, tell):
    matter = tell("有件事想跟你们说说", place=None, kind="").matter
    english = said(matter, "matter.file", "en")
    assert "a person decides" in english and not HAN.search(english)
    assert "请人工判断" in said(matter, "matter.file", "zh")


def test_the_nearest_is_named_with_its_distance(cast):
    matter = hang(cast)
    kept = Entry.objects.get(matter_id=matter.pk, act="matter.file").data
    assert set(kept["routed"]) <= {"by", "metres", "gap"}
    where = directory(cast.town.pk)
    named = {"owner": cast.unit("site_qiaoyuan").pk, "routed": {"by": "nearest", "metres": 320}}
    chinese, english = (reasons.why(named | {"owner_name": "樵园驿站"}, cast.pack, where, one) for one in ("zh", "en"))
    assert chinese == "由最近的站点就近办理（樵园驿站，约 320 米）"
    assert english.startswith("the nearest site acts (") and english.endswith(", about 320 m away)")


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "本应：由登记单位办理；但没有"), ("en", "meant: the unit that recorded it acts; no")]
)
def test_a_gap_says_what_was_meant(cast, language, said):
    kept = {"routed": {"by": "filer", "gap": True}}
    assert reasons.why(kept, cast.pack, directory(cast.town.pk), language).startswith(said)


def test_an_entry_of_before_says_its_sentence_as_it_is(cast, tell):
    matter = tell(POTHOLE).matter
    entry = Entry.objects.filter(matter_id=matter.pk).values_list("data", flat=True).get()
    old = {key: value for key, value in entry.items() if key not in ("routed", "to_person")}
    old |= {"why": "规划建设办管道路", "to_person": ["没有找到认得的地名，请人工判断"]}
    where = directory(cast.town.pk)
    assert reasons.whole(old, cast.pack, where, "zh") == "规划建设办管道路；没有找到认得的地名，请人工判断"
    assert reasons.why(old, cast.pack, where, "en") == "规划建设办管道路"


def test_a_correction_and_a_parting_say_theirs_in_both(cast, tell):
    clerk, lamp, drain = cast.who("clerk"), tell(POTHOLE).matter, tell("江浦路口的下水道堵了，一下雨就漫上来").matter
    correct(clerk, lamp.pk, NOW, topic="noise")
    assert said(lamp, "matter.correct", "en") == "Illegal building, stalls, noise: law enforcement"
    merge(clerk, lamp.pk, drain.pk, NOW)
    split(clerk, lamp.pk, NOW + timedelta(hours=1))
    assert said(lamp, "matter.split", "en") == (
        "the time it was merged (since 11 Mar 10:00) does not count towards its terms"
    )
