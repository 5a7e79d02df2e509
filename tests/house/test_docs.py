"""Documents that cannot lie: generated ones are fresh, links resolve, commands exist, every word has its Chinese."""

import re
from datetime import date

import pytest
from tools import docs
from typer.main import get_command

from lianxin.cli.root import app
from lianxin.language.load import load
from tests.house.source import PACKS, ROOT, acts, short

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "bench").glob("*.md")])
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
SPOKEN = ("matters", "roles", "unit_kinds", "rates", "actions")


def test_generated_documents_are_fresh():
    assert not docs.stale(), "run: .venv/bin/python -m tools.docs"


@pytest.mark.parametrize("path", DOCUMENTS, ids=short)
def test_links_resolve(path):
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.S)
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        file, _, anchor = target.partition("#")
        if file.startswith(("http:", "https:", "mailto:")):
            continue
        found = (path.parent / file).resolve() if file else path
        if not found.exists() or (anchor and found.suffix == ".md" and anchor not in _anchors(found)):
            broken.append(target)
    assert not broken


def _anchors(path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), flags=re.M)
    return {
        re.sub(r"[^\w\- ]", "", re.sub(r"`|\[|\]\(.*?\)", "", head)).strip().lower().replace(" ", "-") for head in heads
    }


@pytest.mark.parametrize("path", DOCUMENTS, ids=short)
def test_commands_that_documents_name_exist(path):
    """`lianxin noun verb --option` in any document is a command of the program."""
    text = path.read_text(encoding="utf-8")
    for said in re.findall(r"(?:^|[`\s/])lianxin ([a-z][^`\n|;#(]*)", text, flags=re.M):
        words = re.match(r"[a-z]+(?: [a-z]+)?", said)[0].split()
        command = get_command(app)
        if words[0] not in command.commands:
            assert "--" not in said, f"lianxin {said}"  # otherwise the product's name in a sentence
            continue
        command = command.commands[words[0]]
        if hasattr(command, "commands") and len(words) > 1:
            assert words[1] in command.commands, f"lianxin {' '.join(words)}"
            command = command.commands[words[1]]
        known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
        unknown = set(re.findall(r"--[a-z][a-z-]*", said)) - known - {"--help"}
        assert not unknown or words[0] == "manage", f"lianxin {said}: {unknown}"


@pytest.mark.parametrize("name", [f"{room}.{node.name}" for room, node in acts()])
def test_every_act_has_a_glossary_term(name):
    assert re.search(rf"^\| `{re.escape(name)}` \| \S", GLOSSARY, flags=re.M)


@pytest.mark.parametrize("pack", sorted(path.parent.name for path in PACKS.glob("*/pack.yaml")))
def test_every_word_of_a_pack_has_a_glossary_term(pack):
    said = load(PACKS / pack, date(2026, 3, 11)).said
    lacking = [
        f"{what}: {key} {declared.label.zh}"
        for what in SPOKEN
        for key, declared in getattr(said, what).items()
        if not re.search(rf"^\| `{re.escape(key)}` \|[^\n]*{re.escape(declared.label.zh)}", GLOSSARY, flags=re.M)
    ]
    assert not lacking


def test_every_decision_has_its_own_number_and_stands_in_the_index():
    files = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
    numbers = [path.name[:4] for path in files]
    index = (ROOT / "docs" / "adr" / "README.md").read_text(encoding="utf-8")
    assert len(set(numbers)) == len(numbers)
    assert not [path.name for path in files if f"]({path.name})" not in index]
    assert not [path.name for path in files if len(path.read_text(encoding="utf-8").splitlines()) > 45]


def test_the_two_readmes_say_the_same():
    """Sections, code blocks and pictures of README.md and its Chinese twin are the same, in the same order."""
    english, chinese = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md"))
    for pattern in (r"^(#+) ", r"!\[[^\]]*\]\(([^)]+)\)", r"^(lianxin [^#\n]*|make \w+|curl [^#\n]*)"):
        found = [[one.strip() for one in re.findall(pattern, text, flags=re.M)] for text in (english, chinese)]
        assert found[0] == found[1]
