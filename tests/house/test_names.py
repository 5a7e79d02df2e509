"""Plain names, and rules of towns nowhere but in packs."""

import ast
import re

from ruamel.yaml import YAML

from tests.house.source import PACKAGE, PACKS, ROOT, python, short, templates, texts, tree

DRAWERS = re.compile(r"(^|_)(utils?|helpers?|managers?|services?|processors?|handlers?|common|misc)$")
CITIES = ("广州", "佛山", "杭州", "深圳", "荔湾", "上城", "白云区", "均禾", "Guangzhou", "Foshan", "Liwan", "Hangzhou")
NATIONAL_CITIES = "cities.txt"
"""Large cities of the whole country: named in a text, they speak against a community of the same name here."""
NATIONAL = PACKAGE / "language" / "provinces.py"  # GB/T 2260: all provinces, so none of them is local
MACHINE = re.compile(r"/work/|/tmp/team|/home/(?!lianxin)\w+/|/Users/\w+/|[A-Z]:\\Users")


def test_no_drawer_is_named_after_nothing():
    """A file is a noun and a function a verb: `utils` and `manager` say neither."""
    files = [short(path) for path in python("src/lianxin", "tests", "tools", "bench") if DRAWERS.search(path.stem)]
    folders = [short(path) for path in PACKAGE.rglob("*") if path.is_dir() and DRAWERS.search(path.name)]
    classes = [
        f"{short(path)}:{node.lineno} {node.name}"
        for path in python("src/lianxin")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and re.search(r"(Utils?|Helper|Manager|Processor|[a-z]Service)$", node.name)
    ]
    assert not files + folders + classes


def test_packs_are_data_only():
    allowed = {PACKS / "conftest.py"}  # pytest's door to the cases, beside the packs
    found = [path for path in PACKS.rglob("*") if path.is_file() and path.suffix not in (".yaml", ".pyc")]
    assert not [short(path) for path in set(found) - allowed]


def _local_names() -> set[str]:
    """What only a town's pack may say: keys and names of packs, and the names of their units."""
    names = set(CITIES)
    for folder in sorted(path.parent for path in PACKS.glob("*/pack.yaml") if path.parent.name != "base"):
        names.add(folder.name)
        for file in folder.glob("*.yaml"):
            said = YAML(typ="safe").load(file.read_text(encoding="utf-8")) or {}
            if "name" in said:
                names.add(said["name"]["zh"])
            names |= {unit["name"] for unit in (said.get("units") or {}).values() if len(unit["name"]) > 3}
    return names


def test_nothing_local_is_in_the_code():
    """A new town is a new folder in packs. The demo, which founds two, is the one place that names any."""
    local = re.compile("|".join(map(re.escape, sorted(_local_names()))))
    found = [
        f"{short(path)}:{line}: {text[:60]}"
        for path in python("src/lianxin")
        if path.parent.name != "demo" and path != NATIONAL
        for line, text in texts(path)
        if local.search(text)
    ]
    pages = [*templates(), *(PACKAGE / "web" / "assets").rglob("*.ts"), *(PACKAGE / "web" / "assets").rglob("*.css")]
    lists = [path for path in PACKAGE.rglob("*.txt") if "built" not in path.parts and path.name != NATIONAL_CITIES]
    found += [short(path) for path in [*pages, *lists] if local.search(path.read_text(encoding="utf-8"))]
    assert not found


def test_no_path_of_somebodys_machine():
    """What is written here works everywhere."""
    suffixes = {".py", ".md", ".yaml", ".toml", ".html", ".ts", ".css", ".sh", ".json", ".service", ".conf", ".mjs"}
    folders = ("src", "tests", "packs", "docs", "deploy", "tools", "bench", ".ci")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in suffixes]
    files += [path for path in ROOT.iterdir() if path.is_file() and path.suffix in suffixes]
    mine = ROOT / "tests" / "house" / "test_names.py"
    assert not [
        short(path)
        for path in files
        if path != mine and "built" not in path.parts and MACHINE.search(path.read_text(encoding="utf-8"))
    ]
