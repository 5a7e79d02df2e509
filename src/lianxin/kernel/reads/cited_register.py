"""Numbers of what was awarded: the register of honours, years in a row on it, prizes of published contests."""

from __future__ import annotations

from django.db.models import QuerySet

from lianxin.kernel.models import Contest, Honour, Work
from lianxin.kernel.reads.cited_ground import About, answer, document_of, nothing, unit_of
from lianxin.language import cited as rules
from lianxin.language.cited import Cited
from lianxin.language.honour import in_a_row
from lianxin.language.paper import Cite


def honours(on: About, cite: Cite) -> Cited:
    """How many honours of a kind were given."""
    declared = on.pack.said.honours.get(cite.key)
    if declared is None:
        return nothing(cite)
    return answer(
        on, cite, declared.label.say(on.language), declared.about.say(on.language), given(on, cite).count(),
        document_of(on, declared.source), noun="honours",
    )  # fmt: skip


def given(on: About, cite: Cite) -> QuerySet[Honour]:
    """The honours a citation counts: given in its days, of a grade (`where=grade:excellent`), to one unit (`unit`)."""
    period = rules.period_of(cite, on.as_of)
    found = Honour.objects.filter(town_id=on.town.pk, kind=cite.key, state="given")
    found = found.filter(day__range=(period.first, period.last))
    if grade := cite.get("where").partition(":")[2]:
        found = found.filter(grade=grade)
    return found.filter(unit=unit_of(on, cite.get("unit"))) if cite.get("unit") else found


def years(on: About, cite: Cite) -> Cited:
    """How many years in a row, up to the last on record, hold such an honour of the town itself or of `unit`."""
    declared = on.pack.said.honours.get(cite.key)
    if declared is None or declared.of != "unit":
        return nothing(cite)
    held = {one.year for one in in_row(on, cite)}
    return answer(
        on, cite, declared.label.say(on.language), declared.about.say(on.language),
        in_a_row(held, max(held, default=0)), document_of(on, declared.source), noun="honours",
    )  # fmt: skip


def in_row(on: About, cite: Cite) -> QuerySet[Honour]:
    """The honours among which years in a row are looked for."""
    return given(on, cite) if cite.get("unit") else given(on, cite).filter(unit=on.town)


def prizes(on: About, cite: Cite) -> Cited:
    """How many works hold a prize of a contest whose result was published."""
    kind, _, key = cite.key.partition(".")
    declared = on.pack.said.contests.get(kind)
    if declared is None or key not in declared.prizes:
        return nothing(cite)
    label = f"{declared.label.say(on.language)} {declared.prizes[key].label.say(on.language)}"
    about, source = declared.about.say(on.language), document_of(on, declared.source)
    return answer(on, cite, label, about, len(awarded(on, cite)), source, noun="works")


def awarded(on: About, cite: Cite) -> list[int]:
    """The works that hold the prize of a citation."""
    kind, _, key = cite.key.partition(".")
    period = rules.period_of(cite, on.as_of)
    found = Contest.objects.filter(town_id=on.town.pk, kind=kind, published_at__isnull=False)
    if on.end is not None:
        found = found.filter(published_at__lt=on.end)
    results = found.filter(opened_on__range=(period.first, period.last)).values_list("result", flat=True)
    return [int(work) for result in results for work, prize in result["prizes"].items() if prize == key]


def titles(noun: str, ids: tuple[int, ...]) -> list[tuple[str, str]]:
    """What the first records are called: a work's number and title, an honour's title, issuer and year. Who holds an
    honour stays in the register."""
    if noun == "works":
        works = Work.objects.filter(pk__in=ids).order_by("pk").values_list("number", "title")
        return [(f"作品 {number}", title) for number, title in works]
    rows = Honour.objects.filter(pk__in=ids).order_by("pk").values_list("title", "issuer", "year")
    return [("", f"{title} · {issuer} · {year}") for title, issuer, year in rows]
