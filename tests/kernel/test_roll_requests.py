"""Requests as a list: any headings, every cell checked, filed once, with progress, and taken back while untouched."""

from datetime import timedelta

import pytest

from lianxin.kernel.acts import correcting, filing, reporting, roll, sheet, taking_in, tally
from lianxin.kernel.acts import matter as matters
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.acts.person import Contact
from lianxin.kernel.models import Entry, Erasure, Matter, Person, Tally, Tie
from lianxin.kernel.models.matter import UNDONE
from lianxin.kernel.reads import counting
from lianxin.language.clock import ClockState
from lianxin.language.listed import MATTERS
from lianxin.language.reason import Refused
from tests.cast import NOW, xiqiao
from tests.kernel.rolls import come, put
from tests.kernel.rolls import sheet as workbook

pytestmark = pytest.mark.django_db
HEAD = ["工单编号", "来电时间", "诉求内容", "事发地点", "来电人", "联系电话", "类型"]
ROWS = [
    ["G-1", "2026年3月9日 9:30", "江浦路路灯不亮,请来修", "江浦路", "李阿婆", 13800138021, "投诉"],
    ["G-2", "2026-03-08", "想要一副老花镜", "樵园社区", "", "", "微心愿"],
    ["G-3", "", "想问问高龄津贴怎么办", "", "", "", ""],
]


@pytest.fixture
def cast():
    return xiqiao()


def test_an_offices_own_headings_are_read_and_each_row_is_filed_by_the_act_of_the_counter(cast):
    sent = come(cast, MATTERS, HEAD, ROWS, "clerk")
    assert sent.columns == ["number", "date", "text", "place", "name", "phone", "kind"]
    assert (sent.rows, sent.wrong, sent.known) == (3, 0, 0) and not Matter.objects.exists()
    done = put(cast, sent, "clerk")
    assert len(done.made) == 3 and done.file is None
    lamp = Matter.objects.get(text__contains="路灯")
    assert (lamp.nature, lamp.place.name, lamp.channel) == ("complaint", "江浦路", "sheet")
    assert lamp.received_at.isoformat() == "2026-03-09T01:30:00+00:00" and lamp.due_at is not None
    assert Matter.objects.filter(kind="wish").count() == 1
    entry = Entry.objects.get(act="matter.file", matter=lamp)
    assert entry.person_id == cast.people["clerk"].pk
    assert "李阿婆" not in str(list(Entry.objects.values_list("data"))) and "13800138021" not in str(sent.problems)


def test_the_same_row_never_comes_twice_whichever_page_it_came_by(cast):
    put(cast, come(cast, MATTERS, HEAD, ROWS, "clerk"), "clerk")
    again = come(cast, MATTERS, HEAD, [*ROWS, ["G-4", "", "楼道堆了纸箱没人清", "", "", "", ""]], "clerk")
    assert (again.rows, again.known, again.wrong) == (4, 3, 0)
    assert len(put(cast, again, "clerk").made) == 1
    head = ["编号", "时间", "内容", "地点", "姓名", "电话", "类型"]
    checked = sheet.check(workbook(head, ROWS), "表.xlsx", cast.town.pk, cast.now)
    *_, last = sheet.load(cast.who("clerk"), checked, cast.now)
    assert (last.known, last.filed) == (3, 0)


def test_each_wrong_cell_is_told_and_nothing_is_written(cast):
    bad = [
        ["1", "", "", "", "", "", ""],
        ["2", "", "路灯坏了", "", "", "12", ""],
        ["3", "去年春天", "路灯坏了", "", "", "", ""],
        ["4", "2027-01-01", "路灯坏了", "", "", "", ""],
        ["5", "", "路灯坏了", "", "", "", "表扬"],
        ["6", "", "楼道灯不亮", "", "", "", ""],
        ["6", "", "楼道灯不亮", "", "", "", ""],
    ]
    sent = come(cast, MATTERS, HEAD, bad, "clerk")
    said = " ".join(problem["zh"] for problem in sent.problems)
    assert (sent.rows, sent.wrong) == (7, 6) and not Matter.objects.exists()
    assert all(f"{cell}：" in said for cell in ("C2", "F3", "B4", "B5", "G6")), said
    assert "可以写：" in said and "和第 7 行是同一件事" in said and "“12”" not in said


def test_what_a_kind_asks_is_a_column_and_only_beside_that_kind(cast):
    head = ["内容", "类型", "愿望类别"]
    options = cast.pack.asked("wish", "category")
    label = options.label.zh
    first = next(iter(options.choices or cast.pack.said.lists[options.list or ""]))
    rows = [["想要一副老花镜", "微心愿", first], ["路灯不亮", "投诉", first], ["想学用手机", "微心愿", "不存在的类"]]
    sent = come(cast, MATTERS, [*head[:2], label], rows, "clerk")
    assert sent.columns[2] == "field.category" and sent.wrong == 2
    done = put(cast, sent, "clerk")
    assert Matter.objects.get(pk=done.made[0]).fields["category"] == first


def test_a_kind_that_the_post_may_not_file_is_refused_at_its_cell(cast):
    closed = next(kind for key, kind in cast.pack.said.matters.items() if not {"anyone", "clerk"} & set(kind.filed_by))
    sent = come(cast, MATTERS, ["内容", "类型"], [["一件事要办", closed.label.zh]], "clerk")
    assert sent.wrong == 1 and "不能登记这类" in sent.problems[0]["zh"]


def test_who_has_no_post_that_files_sends_no_list(cast):
    with pytest.raises(Refused) as caught:
        roll.send(cast.who("leader"), cast.town.pk, MATTERS, None, ("表.xlsx", workbook(HEAD, ROWS)), cast.now)
    assert caught.value.code == "power"


def test_killed_half_way_it_goes_on_with_its_progress_and_files_nothing_twice(cast, monkeypatch):
    monkeypatch.setattr(taking_in, "REQUESTS", 2)
    rows = [[f"K-{n}", "", f"第{n}盏路灯坏了,在{n}号路口", "", "", "", ""] for n in range(7)]
    sent = come(cast, MATTERS, HEAD, rows, "clerk")
    roll.put_in(cast.who("clerk"), sent.pk, cast.now)
    real, calls = taking_in.reporting.report, []

    def dies(*given):
        calls.append(given)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(*given)

    monkeypatch.setattr(taking_in.reporting, "report", dies)
    with pytest.raises(KeyboardInterrupt):
        roll.work(cast.now)
    sent.refresh_from_db()
    assert (sent.done, len(sent.made), sent.state) == (4, 4, "loading")
    monkeypatch.setattr(taking_in.reporting, "report", real)
    assert roll.work(cast.now)
    sent.refresh_from_db()
    assert (sent.state, len(sent.made), Matter.objects.count()) == ("done", 7, 7)


def test_more_rows_than_the_page_of_one_sheet_takes(cast):
    count = sheet.MOST + 1
    rows = [[f"L-{n}", "", f"第{n}号来件，反映{n}号楼道的灯不亮", "", "", "", ""] for n in range(count)]
    sent = come(cast, MATTERS, HEAD, rows, "clerk")
    assert (sent.rows, sent.wrong) == (count, 0)


def test_taken_back_as_a_whole_but_what_somebody_works_on(cast):
    rows = [*ROWS, ["G-4", "", "楼道堆了纸箱没人清", "", "赵伯", "13800138055", ""]]
    done = put(cast, come(cast, MATTERS, HEAD, rows, "clerk"), "clerk")
    worked = Matter.objects.get(text__contains="路灯")
    filing.file(cast.who("clerk"), Telling("楼上漏水到我家了", cast.town.pk), cast.now)
    other = next(key for key in cast.pack.said.understanding["nature"].labels if key != worked.nature)
    correcting.correct(cast.who("clerk"), worked.pk, cast.now, nature=other, whole=True)
    person = Tie.objects.get(matter__text__contains="纸箱", kind="reporter").person_id
    undone = roll.undo(cast.who("clerk"), done.pk, cast.now + timedelta(hours=1))
    assert (undone.state, undone.kept) == ("undone", 1)
    gone = Matter.objects.filter(outcome=UNDONE)
    assert gone.count() == 3 and not gone.filter(is_open=True).exists() and not gone.filter(shown=True).exists()
    assert not any(one.marks or one.next_at or one.due_at for one in gone)
    assert all(one.clocks and not ClockState.of_line(line).running for one in gone for line in one.clocks)
    worked.refresh_from_db()
    assert worked.is_open and Matter.objects.get(text__contains="漏水").is_open
    assert Entry.objects.filter(act="matter.undo").count() == 3
    assert Person.objects.get(pk=person).erased_at is not None and Erasure.objects.filter(row=person).exists()
    assert not counting.marked("matters", [one.pk for one in gone])
    with pytest.raises(Refused):
        matters.take(cast.who("clerk"), gone.first().pk, "accept", {}, cast.now)
    back = come(cast, MATTERS, HEAD, rows, "clerk")
    assert (back.known, back.wrong) == (1, 0) and len(put(cast, back, "clerk").made) == 3


@pytest.mark.django_db(transaction=True)
def test_a_long_list_goes_part_by_part_and_goes_on_where_it_was_stopped(monkeypatch):
    cast = xiqiao()
    monkeypatch.setattr(roll, "AT_ONCE", 1)
    monkeypatch.setattr(taking_in, "PART", 1)
    contact = ["赵伯", "13800138055"]
    rows = [
        [f"P-{n}", "", f"{said}没人清", "", *contact, ""] for n, said in enumerate(("楼道纸箱", "河边垃圾", "街角落叶"))
    ]
    done = put(cast, come(cast, MATTERS, HEAD, rows, "clerk"), "clerk")
    assert roll.undo(cast.who("clerk"), done.pk, cast.now).state == "undoing"
    whole = reporting.unreport_part

    def stopped(who, roll, made, now):
        if made == [done.made[1]]:
            raise OSError("the power went")
        return whole(who, roll, made, now)

    monkeypatch.setattr(reporting, "unreport_part", stopped)
    with pytest.raises(OSError, match="power"):
        roll.work(cast.now)
    done.refresh_from_db()
    assert (done.state, done.done) == ("undoing", 1)
    assert [Matter.objects.get(pk=one).outcome == UNDONE for one in done.made] == [True, False, False]
    other = next(key for key in cast.pack.said.understanding["nature"].labels if key != "complaint")
    correcting.correct(cast.who("clerk"), done.made[2], cast.now, nature=other, whole=True)
    monkeypatch.setattr(reporting, "unreport_part", whole)
    assert roll.work(cast.now) and not roll.work(cast.now)
    done.refresh_from_db()
    assert (done.state, done.kept, done.done) == ("undone", 1, 3)
    assert [Matter.objects.get(pk=one).outcome == UNDONE for one in done.made] == [True, True, False]
    people = Person.objects.filter(ties__matter_id__in=done.made).order_by("ties__matter_id")
    assert [one.erased_at is not None for one in people] == [True, True, False]
    assert Entry.objects.filter(act="matter.undo").count() == 2 and Entry.objects.filter(act="roll.undo").count() == 1


@pytest.mark.django_db(transaction=True)
def test_rates_forget_what_was_taken_back():
    cast = xiqiao()
    done = put(cast, come(cast, MATTERS, HEAD, ROWS, "clerk"), "clerk")
    while tally.fold():
        pass
    before = sum(Tally.objects.values_list("n", flat=True))
    roll.undo(cast.who("clerk"), done.pk, cast.now)
    while tally.fold():
        pass
    assert before > 0 and not Tally.objects.exclude(n=0).exists()


def test_a_row_that_says_what_is_known_joins_it_and_stays_when_the_list_goes(cast):
    told = Telling("江浦路路灯不亮,请来修", cast.town.pk, contact=Contact(phone="13800138099"))
    known = filing.file(cast.who("clerk"), told, NOW).matter
    done = put(cast, come(cast, MATTERS, HEAD, ROWS, "clerk"), "clerk")
    assert (len(done.made), len(done.moved)) == (2, 1)
    undone = roll.undo(cast.who("clerk"), done.pk, cast.now)
    known.refresh_from_db()
    assert undone.kept == 1 and known.is_open and known.reporters == 2
