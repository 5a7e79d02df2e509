"""Answering what the machine was sure of without seeing its answer. The answer is an entry, what the page on how
understanding keeps compares with, and a label for the next training; it moves nothing: that is `correcting.correct`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from lianxin.kernel import abilities
from lianxin.kernel.acts.entry import record
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import packs
from lianxin.kernel.reads import sample as reads
from lianxin.kernel.who import Who
from lianxin.language.reason import Refused, because


@transaction.atomic
def answer(who: Who, matter_id: int, answers: Mapping[str, str], now: datetime) -> Matter:
    """Keep what a person says of a drawn matter's text. Each asked question needs its answer; it is given once, and by
    nobody who has worked on the matter: he has seen the machine's answer. Errors: Refused."""
    matter = Matter.objects.select_for_update(of=("self",)).filter(pk=matter_id).first()
    if matter is None or not abilities.may_sample(who, matter.town_id) or matter.secret:
        raise Refused(because("not-yours", "抽查由本街镇的受理员来做", "samples are answered by a clerk of the town"))
    kept = matter.reading.get("sample")
    if kept is None:
        raise Refused(because("not-drawn", "这一件没有被抽到", "this one was not drawn"))
    if "said" in kept:
        raise Refused(
            because("answered", "这一件已经有人判断过了，请看下一件", "somebody has answered it; see the next one")
        )
    if not reads.waiting(who, [matter.town_id], now).filter(pk=matter.pk).exists():
        zh = "这一件不再请您抽查：您经手过它，或它已并入别的事、等得太久。请看下一件"
        en = "you are not asked about this one any more: you have worked on it, or it was merged, or waited too long"
        raise Refused(because("not-asked", zh, en))
    said = {name: answers.get(name, "") for name in kept["asks"]}
    _known(matter, said)
    before = matter.reading.get("stands", {})
    matter.reading = {**matter.reading, "sample": {**kept, "said": said}, "stands": {**said, **before}}
    matter.save(update_fields=["reading"])
    record(
        who,
        "matter.sample",
        "attest",
        now,
        matter_id=matter.pk,
        town_id=matter.town_id,
        before=matter.step,
        after=matter.step,
        ours={"sampled": said},
    )
    return matter


def _known(matter: Matter, said: Mapping[str, str]) -> None:
    """Errors: Refused, naming the first question without a proper answer."""
    pack = packs.pinned(matter.pack_id)
    for name, value in said.items():
        declared = pack.said.understanding.get(name)
        if declared is not None and value not in declared.labels:
            raise Refused(because("choice", "请选一个答案", "choose an answer"), field=name)
