"""Everything a pack says stands in its handbook, each page is well made, and the same pack gives the same pages."""

from html import escape
from html.parser import HTMLParser

import pytest

from lianxin import cases, handbook
from lianxin.cases import words as case_words
from lianxin.handbook.gloss import CONDITIONS
from lianxin.handbook.language import CASE, EXAMPLE, unexplained, vocabulary
from lianxin.handbook.markup import Html, el, join, table
from lianxin.language import condition, points, words
from lianxin.language.load import load
from lianxin.language.source import BadPack
from tests.handbook.conftest import ON, ROOT, Drawn, drawn


class Reader(HTMLParser):
    """Checks that elements close in order; gathers ids and links."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.styled: list[str] = []

    def handle_starttag(self, tag, attributes):
        said = dict(attributes)
        if tag not in {"meta", "link", "br", "hr"}:
            self.open.append(tag)
        if "id" in said:
            self.ids.append(said["id"])
        if tag == "a":
            self.links.append(said["href"])
        if "style" in said or tag in {"style", "script"}:
            self.styled.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        self.handle_endtag(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    reader.close()
    return reader


def test_every_step_and_action_of_every_kind_is_told(town: Drawn):
    for key, kind in town.pack.said.matters.items():
        page = town.pages[f"kind-{key}.html"]
        assert escape(kind.label.zh) in page and escape(kind.about.zh) in page
        for name, step in kind.steps.items():
            assert f'id="step-{name}"' in page and escape(step.label.zh) in page and escape(step.public.zh) in page
            for action_key, action in town.pack.actions(key, name).items():
                assert escape(action.label.zh) in page and f"<code>{action_key}</code>" in page
                assert all(escape(guard.otherwise.zh) in page for guard in action.guards)
        for part in (kind.clocks, kind.endings, kind.fields):
            assert all(escape(one.label.zh) in page for one in part.values())


def test_every_value_document_list_rate_role_unit_and_rule_is_told(town: Drawn):
    said = town.pack.said
    for key, value in said.values.items():
        assert f'id="{key}"' in town.pages["values.html"] and escape(value.label.zh) in town.pages["values.html"]
        assert all(item.since.isoformat() in town.pages["values.html"] for item in value.dated)
    for key, document in said.documents.items():
        assert f'id="{key}"' in town.pages["documents.html"] and escape(document.title) in town.pages["documents.html"]
    for name, items in said.lists.items():
        assert f'id="{name}"' in town.pages["lists.html"]
        assert all(escape(item.label.zh) in town.pages["lists.html"] for item in items.values())
    assert all(escape(rate.about.zh) in town.pages["rates.html"] for rate in said.rates.values())
    assert all(escape(role.label.zh) in town.pages["roles.html"] for role in said.roles.values())
    assert all(f"<code>{key}</code>" in town.pages["units.html"] for key in said.units)
    assert all(escape(rule.why.zh) in town.pages["routing.html"] for rule in said.routing)
    assert all(escape(action.label.zh) in town.pages["inputs.html"] for action in said.actions.values())


def test_every_appraisal_contest_and_honour_is_told_with_its_numbers(town: Drawn):
    page, said = town.pages["appraised.html"], town.pack.said
    for part in (said.appraisals, said.contests, said.honours):
        for key, one in part.items():
            assert f"<code>{key}</code>" in page and escape(one.label.zh) in page and escape(one.about.zh) in page
    for appraisal in said.appraisals.values():
        assert all(escape(item.label.zh) in page for _, item in points.items(appraisal.parts))
        assert all(escape(grade.zh) in page for grade in appraisal.grades.values())
    for contest in said.contests.values():
        assert all(escape(one.label.zh) in page for one in (*contest.criteria.values(), *contest.prizes.values()))


def test_every_case_is_told(town: Drawn):
    for path in cases.files(ROOT / town.pack.key):
        for found in cases.read(path, ROOT / town.pack.key):
            assert escape(found.case.case) in town.pages["cases.html"]


def test_every_page_is_well_made_and_its_links_lead_somewhere(town: Drawn):
    readers = {name: read(text) for name, text in town.pages.items() if name.endswith(".html")}
    for name, reader in readers.items():
        assert not reader.open and not reader.styled, name
        assert len(reader.ids) == len(set(reader.ids)), name
        for link in reader.links:
            page, _, part = link.partition("#")
            assert page in readers, f"{name}: {link}"
            assert not part or part in readers[page].ids, f"{name}: {link}"


def test_the_same_pack_gives_the_same_pages(town: Drawn):
    again = handbook.pages(load(ROOT / town.pack.key, ON), ON, handbook.read_cases(ROOT / town.pack.key))
    assert again == town.pages


def test_values_are_those_of_the_day():
    pack = drawn("guangdong").pack
    before, after = (handbook.pages(pack, day)["values.html"] for day in (ON.replace(2022, 8, 31), ON))
    assert before != after


def test_writing_puts_every_page_into_the_folder(tmp_path):
    written = handbook.write(ROOT / "xiqiao", tmp_path / "new", ON)
    assert {path.name for path in written} == set(drawn("xiqiao").pages)
    assert (tmp_path / "new" / "index.html").read_text(encoding="utf-8") == drawn("xiqiao").pages["index.html"]


def test_a_folder_without_a_pack_says_so(tmp_path):
    with pytest.raises(BadPack):
        handbook.write(tmp_path / "none", tmp_path / "out", ON)


def test_every_word_of_the_language_has_a_meaning_and_a_place():
    assert list(unexplained()) == []
    page = drawn("base").pages["language.html"]
    for name, model in {**vocabulary(words), **vocabulary(case_words)}.items():
        assert f'id="{name}"' in page
        assert all(f"<code>{field.alias or key}</code>" in page for key, field in model.model_fields.items())


def test_every_name_of_conditions_is_told_with_an_example_that_compiles():
    assert set(CONDITIONS) == condition.NAMES | condition.FUNCTIONS
    for _, example in CONDITIONS.values():
        assert condition.unknown_names(example) == set()


def test_the_example_of_the_handbook_loads_and_its_case_passes(tmp_path):
    (tmp_path / "base").symlink_to(ROOT / "base")
    town = tmp_path / "town"
    (town / "cases").mkdir(parents=True)
    head = "pack: town\nextends: base\nname: {zh: 某镇}\nfallback: office_works\n"
    document = "documents:\n  town-doc: {title: 某镇文件, date: 2026-01-01, grade: local}\n"
    units = "units:\n  town: {kind: town, name: 某镇}\n  songtang: {kind: community, name: 松塘, parent: town}\n"
    units += "  office_works: {kind: office, name: 规建办, parent: town}\n"
    route = "routing:\n  - {when: 'true', to: 'unit:office_works', why: {zh: 都归规建办}}\n"
    (town / "pack.yaml").write_text(head + document + units + route, encoding="utf-8")
    (town / "lamp.yaml").write_text(EXAMPLE, encoding="utf-8")
    (town / "cases" / "lamp.yaml").write_text(CASE, encoding="utf-8")
    outcomes = cases.run(town, ON)
    assert [outcome.say() for outcome in outcomes if not outcome.passed] == [] and outcomes


def test_text_is_escaped_and_markup_is_not():
    assert el("p", "<b>", el("b", "好"), class_="x & y") == '<p class="x &amp; y">&lt;b&gt;<b>好</b></p>'
    assert join(["甲", Html("<i>")]) == "甲<i>"
    assert table(["甲"], []) == '<p class="quiet">（没有）</p>'


def test_pages_lead_back_to_the_product_that_shows_them(town: Drawn):
    """And nowhere where they stand in a folder of their own."""
    shown = handbook.pages(load(ROOT / town.pack.key, ON), ON, product="/menu/")
    for name, text in shown.items():
        if name.endswith(".html"):
            assert read(text).links[0] == "/menu/" and "/menu/" not in town.pages[name], name
