"""Photos and the public: a person looks at a photo before anybody else may."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lianxin.kernel import abilities
from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.matter import locked
from lianxin.kernel.models import Photo
from lianxin.kernel.who import Who
from lianxin.language.reason import Refused, because


@transaction.atomic
def show(who: Who, matter_id: int, digest: str, shown: bool, now: datetime) -> Photo:
    """Let the public see a photo of a public matter (things, not people), or no longer. Errors: Refused."""
    matter = locked(who, matter_id)
    photo = Photo.objects.select_for_update(of=("self",)).filter(matter_id=matter.pk, digest=digest).first()
    if photo is None:
        raise Refused(because("not-found", "没有这张照片", "there is no such photo"))
    if not abilities.may_correct(who, matter):
        raise Refused(because("not-yours", "照片公开由受理员或经办单位来定", "a clerk or the unit that acts decides"))
    if photo.shown != shown:
        photo.shown = shown
        photo.save(update_fields=["shown"])
        act = "matter.show_photo" if shown else "matter.hide_photo"
        place = {"matter_id": matter.pk, "town_id": matter.town_id, "before": matter.step, "after": matter.step}
        record(who, act, "publish", now, subject=f"photo:{photo.pk}", data={"tells": []}, **place)
    return photo
