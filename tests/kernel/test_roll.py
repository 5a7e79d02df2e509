"""Lists of people from a spreadsheet: as offices make them, checked cell by cell, put in once, undone as a whole."""

from __future__ import annotations

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from lianxin.adapters import seal
from lianxin.adapters.sheets import SheetProblem
from lianxin.kernel.acts import asking, enrolling, roll, taking_in, tie
from lianxin.kernel.models import Card, Entry, Person, Roll, Tie
from lianxin.kernel.reads import enrolled, versions
from lianxin.kernel.reads.enrolled import Planned
from lianxin.kernel.reads.incoming import Reading
from lianxin.language.codes import person_digit
from lianxin.language.reason import Refused
from tests.cast import NOW
from tests.hands import hang

FIRST = "44060519750312001"
CODE = FIRST + person_digit(FIRST)
HEAD = ["序号", "姓  名", "身份证号码", "联系电话", "所在党组织", "专业技能", "可以服务的时间", "是否同意"]


def sheet(*rows, head=HEAD, title="西樵镇志愿者登记表（2026年）"):
    book = Workbook()
    page = book.active
    page.append([title])
    page.merge_cells("A1:H1")
    page.append([])
    page.append(head)
    for row in rows:
        page.append(row)
    page.append(["合计", len(rows)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


GOOD = [
    [1, "霍润生", CODE, "１３８００１３８０３１", "樵园社区党委", "家电维修、驾驶", "周末", "是"],
    [2, "甘乐怡", None, 13800138032, "樵园社区党委", "法律", "工作日晚上", "同意"],
    [3, "阮清和", None, "13800138033", "樵园社区党委", None, None, None],
]


@pytest.fixture
def party(cast):
    return cast.unit("party_qiaoyuan").name


@pytest.fixture
def come(cast, party):
    """A sheet is sent, its columns are taken as proposed, and it is checked."""

    def through(*rows, kind="volunteer", **said) -> Roll:
        rows = [[*row[:4], party if len(row) > 4 else None, *row[5:]] for row in rows] if "head" not in said else rows
        who = cast.who("governance")
        sent = roll.send(who, cast.town.pk, kind, None, ("名册.xlsx", sheet(*rows, **said)), NOW)
        roll.settle(who, sent.pk, sent.columns, NOW)
        assert roll.work(NOW)
        sent.refresh_from_db()
        return sent

    return through


def put(cast, sent: Roll) -> Roll:
    roll.put_in(cast.who("governance"), sent.pk, NOW)
    assert roll.work(NOW)
    assert not roll.work(NOW)
    sent.refresh_from_db()
    return sent


def test_a_sheet_as_offices_make_it(cast, come):
    sent = come(*GOOD)
    assert sent.columns == [
        "", "name", "field.id_number", "phone", "unit", "field.skills", "field.available", "consent",
    ]  # fmt: skip
    assert (sent.state, sent.rows, sent.wrong, sent.problems) == ("checked", 3, 0, [])
    assert not Tie.objects.filter(kind="volunteer").exists(), "a check writes nothing"
    done = put(cast, sent)
    assert (done.state, len(done.made), done.file) == ("done", 3, None)
    ties = {one.person.shown: one for one in Tie.objects.filter(kind="volunteer").select_related("person")}
    assert ties["霍润生"].data["fields"] == {"skills": ["appliance", "driving"], "available": ["weekend"]}
    assert ties["霍润生"].person.birth_year == 1975
    assert seal.unseal(bytes(ties["霍润生"].person.phone_sealed), "person.phone") == "13800138031"
    assert ties["甘乐怡"].data["fields"]["skills"] == ["law"]
    assert (ties["甘乐怡"].state, ties["阮清和"].state) == ("active", "intent"), "without consent nobody is asked"
    assert Entry.objects.filter(act="tie.make").count() == 3
    assert CODE not in str(list(Entry.objects.values())) + str(list(Tie.objects.values())) + str(
        list(Roll.objects.values())
    )
    assert CODE in seal.unseal(bytes(Card.objects.get().sealed), "card.tie.volunteer")


def test_the_same_file_and_an_overlapping_one_make_no_copies(cast, come):
    put(cast, come(*GOOD))
    again = come(*GOOD)
    assert (again.known, again.wrong) == (3, 0)
    with pytest.raises(Refused):
        roll.put_in(cast.who("governance"), again.pk, NOW)
    more = put(cast, come(*GOOD[1:], [4, "翟安澜", None, "13800138034", "x", None, None, "是"]))
    assert len(more.made) == 1
    assert Tie.objects.filter(kind="volunteer").count() == 4 and Person.objects.filter(shown="霍润生").count() == 1


def test_every_fault_is_told_with_its_cell_at_once(cast, come):
    sent = come(
        [1, "霍润生", CODE[:-1] + ("1" if CODE[-1] != "1" else "2"), "12", "x", "飞行", "周末", "也许"],
        [2, "", None, None, "x", None, None, None],
        GOOD[1],
        GOOD[1],
    )
    said = "\n".join(problem["zh"] for problem in sent.problems)
    for cell in ("C4", "D4", "F4", "H4", "B5", "A7"):
        assert f"，{cell}：" in said, cell
    assert (sent.rows, sent.wrong) == (4, 3)
    assert CODE[:-1] not in said and "可以写：家电维修" in said
    assert all(problem["en"] for problem in sent.problems)
    assert len(put(cast, sent).made) == 1


def test_a_person_of_the_office_is_not_made_twice(cast, come, party):
    cast.people["member"].refresh_from_db()
    sent = put(cast, come([cast.people["member"].shown, party], kind="membership", head=["党员姓名", "所在支部"]))
    made = Tie.objects.get(pk=sent.made[0])
    assert made.person_id == cast.people["member"].pk
    again = come([cast.people["member"].shown, party], kind="membership", head=["党员姓名", "所在支部"])
    assert again.known == 1


def test_columns_are_remembered_by_town_and_headings(cast, party):
    who, data = cast.who("governance"), sheet(["霍润生", "13800138031", party], head=["姓名", "联络", "甲"])
    sent = roll.send(who, cast.town.pk, "volunteer", None, ("a.xlsx", data), NOW)
    assert sent.columns == ["name", "", ""]
    roll.settle(who, sent.pk, ["name", "phone", "unit"], NOW)
    assert roll.send(who, cast.town.pk, "volunteer", None, ("b.xlsx", data), NOW).columns == ["name", "phone", "unit"]
    with pytest.raises(Refused):
        roll.settle(who, sent.pk, ["name"], NOW)
    other = roll.send(who, cast.town.pk, "volunteer", None, ("c.xlsx", data), NOW)
    for wrong in ([], ["phone"], ["name", "name"]):
        with pytest.raises(Refused):
            roll.settle(who, other.pk, wrong, NOW)


def test_undone_as_a_whole_and_what_was_used_is_kept(cast, come):
    sent = put(cast, come(*GOOD))
    used = Tie.objects.get(person__shown="霍润生", kind="volunteer")
    tie.change(cast.who("governance"), used.pk, NOW, fields={"skills": ["law"]})
    roll.undo(cast.who("governance"), sent.pk, NOW)
    sent.refresh_from_db()
    assert (sent.state, sent.kept) == ("undone", 1)
    left = Tie.objects.filter(kind="volunteer").exclude(state="ended")
    assert [one.pk for one in left] == [used.pk]
    assert not Person.objects.filter(shown__in=("甘乐怡", "阮清和")).exists(), "who came with it alone is erased"
    again = put(cast, come(*GOOD))
    assert len(again.made) == 2, "what was undone may come again, what was kept is known"


def test_a_long_list_is_taken_back_by_the_worker_and_only_once(cast, come, monkeypatch):
    monkeypatch.setattr(roll, "AT_ONCE", 2)
    sent = put(cast, come(*GOOD))
    assert roll.undo(cast.who("governance"), sent.pk, NOW).state == "undoing"
    assert Tie.objects.filter(kind="volunteer").exclude(state="ended").count() == 3, (
        "nothing is gone while the page is answered"
    )
    with pytest.raises(Refused, match="下一步"):
        roll.undo(cast.who("governance"), sent.pk, NOW)
    assert roll.work(NOW) and not roll.work(NOW)
    sent.refresh_from_db()
    assert (sent.state, sent.kept) == ("undone", 0)
    assert not Tie.objects.filter(kind="volunteer").exclude(state="ended").exists()
    undone = Entry.objects.filter(act="roll.undo")
    assert [(one.person_id, one.data["made"]) for one in undone] == [(cast.people["governance"].pk, 3)]


def test_somebody_asked_to_help_was_used(cast, come):
    sent = put(cast, come(*GOOD))
    one = Tie.objects.get(person__shown="霍润生", kind="volunteer")
    asking.ask(cast.who("community"), hang(cast).pk, one.pk, NOW)
    roll.undo(cast.who("governance"), sent.pk, NOW)
    one.refresh_from_db()
    assert one.state == "active"


def test_whose_list_it_is(cast, come):
    sent = come(*GOOD)
    for name in ("stranger", "clerk"):
        with pytest.raises(Refused):
            roll.put_in(cast.who(name), sent.pk, NOW)
    with pytest.raises(Refused):
        roll.send(cast.who("member"), cast.town.pk, "volunteer", None, ("a.xlsx", sheet(*GOOD)), NOW)
    with pytest.raises(Refused):
        roll.send(cast.who("governance"), cast.town.pk, "wish", None, ("a.xlsx", sheet(*GOOD)), NOW)
    with pytest.raises(SheetProblem):
        roll.send(cast.who("governance"), cast.town.pk, "volunteer", None, ("a.csv", "天气,温度\n晴,20".encode()), NOW)
    roll.drop(cast.who("governance"), sent.pk, NOW)
    sent.refresh_from_db()
    assert (sent.state, sent.file) == ("dropped", None)


def test_a_post_that_ended_puts_nothing_in(cast, come):
    sent = come(*GOOD)
    roll.put_in(cast.who("governance"), sent.pk, NOW)
    Tie.objects.filter(kind="post", person=cast.people["governance"]).update(until=NOW)
    assert roll.work(NOW)
    sent.refresh_from_db()
    assert sent.made == []


def test_a_worker_killed_half_way_goes_on(cast, come, monkeypatch):
    sent = come(*GOOD)
    roll.put_in(cast.who("governance"), sent.pk, NOW)
    monkeypatch.setattr(taking_in, "PART", 1)
    enrol, calls = enrolling.enrol, []

    def dying(*given):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return enrol(*given)

    monkeypatch.setattr(enrolling, "enrol", dying)
    with pytest.raises(KeyboardInterrupt):
        roll.work(NOW)
    sent.refresh_from_db()
    assert (sent.state, sent.done, len(sent.made)) == ("loading", 1, 1)
    assert roll.work(NOW)
    sent.refresh_from_db()
    assert (sent.state, len(sent.made)) == ("done", 3)
    assert Tie.objects.filter(kind="volunteer").count() == 3
    none = enrolled.beside(Reading(sent, cast.who("governance"), NOW), [], Planned())
    assert none.there == set() and none.faults == {}


def test_nothing_made_is_nothing_to_take_back(cast, come):
    sent = come(*GOOD)
    assert enrolling.withdraw(cast.who("governance"), sent, NOW) == 0
    assert roll.mine(cast.who("governance"), sent.pk, "checked").pk == sent.pk


def test_a_part_is_as_many_statements_for_many_as_for_few(cast, come, monkeypatch):
    monkeypatch.setattr(versions, "FRESH", 1e9)  # else it depends on the second

    def statements(rows):
        with CaptureQueriesContext(connection) as checked:
            sent = come(*rows)
        roll.put_in(cast.who("governance"), sent.pk, NOW)
        with CaptureQueriesContext(connection) as loaded:
            assert roll.work(NOW)
        with CaptureQueriesContext(connection) as undone:
            roll.undo(cast.who("governance"), sent.pk, NOW)
        sent.refresh_from_db()
        assert (len(sent.made), sent.kept) == (len(rows), 0)
        return len(checked), len(loaded), len(undone)

    statements(GOOD)  # what is looked up once a process is known now
    names = ["霍润" + one for one in "甲乙丙丁戊己庚辛壬癸"]
    many = [[n, names[n % 10], None, f"1380013{n:04d}", "x", "驾驶", None, "是"] for n in range(60)]
    assert statements([GOOD[0], *many]) == statements(GOOD)


def test_a_list_shows_how_far_it_is(cast, come, monkeypatch):
    monkeypatch.setattr(taking_in, "PART", 2)
    told, write = [], taking_in._write

    def seen(one, now, **said):
        told.append(said.get("done"))
        return write(one, now, **said)

    monkeypatch.setattr(taking_in, "_write", seen)
    put(cast, come(*GOOD))
    assert told == [2, 3, None, 2, 3, None], "after every part, in checking and in putting in"


def test_what_stood_on_a_card_is_not_written_over(cast, come):
    known = cast.people["member"]
    Card.objects.create(
        person=known, kind="tie.volunteer", sealed=b"before", purpose="", audience="", created_at=NOW
    )  # fmt: skip
    sent = put(cast, come([1, known.shown, CODE, None, "x", None, None, "是"], *GOOD[1:]))
    assert Tie.objects.get(pk=sent.made[0]).person_id == known.pk
    assert bytes(Card.objects.get(person=known).sealed) == b"before"
