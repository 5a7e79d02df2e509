"""Reading pack files: YAML with the line of every value, so that a wrong pack can be told where it is wrong."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError

from lianxin.language.reason import Text

Key = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a pack: where, what, and what to do."""

    file: str
    line: int
    text: Text
    remedy: Text

    def say(self, language: str = "zh") -> str:
        what, todo = self.text.say(language), self.remedy.say(language)
        return f"{self.file}:{self.line}: {what} → {todo}"


class BadPack(Exception):
    """A pack that does not load. `faults` lists everything found, not only the first."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(fault.say() for fault in faults))


@dataclass
class Tree:
    """Plain data read from one or several files, and the place (file, line) every key of it came from."""

    data: dict[str, Any] = field(default_factory=dict)
    places: dict[Key, tuple[str, int]] = field(default_factory=dict)

    def place(self, key: Key) -> tuple[str, int]:
        """File and line of `key`, or of the nearest key above it that is known."""
        for end in range(len(key), -1, -1):
            if key[:end] in self.places:
                return self.places[key[:end]]
        return ("pack", 1)

    def fault(self, key: Key, zh: str, en: str, do_zh: str, do_en: str) -> Fault:
        file, line = self.place(key)
        return Fault(file, line, Text(zh, en), Text(do_zh, do_en))


def read_file(path: Path, root: Path) -> Tree:
    """The file as plain data with places. Errors: BadPack for broken YAML or a key written twice."""
    stat = path.stat()
    tree = _read(path, root, stat.st_mtime_ns, stat.st_size)
    return Tree(copy.deepcopy(tree.data), dict(tree.places))


@lru_cache(maxsize=256)
def _read(path: Path, root: Path, _changed: int, _size: int) -> Tree:
    """A file as it stood at that moment: every town lies over the same files of base, which are read once."""
    name = path.relative_to(root.parent).as_posix()
    try:
        loaded = _loaded(path.read_text(encoding="utf-8"))
    except DuplicateKeyError as error:
        raise BadPack([_broken(name, error, "同一个键写了两次", "a key is written twice", "删去其中一个")]) from error
    except MarkedYAMLError as error:
        raise BadPack(
            [_broken(name, error, "YAML 写法有误", "this is not valid YAML", "检查缩进、冒号和引号")]
        ) from error
    except UnicodeDecodeError as error:
        text = Text("文件不是 UTF-8 编码", "the file is not UTF-8")
        raise BadPack([Fault(name, 1, text, Text("另存为 UTF-8", "save it as UTF-8"))]) from error
    tree = Tree()
    if loaded is None:
        return tree
    if not isinstance(loaded, CommentedMap):
        text = Text("文件最外层应是“键: 值”", "the file must be a mapping of keys to values")
        raise BadPack([Fault(name, 1, text, Text("参照 packs/base 的写法", "see how packs/base is written"))])
    tree.places[()] = (name, 1)
    tree.data = _plain(loaded, (), name, tree.places)
    return tree


@lru_cache(maxsize=256)
def _loaded(text: str) -> Any:
    """YAML with its lines. Every town's pack reads the base's files again, and reading them is nearly all that loading
    a pack costs; so one text is read once. What is given is only looked at: `_plain` makes data of it anew."""
    loader = YAML(typ="rt")
    loader.allow_duplicate_keys = False
    return loader.load(text)


def _broken(name: str, error: MarkedYAMLError, zh: str, en: str, todo: str) -> Fault:
    line = error.problem_mark.line + 1 if error.problem_mark else 1
    detail = str(error.problem or "").split("\n")[0]
    return Fault(name, line, Text(f"{zh}（{detail}）", f"{en} ({detail})"), Text(todo, "correct this line"))


def _plain(node: Any, key: Key, name: str, places: dict[Key, tuple[str, int]]) -> Any:
    if isinstance(node, CommentedMap):
        for child in node:
            # What a merge (`<<: *anchor`) brought along has no line of its own: it stays at the line of its mapping.
            if child in (node.lc.data or {}):
                places[(*key, child)] = (name, node.lc.key(child)[0] + 1)
        return {child: _plain(value, (*key, child), name, places) for child, value in node.items()}
    if isinstance(node, CommentedSeq):
        for index in range(len(node)):
            places[(*key, index)] = (name, node.lc.item(index)[0] + 1)
        return [_plain(value, (*key, index), name, places) for index, value in enumerate(node)]
    if isinstance(node, str):
        return str(node)
    if isinstance(node, bool):
        return bool(node)
    if isinstance(node, int):
        return int(node)
    if isinstance(node, float):
        return float(node)
    return node


def files_of(folder: Path) -> Iterator[Path]:
    """The pack's own files in a fixed order, its cases left out."""
    for path in sorted(folder.rglob("*.yaml")):
        if "cases" not in path.relative_to(folder).parts:
            yield path


def read_folder(folder: Path) -> Tree:
    """All files of one pack folder as one tree. A section may be spread over files; a key may not be said twice."""
    whole, faults = Tree(), []
    if not folder.is_dir():
        text = Text(f"没有这个包的文件夹：{folder}", f"there is no such pack folder: {folder}")
        raise BadPack([Fault(folder.name, 1, text, Text("检查路径", "check the path"))])
    for path in files_of(folder):
        try:
            part = read_file(path, folder)
        except BadPack as bad:
            faults += bad.faults
            continue
        faults += list(_add(whole, part))
    if faults:
        raise BadPack(faults)
    return whole


def _add(whole: Tree, part: Tree) -> Iterator[Fault]:
    for section, content in part.data.items():
        present = whole.data.get(section)
        if present is None:
            whole.data[section] = content
        elif isinstance(present, dict) and isinstance(content, dict):
            for key, value in content.items():
                if key in present:
                    file, line = whole.place((section, key))
                    yield part.fault(
                        (section, key),
                        f"“{section}.{key}”在 {file}:{line} 已经写过",
                        f"“{section}.{key}” is already said at {file}:{line}",
                        "只保留一处",
                        "keep one of them",
                    )
                present[key] = value
        elif isinstance(present, list) and isinstance(content, list):
            moved = len(present)
            for key, place in part.places.items():
                if len(key) > 1 and key[0] == section and isinstance(key[1], int):
                    whole.places[(section, key[1] + moved, *key[2:])] = place
            present.extend(content)
            continue
        else:
            yield part.fault((section,), f"“{section}”写了两次", f"“{section}” is said twice", "只保留一处", "keep one")
        for key, place in part.places.items():
            if key and key[0] == section:
                whole.places.setdefault(key, place)
