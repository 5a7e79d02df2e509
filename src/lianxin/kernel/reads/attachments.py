"""Files of an activity: what was put to it, to which line of the agenda, and which material its kind asks for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from lianxin.kernel.models import Activity, Attachment, Photo
from lianxin.kernel.tie_facts import day_of
from lianxin.language import material
from lianxin.language.activities import ActivityKind
from lianxin.language.activity_columns import FILES
from lianxin.language.pack import Pack

MATERIAL = FILES
"""Types of a kind's fields that are files and nothing typed."""


@dataclass
class Files:
    """The files of an activity: those to a line of the agenda, those that are a material, and the rest."""

    lines: dict[int, list[Attachment]] = field(default_factory=dict)
    materials: dict[str, list[Attachment]] = field(default_factory=dict)
    others: list[Attachment] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(map(len, [*self.lines.values(), *self.materials.values(), self.others]))


def of_activity(activity: Activity) -> Files:
    """Its files, in the order in which they came. One query."""
    found = Files()
    for one in Attachment.objects.filter(activity=activity).order_by("pk"):
        if one.field:
            found.materials.setdefault(one.field, []).append(one)
        elif one.line is not None and one.line < len(activity.agenda):
            found.lines.setdefault(one.line, []).append(one)
        else:
            found.others.append(one)
    return found


def offered(kind: ActivityKind) -> list[str]:
    """The materials that may be put to an activity of a kind."""
    return [name for name, one in kind.fields.items() if one.type in MATERIAL]


def asked(pack: Pack, activity: Activity) -> dict[str, bool]:
    """The materials that a document asks for, and whether it is recorded only with them, by the rule of its day."""
    return material.asked(pack, *_about(pack, activity))


def must_be_there(pack: Pack, activity: Activity) -> None:
    """Refuses what cannot be recorded without its materials. One query at most. Errors: Refused."""
    kind, items, day = _about(pack, activity)
    if any(material.asked(pack, kind, items, day).values()):
        material.must_be_there(pack, kind, items, there(activity), day)


def _about(pack: Pack, activity: Activity) -> tuple[ActivityKind, frozenset[str], date]:
    """Its kind, the kinds of lines on its agenda, its day."""
    items = frozenset(str(line["kind"]) for line in activity.agenda)
    return pack.said.activities[activity.kind], items, day_of(activity.starts_at)


def there(activity: Activity) -> frozenset[str]:
    """The materials that an activity has. One query."""
    return frozenset(Attachment.objects.filter(activity=activity).exclude(field="").values_list("field", flat=True))


def one(activity_id: int, attachment_id: int) -> Attachment | None:
    """A file of an activity, with the activity."""
    return Attachment.objects.select_related("activity").filter(pk=attachment_id, activity_id=activity_id).first()


def needed(digest: str) -> bool:
    """Whether any matter or activity still shows this content."""
    return Photo.objects.filter(digest=digest).exists() or Attachment.objects.filter(digest=digest).exists()
