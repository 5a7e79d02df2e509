"""What people decided about matters: the answers the next training learns from."""

from __future__ import annotations

from django.db.models import Q

from lianxin.intake.features import folded
from lianxin.intake.training import Example
from lianxin.kernel.models import Matter, Tie, Unit
from lianxin.kernel.models.matter import UNDONE
from lianxin.kernel.reads.helping import ASKED
from lianxin.kernel.reads.packs import key_of_town
from lianxin.kernel.reads.reading import QUESTIONS


def settled(town: str, kind: str, most: int = 50_000) -> list[Example]:
    """The town's newest matters whose answer to `kind` a person gave: chosen while registering, or confirmed or put
    right at the desk (`matter.correct`). What the machine decided and nobody looked at teaches nothing: it would only
    learn itself. Secret and merged matters are left out. The text is the masked one; nothing else is ever learned from.
    """
    towns = [unit.pk for unit in Unit.objects.filter(kind="town") if key_of_town(unit.pk) == town]
    if kind not in QUESTIONS:
        return _chosen(towns, kind, most)
    rows = (
        Matter.objects.filter(town_id__in=towns, secret=False, merged_into__isnull=True)
        .exclude(Q(text="") | Q(outcome=UNDONE))
        .order_by("-id")
        .values_list("text", kind, "reading")
    )
    found = []
    for text, standing, reading in rows.iterator(chunk_size=2_000):
        label = reading.get("stands", {}).get(kind) or (standing if reading.get(kind, {}).get("given") else "")
        if label:
            found.append(Example((text,), label, folded(text)))
        if len(found) >= most:
            break
    return found


def _chosen(towns: list[int], kind: str, most: int) -> list[Example]:
    """Matters for which somebody chose the answer, the newest choice of each, with the words others may read."""
    rows = (
        Tie.objects.filter(matter__town_id__in=towns, matter__secret=False, matter__merged_into__isnull=True)
        .filter(kind=ASKED, data__chosen__has_key=kind)
        .order_by("matter_id", "-id")
        .distinct("matter_id")
        .values_list("matter__reworded", "matter__text", "data")
    )
    found = []
    for public, text, data in rows[:most]:
        said = public or text
        if said:
            found.append(Example((said,), data["chosen"][kind], folded(said)))
    return found
