"""The number of a document (发文字号): 机关代字〔年份〕序号号, as GB/T 9704—2012, 7.2.5 writes it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from lianxin.language.papers import PaperKind
from lianxin.language.reason import Reason, because

SOURCE = "gongwen-2012"
MOST = 40
_FORM = re.compile(r"([\u4e00-\u9fff]{1,16})〔(\d{4})〕([1-9]\d{0,4})号")
_BRACKETS = re.compile(r"[\[【(（<《{﹝]\s*\d{2,4}\s*[\]】)）>》}﹞]")
_RULE = "GB/T 9704—2012，7.2.5"


@dataclass(frozen=True, slots=True)
class Number:
    """A number in its parts: the issuing body's letters, the year, and which of that year."""

    code: str
    year: int
    serial: int


def plain(text: str) -> str:
    """The number as it is kept: no blanks, digits of one width; brackets stay as they were typed."""
    kept = "".join(text.split())
    return "".join(unicodedata.normalize("NFKC", one) if one.isdecimal() else one for one in kept)


def read(text: str) -> Number | None:
    """The parts of a number in the standard's form; None for any other."""
    found = _FORM.fullmatch(text)
    return Number(found[1], int(found[2]), int(found[3])) if found and not found[1].endswith("第") else None


def formed(kind: PaperKind) -> bool:
    """Whether such a paper's number has the standard's form. Bulletins count issues, sheets have serials, and how
    minutes are numbered is left to each body (GB/T 9704—2012, 10.3)."""
    return kind.layout == "official" and kind.kind != "minutes"


def fault(kind: PaperKind, text: str) -> Reason | None:
    """Why a number cannot stand on such a paper; None where it can."""
    if not text:
        return because("number", "请写文号", "write the number")
    if len(text) > MOST:
        return because("number", "文号不超过 {most} 字", "at most {most} characters", most=MOST)
    if not formed(kind) or read(text) is not None:
        return None
    zh, en = _wrong(text)
    zh_end = "。应写成“机关代字〔年份〕序号号”，例如 街党〔2026〕3号（{rule}）"
    en_end = ". It is written as the body’s letters, 〔year〕, number and 号, such as 街党〔2026〕3号 ({rule})"
    return because(
        "number_form", f"文号“{{text}}”{zh}{zh_end}", f"“{{text}}”: {en}{en_end}", SOURCE, text=text, rule=_RULE
    )


def _wrong(text: str) -> tuple[str, str]:
    """What is wrong with a number, in a few words."""
    if _BRACKETS.search(text):
        return "的年份要用六角括号〔〕", "the year stands in brackets of this shape: 〔〕"
    if "第" in text:
        return "的序号不加“第”字", "no 第 before the number"
    if re.search(r"〔\d{1,3}〕", text):
        return "的年份要写全四位", "the year has four digits"
    if re.search(r"〕0\d*号", text):
        return "的序号不编虚位，1 不写成 01", "no noughts before the number"
    if not text.endswith("号"):
        return "后面要写“号”字", "号 stands at the end"
    return "的写法不对", "this is not its form"


def year_fault(number: Number, first: int, last: int) -> Reason | None:
    """Why a number given later cannot be of its year: the paper was signed in `first`, and it is `last` now."""
    if first <= number.year <= last:
        return None
    zh = "年份 {year} 不对：这份材料 {first} 年签发"
    return because(
        "number_year", zh, "the year {year} cannot be: it was signed in {first}", SOURCE, year=number.year, first=first
    )
