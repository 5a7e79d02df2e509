"""Random walks through the real acts: anybody does anything he is offered, clocks ring in between."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from lianxin.kernel import abilities
from lianxin.kernel.acts import clocks, correcting, filing, matter, merging, parting, splitting
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.acts.person import Contact
from lianxin.kernel.models import Matter, Tie, Unit
from lianxin.kernel.reads import packs, people
from lianxin.kernel.who import NOBODY, Who
from lianxin.language.clock import ClockState
from lianxin.language.pack import Pack
from lianxin.language.procedure import Offer
from lianxin.language.reason import Refused
from tests.cast import PEOPLE, Cast

TEXTS = (
    "路面有个大坑，电动车摔了好几次", "公厕没有水", "请问老年证在哪里办", "建议在文化室加两张桌子", "夜里烧烤摊太吵",
    "想给孩子要一盏台灯", "围墙裂了怕倒下来", "垃圾两天没人收", "井盖松动，车压过去很响", "路灯坏了，老人出门看不见",
)  # fmt: skip


class Walk:
    """One seed: the same people do the same things at the same moments."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.dice, self.now = cast, random.Random(seed), cast.now
        self.people = [cast.who(name) for name in PEOPLE]
        self.bodies = [
            who.acting_for(cast.unit("party_qiaoyuan").pk) for who in self.people if "secretary" in who.roles()
        ]
        self.units = list(Unit.objects.filter(town=cast.town).values_list("pk", flat=True))
        self.places = list(Unit.objects.filter(town=cast.town, kind="community").values_list("pk", flat=True))
        self.links: dict[int, list[Who]] = {}
        self.refused: list[str] = []
        self.taken: list[str] = []

    def step(self) -> list[int]:
        """Do one thing; the matters it may have touched."""
        self.now += timedelta(minutes=self.dice.choice((1, 30, 600, 3000)))
        known = list(Matter.objects.order_by("pk").values_list("pk", flat=True))
        choice = self.dice.random()
        if not known or choice < 0.12:
            return self._file()
        if choice < 0.22:
            clocks.ring(self.now)
            return known
        open_ = list(Matter.objects.filter(is_open=True).order_by("pk").values_list("pk", flat=True))
        one = self.dice.choice(open_ if open_ and self.dice.random() < 0.85 else known)
        if choice < 0.28:
            return self._try("correct", lambda: self._correct(one)) or [one]
        if choice < 0.31:
            other = self.dice.choice(known)
            return self._try("merge", lambda: merging.merge(self._somebody(one), one, other, self.now)) or [one, other]
        merged = Matter.objects.filter(merged_into__isnull=False).order_by("pk")
        if choice < 0.36 and (pairs := list(merged.values_list("pk", "merged_into"))):
            gone, into = self.dice.choice(pairs)
            return self._try("split", lambda: splitting.split(self._somebody(gone), gone, self.now)) or [gone, into]
        if choice < 0.39:
            return self.part(one)
        return self._act(one)

    def part(self, one: int) -> list[int]:
        """Somebody who joined may become a matter of his own; all matters."""
        self._try("part", lambda: self._part(one))
        return list(Matter.objects.order_by("pk").values_list("pk", flat=True))

    def _part(self, one: int) -> None:
        """Whoever joined something is parted from it, mostly by who may; his link leads to his own from now on."""
        ties = list(Tie.objects.filter(kind="reporter", data__has_key="told").order_by("pk"))
        tie = self.dice.choice(ties or list(Tie.objects.filter(kind="reporter").order_by("pk")))
        by = self.cast.who("clerk") if self.dice.random() < 0.7 else self._somebody(one)
        own = parting.part(by, tie.matter_id or 0, tie.pk, "不是同一件事", self.now)
        mine = [link for links in self.links.values() for link in links if link.reporter_tie == tie.pk]
        for links in self.links.values():
            links[:] = [link for link in links if link.reporter_tie != tie.pk]
        self.links[own.pk] = [replace(link, matter_id=own.pk) for link in mine]

    def _somebody(self, one: int) -> Who:
        return self.dice.choice([*self.people, *self.bodies, *self.links.get(one, [])])

    def _try(self, name: str, work: Any) -> None:
        try:
            work()
            self.taken.append(name)
        except Refused as error:
            assert error.say("zh") and error.say("en")
            self.refused.append(name)

    def _file(self) -> list[int]:
        pack = self.cast.pack
        who = self.dice.choice([NOBODY, NOBODY, *self.people])
        told = Telling(
            text=self.dice.choice(TEXTS) + "。" * self.dice.randrange(3),
            town_id=self.cast.town.pk,
            kind=self.dice.choice(["", "", *pack.said.matters]),
            nature=self.dice.choice(["", "consult", "help", "complaint"]),
            place_id=self.dice.choice([None, *self.places]),
            contact=self.dice.choice([Contact(), Contact("黎小满", "13800138000")]),
        )
        try:
            filed = filing.file(who, told, self.now)
        except Refused:
            self.refused.append("file")
            return []
        link = people.of_link(filed.key)
        assert link is not None
        self.links.setdefault(filed.matter.pk, []).append(link)
        return [filed.matter.pk]

    def _correct(self, one: int) -> None:
        topic, place = self.dice.choice([None, "road", "light", "hygiene"]), self.dice.choice([None, *self.places])
        nature = self.dice.choice([None, "consult", "complaint"])
        correcting.correct(self._somebody(one), one, self.now, nature=nature, topic=topic, place_id=place)

    def _act(self, one: int) -> list[int]:
        """Somebody who is offered something does it, with answers that may be wrong."""
        found = Matter.objects.get(pk=one)
        everybody = [*self.people, *self.bodies, *self.links.get(one, [])]
        self.dice.shuffle(everybody)
        for who in everybody:
            offers = abilities.on(who, found, self.now).offers
            if not offers:
                continue
            offer = self.dice.choice(offers)
            if self._ends(found, offer) and self.dice.random() < 0.8:
                continue  # else most stories would be short
            given = self._answers(packs.pinned(found.pack_id), found.kind, offer)
            try:
                matter.take(who, one, offer.key, given, self.now)
                assert offer.allowed, f"{offer.key} was not offered but taken"
                self.taken.append(offer.key)
            except Refused as error:
                assert error.say("zh") and error.say("en")
                self.refused.append(offer.key)
            break
        children = Matter.objects.filter(parent_id=one).values_list("pk", flat=True)
        return [one, *children]

    def _ends(self, found: Matter, offer: Offer) -> bool:
        to = offer.action.to
        return to is not None and packs.pinned(found.pack_id).kind(found.kind).steps[to].end is not None

    def _answers(self, pack: Pack, kind: str, offer: Offer) -> dict[str, Any]:
        due = self.dice.randrange(3, 60)
        present = self.dice.randrange(due + 1)
        ballot = {"due": due, "present": present, "in_favour": self.dice.randrange(present + 1)}
        given: dict[str, Any] = dict(ballot) if offer.action.vote else {}
        for name in [*offer.action.needs, *offer.action.may]:
            if name in given or (name in offer.action.may and self.dice.random() < 0.5):
                continue
            given[name] = self._answer(pack, kind, name)
        return given

    def _answer(self, pack: Pack, kind: str, name: str) -> Any:
        declared = pack.asked(kind, name)
        match declared.type:
            case "number" | "money":
                return self.dice.choice((0, 1, 3, 5, 900, 60000))
            case "unit":
                return self.dice.choice(self.units)
            case "person":
                return self.dice.choice(self.people).person_id
            case "date":
                return (self.now + timedelta(days=self.dice.randrange(30))).date().isoformat()
            case "flag":
                return self.dice.choice((True, False))
            case "choice":
                return self.dice.choice([*declared.choices, "没有这一项"])
            case "item":
                return self.dice.choice([*pack.said.lists.get(declared.list or "", {}), "没有这一条"])
        return self.dice.choice(("已到现场看过，处理好了", "联系13800138000黎小满", "𠮷㛃🙂<b>好</b>"))


def replayed(entries: list[dict[str, Any]]) -> set[str]:
    """The marks that the entries add up to."""
    marks: set[str] = set()
    for entry in entries:
        marks |= set(entry["data"].get("marks", []))
        marks -= set(entry["data"].get("unmarks", []))
    return marks


def next_look(found: Matter, now: datetime) -> datetime | None:
    """When the worker must look at a matter, from its clocks alone."""
    looks = []
    for one in map(ClockState.of_line, found.clocks):
        if one.state == "running" and one.fired != "late":
            looks.append(one.soon if one.fired == "" and one.soon < one.due else one.due)
    return min(looks, default=None)
