"""What an action asks for, as fields of a form: labels, hints and choices come from the pack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext

from lianxin.adapters import photos
from lianxin.kernel.acts.filing import Picture
from lianxin.language.pack import Pack
from lianxin.language.words import Action
from lianxin.web.access import language

LINES = ("longtext", "text")
PHOTOS_AT_ONCE = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """One field: `options` are (value, label) for a choice."""

    name: str
    label: str
    type: str
    required: bool
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()
    value: str = ""
    error: str = ""
    id: str = ""

    @property
    def optional(self) -> bool:
        return not self.required


def fields(
    pack: Pack,
    kind: str,
    action: Action,
    lang: str,
    given: Any = None,
    faults: dict[str, str] | None = None,
    form: str = "",
) -> list[Asked]:
    """The fields of an action; photos are asked for apart (see `takes_photo`). `form` keeps their ids apart."""
    found = []
    for name in [*action.needs, *action.may]:
        declared = pack.asked(kind, name)
        if declared.type == "photo":
            continue
        found.append(
            Asked(
                name,
                declared.label.say(lang),
                declared.type,
                name in action.needs,
                declared.hint.say(lang) if declared.hint else "",
                tuple((key, label.say(lang)) for key, label in declared.choices.items()),
                str((given or {}).get(name, "")),
                (faults or {}).get(name, ""),
                f"f-{form}-{name}" if form else f"f-{name}",
            )
        )
    return found


def takes_photo(pack: Pack, kind: str, action: Action) -> bool:
    """Whether an action takes a photo."""
    return any(pack.asked(kind, name).type == "photo" for name in [*action.needs, *action.may])


def pictures(request: HttpRequest, name: str = "photo") -> tuple[list[Picture], str]:
    """The photos of a request, cleaned and kept, and what was wrong with one ("" when nothing was)."""
    kept: list[Picture] = []
    for upload in request.FILES.getlist(name)[:PHOTOS_AT_ONCE]:
        try:
            photo = photos.keep(upload.read())
        except photos.PhotoRefused as refused:
            said = refused.en if language() == "en" else refused.zh
            return kept, said + gettext("(您写的字都还在)")
        kept.append(Picture(photo.hash, photo.width, photo.height))
    return kept, ""
