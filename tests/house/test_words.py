"""The product speaks Chinese first and English second: every text of a page has its English sentence."""

import ast
import re
from datetime import date
from string import Formatter

import polib
import pytest
from tools import msgids

from lianxin.language.load import load
from tests.house.source import PACKAGE, PACKS, python, short, templates, tree

ONLY_CHINESE = {"styleguide.html"}
"""The page for those who build pages: samples in the product's first language."""
ITSELF = {"中文", "简体中文"}
"""A language is named in itself, so that whoever reads only that one finds it."""
TEXT = r"(?:\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*')"
SAID = re.compile(rf"\b(?:_|fill|fill_n)\(\s*{TEXT}(?:\s*,\s*{TEXT})?|\{{#.*?#\}}", re.S)
HAN = re.compile(r"[\u4e00-\u9fff][^<>{}\"]*")


def test_every_text_has_an_english_sentence():
    lacking = msgids.missing(msgids.known([msgids.CATALOGUE]))
    assert not [f"{sorted(one.files)[0]}: {one.msgid}" for one in lacking]


@pytest.mark.parametrize("pack", sorted(path.parent.name for path in PACKS.glob("*/pack.yaml")))
def test_what_everybody_reads_of_a_step_speaks_to_nobody(pack):
    """A passer-by has confirmed nothing: 您 stands in what the reporter alone reads (docs/adr/0098)."""
    matters = load(PACKS / pack, date(2026, 3, 11)).said.matters
    steps = ((kind, name, step) for kind, said in matters.items() for name, step in said.steps.items())
    assert not [f"{kind} {name}" for kind, name, step in steps if "您" in step.public.zh]


HALF = re.compile(r"[\u4e00-\u9fff》](?:[,;?!]|:(?! ))")


def test_chinese_pauses_in_chinese_signs():
    """A comma after Chinese is a full-width one: in what pages say, and in the reasons that are kept with a matter."""
    assert not [f"{sorted(one.files)[0]}: {one.msgid}" for one in msgids.wanted().values() if HALF.search(one.msgid)]
    reasons = [
        f"{short(path)}:{call.lineno}"
        for path in python("src/lianxin")
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in REASONS
        for said in call.args
        if HALF.search("".join(part.value for part in ast.walk(said) if _text(part)))
    ]
    assert not reasons


REASONS = {"because", "why", "Text"}
"""Calls that make a sentence in both languages."""


def _text(part: ast.AST) -> bool:
    return isinstance(part, ast.Constant) and isinstance(part.value, str)


ALWAYS_CHINESE = {"paper_sheet.html"}
"""An official paper, which has one language."""
SIGNS = re.compile(r"[，。：；（）、！？]")


def test_signs_between_texts_are_translated_as_well():
    """Else an English sentence ends in 。 and pauses in ，."""
    marks = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.S)
    assert not [
        short(path)
        for path in templates()
        if path.name not in ONLY_CHINESE | ALWAYS_CHINESE and SIGNS.search(marks.sub("", path.read_text("utf-8")))
    ]


def test_the_catalogue_holds_nothing_that_no_page_says():
    wanted = msgids.wanted()
    catalogue = polib.pofile(str(msgids.CATALOGUE))
    assert not [entry.msgid for entry in catalogue if (entry.msgctxt or "", entry.msgid) not in wanted]


def test_an_english_sentence_keeps_what_is_put_in():
    """%(name)s and {name} stand in both languages, and no English sentence is left in Chinese."""
    wrong = []
    for entry in polib.pofile(str(msgids.CATALOGUE)):
        for said in [entry.msgstr, *entry.msgstr_plural.values()]:
            if said and (_gaps(said) - _gaps(entry.msgid) or _gaps(entry.msgid) - _gaps(said) - {"%(n)s", "%(count)s"}):
                wrong.append((entry.msgid, said))
            if re.search(r"[\u4e00-\u9fff]", re.sub("[“「《].*?[”」》]", "", said)) and entry.msgid != said:
                wrong.append((entry.msgid, said))
    assert not wrong


def _gaps(text: str) -> set[str]:
    named = set(re.findall(r"%\(\w+\)[sd]", text))
    try:
        return named | {name for _, name, _, _ in Formatter().parse(text) if name}
    except ValueError:
        return named


@pytest.mark.parametrize("path", [path for path in templates() if path.name not in ONLY_CHINESE], ids=short)
def test_no_chinese_stands_in_a_template_untranslated(path):
    left = HAN.findall(SAID.sub("", path.read_text(encoding="utf-8")))
    assert not [text for text in left if text not in ITSELF]


def test_constants_that_pages_show_are_marked():
    """gettext(NAME) finds a sentence only if NAME's text is marked with gettext_noop where it is written."""
    found = []
    for path in python("src/lianxin"):
        constants = {
            target.id: node.value
            for node in tree(path).body
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "gettext" and node.args:
                name = next((one.id for one in ast.walk(node.args[0]) if isinstance(one, ast.Name)), "")
                if name in constants and "gettext_" not in ast.unparse(constants[name]):
                    found.append(f"{short(path)}:{node.lineno} {name}")
    assert not found


def test_python_speaks_through_catalogue_or_in_both_languages():
    """Chinese in Python pages stands in gettext(…), or beside its English (Text, because, Refused)."""
    found = []
    for path in python("src/lianxin/web", "src/lianxin/api"):
        if path.name in OTHERWISE:
            continue
        module = tree(path)
        spoken = {
            id(one)
            for node in ast.walk(module)
            if isinstance(node, ast.Call)
            for argument in [*node.args, *(word.value for word in node.keywords)]
            for one in ast.walk(argument)
            if getattr(node.func, "id", getattr(node.func, "attr", "")) in SPEAKERS
        }
        alone = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
        for node in ast.walk(module):
            said = isinstance(node, ast.Constant) and isinstance(node.value, str) and HAN.search(node.value)
            if said and id(node) not in spoken | alone:
                found.append(f"{short(path)}:{node.lineno} {node.value[:40]}")
    assert not found


OTHERWISE = {
    "styleguide.py": "samples for those who build pages",
    "story.py": "dates, written out in either language",
    "sheet.py": "headings of the spreadsheet offices send, and the invented row below them",
    "calendar.py": "the State Council's own words in its table of working days",
}
SPEAKERS = set(msgids.CALLS) | {"because", "Text", "Reason", "Refused", "Why", "Label", "say", "Finding", "compile"}


def test_the_catalogue_compiles():
    assert polib.pofile(str(PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po")).to_binary()
