"""The working calendar: a good sheet is put in force, a faulty one says which cell and changes nothing."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.cast import NOW, Cast, xiqiao

from lianxin.adapters import sheets
from lianxin.kernel.acts import calendar as acts
from lianxin.kernel.models import CalendarYear, Entry
from lianxin.kernel.reads.calendar import calendar
from lianxin.language.calendar import CalendarEnds, Row
from lianxin.language.reason import Refused

pytestmark = pytest.mark.django_db
HEADER = ("日期", "类型", "名称", "文号")
NUMBER = "国办发明电〔2026〕0号"
GOOD = [
    (date(2027, 1, 1), "放假", "元旦", NUMBER),
    (date(2027, 2, 6), "放假", "春节", NUMBER),
    (date(2027, 2, 8), "放假", "春节", NUMBER),
    (date(2027, 2, 20), "补班", "春节", NUMBER),
    (date(2027, 10, 1), "放假", "国庆节", NUMBER),
]


@pytest.fixture
def cast() -> Cast:
    return xiqiao()


@pytest.fixture
def admin(cast, client):
    client.force_login(cast.account("administrator"))
    return client


def sheet(rows, header=HEADER) -> SimpleUploadedFile:
    return SimpleUploadedFile("2027.xlsx", sheets.xlsx(list(header), rows, "2027"))


def upload(client, file):
    return client.post("/office/calendar/", {"sheet": file})


def test_a_good_sheet_is_in_force_at_once(cast, admin):
    with pytest.raises(CalendarEnds):
        calendar().is_workday(date(2027, 2, 20))
    assert upload(admin, sheet(GOOD)).status_code == 302
    assert calendar().is_workday(date(2027, 2, 20))
    assert not calendar().is_workday(date(2027, 2, 8))
    assert calendar().is_workday(date(2026, 3, 11)), "the years that ship stay"
    year = CalendarYear.objects.get(year=2027)
    assert year.uploaded_by == cast.people["administrator"]
    entry = Entry.objects.get(act="calendar.upload")
    assert entry.data["years"] == [2027] and entry.data["source"] == NUMBER
    html = admin.get("/office/calendar/").content.decode()
    assert "谭一鸣" in html and "2028" in html


def test_uploading_again_replaces_the_year(admin):
    upload(admin, sheet(GOOD))
    corrected = [row for row in GOOD if row[0] != date(2027, 2, 20)]
    assert upload(admin, sheet(corrected)).status_code == 302
    assert not calendar().is_workday(date(2027, 2, 20))
    assert CalendarYear.objects.count() == 1


def test_csv_as_offices_in_china_save_it(admin):
    lines = [",".join(HEADER), *(f"{day:%Y/%m/%d},{kind},{name},{number}" for day, kind, name, number in GOOD)]
    file = SimpleUploadedFile("2027.csv", "\r\n".join(lines).encode("gb18030"))
    assert upload(admin, file).status_code == 302
    assert not calendar().is_workday(date(2027, 10, 1))


@pytest.mark.parametrize(
    ("at", "row", "cell"),
    [
        (1, ("二月六", "放假", "春节", NUMBER), "A3"),
        (1, (date(2027, 2, 6), "放", "春节", NUMBER), "B3"),
        (1, (date(2027, 2, 6), "放假", "", NUMBER), "C3"),
        (1, (date(2027, 2, 6), "放假", "春节", ""), "D3"),
        (3, (date(2027, 2, 22), "补班", "春节", NUMBER), "B5"),
        (4, (date(2027, 1, 1), "放假", "元旦", NUMBER), "A6"),
    ],
)
def test_each_fault_names_its_cell_and_changes_nothing(admin, at, row, cell):
    rows = [row if index == at else line for index, line in enumerate(GOOD)]
    answer = upload(admin, sheet(rows))
    assert answer.status_code == 422
    assert cell in [place for place, _ in answer.context["faults"]]
    assert f"<td>{cell}</td>" in answer.content.decode()
    assert not CalendarYear.objects.exists() and not Entry.objects.filter(act="calendar.upload").exists()


def test_blank_lines_do_not_shift_the_cells(admin):
    rows = [GOOD[0], ("", "", "", ""), ("", "", "", ""), ("二月六", "放假", "春节", NUMBER), *GOOD[2:]]
    answer = upload(admin, sheet(rows))
    assert "A5" in [place for place, _ in answer.context["faults"]]


@pytest.mark.parametrize(
    "file",
    [
        None,
        SimpleUploadedFile("a.xlsx", b"PK\x03\x04 nothing"),
        SimpleUploadedFile("a.csv", b"\x00\x01\x02\xff\xfe\x00"),
        SimpleUploadedFile("a.csv", "一，二，三".encode()),
        SimpleUploadedFile("a.csv", b""),
    ],
)
def test_what_is_no_sheet_is_told_so(admin, file):
    answer = admin.post("/office/calendar/", {"sheet": file} if file else {})
    assert answer.status_code == 422
    assert "什么都没有改" in answer.content.decode()


def test_a_part_of_a_year_is_refused(admin):
    answer = upload(admin, sheet(GOOD[:3]))
    assert answer.status_code == 422
    assert "不是完整的一年" in answer.content.decode()


def test_the_act_refuses_others_and_empty_hands(cast):
    rows = [Row(day, "makeup" if kind == "补班" else "holiday", name, number) for day, kind, name, number in GOOD]
    with pytest.raises(Refused):
        acts.upload(cast.who("clerk"), rows, NOW)
    with pytest.raises(Refused):
        acts.upload(cast.who("administrator"), rows[:1], NOW)
    assert acts.upload(cast.who("administrator"), rows, NOW) == [2027]


def test_new_years_day_in_december_belongs_to_the_next_notice(cast):
    rows = [Row(date(2026, 12, 31), "holiday", "元旦", NUMBER)]
    rows += [Row(day, "makeup" if kind == "补班" else "holiday", name, number) for day, kind, name, number in GOOD]
    assert acts.upload(cast.who("administrator"), rows, NOW) == [2027]
    assert not calendar().is_workday(date(2026, 12, 31))
    assert calendar().is_workday(date(2026, 12, 30))


def test_the_blank_sheet_is_one_that_can_be_uploaded(admin):
    content = admin.get("/office/calendar/blank.xlsx").content
    assert upload(admin, SimpleUploadedFile("again.xlsx", content)).status_code == 302
    assert CalendarYear.objects.get().year == 2026
