"""Files of an activity: put by whoever organises it, bound to a line or a material, erased in their time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lianxin.adapters import documents, photos
from lianxin.kernel import activity_abilities as abilities
from lianxin.kernel.acts import activity as activities
from lianxin.kernel.acts import attachment, holding
from lianxin.kernel.acts.attachment import File
from lianxin.kernel.acts.holding import Record
from lianxin.kernel.models import Attachment, Entry, Erasure, Photo
from lianxin.kernel.reads import attachments as reads
from lianxin.language.activities import Material
from lianxin.language.reason import Refused
from tests import files
from tests.cast import NOW
from tests.kernel.organisation import organisation

YESTERDAY = NOW - timedelta(days=1)


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.VAR = tmp_path


@pytest.fixture
def org(cast):
    return organisation(cast, 6)


@pytest.fixture
def meeting(org):
    agenda = ({"kind": "report", "text": "通报一季度工作"}, {"kind": "discuss", "text": "商议党群服务站开放时间"})
    return org.plan("assembly", YESTERDAY, agenda=agenda)


def kept(data, title="材料", **more):
    found = documents.keep(data)
    kind = getattr(found, "kind", "photo")
    return File(kind, found.hash, len(data), title, **more)


def code(work, *given):
    with pytest.raises(Refused) as caught:
        work(*given)
    return caught.value.code


def test_a_file_belongs_to_a_line_a_material_or_the_whole(org, meeting):
    attachment.put(org.secretary, meeting.pk, kept(files.pdf(), "一季度工作", line=0), NOW)
    attachment.put(org.secretary, meeting.pk, kept(files.docx(), "会议通知", field="handout"), NOW)
    photo = attachment.put(org.secretary, meeting.pk, kept(files.jpeg(), "现场 13800138000"), NOW)
    found = reads.of_activity(meeting)
    assert ([one.title for one in found.lines[0]], [one.kind for one in found.materials["handout"]]) == (
        ["一季度工作"],
        ["docx"],
    )
    assert found.others == [photo] and found.count == 3 and "13800138000" not in photo.title
    assert reads.there(meeting) == {"handout"}
    moved = attachment.put(org.secretary, meeting.pk, kept(files.jpeg(), "现场", line=1), NOW)
    assert moved.pk == photo.pk and reads.of_activity(meeting).lines[1] == [moved]
    entries = Entry.objects.filter(act="activity.attach", activity=meeting)
    assert entries.count() == 4 and "13800138000" not in str(list(entries.values_list("data")))


def test_a_file_goes_with_its_line_when_the_agenda_is_changed(org):
    first, second, third = (
        {"kind": "report", "text": "甲"},
        {"kind": "discuss", "text": "乙"},
        {"kind": "study", "text": "丙"},
    )
    coming = org.plan("assembly", NOW + timedelta(days=3), agenda=(first, second, third))
    files_of = {
        n: attachment.put(org.secretary, coming.pk, File("pdf", f"{n:064x}", 10, f"第{n}份", line=n), NOW)
        for n in range(3)
    }
    plan = activities.as_planned(coming)
    other = {"kind": "study", "text": "丙（改）"}
    activities.change(org.secretary, coming.pk, replace(plan, agenda=(second, first, other)), NOW)
    assert {n: Attachment.objects.get(pk=one.pk).line for n, one in files_of.items()} == {0: 1, 1: 0, 2: 2}
    coming.refresh_from_db()
    activities.change(org.secretary, coming.pk, replace(activities.as_planned(coming), agenda=(first,)), NOW)
    assert {n: Attachment.objects.get(pk=one.pk).line for n, one in files_of.items()} == {0: 0, 1: None, 2: None}


def test_a_material_that_is_needed_counts_when_the_meeting_is_recorded(org, meeting, monkeypatch):
    from lianxin.kernel.reads import packs

    pack = packs.pinned(meeting.pack_id)
    asked = {"handout": Material(needed="$review.reports", item="report", source="branch-2018")}
    kind = pack.said.activities["assembly"].model_copy(update={"materials": asked})
    monkeypatch.setitem(pack.said.activities, "assembly", kind)
    said = Record(present=tuple(org.members))
    assert reads.asked(pack, meeting) == {"handout": True}
    with pytest.raises(Refused, match="会议材料"):
        holding.hold(org.secretary, meeting.pk, said, NOW)
    first = attachment.put(org.secretary, meeting.pk, kept(files.docx(), field="handout"), NOW)
    assert holding.hold(org.secretary, meeting.pk, said, NOW).state == "held"
    assert code(attachment.remove, org.secretary, meeting.pk, first.pk, NOW) == "material", "the record rests on it"
    attachment.put(org.secretary, meeting.pk, kept(files.pdf(), field="handout"), NOW)
    attachment.remove(org.secretary, meeting.pk, first.pk, NOW)
    holding.correct(org.secretary, meeting.pk, said, "到会写漏了", NOW)
    talk = org.plan("assembly", YESTERDAY, agenda=({"kind": "discuss", "text": "另一件事"},))
    assert reads.asked(pack, talk) == {}, "asked for only where the item is on the agenda"
    assert holding.hold(org.secretary, talk.pk, said, NOW).state == "held"


def test_only_whoever_organises_it_puts_and_takes_and_others_do_not_read(cast, org, meeting):
    file = kept(files.pdf())
    for name in ("clerk", "community", "stranger"):
        assert code(attachment.put, cast.who(name), meeting.pk, file, NOW) in ("not-yours", "not-found")
    made = attachment.put(org.secretary, meeting.pk, file, NOW)
    assert code(attachment.remove, cast.who("stranger"), meeting.pk, made.pk, NOW) in ("not-yours", "not-found")
    assert abilities.may_read(org.secretary, meeting) and not abilities.may_read(cast.who("stranger"), meeting)
    meeting.shown = True
    assert abilities.may_see(cast.who("stranger"), meeting)
    assert not abilities.may_read(cast.who("stranger"), meeting), "what is public is its text"


def test_what_cannot_be_put(org, meeting):
    assert code(attachment.put, org.secretary, meeting.pk, kept(files.pdf(), line=2), NOW) == "line"
    assert code(attachment.put, org.secretary, meeting.pk, kept(files.pdf(), field="dance"), NOW) == "material"
    for n in range(20):
        attachment.put(org.secretary, meeting.pk, File("pdf", f"{n:064x}", 10, f"第{n}份"), NOW)
    assert code(attachment.put, org.secretary, meeting.pk, kept(files.pdf()), NOW) == "most"
    activities.cancel(org.secretary, org.plan("assembly", NOW + timedelta(days=3)).pk, "改期再开", NOW)
    assert Attachment.objects.filter(activity=meeting).count() == 20


def test_taken_away_the_content_goes_unless_something_else_shows_it(org, meeting, tell):
    other = org.plan("lecture", YESTERDAY)
    first = attachment.put(org.secretary, meeting.pk, kept(files.pdf()), NOW)
    second = attachment.put(org.secretary, other.pk, kept(files.pdf()), NOW)
    attachment.remove(org.secretary, meeting.pk, first.pk, NOW)
    assert documents.get(first.digest, "pdf")
    attachment.remove(org.secretary, other.pk, second.pk, NOW)
    with pytest.raises(FileNotFoundError):
        documents.get(first.digest, "pdf")
    picture = attachment.put(org.secretary, meeting.pk, kept(files.jpeg()), NOW)
    matter = tell("路灯不亮").matter
    Photo.objects.create(matter=matter, digest=picture.digest, kind="told", width=64, height=48, added_at=NOW)
    attachment.remove(org.secretary, meeting.pk, picture.pk, NOW)
    assert photos.get(picture.digest)
    assert code(attachment.remove, org.secretary, meeting.pk, picture.pk, NOW) == "not-found"


def test_files_are_erased_when_their_time_is_over(org, meeting):
    made = attachment.put(org.secretary, meeting.pk, kept(files.pdf()), NOW)
    assert attachment.erase(NOW + timedelta(days=1093)) == 0
    assert attachment.erase(NOW + timedelta(days=1095)) == 1 and attachment.erase(NOW + timedelta(days=1095)) == 0
    assert Erasure.objects.filter(what="attachment", row=made.pk).exists() and not Attachment.objects.exists()
    assert Entry.objects.filter(act="activity.detach", activity=meeting).count() == 1
    with pytest.raises(FileNotFoundError):
        documents.get(made.digest, "pdf")
