"""A pack, read and merged: the base everybody shares with the town's own words laid over it."""

from __future__ import annotations

import copy
import hashlib
import json
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from lianxin.language import dated, words
from lianxin.language.reason import Text
from lianxin.language.source import BadPack, Fault, Tree, read_folder

SYSTEM = frozenset({"reporter", "handler", "claimer", "clock", "anyone"})
"""Who may act without a post: by their part in this matter, or the clock itself."""


@dataclass(frozen=True)
class Pack:
    """One version of a town's rules. `digest` is the hash of its content; matters stay pinned to it."""

    said: words.PackFile
    content: dict[str, Any]
    digest: str

    @property
    def key(self) -> str:
        return self.said.pack

    @cached_property
    def windows(self) -> tuple[tuple[time, time], ...] | None:
        """Office windows of a working day, where the pack says any."""
        pairs = tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in self.said.office_hours)
        return pairs or None

    def kind(self, key: str) -> words.MatterKind:
        """The kind of matter named `key`. Errors: KeyError."""
        return self.said.matters[key]

    def actions(self, kind: str, step: str) -> dict[str, words.Action]:
        """What may be done at a step: its own actions first, then the shared ones that the kind allows there."""
        return self._actions[(kind, step)]

    @cached_property
    def _actions(self) -> dict[tuple[str, str], dict[str, words.Action]]:
        table: dict[tuple[str, str], dict[str, words.Action]] = {}
        for name, kind in self.said.matters.items():
            for at, step in kind.steps.items():
                own = dict(step.actions)
                for shared, steps in kind.shared.items():
                    if at in steps and shared not in own:
                        own[shared] = self.said.actions[shared]
                table[(name, at)] = own
        return table

    def decided(self, kind: str, step: str) -> dict[str, list[str]]:
        """What is asked for at a step and decided there by somebody else (挂账、不计入考核): the key of the question →
        the keys of everything that decides it, yes and no."""
        return self._decided[(kind, step)]

    @cached_property
    def _decided(self) -> dict[tuple[str, str], dict[str, list[str]]]:
        table: dict[tuple[str, str], dict[str, list[str]]] = {}
        for place, here in self._actions.items():
            asked = table.setdefault(place, {})
            for key, action in here.items():
                for earlier in action.not_by if action.verb == "decide" else ():
                    if earlier in here:
                        asked.setdefault(earlier, []).append(key)
        return table

    @cached_property
    def of_place(self) -> frozenset[str]:
        """The roles that count by the place of a matter."""
        return frozenset(name for name, role in self.said.roles.items() if role.at == "place")

    def joinable(self, kind: str, said: str = "") -> bool:
        """Whether what is told as the kind `said` ("" where nobody said one) may join an open matter of a kind: they
        are the same, and it is a kind that merges."""
        return self.kind(kind).merges and said in ("", kind)

    def concerns(self, role: str) -> frozenset[str]:
        """The kinds of matter of which a role may file one, or do something at some step."""
        return self._concerns.get(role, frozenset())

    @cached_property
    def _concerns(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for (kind, _), actions in self._actions.items():
            acting = (role for action in actions.values() for role in action.who)
            for role in (*self.said.matters[kind].filed_by, *acting):
                found.setdefault(role, set()).add(kind)
        return {role: frozenset(kinds) for role, kinds in found.items()}

    def asked(self, kind: str, field: str) -> words.FieldDecl:
        """The declaration of a field of the kind, or of a common input."""
        return self.said.matters[kind].fields.get(field) or self.said.inputs[field]

    def value(self, key: str, day: date) -> Any:
        """The value of a parameter on a day. Errors: KeyError, NoValue."""
        return dated.holding(self.said.values[key], day, key).value

    def values_on(self, day: date) -> dict[str, Any]:
        """All parameters that hold on a day, for conditions. Worked out once a day: do not change the answer."""
        if day not in self._values:
            found = {}
            for key, value in self.said.values.items():
                try:
                    found[key] = dated.holding(value, day, key).value
                except dated.NoValue:
                    continue
            self._values[day] = found
        return self._values[day]

    @cached_property
    def _values(self) -> dict[date, dict[str, Any]]:
        return {}

    @cached_property
    def rated(self) -> tuple[str, ...]:
        """All conditions of its rates, each rate under its key: whoever asks them together keeps what follows."""
        rates = self.said.rates.items()
        return tuple(one for key, rate in rates for one in (f"'{key}'", rate.below, rate.excluded, rate.above))

    @cached_property
    def classes(self) -> dict[str, dict[str, str]]:
        """Each list's items with their class (basic, joint, withdrawn), for conditions."""
        return {name: {key: item.klass for key, item in items.items()} for name, items in self.said.lists.items()}

    def label(self, path: str) -> Text:
        """A free label, by its path in the pack's `labels` (or the path itself when nobody wrote one)."""
        found = self.said.labels.get(path)
        return found.text() if found else Text(path, path)


def merge(base: Tree, town: Tree) -> Tree:
    """The town's tree laid over the base's: a section's entry replaces the base's entry of the same key."""
    whole = Tree(dict(base.data), dict(base.places))
    for section, content in town.data.items():
        present = whole.data.get(section)
        if isinstance(present, dict) and isinstance(content, dict) and section != "name":
            merged = dict(present)
            for key, value in content.items():
                nested = isinstance(value, dict) and isinstance(merged.get(key), dict)
                if nested and section == "lists":
                    merged[key] = {**merged[key], **value}
                else:
                    adds = nested and section == "understanding" and value.keys() == {"more"}
                    merged[key] = _with_words(merged[key], value["more"]) if adds else value
            whole.data[section] = merged
        elif section == "routing" and isinstance(present, list):
            whole.data[section] = [*content, *present]
            for key in [key for key in whole.places if key[:1] == ("routing",)]:
                del whole.places[key]
        else:
            whole.data[section] = content
    for key, place in town.places.items():
        if key:
            whole.places[key] = place
    whole.places[()] = town.places.get((), base.places.get((), ("pack", 1)))
    return whole


def _with_words(question: dict[str, Any], more: Any) -> dict[str, Any]:
    """A question of understanding with further words for its answers; where both weigh a word, the later counts."""
    if not isinstance(more, dict):
        return {**question, "words": more}  # parsing says what is wrong with it
    words = dict(question.get("words", {}))
    for answer, said in more.items():
        both = isinstance(said, dict) and isinstance(words.get(answer), dict)
        words[answer] = {**words[answer], **said} if both else said
    return {**question, "words": words}


def rename(tree: Tree) -> list[Fault]:
    """Lay the pack's `labels` whose path names a label elsewhere over that label (rename by one file)."""
    faults = []
    for path, label in dict(tree.data.get("labels") or {}).items():
        parts = str(path).split("/")
        if len(parts) < 2:
            continue
        *above, last = parts
        node: Any = tree.data
        for part in above:
            node = node.get(part) if isinstance(node, dict) else None
        if isinstance(node, dict) and isinstance(node.get(last), dict):
            node[last] = label
        else:
            faults.append(
                tree.fault(
                    ("labels", path),
                    f"labels 里的“{path}”不指向任何文字",
                    f"“{path}” under labels names no text",
                    "写成 matters/wish/steps/tree/label 这样的路径",
                    "write a path such as matters/wish/steps/tree/label",
                )
            )
    return faults


def parse(tree: Tree) -> Pack:
    """The tree as a Pack. Errors: BadPack with file, line and remedy for every wrong or unknown word."""
    try:
        said = words.PackFile.model_validate(tree.data)
    except ValidationError as error:
        raise BadPack([_fault(tree, detail) for detail in error.errors()]) from error
    return from_content(said.model_dump(mode="json", by_alias=True, exclude_defaults=True))


def from_content(content: dict[str, Any]) -> Pack:
    """A pack from its stored content (what `Pack.content` gave), without files. What an earlier product wrote stays
    readable: words that were taken out of the language since (ADR 0042) say nothing any more and are passed over."""
    try:
        said = words.PackFile.model_validate(content)
    except ValidationError as error:
        said = words.PackFile.model_validate(_without(content, error))
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Pack(said, content, hashlib.new("sm3", canonical.encode()).hexdigest())


def _without(content: dict[str, Any], error: ValidationError) -> dict[str, Any]:
    """The content without what the language has no word for. Errors: the ValidationError, when that is not all."""
    if any(detail["type"] != "extra_forbidden" for detail in error.errors()):
        raise error
    known = copy.deepcopy(content)
    for detail in error.errors():
        *above, last = detail["loc"]
        node: Any = known
        try:
            for part in above:
                node = node[part]
            del node[last]
        except (LookupError, TypeError):  # the place of a word within a choice of shapes is no path of the content
            raise error from None
    return known


def _fault(tree: Tree, detail: Any) -> Fault:
    at = tuple(part for part in detail["loc"] if isinstance(part, str | int))
    path = ".".join(str(part) for part in at)
    if detail["type"] == "extra_forbidden":
        return tree.fault(
            at,
            f"“{path}”不是这门语言的词",
            f"“{path}” is not a word of the language",
            "检查拼写；能写的词见手册《包的语言》",
            "check the spelling; the handbook lists every word",
        )
    if detail["type"] == "missing":
        return tree.fault(at[:-1], f"缺少“{path}”", f"“{path}” is missing", f"补上 {at[-1]}", f"add {at[-1]}")
    if detail["type"] == "string_pattern_mismatch" and "[key]" in at:
        return tree.fault(
            at[:-1],
            f"“{at[-2]}”的键写得不对",
            f"“{at[-2]}” is not a key",
            "键用小写拉丁字母开头，只含小写字母、数字、点、横线和下划线",
            "a key begins with a small Latin letter and holds small letters, digits, dots, dashes and underscores",
        )
    said = detail["msg"]
    return tree.fault(
        at, f"“{path}”写得不对（{said}）", f"“{path}” is wrong ({said})", "照手册改正", "see the handbook"
    )


def tree_of(folder: Path, below: tuple[Path, ...] = ()) -> Tree:
    """The merged tree of a pack folder and of the packs it extends (looked for beside it). `below`: those that extend
    it already."""
    town = read_folder(folder)
    parent = town.data.get("extends")
    if parent:
        beside = folder.parent / str(parent)
        if not beside.is_dir():
            zh, en = f"找不到要继承的包“{parent}”", f"there is no pack “{parent}”"
            where = f"{folder.parent.name}/{parent}"
            raise BadPack([town.fault(("extends",), zh, en, f"应在 {where}", f"it should be in {where}")])
        if beside in (*below, folder):
            zh, en = f"“{folder.name}”和“{parent}”互相继承", f"“{folder.name}” and “{parent}” extend each other"
            raise BadPack([town.fault(("extends",), zh, en, "删去其中一个 extends", "remove one of the two")])
        town = merge(tree_of(beside, (*below, folder)), town)
    faults = rename(town)
    if faults:
        raise BadPack(faults)
    return town
