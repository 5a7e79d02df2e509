"""Before an agreement ends, a matter asks whether it goes on: raised by the clock, once a term. Its step that renews
moves the last day of the agreement, in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from lianxin.kernel.acts import tie as ties
from lianxin.kernel.acts.entry import record
from lianxin.kernel.facts import lay, place_facts
from lianxin.kernel.models import Matter, Tie, Unit
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.calendar import calendar
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.tie_facts import begin_of, day_of, lasting, span_of
from lianxin.kernel.who import SYSTEM, Who
from lianxin.language import procedure, tie
from lianxin.language.facts import Facts
from lianxin.language.pack import Pack
from lianxin.language.reason import Refused, because

FARTHEST = timedelta(days=400)
"""Nobody raises a renewal more than a year before."""


def raise_due(now: datetime, most: int = 500) -> int:
    """Raise a renewal for every tie that ends soon, by its pack; how many. Run again it raises nothing twice."""
    done = 0
    for town_id, key in Unit.objects.filter(kind="town").exclude(pack_key="").values_list("pk", "pack_key"):
        kinds = [name for name, kind in packs.current(key).said.ties.items() if kind.term.renewal]
        soon = Tie.objects.filter(lasting(now), town_id=town_id, kind__in=kinds, until__lte=now + FARTHEST)
        for pk in soon.filter(data__renewal__isnull=True).order_by("until", "id").values_list("pk", flat=True)[:most]:
            done += _raise(pk, now)
    return done


@transaction.atomic
def _raise(tie_id: int, now: datetime) -> bool:
    found = Tie.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=tie_id).first()
    if found is None or "renewal" in found.data or found.pack_id is None or found.town_id is None:
        return False
    pack, last = packs.pinned(found.pack_id), span_of(found).until
    kind = pack.said.ties[found.kind]
    first = tie.renewal_from(pack, kind, last, day_of(now)) if last is not None else None
    if first is None or last is None or now < begin_of(first):
        return False
    where = directory(found.town_id)
    partner = where.rows.get(found.other_id or 0)
    text = f"{kind.label.zh}：{partner.name if partner else ''}的协议将于{last.isoformat()}到期，请商谈续签"
    matter = _matter(found, kind.term.renewal or "", text, now)
    found.data["renewal"] = matter.pk
    found.save(update_fields=["data"])
    owner = where.rows[found.unit_id or found.town_id]
    record(
        SYSTEM, "matter.file", "file", now,
        matter_id=matter.pk, tie_id=found.pk, town_id=found.town_id, unit_id=found.unit_id, after=matter.step,
        ours={"tells": ["owner"], "channel": "internal", "owner": owner.id, "owner_name": owner.name,
              "renews": last.isoformat(), "marks": matter.marks},
    )  # fmt: skip
    return True


def _matter(found: Tie, kind_key: str, text: str, now: datetime) -> Matter:
    """The matter, owned by the unit that made the agreement, with its own clock."""
    pack_id = packs.current_id(packs.key_of_town(found.town_id or 0))
    pack, where = packs.pinned(pack_id), directory(found.town_id or 0)
    facts = Facts(
        kind=kind_key,
        step="",
        received_at=now,
        entered_at=now,
        town=found.town_id or 0,
        owner=found.unit_id,
        filed_at=found.unit_id,
        owner_chain=where.chain(found.unit_id),
        place_chain=where.chain(None),
        place_facts=place_facts(where, None),
        channel="internal",
    )
    decision = procedure.start(pack, calendar(), facts, SYSTEM.actor(), now)
    matter = Matter(
        prefix=pack.said.number, kind=kind_key, pack_id=pack_id, town_id=facts.town, filed_at_id=found.unit_id,
        channel="internal", text=text, received_at=now, reporters=0,
    )  # fmt: skip
    lay(matter, replace(decision.facts, owner=found.unit_id), pack, now)
    matter.marks = sorted(decision.marks)
    matter.save(force_insert=True)
    return matter


def renews(pack: Pack, matter: Matter) -> bool:
    """Whether a matter is of a kind that asks whether ties go on."""
    return any(kind.term.renewal == matter.kind for kind in pack.said.ties.values())


def renew(who: Who, matter: Matter, answers: Mapping[str, Any], now: datetime) -> Tie | None:
    """Move the tie that a renewal is about to the day that was agreed (`until`), with the document that says so. The
    post was asked by the step of the matter. Errors: Refused (not later than now, longer than a term, ended)."""
    if "until" not in answers or not renews(packs.pinned(matter.pack_id), matter):
        return None
    rows = Tie.objects.select_for_update(of=("self",)).filter(town_id=matter.town_id, data__renewal=matter.pk)
    found = rows.exclude(pack_id__isnull=True).first()
    if found is None:
        return None
    kind, until = packs.pinned(found.pack_id or 0).said.ties[found.kind], answers["until"]
    until = until if isinstance(until, date) else date.fromisoformat(str(until))
    last = span_of(found).until
    if last is not None and until <= last:
        zh, en = "要续到现在的到期日（{last}）以后", "it must go beyond the day on which it ends now ({last})"
        raise Refused(because("until", zh, en, last=last.isoformat()), field="until")
    document = str(answers.get("document_no", ""))
    fields = {"document_no": document} if document and "document_no" in kind.fields else None
    why = {"renewal": matter.pk, "number": matter.number, "document": document}
    ties.lay(who, found, kind, now, until=until, fields=fields, **why)
    return found
