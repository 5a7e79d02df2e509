"""Files of an activity: put to it by whoever organises it, taken away again, erased when their time is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from lianxin.adapters import documents, photos
from lianxin.intake import privacy
from lianxin.kernel.acts.activity import organised
from lianxin.kernel.acts.entry import record
from lianxin.kernel.models import Activity, Attachment, Erasure, Unit
from lianxin.kernel.reads import attachments as reads
from lianxin.kernel.reads import packs
from lianxin.kernel.tie_facts import day_of
from lianxin.kernel.who import SYSTEM, Who
from lianxin.language import keeping
from lianxin.language.reason import Refused, because

RULE = gettext_noop("attachment.keep:活动结束后附件保留天数（个人信息保护法 第十九条）")
TITLE = 80


@dataclass(frozen=True, slots=True)
class File:
    """A file that lies in the store already: `kind` photo, pdf or docx; to which agenda line it belongs, or which
    material of its kind it is."""

    kind: str
    digest: str
    size: int
    title: str
    line: int | None = None
    field: str = ""


@transaction.atomic
def put(who: Who, activity_id: int, file: File, now: datetime) -> Attachment:
    """Put a file to an activity; the same content again only moves it. Errors: Refused: no organiser, called off, no
    such line or material, too many files."""
    found = organised(who, activity_id)
    pack = packs.pinned(found.pack_id)
    if found.state == "cancelled":
        raise Refused(because("state", "已经取消，不能再加附件", "it was cancelled"))
    if file.line is not None and not 0 <= file.line < len(found.agenda):
        raise Refused(because("line", "没有这项议程", "there is no such agenda line"), field="to")
    if file.field and file.field not in reads.offered(pack.said.activities[found.kind]):
        raise Refused(because("material", "这类活动不要这份材料", "its kind asks for no such material"), field="to")
    most = int(packs.of_town(found.town_id).value("attachment.most", day_of(now)))
    others = Attachment.objects.filter(activity=found).exclude(digest=file.digest)
    if others.count() >= most:
        zh, en = "一场活动最多 {most} 份附件，先去掉不要的", "at most {most} files; take one away first"
        raise Refused(because("most", zh, en, most=most), field="file")
    title = privacy.redact(" ".join(file.title.replace("\x00", "").split()))[0][:TITLE]
    said = {"kind": file.kind, "title": title, "size": file.size, "line": file.line, "field": file.field}
    made, _ = Attachment.objects.update_or_create(
        activity=found, digest=file.digest, defaults=said, create_defaults={**said, "added_at": now}
    )
    _note(who, "activity.attach", found, made, now)
    return made


@transaction.atomic
def remove(who: Who, activity_id: int, attachment_id: int, now: datetime) -> None:
    """Take a file away; its content goes with it unless something else shows it. Errors: Refused."""
    found = organised(who, activity_id)
    file = Attachment.objects.select_for_update(of=("self",)).filter(pk=attachment_id, activity=found).first()
    if file is None:
        raise Refused(because("not-found", "没有这份附件，可能已经去掉了", "there is no such file"))
    _still_there(found, file)
    _note(who, "activity.detach", found, file, now)
    _drop(file)


def _still_there(activity: Activity, file: Attachment) -> None:
    """Refuses to take from a record what it was recorded with, before another one is put there."""
    if activity.state != "held" or not reads.asked(packs.pinned(activity.pack_id), activity).get(file.field):
        return
    if not Attachment.objects.filter(activity=activity, field=file.field).exclude(pk=file.pk).exists():
        zh = "记录要有这份材料，请先把新的放上再去掉旧的"
        raise Refused(because("material", zh, "the record needs this file: put another one first"))


def erase(now: datetime, most: int = 500) -> int:
    """Erase the files of activities whose keeping time is over; how many. Run again it finds nothing."""
    done = 0
    for town_id, key in Unit.objects.filter(kind="town").exclude(pack_key="").values_list("pk", "pack_key"):
        until = keeping.before(packs.current(key), "attachment.keep", now)
        over = Q(activity__ends_at__lte=until) | Q(activity__ends_at__isnull=True, activity__starts_at__lte=until)
        rows = Attachment.objects.filter(over, activity__town_id=town_id).order_by("pk").values_list("pk", flat=True)
        for pk in list(rows[: most - done]):
            done += _erase(pk, now)
    return done


@transaction.atomic
def _erase(attachment_id: int, now: datetime) -> bool:
    rows = Attachment.objects.select_for_update(of=("self",), skip_locked=True).select_related("activity")
    file = rows.filter(pk=attachment_id).first()
    if file is None:
        return False
    Erasure.objects.create(at=now, what="attachment", row=file.pk, rule=RULE, fields=["file"])
    _note(SYSTEM, "activity.detach", file.activity, file, now)
    _drop(file)
    return True


def _drop(file: Attachment) -> None:
    kind, digest = file.kind, file.digest
    Attachment.objects.filter(pk=file.pk).delete()
    if reads.needed(digest):
        return
    # Before the commit, as with photos: killed here it is done again, after it a file would stay for ever.
    if kind == "photo":
        photos.delete(digest)
    else:
        documents.delete(digest, kind)


def _note(who: Who, act: str, found: Activity, file: Attachment, now: datetime) -> None:
    ours = {"kind": file.kind, "digest": file.digest, "line": file.line, "field": file.field}
    record(
        who, act, "record", now, activity_id=found.pk, town_id=found.town_id, unit_id=found.unit_id,
        before=found.state, after=found.state, subject=f"attachment:{file.pk}", data={"title": file.title}, ours=ours,
    )  # fmt: skip
