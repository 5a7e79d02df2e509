"""Who is asking: the log-in behind a request as a Who, and how accounts come to be."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, gettext_lazy

from lianxin.kernel import export_abilities
from lianxin.kernel.models import Account
from lianxin.kernel.reads import desk, people
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.who import NOBODY, Who
from lianxin.web import sessions
from lianxin.web.components.frame import Account as Own
from lianxin.web.components.frame import Door

NO_SEARCH = frozenset({"member", "partner", "judge", "administrator", "auditor", "overseer"})
"""Posts that see no matter of their own to search for."""


class AccountAdapter(DefaultAccountAdapter):
    """allauth's door, with the sign-up shut and its refusals in our own words."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": gettext_lazy("登录名或密码不对，请再看一下。大小写有区别。"),
        "too_many_login_attempts": gettext_lazy("错的次数太多了，请过五分钟再试。忘了密码，向管理员要新的邀请链接。"),
        "incorrect_password": gettext_lazy("密码不对，请再试一次。"),
        "enter_current_password": gettext_lazy("现在的密码不对，请再试一次。"),
        "account_inactive": gettext_lazy("这个账号已经停用，请联系管理员。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Posts make accounts (a Tie and an invitation), so nobody signs up."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Everybody starts where their work is."""
        return home_of(who(request))


class Accounts(AuthenticationBackend):
    """allauth's check of passwords; who a session belongs to is asked together with his posts, in one question."""

    def get_user(self, user_id: int) -> Account | None:
        """The account of a session, its name and posts at hand (`standing`); None once it was shut."""
        found = sessions.taken(int(user_id)) or people.account(int(user_id), timezone.now())
        return found if found is not None and self.user_can_authenticate(found) else None


def language() -> str:
    """The language of this request: 'zh' or 'en'."""
    return "en" if (get_language() or "zh").startswith("en") else "zh"


def who(request: HttpRequest) -> Who:
    """The Who of this request, asked once. A visitor is NOBODY."""
    known: Who | None = getattr(request, "_lianxin_who", None)
    if known is None:
        user = request.user
        if user.is_authenticated:
            standing = getattr(user, "standing", None)
            if standing is None:  # logged in within this very request
                shown = user.person.shown if user.person else user.username
                known = people.of_account(user, shown, timezone.now(), language())
            else:
                known = people.of_account(user, standing.shown, timezone.now(), language(), held=standing.posts)
        else:
            known = NOBODY
        request._lianxin_who = known  # type: ignore[attr-defined]
    return known


def home_of(asking: Who) -> str:
    """The first page for somebody with these posts."""
    roles = asking.roles()
    for wanted, name in (
        ({"clerk", "worker", "lead", "community", "grid", "visitor"}, "desk"),
        ({"station"}, "station"),
        ({"governance", "leader", "overseer"}, "board"),
        ({"administrator"}, "people"),
        ({"auditor"}, "audit"),
        ({"member", "secretary", "partner"}, "mine"),
        ({"judge"}, "contests"),
    ):
        if roles & wanted:
            return _url(name) or "/"
    return (_url("desk") if asking.staff else "") or "/"  # a post only a pack knows: its holder works at the desk


@cache
def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def context(request: HttpRequest) -> dict[str, Any]:
    """What every page may show: the town, the way around, the account, what is to be told. No query for visitors."""
    told = {"messages": get_messages(request), "user": getattr(request, "user", None)}
    if not hasattr(request, "user") or not request.user.is_authenticated:
        return told | {"nav": (), "account": None, "login_url": _url("account_login")}
    asking = who(request)
    towns = asking.towns
    return told | {
        "town_name": directory(towns[0]).town.say(language()) if towns else "",
        "nav": _nav(request, asking),
        "his_pages": frozenset(url for _, url, _ in _links(frozenset(asking.roles()), asking.may, language())),
        "search_url": _url("search") if asking.roles() - NO_SEARCH else "",
        "account": Own(asking.shown, _url("account"), _url("account_logout")),
    }


ELSEWHERE = frozenset({"station", "overseer", "administrator", "auditor", "member", "secretary", "partner", "judge"})
"""Posts whose holders work on another page than the desk; every other post, whatever a pack calls it, has a desk."""


APPRAISING = frozenset({"governance", "leader", "secretary"})
PAIRING = frozenset({"community", "governance", "leader"})
VOLUNTEERING = frozenset({"community", "station", "governance", "secretary"})
PARTY = frozenset({"secretary", "commissioner", "first_secretary", "village_secretary", "governance"})
ORGANISE = PARTY | {"community", "station", "clerk", "leader", "member"}
"""Posts that look at branches, and posts that plan activities or take part in them."""


MANY = 6
"""More pages than this stand in groups: under headings on a desk; on a phone the first of each, and all on one page."""


DECIDES = frozenset({"leader"})
"""Posts that begin at the board: what waits for their word is told there and beside the desk in their menu."""


def to_decide(request: HttpRequest) -> tuple[int, int]:
    """What waits for the word of somebody who begins at the board: matters, and files to be taken out. Asked once for
    each request."""
    known: tuple[int, int] | None = getattr(request, "_lianxin_to_decide", None)
    if known is None:
        asking, known = who(request), (0, 0)
        if asking.roles() & DECIDES:
            known = desk.waiting(asking, timezone.now()), len(export_abilities.waiting(asking))
        request._lianxin_to_decide = known  # type: ignore[attr-defined]
    return known


def _nav(request: HttpRequest, asking: Who) -> tuple[Door, ...]:
    groups = grouped(asking)
    current = frozenset(url for _, links in groups for _, url, _ in links if request.path.startswith(url))
    doors = _doors(groups, current, request.path == _url("menu"))
    waits = sum(to_decide(request))
    return tuple(door._replace(waits=waits) if door.url == _url("desk") else door for door in doors) if waits else doors


@lru_cache(maxsize=1024)
def _doors(groups: Groups, current: frozenset[str], at_all: bool) -> tuple[Door, ...]:
    doors = [
        Door(said, url, icon, url in current, heading="" if n else label, rest=bool(label) and n > 0)
        for label, links in groups
        for n, (said, url, icon) in enumerate(links)
    ]
    if any(door.heading for door in doors):
        url = _url("menu")
        within = any(door.rest and door.current for door in doors)
        doors.append(Door(gettext("全部"), url, "grid-dots", at_all, all=True, within=within))
    return tuple(doors)


def grouped(asking: Who) -> Groups:
    """The pages somebody's posts open, in groups; one group without a name where they are few."""
    return _groups(frozenset(asking.roles()), asking.may, language())


@lru_cache(maxsize=256)
def _groups(roles: frozenset[str], may: frozenset[str], lang: str) -> Groups:
    links = _links(roles, may, lang)
    if len(links) <= MANY:
        return (("", links),)
    names = {
        "work": gettext("办事"),
        "people": gettext("联系群众"),
        "party": gettext("组织生活"),
        "numbers": gettext("看数"),
        "merits": gettext("考核评选"),
        "keep": gettext("管理"),
    }
    known = {_url(name): group for group, pages in GROUPS.items() for name in pages}
    found = ((names[group], tuple(link for link in links if known[link[1]] == group)) for group in names)
    return tuple((label, own) for label, own in found if own)


def rooms(asking: Who, names: Sequence[str]) -> list[Door]:
    """Those of the pages called so that his posts open, for a page that has no menu."""
    wanted = {_url(name) for name in names}
    links = _links(frozenset(asking.roles()), asking.may, language())
    return [Door(label, url, icon, False) for label, url, icon in links if url in wanted]


GROUPS = {
    "work": ("desk", "register", "station", "mine", "helping"),
    "numbers": ("board", "indicators", "map", "papers"),
    "party": ("activities", "branches", "notebook"),
    "people": ("pairs", "volunteers"),
    "merits": ("appraisals", "contests"),
    "keep": ("people", "rules", "audit"),
}
"""Which group of the menu a page stands in."""
Link = tuple[str, str, str]
"""A page of the menu: its name, address and icon."""
Groups = tuple[tuple[str, tuple[Link, ...]], ...]
"""Pages under their headings."""


@lru_cache(maxsize=256)
def _links(roles: frozenset[str], may: frozenset[str], _language: str) -> tuple[Link, ...]:
    """The pages that posts like these open, each with its name in the language of this moment."""
    working = bool(roles - ELSEWHERE)
    wanted = (
        (working, gettext("待办"), "desk", "list-check"),
        (bool(roles & {"member", "secretary", "partner"}), gettext("我能做的"), "mine", "heart-handshake"),
        ("file" in may, gettext("登记"), "register", "edit"),
        ("file" in may and "station" in roles, gettext("驿站"), "station", "home"),
        ({"board", "file"} <= may, gettext("请人帮忙"), "helping", "heart-handshake"),
        (bool(roles & ORGANISE), gettext("活动"), "activities", "calendar"),
        (bool(roles & PARTY), gettext("支部"), "branches", "flag"),
        (bool(roles & {"member", "commissioner"}), gettext("记事簿"), "notebook", "notes"),
        ("board" in may, gettext("看板"), "board", "chart-bar"),
        ("board" in may, gettext("指标"), "indicators", "grid-dots"),
        (bool(roles & APPRAISING), gettext("考核"), "appraisals", "clipboard-list"),
        (bool(roles & (APPRAISING | {"judge"})), gettext("评选"), "contests", "star"),
        ("papers" in may, gettext("材料"), "papers", "file-text"),
        ("board" in may, gettext("地图"), "map", "map"),
        (bool(roles & PAIRING), gettext("结对共建"), "pairs", "link"),
        (bool(roles & VOLUNTEERING), gettext("志愿者"), "volunteers", "users-group"),
        ("manage_people" in may, gettext("人员"), "people", "users"),
        ("manage_packs" in may, gettext("规则"), "rules", "book"),
        ("read_audit" in may, gettext("审计"), "audit", "shield-check"),
    )
    return tuple((label, url, icon) for shown, label, name, icon in wanted if shown and (url := _url(name)))
