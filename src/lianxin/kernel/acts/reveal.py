"""Looking at what is sealed: a reporter's contact, or the words as told. Each look has a reason and leaves an entry."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from lianxin.adapters import seal
from lianxin.kernel import abilities
from lianxin.kernel.acts.entry import record
from lianxin.kernel.acts.matter import locked
from lianxin.kernel.models import Matter, Tie
from lianxin.kernel.who import Who
from lianxin.language.reason import Refused, because


@transaction.atomic
def reveal(who: Who, matter_id: int, tie_id: int | None, reason: str, now: datetime) -> dict[str, str]:
    """The open contact behind a reporter's tie (name, phone, mail), or {"told": …} when `tie_id` is None.

    Errors: Refused without a reason of two characters, without the ability, for somebody who asked to stay anonymous,
    and when the contact was erased. The entry says who looked and why, never what was seen.
    """
    matter = locked(who, matter_id)
    reason = reason.strip()
    if len(reason) < 2:
        raise Refused(because("reason", "请写明为什么要看", "say why you need to see it"), field="reason")
    if not abilities.holds(who, matter, "reveal"):
        raise Refused(because("power", "您的岗位不能查看联系方式", "your post may not see contact data"))
    opened = _told(matter) if tie_id is None else _contact(matter, tie_id)
    record(
        who,
        "matter.reveal",
        "record",
        now,
        matter_id=matter.pk,
        town_id=matter.town_id,
        subject=f"tie:{tie_id}" if tie_id is not None else "told",
        before=matter.step,
        after=matter.step,
        data={"reason": reason[:200], "tie": tie_id},
    )
    return opened


def _contact(matter: Matter, tie_id: int) -> dict[str, str]:
    tie = Tie.objects.select_related("person").filter(pk=tie_id, matter_id=matter.pk, kind="reporter").first()
    if tie is None:
        raise Refused(because("not-found", "没有这位反映人", "there is no such reporter"))
    if tie.data.get("anonymous"):
        raise Refused(
            because(
                "anonymous",
                "反映人不愿透露身份，谁也不能查看",
                "the reporter asked to stay anonymous; nobody may look",
            )
        )
    if tie.person is None or tie.person.erased_at is not None:
        raise Refused(because("no-contact", "没有留联系方式，或已到期删除", "no contact was left, or it was erased"))
    person, found = tie.person, {}
    for name in ("name", "phone", "mail"):
        sealed = getattr(person, f"{name}_sealed")
        if sealed is not None:
            found[name] = seal.unseal(sealed, f"person.{name}")
    return found


def _told(matter: Matter) -> dict[str, str]:
    if matter.told_sealed is None:
        raise Refused(because("no-told", "原话没有另外封存", "the words as told are not sealed apart"))
    return {"told": seal.unseal(bytes(matter.told_sealed), "matter.told")}
