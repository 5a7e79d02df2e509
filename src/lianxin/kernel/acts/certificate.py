"""Certificates of voluntary service (民政部令第67号): hours are the sum of what the issuer itself recorded, whoever
recorded certifies. Free of charge; verified by its address; withdrawn it says so for ever."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from lianxin.adapters import seal
from lianxin.kernel.acts import card
from lianxin.kernel.acts import tie as ties
from lianxin.kernel.acts.entry import record
from lianxin.kernel.models import Certificate, Unit
from lianxin.kernel.reads import links, packs, volunteers
from lianxin.kernel.tie_facts import day_of
from lianxin.kernel.who import Held, Who
from lianxin.language import tie as rules
from lianxin.language.reason import Refused, because


@transaction.atomic
def issue(
    who: Who, tie_id: int, kind_key: str, now: datetime, *, unit_id: int | None = None, until: date | None = None
) -> Certificate:
    """Issue a certificate over the hours that the issuer recorded up to a day. `unit_id`: for which of his units.

    Errors: Refused: no hours of this issuer (another's hours are certified there), a post that may not."""
    tie, _ = ties.locked(tie_id)
    declared = packs.pinned(tie.pack_id or 0).said.certificates.get(kind_key)
    if declared is None or declared.over != tie.kind or tie.person is None:
        raise Refused(because("kind", "没有这一种证明", "there is no such certificate"), field="kind")
    held = _post(who, declared.made_by, tie.town_id, unit_id)
    last = min(until or day_of(now), day_of(now))
    served = volunteers.served(tie.pk, issuer_id=held.unit_id, until=last)
    minutes = rules.certified(declared, sum(one.minutes for one in served), held.unit_name)
    unit = Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=held.unit_id)
    year = day_of(now).year
    before = Certificate.objects.filter(unit_id=unit.pk, serial__startswith=f"{declared.number}-{unit.pk}-{year}-")
    serial = f"{declared.number}-{unit.pk}-{year}-{before.count() + 1:04d}"
    made = Certificate.objects.create(
        kind=kind_key, serial=serial, person_id=tie.person_id, unit=unit, town_id=tie.town_id or 0, issued_at=now,
        key_hash=seal.token_hash(links.certificate_link(serial)),
        said={
            "tie": tie.pk, "name": tie.person.shown, "minutes": minutes, "times": len(served),
            "until": last.isoformat(), "since": min(one.on for one in served), "unit": unit.name,
            "by": who.shown, "role": held.label,
            "titles": sorted({one.title for one in served})[:12],
        },
    )  # fmt: skip
    told = {"serial": serial, "minutes": minutes, "times": len(served), "until": last.isoformat(), "kind": kind_key}
    record(who, "certificate.issue", "attest", now, tie_id=tie.pk, unit_id=unit.pk, town_id=tie.town_id, ours=told)
    return made


@transaction.atomic
def withdraw(who: Who, serial: str, reason: str, now: datetime) -> Certificate:
    """A certificate no longer holds; its address says so. Only the issuer may. Errors: Refused."""
    found = Certificate.objects.select_for_update(of=("self",)).filter(serial=serial).first()
    if found is None:
        raise Refused(because("not-found", "没有这份证明", "there is no such certificate"))
    declared = volunteers.declared(found)
    _post(who, declared.made_by if declared else [], found.town_id, found.unit_id)
    reason = reason.strip()[:80]
    if len(reason) < 2:
        raise Refused(because("reason", "请写明为什么收回", "say why it is withdrawn"), field="reason")
    if found.withdrawn_at is None:
        found.withdrawn_at = now
        found.save(update_fields=["withdrawn_at"])
        record(
            who, "certificate.withdraw", "decide", now,
            tie_id=found.said.get("tie"), unit_id=found.unit_id, town_id=found.town_id,
            ours={"serial": serial, "kind": found.kind}, data={"reason": reason},
        )  # fmt: skip
    return found


@transaction.atomic
def identify(who: Who, serial: str, now: datetime) -> str:
    """The identity number of whom a certificate is about, to print it there: opened for its issuer, with an entry that
    says which certificate it was for. Empty where none is registered. Errors: Refused (another issuer, withdrawn)."""
    found = Certificate.objects.filter(serial=serial, withdrawn_at__isnull=True).first()
    if found is None:
        raise Refused(
            because("not-found", "没有这份证明，或者已经收回", "there is no such certificate, or it is withdrawn")
        )
    declared = volunteers.declared(found)
    _post(who, declared.made_by if declared else [], found.town_id, found.unit_id)
    tie, kind = ties.locked(found.said["tie"])
    asked = next((name for name, one in kind.fields.items() if one.form == "id_number"), "")
    return card.reveal(who, tie.pk, f"印在证明 {serial} 上", now, ours=True).get(asked, "")


def _post(who: Who, roles: list[str], town_id: int | None, unit_id: int | None) -> Held:
    """The post with which he issues: at the unit that is meant, else his first that may. Errors: Refused."""
    posts = [held for held in who.posts if held.role in roles and held.town_id == town_id]
    found = next((held for held in posts if unit_id is None or held.unit_id == unit_id), None)
    if found is None:
        raise Refused(ties.NOT_YOURS)
    return found
