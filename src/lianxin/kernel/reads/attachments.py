"""Files of an activity: what was put to it, to which line of the agenda, and which material its kind asks for."""

from __future__ import annotations

from dataclasses import dataclass, field

from lianxin.kernel.models import Activity, Attachment, Photo
from lianxin.language.activities import ActivityKind
from lianxin.language.activity_columns import FILES

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


def asked(kind: ActivityKind) -> dict[str, bool]:
    """The materials a kind asks for, and whether it is recorded only with them."""
    return {name: name in kind.needs for name, one in kind.fields.items() if one.type in MATERIAL}


def there(activity: Activity) -> frozenset[str]:
    """The materials that an activity has. One query."""
    return frozenset(Attachment.objects.filter(activity=activity).exclude(field="").values_list("field", flat=True))


def one(activity_id: int, attachment_id: int) -> Attachment | None:
    """A file of an activity, with the activity."""
    return Attachment.objects.select_related("activity").filter(pk=attachment_id, activity_id=activity_id).first()


def needed(digest: str) -> bool:
    """Whether any matter or activity still shows this content."""
    return Photo.objects.filter(digest=digest).exists() or Attachment.objects.filter(digest=digest).exists()
