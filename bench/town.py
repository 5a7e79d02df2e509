"""A town that grows: the demo's matters, lived through by the real acts, are the templates for as many as are asked.

Each copy has its own words (invented, with their index pieces and fingerprint), its own time within two years, its own
reporter, private link and entries. The same size gives the same town.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from lianxin.intake import fingerprint, grams
from lianxin.kernel.models import Entry, Matter, Person, Tie, Unit

OPEN_SHARE, OPEN_AT_MOST = 0.08, 2000
"""Open matters among all, and at once: what is told grows with the years, what a street has in hand does not."""
DAYS = 700
SPOTS = tuple(
    "菜市场门口 小学旁边 公交站后面 三巷 文化室对面 北门 桥头 停车场入口 祠堂前 河涌边 篮球场 卫生站门口".split()  # noqa: SIM905
)
THINGS = (
    "路面有个大坑",
    "路灯坏了三盏",
    "垃圾两天没人清",
    "下水道堵了",
    "井盖松动",
    "有人占用消防通道停车",
    "夜里音响太吵",
    "护栏断了一截",
    "烧烤油烟直排",
    "自来水发黄",
    "电梯又停了",
    "树枝快掉下来",
    "健身器材坏了",
    "建筑垃圾没人运",
    "宣传栏的玻璃碎了",
    "楼道灯不亮",
)
ENDS = tuple(
    "希望尽快来看看 老人出门很不方便 已经三天了 晚上看不清 孩子上学要经过 请问该找谁 上次说修也没修 下雨更严重".split()  # noqa: SIM905
)


def sentence(dice: random.Random, place: str) -> str:
    """Something a resident might say."""
    detail = f"，{dice.choice('东西南北')}侧第{dice.randrange(1, 400)}根灯杆附近" if dice.random() < 0.7 else ""
    return f"{place}{dice.choice(SPOTS)}{dice.choice(THINGS)}{detail}，{dice.choice(ENDS)}"


def grow(town: Unit, size: int) -> None:
    """Add matters until the database holds `size`, then let the planner know."""
    have = Matter.objects.count()
    if have < size:
        _Copies(town, random.Random(f"{town.pk}-{have}-{size}")).make(size - have)
    with connection.cursor() as cursor:
        # What was copied is history: told and sealed long ago, as far as the worker is concerned.
        cursor.execute("UPDATE kernel_cursor SET tx = pg_snapshot_xmin(pg_current_snapshot())::text::bigint "
                       "WHERE name = 'notices'")  # fmt: skip
        cursor.execute(
            "INSERT INTO kernel_seal (tx_from, tx_to, count, ids, digests, head, sealed_at) SELECT max(tx_to), "
            "pg_snapshot_xmin(pg_current_snapshot())::text::bigint, 0, '', '', "
            "(SELECT head FROM kernel_seal ORDER BY id DESC LIMIT 1), now() FROM kernel_seal"
        )
        cursor.execute("VACUUM (ANALYZE)")


class _Copies:
    """Rows for one growth, written by COPY."""

    def __init__(self, town: Unit, dice: random.Random) -> None:
        self.dice, self.town, self.share = dice, town, OPEN_SHARE
        self.places = list(Unit.objects.filter(town=town, kind="community").values_list("pk", "name"))
        made = Matter.objects.filter(town=town, kind="request", pk__lt=100_000).order_by("pk")
        templates = [row for row in made.values() if row["merged_into_id"] is None][:250]
        self.open = [row for row in templates if row["is_open"]]
        self.closed = [row for row in templates if not row["is_open"]]
        self.entries: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for entry in Entry.objects.filter(matter_id__in=[row["id"] for row in templates]).order_by("id").values():
            self.entries[entry["matter_id"]].append(entry)

    def make(self, count: int) -> None:
        """Write `count` matters with their reporters and entries."""
        first = self._next(Matter)
        room = OPEN_AT_MOST - Matter.objects.filter(town=self.town, is_open=True).count()
        self.share = min(OPEN_SHARE, max(room, 0) / count)
        chosen = [self._choose() for _ in range(count)]
        copied = [self._matter(template, first + n) for n, template in enumerate(chosen)]
        self._copy(Matter, copied)
        people, ties = self._next(Person), self._next(Tie)
        now = datetime.now().astimezone()
        self._copy(Person, (self._person(people + n, now) for n in range(count)))
        self._copy(Tie, (self._tie(ties + n, people + n, row) for n, row in enumerate(copied)))
        shifts = ((template, row) for template, row in zip(chosen, copied, strict=True))
        self._copy(Entry, self._entries(shifts), made_by_database=("id", "tx", "written_at"))

    def _choose(self) -> dict[str, Any]:
        return self.dice.choice(self.open if self.dice.random() < self.share else self.closed)

    def _next(self, model: Any) -> int:
        return (model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1

    def _matter(self, template: dict[str, Any], pk: int) -> dict[str, Any]:
        place_id, place = self.dice.choice(self.places)
        text = sentence(self.dice, place)
        days = self.dice.randrange(0, 8) if template["is_open"] else self.dice.randrange(30, DAYS)
        row = _earlier(template, timedelta(days=days, minutes=self.dice.randrange(600)))
        if template["is_open"]:
            row["next_at"] = None  # the bench measures pages; no clock rings in between
        mark = fingerprint.fingerprint(text)
        words = " ".join("'" + piece.replace("\\", "\\\\").replace("'", "''") + "'" for piece in grams.pieces(text))
        simhash = mark.simhash - 2**64 if mark.simhash >= 2**63 else mark.simhash
        return row | {
            "id": pk, "place_id": place_id, "text": text, "public_text": text, "title": text[:40], "words": words,
            "bands": list(mark.bands), "simhash": simhash, "reporters": 1, "parent_id": None, "told_sealed": None,
        }  # fmt: skip

    def _person(self, pk: int, now: datetime) -> dict[str, Any]:
        blind = self.dice.randbytes(32)
        return {
            "id": pk, "shown": "李**", "name_sealed": blind, "phone_sealed": blind, "phone_shown": "138****0000",
            "phone_index": blind, "tail_index": self.dice.randbytes(2), "mail_sealed": None, "birth_year": None,
            "created_at": now, "erased_at": None,
        }  # fmt: skip

    def _tie(self, pk: int, person: int, row: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": pk, "kind": "reporter", "role": "", "person_id": person, "unit_id": None, "matter_id": row["id"],
            "other_id": None, "since": row["received_at"], "until": None, "key_hash": self.dice.randbytes(32),
            "code_hash": self.dice.randbytes(32), "ref": f"bench:{pk}", "data": {"channel": row["channel"]},
        }  # fmt: skip

    def _entries(self, pairs: Iterable[tuple[dict[str, Any], dict[str, Any]]]) -> Iterable[dict[str, Any]]:
        for template, row in pairs:
            shift = template["received_at"] - row["received_at"]
            for entry in self.entries[template["id"]]:
                yield entry | {"matter_id": row["id"], "at": entry["at"] - shift}

    def _copy(self, model: Any, rows: Iterable[dict[str, Any]], made_by_database: tuple[str, ...] = ()) -> None:
        fields = [field for field in model._meta.local_concrete_fields if field.attname not in made_by_database]
        plain = [(field.attname, field.get_internal_type() == "JSONField") for field in fields]
        columns = ", ".join(f'"{field.column}"' for field in fields)
        with connection.cursor() as cursor:
            with cursor.copy(f"COPY {model._meta.db_table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row([Jsonb(row[name]) if as_json else row[name] for name, as_json in plain])
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{model._meta.db_table}', 'id'), "
                f"(SELECT max(id) FROM {model._meta.db_table}))"
            )


def _earlier(template: dict[str, Any], by: timedelta) -> dict[str, Any]:
    """The row as if everything had happened so much earlier, the instants inside its JSON too."""
    row = {name: value - by if isinstance(value, datetime) else value for name, value in template.items()}
    for name in ("clocks", "done_at"):
        row[name] = json.loads(json.dumps(template[name]), object_hook=lambda data: _moved(data, by))
    return row


def _moved(data: dict[str, Any], by: timedelta) -> dict[str, Any]:
    def move(value: Any) -> Any:
        if isinstance(value, str) and len(value) > 18 and value[4] == "-":
            return (datetime.fromisoformat(value) - by).isoformat()
        return value

    return {name: move(value) for name, value in data.items()}
