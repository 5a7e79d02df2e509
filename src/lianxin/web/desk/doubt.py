"""What the machine was not sure of, asked beside a step: one choice that may be left alone."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest

from lianxin.adapters.catalogue import tongue
from lianxin.kernel import abilities
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import doubtful, timeline
from lianxin.kernel.reads.reading import QUESTIONS
from lianxin.kernel.who import Who
from lianxin.language.pack import Pack
from lianxin.language.words import Action
from lianxin.web.desk import about
from lianxin.web.desk.asks import Ask

_PREFIX = "judged_"


def asked(matter: Matter, pack: Pack, action: Action, hat: Who, values: Mapping[str, str], lang: str) -> list[Ask]:
    """The question beside an action, where there is one and he may answer it: the two likeliest answers to tap, or all
    of them where the machine read nothing."""
    name = doubtful.question(matter, pack, action)
    if not name or not abilities.may_judge(hat, matter):
        return []
    gettext, read = tongue(lang), matter.reading.get(name) or {}
    likely = [key for key in (read.get("best"), read.get("second")) if key]
    label = {"nature": gettext("性质是什么"), "topic": gettext("主题是什么")}[name]
    hint = gettext("机器拿不准。您看一眼就定下来，它下次学得到；说不准就不选")
    field, value = _PREFIX + name, values.get(_PREFIX + name, "")
    if likely:
        shown = tuple((key, timeline.label(pack, name, key, lang)) for key in likely)
        return [Ask(field, label, "choice", False, value, hint, "", (*shown, ("", gettext("先不定"))))]
    every = (("", gettext("先不定")), *about.labels(matter.pack_id, name, lang))
    return [Ask(field, label, "select", False, value, hint, "", every)]


def answered(request: HttpRequest) -> dict[str, str]:
    """What was answered beside the step, by question."""
    found = {name: request.POST.get(_PREFIX + name, "") for name in QUESTIONS}
    return {name: value for name, value in found.items() if value}


def typed(judged: Mapping[str, str]) -> dict[str, str]:
    """The same as values of the form, to be shown again."""
    return {_PREFIX + name: value for name, value in judged.items()}
