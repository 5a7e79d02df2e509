import io
import zipfile
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from lianxin.adapters import sheets, workbooks
from lianxin.adapters.sheets import SheetProblem, records, rows, write_xlsx, xlsx

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def _book(**cells):
    book = openpyxl.Workbook()
    book.active.title = "花名册"
    for name, value in cells.items():
        book.active[name] = value
    return _saved(book)


def _saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _with_sheet(xml, name="xl/worksheets/sheet1.xml", compression=zipfile.ZIP_DEFLATED):
    """A workbook whose first sheet is this XML, as a hand would forge it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_book(A1="x"))) as old, zipfile.ZipFile(out, "w", compression) as new:
        for member in old.infolist():
            new.writestr(member.filename, xml if member.filename == name else old.read(member))
    return out.getvalue()


def _sheet(body, head="<sheetData>", foot="</sheetData>"):
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?><worksheet xmlns="{space}">{head}{body}{foot}</worksheet>'


# --- .xlsx in -----------------------------------------------------------------------------------------------------


def test_rows_know_where_they_stand():
    data = _book(C4="姓名", D4="电话", C6="王小明", D6=13800131234, E6=date(2026, 3, 2), F6=1.5, G6=True)
    found = list(rows(data, "名单.xlsx"))
    assert [r.number for r in found] == [4, 6]  # row 5 is empty
    assert [found[1].text(i) for i in range(8)] == ["", "", "王小明", "13800131234", "2026-03-02", "1.5", "True", ""]
    problem = found[1].problem(3, "电话少一位。", "A digit is missing.")
    assert problem.cell == "D6"
    assert problem.zh == "名单.xlsx，工作表“花名册”，D6：电话少一位。"
    assert problem.en == '名单.xlsx, sheet "花名册", D6: A digit is missing.'


def test_a_sheet_is_chosen_by_name():
    book = openpyxl.Workbook()
    book.active["A1"] = "一"
    book.create_sheet("第二张")["A1"] = "二"
    assert [r.text(0) for r in rows(_saved(book), sheet="第二张")] == ["二"]
    with pytest.raises(SheetProblem, match="第二张"):
        list(rows(_saved(book), sheet="第三张"))


def test_an_empty_sheet_has_no_rows():
    assert list(rows(_book())) == []
    with pytest.raises(SheetProblem, match="空的"):
        list(records(rows(_book()), ["姓名"]))


def test_records_are_read_by_heading():
    data = _book(A1=" 姓名 ", B1="电话", C1="别的", A2="王小明", B2=13800131234, A3="李四")
    one, two = records(rows(data, "名单.xlsx"), ["电话", "姓名"], ["地址"])
    assert (one["姓名"], one["电话"], one["地址"]) == ("王小明", "13800131234", "")
    assert one.value("电话") == 13800131234 and two.value("电话") is None and one.value("地址") is None
    assert two.problem("电话", "没有电话。", "No phone.").cell == "B3"


def test_wrong_headings_are_named():
    with pytest.raises(SheetProblem, match="缺少这些列：电话、地址"):
        list(records(rows(_book(A1="姓名")), ["姓名", "电话", "地址"]))
    with pytest.raises(SheetProblem) as twice:
        list(records(rows(_book(A1="姓名", C1="姓名")), ["姓名"]))
    assert twice.value.cell == "C1"


@pytest.mark.parametrize(
    "cell",
    ['<c r="XFD1048576"><v>1</v></c>', "<c s='1' r = 'XFD1048576' ><v>1</v></c>",
     '<c x=">" r="XFD1048576"><v>1</v></c>',
     '<c x=\' r="A1"\' r="XFD1048576"><v>1</v></c>', '<c r="XFD1048576"><!-- --><v>1</v></c>'],
)  # fmt: skip
def test_two_cells_far_apart_do_not_fill_the_memory(cell):
    body = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">{cell}</row>'
    with pytest.raises(SheetProblem, match="表格太大"):
        list(rows(_with_sheet(_sheet(body))))


def test_a_far_row_whose_cells_have_no_names_is_measured_too():
    body = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>'
    with pytest.raises(SheetProblem, match="表格太大"):
        list(rows(_with_sheet(_sheet(body))))


def test_coloured_empty_cells_do_not_count():
    body = '<row r="1"><c r="A1"><v>7</v></c><c r="XFD1" s="0"/></row><row r="1048576"><c r="A1048576" s="0"></c></row>'
    found = list(rows(_with_sheet(_sheet(body))))
    assert [(r.number, r.text(0)) for r in found] == [(1, "7")]


@pytest.mark.parametrize("pad", [0, 1, 5, 9, 17, 23, 29, 31])
def test_a_cell_on_the_edge_of_two_chunks_is_measured(pad):
    cell = '<row r="300000"><c r="B300000"><v>1</v></c></row>'
    head = _sheet("", foot="")
    fill = "<!--" + "x" * (workbooks._CHUNK - len(head) + len("</worksheet>") - 7 - pad) + "-->"
    with pytest.raises(SheetProblem, match="第 300000 行"):
        list(rows(_with_sheet(_sheet(fill + cell))))


def test_a_zip_that_unfolds_to_gigabytes_is_refused():
    bomb = _with_sheet(b" " * (workbooks.MAX_EXPANDED + 1))
    assert len(bomb) < 1024 * 1024
    with pytest.raises(SheetProblem, match="展开后"):
        list(rows(bomb))


def test_a_zip_that_lies_about_its_size_is_refused():
    honest = _with_sheet(b" " * 1_000_000)
    size = (1_000_000).to_bytes(4, "little")
    assert size in honest
    with pytest.raises(SheetProblem, match="打不开"):
        list(rows(honest.replace(size, (1000).to_bytes(4, "little"))))


@pytest.mark.parametrize("extra", ["content.xml", "xl/workbook.bin"])
def test_other_kinds_of_zip_are_told_what_to_do(extra):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(extra, "x")
    with pytest.raises(SheetProblem, match="另存为 .xlsx"):
        list(rows(out.getvalue()))


def test_old_and_locked_files_are_told_what_to_do():
    with pytest.raises(SheetProblem, match="设了密码"):
        list(rows(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "a.xls"))


@given(st.lists(st.tuples(st.integers(0, 8000), st.integers(0, 255)), min_size=1, max_size=6), st.integers(0, 8000))
def test_damage_gives_rows_or_a_problem_and_nothing_else(damage, cut):
    data = bytearray(_book(A1="姓名", B2=1))
    for at, value in damage:
        data[at % len(data)] = value
    for version in (bytes(data), bytes(data[:cut])):
        try:
            list(rows(version, "坏.xlsx"))
        except SheetProblem as problem:
            assert problem.zh.startswith("坏.xlsx") and problem.en


# --- .csv in ------------------------------------------------------------------------------------------------------

TEXT = '姓名,诉求\r\n王小明,"路灯不亮,\r\n已经三天"\r\n\r\n李四,"他说""快修"""\r\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_csv_in_every_encoding_offices_use(encoding):
    found = list(rows(TEXT.encode(encoding), "诉求.csv"))
    assert [(r.number, r.values) for r in found] == [
        (1, ("姓名", "诉求")),
        (2, ("王小明", "路灯不亮,\r\n已经三天")),
        (4, ("李四", '他说"快修"')),
    ]
    assert found[2].problem(1, "不清楚。", "Unclear.").zh == "诉求.csv，B4：不清楚。"


@given(st.text("䶮㙍𠮷龘镕堃王李石围塘", min_size=1))
def test_rare_characters_of_gb18030_survive(name):
    (row,) = rows(("姓名," + name).encode("gb18030"))
    assert row.text(1) == name


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_with_other_delimiters(delimiter):
    text = delimiter.join(["姓名", "电话"]) + "\n" + delimiter.join(["王小明", "13800131234"])
    assert [r.values for r in rows(text.encode())][1] == ("王小明", "13800131234")


def test_a_file_is_known_by_its_bytes_not_by_its_name(tmp_path):
    path = tmp_path / "其实是表格.csv"
    path.write_bytes(_book(A1="x"))
    assert [r.file for r in rows(path)] == ["其实是表格.csv"]


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0", b"%PDF-1.7\n\x01\x02", b"name\n\xff\xff\xff", bytes(100)])
def test_what_is_no_spreadsheet_is_told_what_to_do(data):
    with pytest.raises(SheetProblem, match="另存为 .xlsx"):
        list(rows(data, "照片.csv"))


def test_an_unreadable_line_is_named():
    with pytest.raises(SheetProblem, match="第 3 行"):
        list(rows("姓名\n王小明\n".encode() + b"\xff\xfe\xff\n"))


def test_an_unclosed_quote_is_named():
    with pytest.raises(SheetProblem, match="第 2 行的引号不成对"):
        list(rows('姓名\n"王小明\n李四\n'.encode(), "名单.csv"))


def test_too_much_is_refused_with_what_to_do():
    with pytest.raises(SheetProblem, match="20 MB"):
        list(rows(bytes(sheets.MAX_BYTES + 1)))
    with pytest.raises(SheetProblem, match="超过 3 行"):
        list(rows(b"a\nb\nc\nd\n", max_rows=3))
    with pytest.raises(SheetProblem, match="IW1：超过 256 列"):
        list(rows(b"," * 300))


# --- .xlsx out ----------------------------------------------------------------------------------------------------


def test_what_is_written_reads_back():
    body = [["王小明", 3, 1.5, date(2026, 3, 2), None, True, 440103199001011234]]
    data = xlsx(["姓名", "次", "小时", "日期", "空", "是", "号码"], body, "台账")
    _, row = rows(data)
    assert row.values == ("王小明", 3.0, 1.5, date(2026, 3, 2), None, True, "440103199001011234")


def test_it_prints_with_its_header_on_every_page(tmp_path):
    assert (
        write_xlsx(tmp_path / "a.xlsx", ["姓名", "次"], ([i, i] for i in range(9)), "台账/三月:[草稿]" + "长" * 40) == 9
    )
    page = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert page.freeze_panes == "A2" and page.print_title_rows == "$1:$1"
    assert page.print_area.endswith("$A$1:$B$10")
    assert page.page_setup.orientation == "landscape" and page.sheet_properties.pageSetUpPr.fitToPage
    assert len(page.title) <= 31 and not set(page.title) & set("[]:*?/\\")
    assert page["A1"].font.bold


def test_lines_stand_over_the_header_which_stays_in_view_and_on_every_page():
    above = ["诉求台账", "单位：石围塘街道", "口径：" + "长" * 90]
    data = xlsx(["姓名", "次"], [["王小明", 3]], "台账", "给谁的", above)
    page = openpyxl.load_workbook(io.BytesIO(data)).active
    lines = [page.cell(at, 1).value for at in range(1, page.max_row + 1)]
    head = lines.index("姓名") + 1
    assert lines[:2] == above[:2] and "".join(lines[2 : head - 1]) == above[2] and page["A1"].font.bold
    assert max(map(len, lines[: head - 1])) <= 20, "no line runs beyond the columns"
    assert page.freeze_panes == f"A{head + 1}" and page.print_title_rows == f"${head}:${head}"
    assert page.print_area.endswith(f"$A$1:$B${head + 2}") and lines[head:] == ["王小明", "给谁的"]


@given(st.one_of(st.text(), st.tuples(st.sampled_from("=+-@\t\r\x01\uffff"), st.text()).map("".join)))
def test_no_text_becomes_a_formula_and_all_of_it_arrives(text):
    data = xlsx(["内容"], [[text]], "表")
    sheet = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml"))
    (written,) = (c for c in sheet.iter(f"{MAIN}c") if c.get("r") == "A2")
    assert written.get("t") == "inlineStr" and written.find(f"{MAIN}f") is None
    cell = openpyxl.load_workbook(io.BytesIO(data)).active["A2"]
    kept = cell.value or ""
    expected = "".join(c for c in text if c >= " " and c not in "\ufffe\uffff" or c in "\t\r\n")
    assert kept.replace("\r\n", "\n").replace("\r", "\n") == expected.replace("\r\n", "\n").replace("\r", "\n")
    assert cell.quotePrefix is expected.startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("text", ["=1+1", "+8613800131234", "-3", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")'])
def test_formulas_residents_typed_stay_text(text):
    page = openpyxl.load_workbook(io.BytesIO(xlsx(["内容"], [[text]], "表"))).active
    assert page["A2"].value == text and page["A2"].data_type == "s" and page["A2"].quotePrefix


def test_headings_are_no_formulas_either_and_long_texts_end_visibly():
    page = openpyxl.load_workbook(io.BytesIO(xlsx(["=1+1"], [["长" * 40_000]], "表"))).active
    assert page["A1"].data_type == "s" and page["A1"].value == "=1+1" and page["A1"].quotePrefix
    assert len(page["A2"].value) == 32_767 and page["A2"].value.endswith("…")


def test_times_are_those_of_the_office_clock():
    data = xlsx(["时间"], [[datetime(2026, 3, 2, 1, 30, tzinfo=UTC)]], "表")
    assert list(rows(data))[1].values[0].isoformat() == "2026-03-02T09:30:00"
    assert list(rows(data))[1].text(0) == "2026-03-02 09:30"


def test_letters_of_columns_are_those_of_the_office():
    assert [sheets.column_letters(n) for n in range(1, 16_385)] == [get_column_letter(n) for n in range(1, 16_385)]
