"""What the machine was not sure of can be answered by whoever works on the matter, as long as it is open in doubt: on
its page, beside the step that takes it on, and once it is closed by a clerk. Who answered is said."""

from __future__ import annotations

import re
from html import unescape

import pytest
from tests.cast import NOW

from lianxin.kernel.acts.correcting import correct
from lianxin.kernel.models import Entry, Matter
from lianxin.kernel.reads.labels import settled
from lianxin.kernel.reads.packs import current
from lianxin.language.reason import Refused

DIM = "东边有点问题请看看"
"""No word of it says what it is about."""
NOISE = "又吵又臭，希望"
"""Nature is about equal between two answers."""
SECTION = re.compile(r'<section class="section" id="correct">.*?</section>', re.DOTALL)


def box(client, matter) -> str:
    """What the page says was read, with its buttons."""
    return unescape(SECTION.search(client.get(f"/matter/{matter.pk}").content.decode())[0])


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def taken_on(cast, at_desk, matter, **beside):
    """The clerk takes the matter on, with what he answers beside it."""
    clerk = at_desk("clerk")
    assert clerk.post(f"/matter/{matter.pk}/do/accept", beside).status_code == 302
    matter.refresh_from_db()
    return clerk


def close(matter: Matter) -> None:
    step, end = next((key, one.end) for key, one in current("xiqiao").kind("request").steps.items() if one.end)
    matter.is_open, matter.step, matter.closed_at, matter.erase_at = False, step, NOW, NOW
    matter.outcome = matter.ending = end
    matter.save()


def test_a_doubt_stays_answerable_after_the_matter_was_taken_on(cast, tell, at_desk):
    matter = tell(NOISE).matter
    clerk = taken_on(cast, at_desk, matter)
    assert matter.handler_id and matter.unsure
    said = box(clerk, matter)
    assert "是投诉" in said and "是建议" in said and "选别的" in said
    assert clerk.post(f"/matter/{matter.pk}/correct", {"nature": "help"}).status_code == 302
    matter.refresh_from_db()
    assert matter.nature == "help" == matter.reading["stands"]["nature"]


def test_where_nothing_was_read_any_answer_can_be_chosen(cast, tell, at_desk):
    matter = tell(DIM).matter
    assert '<select class="input input-short" name="topic"' in box(at_desk("clerk"), matter)


def test_the_step_that_takes_it_on_asks_once_and_the_answer_teaches(cast, tell, at_desk):
    matter = tell(NOISE).matter
    page = at_desk("clerk").get(f"/matter/{matter.pk}").content.decode()
    assert 'name="judged_nature" value="complaint"' in page and "先不定" in page
    taken_on(cast, at_desk, matter, judged_nature="suggest")
    assert (matter.nature, matter.reading["stands"]["nature"]) == ("suggest", "suggest")
    assert matter.handler_id and "nature" not in matter.reading.get("to_person", [])
    kept = Entry.objects.filter(matter=matter).order_by("id").values_list("act", flat=True)
    assert list(kept)[-2:] == ["matter.correct", "matter.accept"]
    assert [one.label for one in settled(cast.town.pack_key, "nature")] == ["suggest"]


def test_it_may_be_left_alone(cast, tell, at_desk):
    matter = tell(NOISE).matter
    taken_on(cast, at_desk, matter, judged_nature="")
    assert matter.handler_id and "stands" not in matter.reading
    assert not settled(cast.town.pack_key, "nature")


def test_a_refused_answer_changes_nothing(cast, tell, at_desk):
    matter = tell(NOISE).matter
    answer = at_desk("clerk").post(f"/matter/{matter.pk}/do/accept", {"judged_nature": "nonsense"})
    matter.refresh_from_db()
    assert answer.status_code == 422 and not matter.handler_id and "stands" not in matter.reading


def test_a_sure_matter_asks_nothing_beside_a_step(cast, tell, at_desk):
    matter = tell("投诉路灯坏了没人修").matter
    assert "judged_" not in at_desk("clerk").get(f"/matter/{matter.pk}").content.decode()


def test_a_closed_matter_is_answered_by_a_clerk_and_keeps_its_days(cast, tell, at_desk):
    matter = tell(NOISE).matter
    close(matter)
    was = (matter.owner_id, matter.erase_at, matter.clocks, matter.closed_at)
    clerk = at_desk("clerk")
    assert "是投诉" in box(clerk, matter) and "改正" not in box(clerk, matter)
    with pytest.raises(Refused):
        correct(cast.who("worker"), matter.pk, NOW, nature="help")
    assert clerk.post(f"/matter/{matter.pk}/correct", {"nature": "complaint"}).status_code == 302
    matter.refresh_from_db()
    assert (matter.owner_id, matter.erase_at, matter.clocks, matter.closed_at) == was
    assert [one.label for one in settled(cast.town.pack_key, "nature")] == ["complaint"]


def test_what_a_person_said_stands_first_and_the_machine_is_silent(cast, tell, at_desk):
    matter, clerk = tell(NOISE).matter, at_desk("clerk")
    clerk.post(f"/matter/{matter.pk}/correct", {"nature": "help"})
    said = words(box(clerk, matter))
    shown = cast.who("clerk").shown
    assert "人判断为求助" in said and shown in said and "机器原来读作：建议" in said
    assert "“建议”和“投诉”的依据差不多" not in said
