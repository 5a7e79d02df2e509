"""Members in work who reported to the community they live in: one who comes often, one who has just begun, one of whom
nothing was noted for more than half a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lianxin.demo import moments
from lianxin.demo.people import Cast, Names
from lianxin.kernel.acts import tie, visit
from lianxin.kernel.acts.ends import Wanted
from lianxin.kernel.acts.visit import Note
from lianxin.kernel.reads import packs, reported
from lianxin.kernel.tie_facts import day_of


@dataclass(frozen=True, slots=True)
class Came:
    """Where somebody works, since how many days he is on the list, what he would like to do, and when he came: days
    ago, a key of the kind's rhythm, a few words."""

    works: str
    since: int
    wishes: str
    notes: tuple[tuple[int, str, str], ...] = ()


CAME = (
    Came(
        "区水务局机关党支部", 150, "周末清洁、陪老人聊天",
        (
            (34, "serve", "清理楼道杂物"), (20, "wish", "帮老人家换了灯泡"), (9, "duty", "台风前检查排水口"),
        ),
    ),
    Came("区税务局第二党支部", 12, "辅导孩子做作业", ((12, "report", "来登记，周六下午有空"),)),
    Came("地铁运营公司车辆段党支部", 230, "修水电"),
)  # fmt: skip


def reports(cast: Cast, names: Names, start: datetime, now: datetime) -> int:
    """They report to the first community whose worker is at hand. Returns how many; nothing where no pack asks."""
    kinds = reported.kinds(packs.of_town(cast.town.pk))
    workers = cast.holding("community")
    if not kinds or not workers:
        return 0
    name, worker = next(iter(kinds)), workers[0]
    community = worker.posts[0].unit_id
    for one in CAME:
        came = moments.before(now, one.since, "10:20")
        fields = {"from_unit": one.works, "wishes": one.wishes}
        wanted = Wanted(name, cast.town.pk, community, day_of(came), name=next(names), fields=fields)
        made = tie.make(worker, wanted, max(start, came))
        for ago, about, text in one.notes:
            moment = moments.before(now, ago, "17:10")
            visit.note(worker, made.pk, Note(about, day_of(moment), text), moment)
    return len(CAME)
