"""Loading: read, merge, parse, check. A pack that is wrong does not load."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from lianxin.language import pack
from lianxin.language.check import faults_of
from lianxin.language.pack import Pack
from lianxin.language.source import BadPack


def load(folder: Path, on: date) -> Pack:
    """The pack in `folder` as it holds on a day. Errors: BadPack listing every fault with file and line."""
    tree = pack.tree_of(folder)
    parsed = pack.parse(tree)
    faults = faults_of(parsed, tree, on)
    if faults:
        raise BadPack(faults)
    return parsed
