"""What stands around every page: the menu, the tools on top, the table of keys. The same for one person from page to
page, so it is remembered."""

from __future__ import annotations

from typing import NamedTuple

from lianxin.web.components.registry import HOLE, Context, component, holed

PEOPLE = 512
"""Of so many people a process remembers how the frame of their pages looks."""


class Door(NamedTuple):
    """One page of the menu. `heading`: a group begins with it; `rest`: a phone shows it only on the page of all;
    `all`: it is that page, and `within` when the page one is on is found there only; `waits`: how much waits there."""

    label: str
    url: str
    icon: str = ""
    current: bool = False
    heading: str = ""
    rest: bool = False
    all: bool = False
    within: bool = False
    waits: int = 0


class Account(NamedTuple):
    """Whose log-in it is, and where his own page and the way out are."""

    label: str
    url: str
    logout_url: str


@component("components/menu.html", kept=PEOPLE)
def menu(doors: tuple[Door, ...]) -> Context:
    """The pages somebody's posts open, in groups where they are many."""
    return {"doors": doors, "grouped": bool(doors) and doors[-1].all}


@holed
@component("components/tools.html", kept=PEOPLE)
def tools(account: Account | None = None, login_url: str = "", large: bool = False) -> Context:
    """Size of letters, language, account. Holes: `next` (the address to come back to), `csrf_input` (the token)."""
    return {
        "account": account,
        "login_url": login_url,
        "large": large,
        "next": HOLE.format("next"),
        "csrf_input": HOLE.format("csrf_input"),
    }


@component("components/keys.html")
def keys() -> Context:
    """What the keyboard does."""
    return {}
