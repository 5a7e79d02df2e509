"""A new version beside the one in use: what people are told, and whether it takes its place."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lianxin.cli.fairness import held_back, too_good
from lianxin.cli.progress import bar
from lianxin.cli.standing import Nothing, Standing, standing

if TYPE_CHECKING:
    from lianxin.intake.compared import Compared
    from lianxin.intake.training import Example, Learned

NAMES = {"macro_f1": "macro-F1", "coverage": "自动 / decided", "right": "其中正确 / right"}


@dataclass(frozen=True, slots=True)
class Replacing:
    """`lines`: what is told either way, in both languages; `reasons`: why the new one is clearly worse, none where it
    is not, or where nobody can say; `now`: the version in use, '' for none."""

    lines: tuple[str, ...]
    reasons: tuple[str, ...]
    now: str


def replacing(done: Learned, examples: Sequence[Example], kind: str, town: str) -> Replacing:
    """How the new version stands beside what is in use now."""
    from lianxin.intake.model import Unusable

    try:
        now = standing(kind, town, {one.label for one in examples})
    except Nothing:
        return Replacing((), (), "")
    except Unusable as problem:
        return Replacing((f"现用的版本读不了，没有可比的 / the version in use cannot be read: {problem}",), (), "")
    same = _beside(now, done, examples)
    manifest = now.manifest
    if manifest is None:
        # The words of a pack are no version: what a town learns goes before them, young or not (ADR 0070).
        return Replacing(tuple(_lines(now, same)), (), "")
    reasons = [*_worse(same), *_silent(now, done, same), *_lost(now, done)]
    return Replacing(tuple(_lines(now, same)), tuple(reasons), manifest.version)


def _beside(now: Standing, done: Learned, examples: Sequence[Example]) -> Compared | None:
    """Both on the same texts; None where there are too few that neither learned from, or nobody can tell which: the
    version is older than signs, or so good on them that it seems to have heard them told otherwise."""
    from lianxin.intake import compared

    manifest = now.manifest
    if manifest and manifest.trained_on["data_sha256"] == done.manifest.trained_on["data_sha256"]:
        return compared.on_the_same_file(manifest.figures, done.manifest.figures)
    heard = now.heard(examples)
    new = [not one for one in heard or []]
    if sum(new) < compared.FEWEST:
        return None
    rows = [one for one, fresh in zip(examples, new, strict=True) if fresh]
    with bar("比较 / comparing") as told:
        old = now.fared(rows, told)
    if too_good(old, held_back(now)):  # parts of what it learned from, or edited: it would win by having heard them
        return None
    held = done.held.among(new)
    return compared.compared(old, held.called(now.called), [one.group for one in rows])


def _lines(now: Standing, same: Compared | None) -> list[str]:
    from lianxin.intake.compared import FEWEST

    told = []
    if now.manifest is not None:
        said, made = now.manifest.figures, now.manifest.trained_on
        told.append(
            f"现用 / in use {now.manifest.version}: {said['n']} 条 / texts ({made.get('from', '?')}), "
            + _figures(said["macro_f1"], said["coverage"], said["accuracy_at_threshold"])
        )
    name = now.bounds["version"]
    if same is None:
        told.append(
            f"两边的数来自不同的文字，不能直接比：现用的版本没学过的不到 {FEWEST} 条，或看不出 / figures of different "
            f"texts cannot be compared: fewer than {FEWEST} are known not to be among what the one in use learned from"
        )
        return told
    told.append(
        f"同样的 {same.n} 条，两边都没学过 / on the same {same.n} texts, which neither learned from: "
        f"{name}: {_figures(**_named(same.old))}; 新的 / new: {_figures(**_named(same.new))}"
    )
    return told


def _named(said: Mapping[str, float]) -> dict[str, Any]:
    return {"f1": said["macro_f1"], "decided": said["coverage"], "right": said["right"]}


def _figures(f1: float, decided: float, right: float | None) -> str:
    shown = f"macro-F1 {f1:.4f}, 自动 / decided {decided:.0%}"
    return shown if right is None or math.isnan(right) else f"{shown}, 其中正确 / right {right:.1%}"


def _worse(same: Compared | None) -> list[str]:
    if same is None:
        return []
    return [f"{NAMES[name]} {same.old[name]:.3f} → {same.new[name]:.3f}" for name in same.worse]


def _silent(now: Standing, done: Learned, same: Compared | None) -> list[str]:
    """Of which texts, it is the same: one decides some without a person, the other none of any."""
    if same is not None or now.manifest is None or now.manifest.silent or not done.manifest.silent:
        return []
    return ["新的一条也不能自动定，现用的能 / the new one decides nothing, the one in use does"]


def _lost(now: Standing, done: Learned) -> list[str]:
    from lianxin.intake.compared import lost

    assert now.manifest is not None  # noqa: S101 - for the types: asked of a version alone
    known = [now.called.get(label, label) for label in done.manifest.labels]
    gone = lost(now.manifest.trained_on["labels"], known)
    return [f"新的不会答：{'、'.join(gone)} / the new one cannot answer: {', '.join(gone)}"] if gone else []
