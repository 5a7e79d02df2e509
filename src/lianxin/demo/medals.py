"""光荣在党50年: a branch of the retired with its dates, what it confirmed, medals that came in, went out and were
signed for, and one who had his before this book. Everybody is invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lianxin.demo import moments
from lianxin.demo.people import Cast, Names
from lianxin.kernel.acts import activity, holding, medal, member, stock
from lianxin.kernel.acts.activity import Plan
from lianxin.kernel.acts.holding import Record
from lianxin.kernel.acts.medal import Receipt
from lianxin.kernel.acts.stock import OUTSIDE, Holder, Move
from lianxin.kernel.who import Who
from lianxin.language.seniority import MEDAL

BRANCHES = {"shiweitang": ("party_work", "branch_retired"), "shangcheng": ("party_work", "branch_office")}
"""By town: where medals come in, and the branch whose members get them."""
CAME, PASSED = 12, 6


@dataclass(frozen=True, slots=True)
class Veteran:
    """A member of the branch: the day probation ended, in years before this year's 1 July (None: nobody has found it
    yet); whether the branch confirmed; how the medal was handed over."""

    years: int | None
    month: int = 5
    confirmed: bool = False
    handed: tuple[str, str] | None = None
    earlier: bool = False


VETERANS = (
    Veteran(50, 3, True, ("together", "self")),
    Veteran(50, 4, True, ("together", "self")),
    Veteran(51, 9, True, ("together", "self")),
    Veteran(50, 6, True, ("home", "family")),
    Veteran(50, 5, True),
    Veteran(50, 1),
    Veteran(55, 2, earlier=True),
    Veteran(48, 7),
    Veteran(None),
)


def awarded(cast: Cast, names: Names, now: datetime) -> int:
    """The medals of one town; how many were handed over and signed for."""
    bodies = BRANCHES.get(cast.town.pack_key)
    if bodies is None:
        return 0
    shelf, branch = (cast.where.by_key[key].id for key in bodies)
    office, day = cast.holding("governance")[0], moments.before(now, 16, "09:30")
    _taken_in(cast, office, shelf, branch, day)
    people = _listed(cast, names, office, branch, day)
    _held(cast, office, shelf, day)
    given = 0
    for n, (one, person) in enumerate(people.items()):
        if one.handed is None:
            continue
        way, signed = one.handed
        at = day + (timedelta(minutes=45 + 4 * n) if way == "together" else timedelta(hours=6, minutes=10))
        medal.hand_over(office, branch, person, day.year, Receipt(branch, day.date(), way, signed), at)
        given += 1
    return given


def _taken_in(cast: Cast, office: Who, shelf: int, branch: int, day: datetime) -> None:
    """They come down from above, and some go on to the branch."""
    town, came = cast.town.pk, moments.before(day, 9, "10:40")
    first = Move(MEDAL, CAME, OUTSIDE, Holder(unit_id=shelf), town, shelf, reason="区委组织部统一下发")
    stock.move(office, first, came)
    on = Move(MEDAL, PASSED, Holder(unit_id=shelf), Holder(unit_id=branch), town, shelf, reason="交支部颁授")
    stock.move(office, on, moments.before(day, 2, "15:20"))


def _listed(cast: Cast, names: Names, office: Who, branch: int, day: datetime) -> Mapping[Veteran, int]:
    """The roll of the branch, the dates on its cards, and whom it confirmed for the year."""
    at, year = moments.before(day, 8, "09:10"), day.year
    secretary = cast.at("secretary", frozenset({branch}))[0]
    found: dict[Veteran, int] = {}
    for n, one in enumerate(VETERANS):
        moment = at + timedelta(minutes=9 * n)
        joined = member.join(
            secretary, branch, next(names), at - timedelta(days=4000), moment, ref=f"demo:{branch}:{n}"
        )
        person = found[one] = joined.person_id or 0
        if one.years is not None:
            confirmed = date(year - one.years, one.month, 12 + n)
            said = {"admitted": confirmed.replace(year=confirmed.year - 1), "confirmed": confirmed}
            member.note_dates(secretary, branch, person, said, moment)
        if one.confirmed:
            text = "支部大会讨论，一贯表现良好"
            member.confirm_standing(secretary, branch, person, year, True, text, moment + timedelta(days=1))
        if one.earlier:
            medal.note_earlier(office, branch, person, 2021, "2021 年颁授名册在党建办", moment)
    return found


def _held(cast: Cast, office: Who, shelf: int, day: datetime) -> None:
    """The small ceremony at which most of them are handed over."""
    plan = Plan(
        "celebration", "“光荣在党50年”纪念章颁授", day, (shelf,), ends_at=day + timedelta(minutes=80),
        agenda=({"kind": "award", "text": "颁授纪念章"},), place_text="街道党群服务中心",
    )  # fmt: skip
    made = activity.plan(office, cast.town.pk, plan, moments.before(day, 6, "11:05"))
    holding.hold(office, made.pk, Record(figures={"heads": "40余"}), day + timedelta(hours=2))
