"""Every kind of activity of a town with the rules that declare it. A kind that the rules have dropped is read by those
who read it under the last rules that had it: what was recorded once is never lost to whoever recorded it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Max

from lianxin.kernel.models import Activity
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.versions import remembered, version
from lianxin.language.pack import Pack


def declaring(town_id: int) -> Mapping[str, Pack]:
    """The rules by kind. A kind is dropped by a new version of the pack only, so one question for each version."""
    return _declaring(town_id, version("packs"), version("units"))


@remembered(512)
def _declaring(town_id: int, _packs: int, _units: int) -> dict[str, Pack]:
    pack = packs.of_town(town_id)
    held = Activity.objects.filter(town_id=town_id).exclude(kind__in=list(pack.said.activities)).order_by()
    dropped = held.values_list("kind").annotate(last=Max("pack_id"))
    return {kind: packs.pinned(last) for kind, last in dropped} | dict.fromkeys(pack.said.activities, pack)
