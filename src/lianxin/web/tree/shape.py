"""What a tree is drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Species = Literal["kapok", "peach", "mulberry", "banyan"]
State = Literal["waiting", "claimed", "fulfilled"]
Size = Literal["full", "small", "wall"]


@dataclass(frozen=True, slots=True)
class Wish:
    """One wish on the tree: its public title (already de-identified), its state and the page that tells more."""

    id: str
    title: str
    state: State
    url: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """One main branch: a community and the wishes that live there."""

    key: str
    name: str
    wishes: Sequence[Wish] = ()
