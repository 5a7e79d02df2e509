"""One town's days: who files what, and what people then do with it. Every change goes through an act."""

from __future__ import annotations

import heapq
import random
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import count
from typing import Any

from lianxin.demo import doubts
from lianxin.demo import sentences as said
from lianxin.demo.people import GIVEN, SURNAMES, Cast
from lianxin.kernel import abilities
from lianxin.kernel.acts import clocks, filing
from lianxin.kernel.acts.filing import Filed, Telling
from lianxin.kernel.acts.person import Contact
from lianxin.kernel.models import Matter, Unit
from lianxin.kernel.reads import packs, people
from lianxin.kernel.reads.calendar import calendar
from lianxin.kernel.reads.directory import Row
from lianxin.kernel.who import NOBODY, Who
from lianxin.language.calendar import SHANGHAI
from lianxin.language.pack import Pack
from lianxin.language.procedure import Offer
from lianxin.language.reason import Refused
from lianxin.language.words import FieldDecl

SIDEWAYS = {
    "transfer": 0.03, "hand_back": 0.015, "whistle": 0.05, "cannot": 0.05, "add_note": 0.18, "ask_suspend": 0.05,
    "suspend": 0.9, "resume": 0.5, "dispute": 0.07, "unreached": 0.05, "decline": 0.05, "release": 0.06, "refer": 0.03,
    "ask_reporter": 0.08, "reply": 0.5, "extend": 0.05, "send_back": 0.1, "on_site": 0.45, "hand_over": 0.2,
    "deidentify": 1.0, "take_over": 0.9, "open_up": 0.3,
}  # fmt: skip
"""How often people do something else than the main step, where it is open to them."""
NEVER = {"close_off", "appraise", "withdraw", "leave_out", "agree_leave_out", "reopen", "take_down"}
PLAN = {
    "shiweitang": (("request", 230), ("wish", 62), ("project", 8), ("hazard", 16), ("studio", 9)),
    "xiqiao": (("request", 90), ("micro", 70), ("wish", 34), ("direct", 30), ("council", 5), ("major", 3)),
    "shangcheng": (("request", 40), ("doorstep", 24), ("wish", 12), ("guidance", 5)),
    "junhe": (("request", 40), ("mission", 12), ("wish", 12), ("hazard", 8), ("temporary", 3)),
    "zhanqian": (("request", 30), ("wish", 18), ("hazard", 6), ("project", 2)),
}
TEXTS = {
    "request": said.REQUESTS, "wish": said.WISHES, "project": said.PROJECTS, "hazard": said.HAZARDS,
    "studio": said.STUDIO, "micro": said.MICRO, "direct": said.DIRECT, "council": said.COUNCIL, "major": said.MAJOR,
    "doorstep": said.DOORSTEP, "guidance": said.GUIDANCE,
    "mission": said.MISSIONS, "temporary": said.TEMPORARY,
}  # fmt: skip
FILERS = {
    "project": ("community", "governance"), "hazard": ("grid", "community"), "direct": ("team", "community"),
    "council": ("hooked", "governance"), "major": ("village_secretary",), "micro": ("station", None),
    "doorstep": ("station", None, None),
    "guidance": ("guide",), "mission": ("authority", "governance"), "temporary": ("governance",),
    "studio": ("station", None), "wish": ("station", "community", None, None),
    "request": (None, None, None, "station", "clerk", "grid"),
}  # fmt: skip
PROMPT = {("mission", "ordered"): 14, ("mission", "answered"): 50}
"""Minutes within which a task of an emergency team takes these steps."""


@dataclass
class Told:
    """What came of it."""

    filed: int = 0
    merged: int = 0
    acts: int = 0


@dataclass
class Life:
    """A town while its days are being lived."""

    town: Unit
    cast: Cast
    dice: random.Random
    until: datetime
    queue: list[tuple[datetime, int, str, int]] = field(default_factory=list)
    links: dict[int, Who] = field(default_factory=dict)
    told: Told = field(default_factory=Told)
    order: Any = field(default_factory=count)

    def later(self, now: datetime, hours: float) -> datetime:
        """A moment about that many hours on, in office hours of a working day."""
        at = (now + timedelta(hours=self.dice.expovariate(1 / hours) + 0.2)).astimezone(SHANGHAI)
        day = at.date() + timedelta(days=at.hour >= 18)
        while not calendar().is_workday(day):
            day += timedelta(days=1)
        same = day == at.date() and at.hour >= 9
        moment = at.time() if same else time(9 + self.dice.randrange(8), self.dice.randrange(60))
        return max(now + timedelta(minutes=3), datetime.combine(day, moment, SHANGHAI))

    def prompt(self, found: Matter, now: datetime) -> datetime | None:
        """When the next step follows at once, as an alarm is answered; None for all else."""
        minutes = PROMPT.get((found.kind, found.step))
        return now + timedelta(minutes=self.dice.randrange(minutes // 2, minutes)) if minutes else None

    def push(self, at: datetime, what: str, number: int) -> None:
        if at < self.until:
            heapq.heappush(self.queue, (at, next(self.order), what, number))


def live(town: Unit, cast: Cast, dice: random.Random, start: datetime, now: datetime) -> Told:
    """Live through the days from `start` to `now`."""
    life = Life(town, cast, dice, now)
    plan = [kind for kind, many in PLAN[town.pack_key] for _ in range(many)]
    dice.shuffle(plan)
    span = (now - start).total_seconds()
    for index, kind in enumerate(plan):
        at = start + timedelta(seconds=span * dice.random() ** 0.9)
        at = at.astimezone(SHANGHAI).replace(hour=8 + dice.randrange(13), minute=dice.randrange(60))
        heapq.heappush(life.queue, (at if at < now else at - timedelta(days=1), next(life.order), kind, -index))
    rung = start
    while life.queue:
        at, _, what, number = heapq.heappop(life.queue)
        while rung + timedelta(hours=12) < at:
            rung += timedelta(hours=12)
            clocks.ring(rung, 500)
        if what == "act":
            _act(life, number, at)
        else:
            _file(life, what, at)
    clocks.ring(now, 1000)
    return life.told


def _place(life: Life, kind: str) -> Row:
    if kind == "major":
        return life.cast.where.by_key["shangen"]
    places = life.cast.where.of_kind("community")
    return places[min(int(life.dice.expovariate(0.22)), len(places) - 1)]


def _file(life: Life, kind: str, at: datetime) -> None:
    dice, place = life.dice, _place(life, kind)
    text = dice.choice(TEXTS[kind]).format(place=place.name, spot=dice.choice(said.SPOTS))
    role = dice.choice(FILERS[kind])
    options = (life.cast.at(role, frozenset({place.id})) or life.cast.holding(role)) if role else []
    who = dice.choice(options) if options else NOBODY
    named = dice.random() < 0.7
    if kind == "wish" and dice.random() < 0.06:
        text += f"，请打电话 138{dice.randrange(10**8):08d} 找{dice.choice('黎岑植卢')}阿姨"
    telling = Telling(
        text=text,
        town_id=life.town.pk,
        channel=_channel(who, dice),
        kind=kind,
        place_id=place.id,
        lat=(place.lat or 0) + dice.uniform(-0.002, 0.002) if place.lat else None,
        lon=(place.lon or 0) + dice.uniform(-0.002, 0.002) if place.lon else None,
        contact=Contact(_somebody(dice), f"13{dice.randrange(10**9):09d}") if named else Contact(),
        anonymous=not named,
        fields=_asked(life, kind),
        received_at=at,
    )
    try:
        filed: Filed = filing.file(who, telling, at)
    except Refused:
        return
    life.told.filed += 1
    life.told.merged += filed.merged
    link = people.of_link(filed.key)
    if link is not None and not filed.merged:
        life.links[filed.matter.pk] = link
    if not filed.merged and dice.random() > 0.02:  # a few are forgotten, as it happens
        soon = life.prompt(filed.matter, at) or life.later(at, 3 if dice.random() < 0.92 else 40)
        life.push(soon, "act", filed.matter.pk)


def _channel(who: Who, dice: random.Random) -> str:
    if who is NOBODY:
        return dice.choice(("web", "web", "qr"))
    return "phone" if "clerk" in who.roles() else "desk"


def _somebody(dice: random.Random) -> str:
    return dice.choice(SURNAMES) + dice.choice(GIVEN)


def _asked(life: Life, kind: str) -> dict[str, Any]:
    pack = packs.of_town(life.town.pk)
    declared = pack.said.matters[kind]
    return {name: _answer(life, pack, name, pack.asked(kind, name), life.until, None) for name in declared.asks}


def _act(life: Life, number: int, at: datetime) -> None:
    """Somebody does the next thing with a matter; when nobody can, its day comes again later."""
    found = Matter.objects.get(pk=number)
    if not found.is_open:
        return
    pack = packs.pinned(found.pack_id)
    options = _options(life, found, pack, at)
    if options:
        who, offer = options
        try:
            found = doubts.take(who, found, pack, offer, _answers(life, found, pack, offer, at), at)
        except Refused:
            pass
        else:
            life.told.acts += 1
            for child in Matter.objects.filter(parent_id=number, is_open=True, received_at=at):
                life.push(life.later(at, 20), "act", child.pk)
    if found.is_open:
        slow = life.dice.random() < 0.05
        wait = 160 if slow else 220 if found.kind in ("wish", "project") and found.step == "tree" else 14
        life.push(life.prompt(found, at) or life.later(at, wait), "act", number)


def _options(life: Life, found: Matter, pack: Pack, at: datetime) -> tuple[Who, Offer] | None:
    main: list[tuple[Who, Offer]] = []
    side: list[tuple[Who, Offer]] = []
    for key, action in pack.actions(found.kind, found.step).items():
        if key in NEVER or not (action.main or life.dice.random() < SIDEWAYS.get(key, 0.0)):
            continue
        if key == "deidentify" and not found.held:
            continue
        if key == "reply" and ("ask_reporter" not in found.done_at or "reply" in found.done_at):
            continue
        who = _who(life, found, pack, action.who)
        if who is None:
            continue
        if key == "claim" and found.kind == "project":
            who = who.acting_for(who.posts[0].unit_id)
        offer = next((o for o in abilities.on(who, found, at).offers if o.key == key and o.allowed), None)
        if offer is not None:
            (main if action.main else side).append((who, offer))
    return life.dice.choice(side) if side else main[0] if main else None


def _who(life: Life, found: Matter, pack: Pack, roles: list[str]) -> Who | None:
    where, options = life.cast.where, []
    for role in roles:
        if role == "reporter" and found.pk in life.links and life.dice.random() < 0.6:
            return life.links[found.pk]
        if role in ("handler", "claimer"):
            person = found.handler_id if role == "handler" else found.claimer_id
            if person in life.cast.by_person:
                return life.cast.by_person[person]
            if role == "claimer" and found.claimer_unit_id:
                held = life.cast.at("secretary", frozenset({found.claimer_unit_id}))
                return held[0].acting_for(found.claimer_unit_id) if held else None
        declared = pack.said.roles.get(role)
        if declared is None:
            continue
        if declared.at == "owner":
            options += life.cast.at(role, frozenset({found.owner_id or 0})) or life.cast.at(
                role, where.chain(found.owner_id)
            )
        elif declared.at == "place":
            options += life.cast.at(role, where.chain(found.place_id))
        else:
            options += life.cast.holding(role)
    return life.dice.choice(options) if options else None


def _answers(life: Life, found: Matter, pack: Pack, offer: Offer, at: datetime) -> dict[str, Any]:
    action = offer.action
    wanted = [*action.needs, *(name for name in action.may if name in ("satisfaction", "thanks", "rating"))]
    given = {name: _answer(life, pack, name, pack.asked(found.kind, name), at, found) for name in wanted}
    if action.vote is not None:
        body = "representatives" if found.step == "resolution" else "party_members"
        due = int(found.fields.get(body) or given.get("due") or 60)
        given |= {"due": due, "present": due - due // 10, "in_favour": due - due // 6}
    if found.held and offer.key in ("approve", "deidentify"):
        given["public_text"] = found.public_text.split("，请打电话")[0].replace("[", "").replace("]", "")
    return given


def _answer(life: Life, pack: Pack, name: str, declared: FieldDecl, at: datetime, found: Matter | None) -> Any:
    dice = life.dice
    if name == "public_text" and found is not None:
        return found.public_text.split("，请打电话")[0]
    if declared.type == "choice":
        return next(iter(declared.choices)) if dice.random() < 0.72 else dice.choice(list(declared.choices))
    if declared.type == "date":
        shift = timedelta(14 if name == "until" else -4 if "material" in name else 0)
        return (at.astimezone(SHANGHAI) + shift).date().isoformat()
    if declared.type == "flag":
        return True
    if declared.type in ("number", "money"):
        return {"party_members": 60, "representatives": 45, "days": 3}.get(name, dice.choice((30, 60, 80, 120)))
    if declared.type == "unit":
        return _unit(life, found).id
    if declared.type == "item":
        items = pack.said.lists.get(declared.list or "", {})
        taken = [key for key, item in items.items() if item.klass == "withdrawn"] or list(items)
        return dice.choice(taken) if taken else ""
    if declared.type == "document":
        return f"{at.year}〔{dice.randrange(1, 60)}〕号"
    return dice.choice(said.NOTES.get(name, said.NOTES["note"]))


def _unit(life: Life, found: Matter | None) -> Row:
    """A unit that has to do with it: a department of the topic, else an office."""
    where = life.cast.where
    words = said.FITTING.get(found.topic, ()) if found is not None else ()
    fitting = [row for row in where.of_kind("department") if any(word in row.name for word in words)]
    return life.dice.choice(fitting or where.of_kind("office"))
