"""What was only needed to reach somebody is erased in its time, and the register says so; the book never held it."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from lianxin.adapters import photos
from lianxin.kernel.acts import clocks, filing, matter, merging, retention
from lianxin.kernel.acts.filing import Picture, Telling
from lianxin.kernel.acts.person import Contact
from lianxin.kernel.models import Entry, Erasure, Matter, Notice, Person, Photo, Tie
from lianxin.kernel.reads import people
from lianxin.kernel.who import NOBODY
from tests.cast import xiqiao
from tests.jobs.steps import CONTACT, POTHOLE, answer, close, staff_of, tell

pytestmark = pytest.mark.django_db

SECRETS = ("13800138000", "440105198001011233", "黎小满", "li@example.org", "3栋502")
TOLD = "乔园社区路面有个大坑。我叫黎小满，电话13800138000，身份证440105198001011233，住3栋502房"


@pytest.fixture
def cast():
    return xiqiao()


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.VAR = tmp_path
    return tmp_path


def picture(colour: str) -> Picture:
    out = BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "JPEG")
    kept = photos.keep(out.getvalue())
    return Picture(kept.hash, kept.width, kept.height)


def test_contact_and_words_are_erased_when_their_time_is_over(cast):
    filed = tell(cast, TOLD)
    found = close(cast, filed)
    assert found.erase_at is not None and found.told_sealed is not None
    person = filed.tie.person
    assert retention.erase_due(found.erase_at - timedelta(seconds=1)) == 0
    assert retention.erase_due(found.erase_at) == 1
    assert retention.erase_due(found.erase_at) == 0
    person.refresh_from_db()
    found.refresh_from_db()
    assert found.told_sealed is None and found.erase_at is None
    assert all(getattr(person, name) is None for name in retention.SEALED)
    assert person.shown == person.phone_shown == "" and person.erased_at
    register = {(row.what, row.row) for row in Erasure.objects.all()}
    assert register == {("person", person.pk), ("matter.told", found.pk)}
    assert not any(secret in json.dumps(row.fields) for row in Erasure.objects.all() for secret in SECRETS)
    # The story stays, and its reporter can still read it.
    assert people.of_link(filed.key) is not None and Entry.objects.filter(matter=found).count() > 3


def test_what_a_clock_closes_is_erased_too(cast):
    found = answer(cast, tell(cast))
    Matter.objects.filter(pk=found.pk).update(step="unreached", is_open=True)
    found = Matter.objects.get(pk=found.pk)
    facts = clocks.facts_of(found, clocks.directory(found.town_id))
    pack = clocks.packs.pinned(found.pack_id)
    clocks.lay(found, clocks.replace(facts, is_open=False, outcome="unreached"), pack, cast.now)
    assert found.erase_at is not None
    clocks.lay(found, clocks.replace(facts, is_open=True), pack, cast.now)
    assert found.erase_at is None


def test_reopening_stops_the_erasure_and_closing_starts_it_anew(cast):
    filed = tell(cast, TOLD)
    found = close(cast, filed)
    first = found.erase_at
    found = matter.take(cast.who("visitor"), found.pk, "reopen", {"reason": "坑又塌了"}, cast.now + timedelta(days=3))
    assert found.is_open and found.erase_at is None
    assert retention.erase_due(first + timedelta(days=900)) == 0


def test_a_person_still_needed_elsewhere_is_left_alone(cast):
    filed, other = tell(cast), tell(cast, "乔园社区文化室的灯不亮了，请派人看看", topic="light")
    Tie.objects.filter(pk=other.tie.pk).update(person=filed.tie.person)
    found = close(cast, filed)
    retention.erase_due(found.erase_at)
    person = Person.objects.get(pk=filed.tie.person_id)
    assert person.phone_sealed is not None and person.erased_at is None
    closed = close(cast, other)
    retention.erase_due(closed.erase_at)
    person.refresh_from_db()
    assert person.phone_sealed is None and person.erased_at is not None


def test_people_with_a_log_in_are_never_erased(cast):
    filed = tell(cast)
    worker = cast.people["member"]
    Tie.objects.filter(pk=filed.tie.pk).update(person=worker)
    found = close(cast, filed)
    retention.erase_due(found.erase_at)
    worker.refresh_from_db()
    assert worker.shown and worker.erased_at is None


def test_a_photo_goes_when_no_other_matter_shows_it(cast, store):
    shared, own, shown = picture("red"), picture("green"), picture("blue")
    first = tell(cast, photos=(shared, own, shown))
    Photo.objects.filter(matter=first.matter, digest=shown.digest).update(shown=True)
    second = tell(cast, "乔园社区公园的长椅坏了三张，老人没有地方坐", topic="", photos=(shared,))
    found = close(cast, first)
    retention.erase_due(found.erase_at)
    assert photos.get(shared.digest)[0] and photos.get(shown.digest)[0]
    with pytest.raises(FileNotFoundError):
        photos.get(own.digest)
    assert set(Photo.objects.filter(matter=found).values_list("digest", flat=True)) == {shown.digest}
    retention.erase_due(close(cast, second).erase_at)
    with pytest.raises(FileNotFoundError):
        photos.get(shared.digest)
    assert Erasure.objects.filter(what="photo").count() == 3


def test_a_round_killed_before_its_end_is_done_again(cast, monkeypatch):
    found = close(cast, tell(cast, TOLD, photos=(picture("red"),)))
    monkeypatch.setattr(retention.photos, "delete", lambda _: (_ for _ in ()).throw(OSError("the disk is gone")))
    with pytest.raises(OSError, match="the disk is gone"):
        retention.erase_due(found.erase_at)
    found.refresh_from_db()
    assert found.told_sealed is not None and not Erasure.objects.exists() and Photo.objects.count() == 1
    monkeypatch.undo()
    assert retention.erase_due(found.erase_at) == 1 and Photo.objects.count() == 0


def test_what_was_merged_is_kept_as_long_as_the_other_needs_it(cast):
    first, second = tell(cast, TOLD), tell(cast, TOLD.replace("大坑", "很深的裂缝，下雨积水"), topic="drain")
    assert first.matter.pk != second.matter.pk
    merging.merge(cast.who("clerk"), second.matter.pk, first.matter.pk, cast.now)
    assert Matter.objects.get(pk=second.matter.pk).erase_at is not None
    assert retention.erase_due(cast.now + timedelta(days=3000)) == 0
    found = close(cast, first)
    assert retention.erase_due(found.erase_at) == 2
    assert Matter.objects.get(pk=second.matter.pk).told_sealed is None
    assert Person.objects.filter(pk__in=[first.tie.person_id, second.tie.person_id], phone_sealed=None).count() == 2


def test_no_entry_holds_contact_data(cast):
    filed = filing.file(
        NOBODY,
        Telling(
            text=TOLD,
            town_id=cast.town.pk,
            nature="complaint",
            topic="road",
            place_id=cast.unit("qiaoyuan").pk,
            contact=CONTACT,
            ref="web:1",
        ),
        cast.now,
    )
    tell(cast, POTHOLE, contact=Contact("黎小满", "13800138000"), joins=filed.matter.pk)
    who = staff_of(cast, filed.matter)
    later = cast.now + timedelta(hours=1)
    matter.take(who, filed.matter.pk, "accept", {}, later)
    note = "已电话联系黎小满先生13800138000，身份证440105198001011233，住3栋502"
    matter.take(who, filed.matter.pk, "add_note", {"note": note}, later)
    matter.take(who, filed.matter.pk, "ask_reporter", {"question": f"请问{note}对吗"}, later)
    matter.take(who, filed.matter.pk, "finish", {"result": f"已修好，{note}"}, later)
    link = people.of_link(filed.key)
    matter.take(link, filed.matter.pk, "dispute", {"reason": f"没有修好，{note}"}, later)
    book = json.dumps(list(Entry.objects.values_list("data", flat=True)), ensure_ascii=False)
    assert not [secret for secret in (*SECRETS, filed.key, filed.code) if secret in book]
    assert not [secret for secret in SECRETS for row in Notice.objects.all() if secret in row.body]
    assert not [secret for secret in SECRETS if secret in Matter.objects.get(pk=filed.matter.pk).text]
