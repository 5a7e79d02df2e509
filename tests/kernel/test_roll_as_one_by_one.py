"""A list of requests leaves the same rows as its tellings filed one after the other: the same ways, clocks, numbers,
duplicates, entries, marks. Only how they are written differs."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from lianxin.adapters import seal
from lianxin.kernel.acts import filing, known, reporting, taking_in
from lianxin.kernel.acts.draft import begun, drafted
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.acts.person import Contact
from lianxin.kernel.models import Entry, Matter, Person, Roll, Tie
from lianxin.kernel.reads.reports import Report, Reporting
from lianxin.language.listed import MATTERS
from tests.cast import xiqiao
from tests.kernel.rolls import come

pytestmark = pytest.mark.django_db
HEAD = ["工单编号", "来电时间", "诉求内容", "事发地点", "来电人", "联系电话", "类型"]
LAMP = "江浦路的路灯不亮，晚上走路看不清，已经三天了，请尽快派人来修"
LONG = "小区后门的水沟盖板松了好几块，老人小孩走过去容易踩空，前两天有人崴了脚，麻烦尽快换上新的盖板，谢谢"
SAID = [
    LAMP, "路灯坏了", "想要一副老花镜", "想问问高龄津贴怎么办", "请问社保卡在哪里补办",
    "樵园社区垃圾没人清运，味道很大",
    LAMP + "，谢谢", LONG, "你好，" + LONG, "江浦路3栋302楼上漏水到我家了", "江浦路3栋402楼上漏水到我家了",
    "江浦路3号门口的井盖坏了，车子压过去很响，晚上睡不着", "江浦路5号门口的井盖坏了，车子压过去很响，晚上睡不着",
    "表扬江浦路的环卫工人，扫得很干净", "我是黎小满，电话13800138021，楼道堆了纸箱没人清",
]  # fmt: skip
PLACES = ["江浦路", "", "樵园社区", "江浦路"]


def told(n: int) -> list[Any]:
    """A row of sixty; each sentence comes four times, at different places, from different people or from nobody."""
    name, phone = [("李阿婆", f"1380013{n:04d}"), ("", ""), ("赵伯", ""), ("", f"1390013{n:04d}")][n // 15]
    kind = {2: "微心愿", 5: "投诉"}.get(n % 15, "")
    return [f"E-{n}", f"2026-03-0{1 + n % 9} 09:30", SAID[n % 15], PLACES[(n // 15 + n) % 4], name, phone, kind]


ROWS = [told(n) for n in range(60)]
ROWS[30] = ["E-7", *ROWS[7][1:]]  # the same number again: it came before
NOT_COMPARED = {"id", "tx", "written_at", "name_sealed", "phone_sealed", "mail_sealed", "told_sealed"}


def plain(value: Any, numbers: dict[int, int]) -> Any:
    if isinstance(value, dict):
        at = numbers.get
        return {k: at(v, v) if k in ("tie", "only_tie") else plain(v, numbers) for k, v in value.items()}
    return bytes(value) if isinstance(value, memoryview) else value


def left() -> dict[str, list[Any]]:
    """Every row there is, with the order of rows in place of their numbers."""
    places = {
        model: {pk: at for at, pk in enumerate(model.objects.order_by("pk").values_list("pk", flat=True))}
        for model in (Matter, Person)
    }
    # Whoever joins is written after those who are new: ties go by what they are, not by when.
    ties = {pk: at for at, pk in enumerate(Tie.objects.order_by("ref", "pk").values_list("pk", flat=True))}
    people = {}
    for tie in Tie.objects.filter(kind="reporter", person__isnull=False):
        people[tie.person_id] = ("reporter", tie.ref)
    found: dict[str, list[Any]] = {}
    for model in (Matter, Person, Tie, Entry):
        rows = []
        for row in model.objects.all():
            said = {f.attname: plain(getattr(row, f.attname), ties) for f in row._meta.concrete_fields}
            said = {name: value for name, value in said.items() if name not in NOT_COMPARED}
            for name in said:
                if name.endswith("matter_id") or name in ("parent_id", "lead_id", "merged_into_id"):
                    said[name] = places[Matter].get(said[name], said[name])
                elif name == "person_id":
                    said[name] = people.get(said[name], said[name])
            if model is Person:
                said["who"] = (people.get(row.pk), row.phone_sealed and seal.unseal(row.phone_sealed, "person.phone"))
            if model is Matter:
                said["place_in_order"] = places[Matter][row.pk]
                said["told"] = row.told_sealed and seal.unseal(row.told_sealed, "matter.told")
            rows.append(said)
        found[model.__name__] = sorted(rows, key=repr)
    return found


class Back(Exception):
    """What was written is taken back, so that the other way starts from the same."""


@pytest.fixture
def read():
    """The rows of a list as they were read, and one matter that is known before it comes."""
    cast = xiqiao()
    sent = come(cast, MATTERS, HEAD, ROWS, "clerk")
    assert sent.wrong == 1  # the number that stands there twice
    earlier = Telling(
        LONG, cast.town.pk, place_text="", contact=Contact(name="岑伯", phone="13800138077"), ref="earlier"
    )
    filing.file(cast.who("clerk"), earlier, cast.now)
    reading = Reporting(Roll.objects.get(pk=sent.pk), taking_in.Sender.of(sent, cast.now).who, cast.now)
    return cast, reading, [reading.entrant(row) for row in reading.rows()]


def one_by_one(cast: Any, reading: Reporting, rows: list[Report]) -> list[tuple[bool, bool]]:
    tellings = [reporting.telling(cast.town.pk, one) for one in rows]
    filed = [filing.file(reading.who, one, cast.now) for one in tellings]
    return [(one.merged, one.again) for one in filed]


def together(cast: Any, reading: Reporting, rows: list[Report]) -> list[tuple[bool, bool]]:
    tellings = [reporting.telling(cast.town.pk, one) for one in rows]
    drafts = [drafted(reading.who, begun(reading.who, one, cast.now), cast.now) for one in tellings]
    return [(one.merged, one.again) for one in filing.file_all(reading.who, drafts, cast.now)]


def taken(way: Any, *given: Any) -> tuple[Any, dict[str, list[Any]]]:
    kept: list[Any] = []
    try:
        with transaction.atomic():
            kept += [way(*given), left()]
            raise Back
    except Back:
        return kept[0], kept[1]


def test_the_same_sixty_leave_the_same_rows(read):
    fates, rows = taken(one_by_one, *read)
    again, same = taken(together, *read)
    assert again == fates
    assert sum(merged for merged, _ in fates) >= 5 and sum(before for _, before in fates) == 1
    for name, those in rows.items():
        assert same[name] == those, name


def test_near_ones_of_one_part_are_found_as_the_database_finds_them(read):
    """`Beside` answers for rows that are not written what `lianxin_alike` answers once they are."""
    cast, reading, rows = read
    tellings = [reporting.telling(cast.town.pk, one) for one in rows]
    drafts = [drafted(reading.who, begun(reading.who, one, cast.now), cast.now) for one in tellings]
    asking = [draft for draft in drafts if draft.filing.asked is not None]
    beside, compared = known.Beside(), 0
    for draft in asking[: len(asking) // 2]:
        beside.add(draft.filing.matter)
    here = [[text for _, text in beside.nearest(draft.filing.asked, ())] for draft in asking]
    Matter.objects.all().update(is_open=False, closed_at=cast.now)
    filing.insert.write([draft.filing for draft in asking[: len(asking) // 2] if not clash(draft, asking)])
    there = filing.insert.near([draft.filing.asked for draft in asking])
    for mine, theirs in zip(here, there, strict=True):
        assert mine == [text for _, text in theirs]
        compared += len(mine)
    assert compared > 20


def clash(draft: Any, drafts: list[Any]) -> bool:
    """Whether an earlier one has the same number, which no two rows may have."""
    first = next(one for one in drafts if one.filing.tie.ref == draft.filing.tie.ref)
    return first is not draft


def test_a_part_asks_the_database_no_more_often_than_one_row(read):
    cast, reading, rows = read
    counts = []
    for some in (rows[:32], rows):  # several join in both: a single row is written by a statement that is not seen here
        drawn = reporting.drawn_up(reading, some, cast.now)
        with CaptureQueriesContext(connection) as seen:
            taken(reporting.report, reading, drawn, cast.now)
        counts.append(len([one for one in seen if "SAVEPOINT" not in one["sql"]]))
    assert counts[1] <= counts[0] + 2, counts  # one came before, and is looked up


def test_a_row_that_somebody_files_in_this_moment_is_told_once(read, monkeypatch):
    """Its number is taken while the part is written: the part is filed one by one, and that row came before."""
    cast, reading, rows = read
    drawn = reporting.drawn_up(reading, rows[:3], cast.now)
    filing.file(cast.who("clerk"), reporting.telling(cast.town.pk, rows[1]), cast.now)
    monkeypatch.setattr(filing, "_came", lambda drafts: set())
    told = reporting.report(reading, drawn, cast.now)
    assert len(told.made) == 2 and not told.joined and not told.problems
    assert Tie.objects.filter(ref__in=[one.ref for one in rows[:3]]).count() == 3


def test_what_is_near_is_looked_for_by_its_own_index_also_while_a_town_is_new(read):
    """A connection plans once; a plan of the town's first day that reads all its matters would stay."""
    _, reading, rows = read
    drawn = reporting.drawn_up(reading, rows, read[0].now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'lianxin_alike'")
        body = cursor.fetchone()[0]
        question = body[body.index("RETURN (") + len("RETURN (") : body.rindex(");")]
        values = {
            "_town": "1", "_kind": "'request'", "_place": "2", "_beside": "''", "_simhash": "3::bigint",
            "_since": "'2026-01-01'::timestamptz", "_bands": "'{1,2,3,4}'::int[]", "_seen": "'{}'::bigint[]",
        }  # fmt: skip
        for name, value in values.items():
            question = question.replace(name, f"({value})")
        for _ in range(2):
            cursor.execute(f"EXPLAIN {question}")
            assert "Bitmap Index Scan on matter_known" in "".join(line for (line,) in cursor.fetchall())
            reporting.report(reading, drawn, read[0].now)
