"""Secret ballots: put one once; when the box is opened only totals remain. Nothing kept joins a voter to a ballot.

`Ballot` has neither time nor order nor voter, `Voted` neither time nor order nor answer. The database would still join
the two by the transaction that wrote them and by where their rows lie, so every vote writes all rows of its box anew,
with new ids, in an order drawn at random. A vote leaves no entry; opening the box leaves one, with the totals.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from lianxin.kernel.acts.activity import organised
from lianxin.kernel.acts.entry import record
from lianxin.kernel.models import Activity, Ballot, Voted
from lianxin.kernel.reads import bounded, packs
from lianxin.kernel.reads import box as boxes
from lianxin.kernel.reads.box import voters
from lianxin.kernel.who import Who
from lianxin.language import bounds
from lianxin.language import box as rules
from lianxin.language.activities import BallotBox
from lianxin.language.box import Totals
from lianxin.language.reason import Refused, because

_draw = random.SystemRandom()


def box_of(activity: Activity, line: int) -> tuple[BallotBox, list[str]]:
    """The box of an agenda line and its questions. Errors: Refused."""
    if 0 <= line < len(activity.agenda):
        said = activity.agenda[line]
        declared = packs.pinned(activity.pack_id).said.agenda.get(str(said.get("kind")))
        if declared is not None and declared.ballot is not None:
            return declared.ballot, list(said.get("subjects") or [said.get("text") or declared.label.zh])
    raise Refused(because("box", "这项议程不投票", "nobody votes on this"))


@transaction.atomic
def put(who: Who, activity_id: int, line: int, choices: Mapping[str, str], now: datetime) -> None:
    """Put one's ballot into a box, once. Errors: Refused (not due to vote, voted already, box opened, no answer)."""
    found = Activity.objects.select_for_update(of=("self",)).filter(pk=activity_id).first()
    if found is None or who.person_id is None:
        raise Refused(because("not-found", "没有这个投票", "there is no such vote"))
    box, questions = box_of(found, line)
    if found.state == "cancelled" or found.starts_at > now or boxes.opened(found, line) is not None:
        raise Refused(because("closed", "投票没有开始，或者已经结束", "voting has not begun, or is over"))
    kind = packs.pinned(found.pack_id).said.activities[found.kind]
    if rules.typed(kind, found.figures, found.agenda[line]["kind"]):
        zh, en = "这项的票数已经手填，不再投票；填错了请组织的人先更正", "its totals were typed: nobody votes any more"
        raise Refused(because("typed", zh, en))
    if who.person_id not in voters(found, now):
        raise Refused(because("voter", "您不在这次投票的名单里", "you are not on the list of voters"))
    name = str(line)
    voted = list(Voted.objects.filter(activity=found, box=name).values_list("person_id", flat=True))
    if who.person_id in voted:
        raise Refused(because("voted", "您已经投过了，一人一票", "you have voted already"))
    if set(choices) != set(questions) or any(choice not in box.choices for choice in choices.values()):
        raise Refused(because("choice", "每一项都要选一个答案", "choose one answer for each"), field="choices")
    ballots = [*Ballot.objects.filter(activity=found, box=name).values_list("choices", flat=True), dict(choices)]
    _rewrite(found, name, ballots, [*voted, who.person_id])


def _rewrite(activity: Activity, name: str, ballots: list[dict[str, str]], voted: list[int]) -> None:
    """Write all rows of a box anew, both lists shuffled, each by itself."""
    Ballot.objects.filter(activity=activity, box=name).delete()
    Voted.objects.filter(activity=activity, box=name).delete()
    _draw.shuffle(ballots)
    _draw.shuffle(voted)
    Ballot.objects.bulk_create(Ballot(id=uuid.uuid4(), activity=activity, box=name, choices=one) for one in ballots)
    Voted.objects.bulk_create(Voted(id=uuid.uuid4(), activity=activity, box=name, person_id=one) for one in voted)


@transaction.atomic
def open_box(who: Who, activity_id: int, line: int, now: datetime) -> Totals:
    """Count a box and keep the totals, also as figures of the activity; its ballots go. Opening it again gives the same
    totals. Errors: Refused (too few ballots to hide who gave which; more than those on record as present)."""
    found = organised(who, activity_id)
    box, questions = box_of(found, line)
    known = boxes.opened(found, line)
    if known is not None:
        return known
    ballots = list(Ballot.objects.filter(activity=found, box=str(line)).values_list("choices", flat=True))
    totals = rules.totals(box, questions, ballots)
    there = bounded.voters(found) if found.state == "held" else None
    if there is not None:
        bounds.boxed(len(ballots), there)
    item = found.agenda[line]["kind"]
    found.resolved = [*found.resolved, {"line": line, "item": item, "totals": totals, "ballots": len(ballots)}]
    kind = packs.pinned(found.pack_id).said.activities[found.kind]
    found.figures = {**found.figures, **rules.figures(kind, found.resolved, boxes.items(found)[1])}
    found.save(update_fields=["resolved", "figures"])
    Ballot.objects.filter(activity=found, box=str(line)).delete()
    record(
        who, "ballot.open", "count", now, activity_id=found.pk, town_id=found.town_id, subject=f"line:{line}",
        ours={"kind": found.kind, "ballots": len(ballots), "totals": totals},
    )  # fmt: skip
    return totals
