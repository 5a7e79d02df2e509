"""Who hosts a plan: chosen from a short list, written and suggested where it is long; with others where it is asked."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from lianxin.kernel.models import Appraisal
from lianxin.language.pack import Pack
from lianxin.language.reason import Refused
from lianxin.web.access import language, who
from lianxin.web.activities import naming
from lianxin.web.activities.form import Options, numbers, several
from lianxin.web.components import picks


def offered(request: HttpRequest, pack: Pack, kind: str, his: Options, tested: Appraisal | None) -> dict[str, Any]:
    """What the form says of the host: who is chosen, what is wrong with the name that was written for the list of its
    members, and the members whom a ballot may ask about. A round of appraisal brings its own."""
    given = request.POST.get("host") or request.GET.get("unit") or _own(request, his)
    chosen, wrong = _meant(given, his)
    found = [int(one) for one, _ in his if one == chosen]
    if not found and not picks.long(his):
        found = [int(one) for one, _ in his[:1]]
    names = None if tested is not None else naming.offered(request, pack, kind, found)
    partners = request.POST.getlist("also") or _appraised(tested)
    return {
        "chosen": chosen,
        "nobody": not found,
        "wrong_unit": "" if request.method == "POST" else wrong,
        "naming": names,
        "others": partners,
        "together": len([one for one in (*partners, *request.POST.getlist("carry")) if one.strip()]),
    }


def chosen(request: HttpRequest, his: Options) -> list[int]:
    """The host as chosen or written. Errors: Refused at the field, for a name that is none of these or may be
    several. Whether he may plan for the unit, the act says."""
    return several(request, "host", his) if picks.long(his) else numbers(request, "host")


def _meant(said: str, his: Options) -> tuple[str, str]:
    """The unit that is meant, by its key, and nothing wrong; or what was written, and what is wrong with it."""
    if not picks.long(his):
        return said, ""
    try:
        return picks.read({"host": said}, host=his)["host"], ""
    except Refused as refused:
        return said, refused.sentence(language())


def _own(request: HttpRequest, his: Options) -> str:
    """The unit of his own among those for which he may plan, so that none of somebody else's is chosen for him."""
    units, known = [held.unit_id for held in who(request).posts], dict(his)
    return next((str(unit) for unit in units if str(unit) in known), "")


def _appraised(tested: Appraisal | None) -> list[str]:
    """The units of a round, who host its test vote together."""
    return [str(one) for one in tested.appraised.values_list("unit_id", flat=True) if one] if tested else []
