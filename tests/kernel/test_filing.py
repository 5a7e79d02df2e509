"""Filing: one act for every channel; nothing twice, nothing without an owner and a clock."""

from datetime import timedelta

import pytest

from lianxin.intake.understanding import MOST, TooLong, Unreadable
from lianxin.kernel.acts.filing import Telling, file
from lianxin.kernel.models import Entry, Matter, Person, Tie
from lianxin.kernel.reads.follow import story
from lianxin.kernel.reads.people import of_link
from lianxin.kernel.who import NOBODY
from lianxin.language.calendar import last_day
from lianxin.language.reason import Refused
from tests.cast import NOW

POTHOLE = "江浦路路口有个大坑,电动车摔了两次,请尽快修,我要投诉"


def test_a_sentence_becomes_a_matter_with_owner_clock_and_entry(cast, tell):
    filed = tell(POTHOLE, nature="complaint")
    matter = filed.matter
    assert (matter.kind, matter.step, matter.is_open) == ("request", "filed", True)
    assert matter.owner_id is not None
    assert last_day(matter.due_at).isoformat() == "2026-04-01"  # 15 working days after 11 March 2026
    entry = Entry.objects.get(matter_id=matter.pk)
    assert (entry.act, entry.verb) == ("matter.file", "file")
    assert entry.data["owner_name"] and entry.data["routed"]["by"] and "why" not in entry.data
    assert len(filed.code) == 6 and len(filed.key) >= 22


def test_the_same_submission_is_filed_once_and_gets_the_same_receipt(cast, tell):
    first, again = tell(POTHOLE, ref="web:1"), tell(POTHOLE, ref="web:1")
    assert again.again and again.matter.pk == first.matter.pk
    assert (again.key, again.code) == (first.key, first.code)
    assert Matter.objects.count() == 1 and Tie.objects.filter(kind="reporter").count() == 1


def test_near_identical_texts_at_one_place_merge_and_both_follow(cast, tell):
    first = tell(POTHOLE)
    second = tell(POTHOLE + "!", at=NOW + timedelta(days=1))
    assert second.merged and second.matter.pk == first.matter.pk
    first.matter.refresh_from_db()
    assert first.matter.reporters == 2
    words = [story(of_link(one.key, "zh"), NOW, "zh").text for one in (first, second)]
    assert words == [POTHOLE, POTHOLE + "!"]  # each reads back his own words, never a neighbour's
    assert last_day(first.matter.due_at) == last_day(tell("另一件:江浦路树枝断了,请来看看,我要投诉").matter.due_at)


def test_the_same_text_elsewhere_is_another_matter(cast, tell):
    assert not tell(POTHOLE, "qiaogao").merged
    assert not tell(POTHOLE, "jiangpu").merged


def test_contact_is_sealed_and_personal_details_never_enter_text_or_book(cast, tell):
    filed = tell(
        "我叫周桂芳,电话13800138007,住樵乐社区3栋502房,楼上漏水", "qiaole", name="周桂芳", phone="138 0013 8007"
    )
    filed.matter.refresh_from_db()
    person = Person.objects.get(pk=filed.tie.person_id)
    assert "13800138007" not in filed.matter.text and "周桂芳" not in filed.matter.text
    assert bytes(filed.matter.told_sealed) and b"13800138007" not in bytes(person.phone_sealed)
    assert (person.shown, person.phone_shown) == ("周**", "138****8007")
    assert filed.matter.held and not filed.matter.shown
    assert "13800138007" not in str(Entry.objects.get(matter_id=filed.matter.pk).data)


@pytest.mark.parametrize(
    ("text", "error"), [("", Unreadable), ("  \n", Unreadable), ("。。!", Unreadable), ("坑" * (MOST + 1), TooLong)]
)
def test_what_cannot_be_read_is_refused_and_nothing_is_kept(cast, tell, text, error):
    with pytest.raises(error):
        tell(text)
    assert not Matter.objects.exists() and not Person.objects.filter(phone_sealed__isnull=False).exists()


def test_a_place_of_another_town_is_refused(cast):
    with pytest.raises(Refused) as refused:
        file(NOBODY, Telling(POTHOLE, cast.town.pk, place_id=cast.other.pk), NOW)
    assert refused.value.field == "place"


def test_who_has_no_place_still_has_an_owner(cast, tell):
    matter = tell("有件事想说一下,说不清归谁管", None).matter
    assert matter.owner_id is not None and matter.unsure


def test_a_bus_stop_never_has_to_act(cast, tell):
    matter = tell("建议在桥头公交站加一个遮雨棚", "minleqiao", nature="suggest", topic="").matter
    assert matter.owner.kind not in ("place", "road", "estate")


def test_paper_first_the_clock_counts_from_receipt(cast, tell):
    earlier = NOW - timedelta(days=5)
    matter = tell(POTHOLE, nature="complaint", by=cast.who("clerk"), received_at=earlier).matter
    assert matter.received_at == earlier
    assert last_day(matter.due_at).isoformat() == "2026-03-27"
