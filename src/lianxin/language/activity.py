"""What follows from the words of activities: who may organise what, what a vote needs, when one may sign up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from lianxin.language import approx, box, stating, vote
from lianxin.language.activities import ActivityKind, AgendaKind, Barred
from lianxin.language.calendar import SHANGHAI
from lianxin.language.pack import Pack
from lianxin.language.reason import Reason, Refused, because
from lianxin.language.vote import Ballot, Verdict

WRITTEN = ("text", "longtext")
"""Types of a field that somebody fills in with his own words."""


def kind_of(pack: Pack, key: str) -> ActivityKind:
    """The kind of activity named `key`. Errors: Refused."""
    found = pack.said.activities.get(key)
    if found is None:
        raise Refused(
            because("kind", "没有“{kind}”这类活动", "no such kind of activity: {kind}", kind=key), field="kind"
        )
    return found


def inner(pack: Pack, key: str) -> bool:
    """Whether such an activity is the inner life of the body that holds it: only Party bodies hold it, or it asks
    people to come, to vote in secret or to state something. A kind the pack does not know counts as one."""
    kind = pack.said.activities.get(key)
    if kind is None or kind.rhythm is not None or kind.statements is not None:
        return True
    if kind.due != "nobody" or kind.covers != "nobody" or any(pack.said.agenda[one].ballot for one in kind.agenda):
        return True
    return _of_party(pack, kind)


def _of_party(pack: Pack, kind: ActivityKind) -> bool:
    return all(pack.said.unit_kinds[unit].tree == "party" for unit in kind.units)


def book_readers(pack: Pack) -> frozenset[str]:
    """The posts that read the books of the Party bodies they stand at: those that record what only a
    Party body owes every month, quarter or year, and leaders."""
    kinds = (kind for kind in pack.said.activities.values() if kind.rhythm is not None and _of_party(pack, kind))
    return frozenset({"leader"}.union(*(kind.who for kind in kinds)))


def read_by(pack: Pack, key: str, role: str) -> Literal["below", "own", "nowhere"]:
    """Of which units a post reads such an activity from within: its own and those `below` it, its holder's `own` body
    (on whose roll he stands), or `nowhere`. What is inner is read by the posts that may record it, those that read a
    body's books, and members: who takes requests has no business with a branch's appraisal of its members."""
    declared, kind = pack.said.roles.get(role), pack.said.activities.get(key)
    if declared is None or declared.sees == "numbers":
        return "nowhere"
    if not inner(pack, key) or role in book_readers(pack) or (kind is not None and role in kind.who):
        return "below"
    return "nowhere" if declared.staff else "own"


def names(pack: Pack, unit_kind: str) -> tuple[str, ...]:
    """The names under which a kind of unit is meant: its own, and the kind it is one of."""
    declared = pack.said.unit_kinds.get(unit_kind)
    return (unit_kind, declared.is_a) if declared is not None and declared.is_a else (unit_kind,)


def barred(pack: Pack, rules: Iterable[Barred], unit_kind: str) -> Reason | None:
    """Why a kind of unit may not do this, citing document and article; None when it may."""
    for rule in rules:
        if set(names(pack, unit_kind)) & set(rule.units):
            zh, en = f"{rule.why.zh}（{{article}}）", f"{rule.why.en or rule.why.zh} ({{article}})"
            return because("barred", zh, en, rule.source, article=rule.article)
    return None


def cited(pack: Pack, reason: Reason) -> Reason:
    """The same reason with the title of the document it rests on."""
    document = pack.said.documents.get(reason.source)
    if document is None:
        return reason
    return because(
        reason.code, f"{reason.text.zh}《{document.title}》", f"{reason.text.en} 《{document.title}》", reason.source
    )


def may_organise(pack: Pack, key: str, unit_kinds: Iterable[str], agenda: Iterable[str]) -> None:
    """Whether units of these kinds may organise such an activity with such items. Errors: Refused with every reason."""
    kind, reasons = kind_of(pack, key), list[Reason]()
    kinds, items = list(unit_kinds), list(agenda)
    for unit_kind in kinds:
        found = barred(pack, kind.barred, unit_kind)
        if found is None and not set(names(pack, unit_kind)) & set(kind.units):
            label = pack.said.unit_kinds[unit_kind].label if unit_kind in pack.said.unit_kinds else None
            zh, en = "{unit}不组织{kind}", "a {unit_en} does not organise this: {kind_en}"
            name, name_en = (label.zh, label.en or label.zh) if label else (unit_kind, unit_kind)
            found = because(
                "units",
                zh,
                en,
                kind.source,
                unit=name,
                unit_en=name_en,
                kind=kind.label.zh,
                kind_en=kind.label.say("en"),
            )
        reasons += [found] if found else []
    for item in items:
        declared = pack.said.agenda.get(item)
        if declared is None or item not in kind.agenda:
            reasons.append(because("agenda", "这类活动没有“{item}”这项议程", "no such agenda item: {item}", item=item))
            continue
        reasons += [found for unit_kind in kinds if (found := barred(pack, declared.barred, unit_kind))]
    if reasons:
        raise Refused(*dict.fromkeys(cited(pack, reason) for reason in reasons))


def figures(
    kind: ActivityKind, given: Mapping[str, str], held: Collection[str] = (), stated: int = 0
) -> dict[str, Any]:
    """What was counted, as it is remembered; empty ones are left out. `held`: agenda items whose boxes were held;
    `stated`: statements that were given. What a box or the statements give is refused, and where there are none it is
    marked as typed. Errors: Refused, naming the figure."""
    found = {}
    for name, text in given.items():
        if not str(text).strip():
            continue
        declared = kind.figures.get(name)
        if declared is None:
            raise Refused(because("figure", "没有“{name}”这个数", "there is no figure {name}", name=name), field=name)
        boxed = box.given(kind, name, held) or stating.typed(kind, name, stated)
        if boxed is not None:
            raise Refused(boxed, field=name)
        try:
            figure = approx.read(str(text))
        except Refused as refused:
            raise Refused(*refused.reasons, field=name) from refused
        if not figure.exact and not declared.approximate:
            raise Refused(
                because("exact", "“{label}”要写确切的数", "“{en}” must be an exact number", label=declared.label.zh,
                        en=declared.label.say("en")),
                field=name,
            )  # fmt: skip
        found[name] = figure.kept() | ({"typed": True} if declared.box is not None or declared.given else {})
    return found


def before(pack: Pack, item: AgendaKind, due: int, present: int, day: date) -> tuple[Reason, ...]:
    """What the screen says before a vote is entered: how many must come, how many must agree."""
    return vote.before(vote.ruled(pack, item.vote, day), due, present) if item.vote is not None else ()


def resolve(pack: Pack, item: AgendaKind, ballot: Ballot, day: date) -> Verdict:
    """The verdict on an item that was voted on. Errors: Refused for votes beyond those present, or without quorum."""
    assert item.vote is not None
    verdict = vote.count(vote.ruled(pack, item.vote, day), ballot)
    if verdict.reasons[0].code in ("impossible", "quorum"):
        raise Refused(*verdict.reasons, field="votes")
    return verdict


def happened(starts_at: datetime, now: datetime) -> None:
    """Only what has begun can be recorded as held. Errors: Refused."""
    if starts_at > now:
        raise Refused(
            because(
                "future",
                "还没到时间，不能记为已开展。改期请改计划",
                "it has not begun: it cannot be recorded as held; change the plan if the date moved",
            ),
            field="starts_at",
        )


@dataclass(frozen=True, slots=True)
class Places:
    """What signing up depends on: the state of an activity, its time, its places."""

    state: str
    shown: bool
    starts_at: datetime
    closes_at: datetime | None
    capacity: int | None
    taken: int


def closed(kind: ActivityKind, at: Places, now: datetime) -> Reason | None:
    """Why nobody can sign up now; None when one can (or can wait)."""
    if kind.sign_up is None:
        return because("no-signup", "这个活动不用报名", "no signing up is needed for this")
    if at.state == "cancelled":
        return because("cancelled", "活动取消了，不用再报名", "it was cancelled")
    if at.state == "held" or at.starts_at <= now:
        return because("begun", "活动已经开始或结束，报名停了", "it has begun or is over")
    if at.closes_at is not None and at.closes_at <= now:
        zh, en = "报名在 {when} 截止了，因为主办方要留出准备时间", "signing up ended {when}, so that it can be prepared"
        return because("late", zh, en, when=f"{at.closes_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}")
    if full(at) and not kind.sign_up.waits:
        return because("full", "{n} 个名额已经报满", "all {n} places are taken", n=at.capacity)
    return None


def hours_open(pack: Pack, kind: ActivityKind, day: date) -> int | None:
    """For how many hours signing up is open from when it is shown, by the rule of that day; None where none is said."""
    if kind.sign_up is None or kind.sign_up.open is None:
        return None
    return int(pack.value(kind.sign_up.open[1:], day))


def closes(pack: Pack, kind: ActivityKind, starts_at: datetime, shown_at: datetime) -> datetime | None:
    """When signing up ends if nobody wrote it and it is shown now; None where that is not said, or it has begun."""
    hours = hours_open(pack, kind, shown_at.astimezone(SHANGHAI).date())
    if hours is None or starts_at <= shown_at:
        return None
    return min(starts_at, shown_at + timedelta(hours=hours))


def public_words(kind: ActivityKind, title: str, place: str, text: str, fields: Mapping[str, Any]) -> str:
    """All that somebody wrote of an activity in his own words and the public reads once it is shown: title, place, text
    and the fields of its kind that are public. Choices are words of the pack."""
    written = [name for name, one in kind.fields.items() if one.sensitivity == "public" and one.type in WRITTEN]
    return "\n".join([title, place, text, *(str(fields[name]) for name in written if fields.get(name))])


def full(at: Places) -> bool:
    """Whether every place is taken: who signs up now, waits."""
    return at.capacity is not None and at.taken >= at.capacity


def guardian_age(pack: Pack, kind: ActivityKind, day: date) -> int:
    """Under how many years a guardian signs up for a child, by the rule of that day; 0 where nobody signs up."""
    return int(pack.value(kind.sign_up.guardian_below[1:], day)) if kind.sign_up is not None else 0


def guardian_needed(pack: Pack, kind: ActivityKind, birth_year: int | None, day: date) -> bool:
    """Whether a guardian must consent. With the year alone, whoever might still be under the age counts as under."""
    if kind.sign_up is None or birth_year is None:
        return False
    return day.year - birth_year <= guardian_age(pack, kind, day)


def moved(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """Where each line of an agenda stands now: the one that says the same, else one of its kind at the same place. A
    line that is gone stands nowhere."""
    found, free = dict[int, int](), set(range(len(after)))
    for n, line in enumerate(before):
        same = [at for at in sorted(free) if all(after[at].get(key) == line.get(key) for key in ("kind", "text"))]
        if same:
            found[n] = same[0]
            free.remove(same[0])
    for n, line in enumerate(before):
        if n not in found and n in free and after[n].get("kind") == line.get("kind"):
            found[n] = n
            free.remove(n)
    return found
