"""The handbook of a pack: its procedures drawn and told as pages that a street official can read and print.

`pages` gives them as text, `write` puts them into a folder, `diagram` draws one procedure for any other page.
Pure: nothing is looked up but the pack and its cases.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path

from lianxin import cases
from lianxin.cases.words import CaseFile
from lianxin.handbook.activities import activities_page
from lianxin.handbook.appraised import appraised_page
from lianxin.handbook.diagram import diagram
from lianxin.handbook.examples import cases_page
from lianxin.handbook.kinds import kind_page
from lianxin.handbook.language import conditions_page, language_page, writing_page
from lianxin.handbook.markup import Html, el, join, page
from lianxin.handbook.measures import measures_page
from lianxin.handbook.papers import papers_page
from lianxin.handbook.people import roles_page, units_page
from lianxin.handbook.rules import documents_page, inputs_page, lists_page, rates_page, routing_page, values_page
from lianxin.handbook.ties import ties_page
from lianxin.language.calendar import SHANGHAI
from lianxin.language.load import load
from lianxin.language.pack import Pack
from lianxin.language.source import read_file

__all__ = ["diagram", "pages", "read_cases", "write"]


def pages(pack: Pack, on: date | None = None, examples: Sequence[CaseFile] = (), product: str = "") -> dict[str, str]:
    """Every page of the handbook and its style sheet, by file name. `on` is the day whose values are shown as present
    (today where none is given); `examples` are the pack's cases (`read_cases`); `product` is the address of the product
    that shows the pages and to which each leads back, none where they stand in a folder."""
    at = on or datetime.now(SHANGHAI).date()
    made: dict[str, tuple[str, Callable[[], Html]]] = {
        f"kind-{key}.html": (kind.label.zh, lambda key=key: kind_page(pack, key, at))  # type: ignore[misc]
        for key, kind in pack.said.matters.items()
    }
    rest: dict[str, tuple[str, Callable[[], Html]]] = {
        "activities.html": ("活动和组织生活", lambda: activities_page(pack, at)),
        "values.html": ("期限和参数", lambda: values_page(pack, at)),
        "roles.html": ("谁能做什么", lambda: roles_page(pack)),
        "routing.html": ("派单规则", lambda: routing_page(pack)),
        "rates.html": ("指标和口径", lambda: rates_page(pack)),
        "ties.html": ("结对、协议和队伍", lambda: ties_page(pack, at)),
        "measures.html": ("指标、台账和组成", lambda: measures_page(pack)),
        "appraised.html": ("考核、评选和荣誉", lambda: appraised_page(pack, at)),
        "lists.html": ("清单", lambda: lists_page(pack)),
        "papers.html": ("材料模板", lambda: papers_page(pack)),
        "units.html": ("单位", lambda: units_page(pack)),
        "inputs.html": ("共用的动作和内容", lambda: inputs_page(pack)),
        "documents.html": ("依据文件", lambda: documents_page(pack)),
        "cases.html": ("案例", lambda: cases_page(pack, examples)),
        "writing.html": ("怎么写一个事项", writing_page),
        "conditions.html": ("条件怎么写", lambda: conditions_page(pack)),
        "language.html": ("包的语言", language_page),
    }
    name = pack.said.name.zh
    foot = f"{name}，规则指纹 {pack.digest[:12]}，按 {at.isoformat()} 的规则。由连心从规则包生成。"
    menu = _menu(name, made, rest, product)
    found = {"index.html": page(f"{name}办事手册", _index(pack, made, rest), menu, foot)}
    for file, (title, draw) in {**made, **rest}.items():
        found[file] = page(f"{title}｜{name}办事手册", draw(), menu, foot)
    found["handbook.css"] = files(__name__).joinpath("handbook.css").read_text(encoding="utf-8")
    return found


def write(folder: Path, out: Path, on: date) -> list[Path]:
    """Loads the pack in `folder` as of a day and writes its handbook into `out`. Errors: BadPack, OSError."""
    pack = load(folder, on)
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in pages(pack, on, read_cases(folder)).items():
        path = out / name
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written


def read_cases(folder: Path) -> list[CaseFile]:
    """The case files of a pack folder. Errors: BadPack."""
    return [CaseFile.model_validate(read_file(path, folder).data) for path in cases.files(folder)]


def _menu(
    name: str, kinds: Mapping[str, tuple[str, object]], rest: Mapping[str, tuple[str, object]], product: str
) -> Html:
    def listed(found: Mapping[str, tuple[str, object]]) -> Html:
        return el("ul", *(el("li", el("a", title, href=file)) for file, (title, _) in found.items()))

    return join(
        el("p", el("a", "← 返回连心", href=product), class_="back") if product else "",
        el("p", el("a", f"{name}办事手册", href="index.html"), class_="title"),
        el("p", "事项", class_="quiet"),
        listed(kinds),
        el("p", "规则", class_="quiet"),
        listed(rest),
    )


def _index(pack: Pack, kinds: Mapping[str, tuple[str, object]], rest: Mapping[str, tuple[str, object]]) -> Html:
    listed = []
    for file in kinds:
        kind = pack.kind(file.removeprefix("kind-").removesuffix(".html"))
        listed.append(el("li", el("a", el("b", kind.label.zh), href=file), el("div", kind.about.zh)))
    return join(
        el("h1", f"{pack.said.name.zh}办事手册"),
        el(
            "p",
            "每类事怎么走、谁来办、多少天、依据哪份文件，都在这里。内容由规则包生成，规则改了，手册跟着改。",
            class_="lead",
        ),
        el("h2", "事项"),
        el("ul", *listed, class_="kinds"),
        el("h2", "规则"),
        el("ul", *(el("li", el("a", title, href=file)) for file, (title, _) in rest.items())),
    )
