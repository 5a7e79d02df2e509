"""The wish tree, the same wishes as a list, one wish, and claiming it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from lianxin.kernel import abilities
from lianxin.kernel.acts import matter as acts
from lianxin.kernel.models import Matter
from lianxin.kernel.reads import public, wall
from lianxin.kernel.reads.directory import directory
from lianxin.kernel.reads.public import Town
from lianxin.kernel.reads.wall import Wish
from lianxin.kernel.who import Who
from lianxin.language.procedure import Offer
from lianxin.language.reason import Refused
from lianxin.web import guards
from lianxin.web import tree as trees
from lianxin.web.access import language, who
from lianxin.web.resident.page import pack_of, show, town_or_404
from lianxin.web.tree import Branch


def branches(town: Town, wishes: list[Wish], lang: str) -> list[Branch]:
    """The tree's branches: the communities with wishes, in the order of their codes; a town without wishes shows its
    first communities bare."""
    where = directory(town.id)
    by_place: dict[int | None, list[trees.Wish]] = {}
    for wish in wishes:
        url = reverse("wish", args=[town.key, wish.id])
        by_place.setdefault(wish.community_id, []).append(trees.Wish(str(wish.id), wish.text, wish.state, url))
    rows = sorted(where.of_kind("community"), key=lambda row: (row.code, row.id))
    grown = [Branch(str(row.id), row.say(lang), by_place[row.id]) for row in rows if row.id in by_place]
    if None in by_place:
        grown.append(Branch("town", town.say(lang), by_place[None]))
    return grown or [Branch(str(row.id), row.say(lang)) for row in rows[:6]]


@guards.public
def tree(request: HttpRequest, key: str) -> HttpResponse:
    """The whole tree with the same wishes as a list beside it. The filters live in the address."""
    town, lang = town_or_404(key), language()
    wishes = wall.on_tree(town, timezone.now(), lang)
    asked = {name: request.GET.get(name, "") for name in ("community", "state", "kind")}
    community = int(asked["community"]) if asked["community"].isdecimal() else None
    after = request.GET.get("after", "")
    page, following, total = wall.listed(
        wishes, community, asked["state"], asked["kind"], int(after) if after.isdecimal() else 0
    )
    context = {
        "species": pack_of(town).said.motif,
        "branches": branches(town, wishes, lang),
        "rows": page,
        "total": total,
        "counts": {
            state: sum(1 for wish in wishes if wish.state == state) for state in ("waiting", "claimed", "fulfilled")
        },
        "chips": _chips(town, wishes, asked),
        "communities": _communities(town, wishes, lang),
        "community": asked["community"],
        "state": asked["state"],
        "kind": asked["kind"],
        "following": _query({**asked, "after": str(following)}) if following else "",
        "previous": _query(asked) if after else "",
        "any": bool(wishes),
    }
    return show(request, "tree.html", context, town, everybodys=True)


def _query(asked: dict[str, str]) -> str:
    return "?" + urlencode({name: value for name, value in asked.items() if value})


def _chips(town: Town, wishes: list[Wish], asked: dict[str, str]) -> list[dict[str, Any]]:
    states = [
        ("", gettext("全部")),
        ("waiting", gettext("等人认领")),
        ("claimed", gettext("有人在办")),
        ("fulfilled", gettext("今天实现")),
    ]
    chips = [
        {"label": label, "url": _query({**asked, "state": state}), "on": asked["state"] == state}
        for state, label in states
    ]
    kinds = list(dict.fromkeys((wish.kind, wish.kind_label) for wish in wishes))
    if len(kinds) > 1:
        chips += [
            {
                "label": label,
                "url": _query({**asked, "kind": "" if asked["kind"] == kind else kind}),
                "on": asked["kind"] == kind,
            }
            for kind, label in kinds
        ]
    return chips


def _communities(town: Town, wishes: list[Wish], lang: str) -> list[tuple[str, str]]:
    counts: dict[int, int] = {}
    for wish in wishes:
        if wish.community_id is not None:
            counts[wish.community_id] = counts.get(wish.community_id, 0) + 1
    rows = directory(town.id).rows
    named = [(str(one), f"{rows[one].say(lang)} · {n}") for one, n in counts.items() if one in rows]
    return [("", gettext("全部社区（村）")), *sorted(named, key=lambda pair: pair[0])]


def bodies(asking: Who, town_id: int) -> list[tuple[int, str]]:
    """The bodies for which somebody may act in a town: those whose secretary he is."""
    return [
        (held.unit_id, held.unit_name) for held in asking.posts if held.role == "secretary" and held.town_id == town_id
    ]


def claim_offer(asking: Who, matter: Matter, town_id: int) -> tuple[Offer | None, int | None]:
    """The claim this person may make, in his own name or for one of his bodies (second value); else the one that says
    why not."""
    tried = [(asking, None), *((asking.acting_for(unit), unit) for unit, _ in bodies(asking, town_id))]
    refused: Offer | None = None
    for doer, unit in tried:
        for offer in abilities.on(doer, matter, timezone.now()).offers:
            if offer.action.claim == "take" and "member" in offer.action.who:
                if offer.allowed:
                    return offer, unit
                refused = refused or offer
    return refused, None


@guards.public
def wish(request: HttpRequest, key: str, wish_id: int) -> HttpResponse:
    """One wish, with the claim for those who may."""
    town, lang = town_or_404(key), language()
    matter = wall.one(town, wish_id, timezone.now())
    if matter is None:
        return show(request, "gone.html", {"wish": True}, town, status=404)
    asking = who(request)
    offer, body = claim_offer(asking, matter, town.id) if asking.posts else (None, None)
    context = {
        "wish": wall.wish(matter, directory(town.id), lang, wall.here_of(asking, town)),
        "offer": offer,
        "body": body,
        "body_name": dict(bodies(asking, town.id)).get(body or 0, ""),
        "why": [reason.sentence(lang) for reason in offer.reasons] if offer else [],
        "member": bool(asking.posts),
        "photos": public.photos_shown(matter.pk),
        "mine": _claimed_by(asking, matter, town.id),
    }
    return show(request, "wish.html", context, town, everybodys=True)


def _claimed_by(asking: Who, matter: Matter, town_id: int) -> str:
    """Whether whoever reads has claimed it: "self", or "body" for one he speaks for; "" when somebody else has."""
    if matter.claimer_id is not None and matter.claimer_id == asking.person_id:
        return "self"
    return "body" if matter.claimer_unit_id in dict(bodies(asking, town_id)) else ""


@guards.holder
def claim(request: HttpRequest, key: str, wish_id: int) -> HttpResponse:
    """Claim a wish: the first wins; whoever comes second is told kindly, with what else waits near."""
    town, asking = town_or_404(key), who(request)
    if request.method != "POST":
        return redirect("wish", key, wish_id)
    unit = request.POST.get("body", "")
    allowed = {str(one) for one, _ in bodies(asking, town.id)}
    doer = asking.acting_for(int(unit)) if unit in allowed else asking
    matter = Matter.objects.filter(pk=wish_id, town_id=town.id).first()
    if matter is None:
        raise Http404
    action = next(
        (offer.key for offer in abilities.on(doer, matter, timezone.now()).offers if offer.action.claim == "take"),
        "claim",
    )
    try:
        acts.take(doer, wish_id, action, {}, timezone.now())
    except Refused as refused:
        return _second(request, town, matter, refused)
    return redirect(f"{reverse('mine')}?claimed={wish_id}#claimed")


def _second(request: HttpRequest, town: Town, matter: Matter, refused: Refused) -> HttpResponse:
    lang = language()
    here = (matter.lat, matter.lon) if matter.lat is not None and matter.lon is not None else None
    here = wall.here_of(who(request), town) or here
    others = wall.instead(town, matter, here, timezone.now(), lang)
    close = [pair for pair in others if pair[1] is not None and pair[1] <= wall.NEAR]
    context = {
        "said": refused.sentence(lang),
        "taken": refused.code == "claimed",
        "others": close or others,
        "close": bool(close),
        "near": wall.NEAR,
    }
    return show(request, "taken.html", context, town, status=409)
