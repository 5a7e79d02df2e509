"""Following a matter by its private link: the story, the two answers, one tap, and the receipt on paper."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from lianxin.kernel.acts import leaving, parting
from lianxin.kernel.acts import matter as acts
from lianxin.kernel.reads import follow as reads
from lianxin.kernel.reads.follow import Story
from lianxin.kernel.reads.public import town_of
from lianxin.kernel.who import Who
from lianxin.language.answers import Incomplete
from lianxin.language.calendar import CalendarEnds
from lianxin.language.procedure import Offer
from lianxin.language.reason import Refused
from lianxin.web import guards
from lianxin.web.access import language
from lianxin.web.resident.asked import LINES, Asked, fields, pictures, takes_photo
from lianxin.web.resident.page import private, show

APART = "not-the-same"
"""What the form of his page sends by which who joined says that his is another matter; no action of a pack."""
STOP = "stop-following"
"""… by which who only follows stops; no action of a pack either."""
SAID = ("yes", "no", "kept", "withdrawn", "left", "stopped", "again", "rated", "asked")


def _opened(key: str) -> tuple[Who, Story]:
    """Whoever holds the link, and the story behind it. Errors: Http404."""
    asking = reads.holder(key, language())
    story = reads.story(asking, timezone.now(), language()) if asking else None
    if asking is None or story is None:
        raise Http404
    return asking, story


@guards.public
def receipt(request: HttpRequest, key: str) -> HttpResponse:
    """GET: right after filing the receipt, then the story. POST: one of the things the reporter may say now."""
    asking, story = _opened(key)
    if request.method == "POST":
        return _act(request, key, asking, story)
    return _page(request, key, story)


@guards.public
def answer(request: HttpRequest, key: str, said: str) -> HttpResponse:
    """One tap in the notice (docs/adr/0004-one-tap.md): GET shows a page that posts by itself, POST records it."""
    asking, story = _opened(key)
    offer = story.yes if said == "yes" else story.no
    if offer is None:
        return private(redirect("receipt", key))
    if request.method != "POST":
        return _one_tap(request, key, story, offer, said)
    try:
        acts.take(asking, story.matter.pk, offer.key, request.POST.dict(), timezone.now())
    except Incomplete:
        return _one_tap(request, key, story, offer, said)
    except Refused:
        pass  # somebody was faster: the story says how it stands
    url = f"{reverse('receipt', args=[key])}?said={said}"
    if request.headers.get("HX-Request"):
        return private(HttpResponse(status=204, headers={"HX-Redirect": url}))
    return private(redirect(url))


@guards.public
def receipt_paper(request: HttpRequest, key: str) -> HttpResponse:
    """The receipt as A5: number, code, QR code, the promised date; nothing that says who told what."""
    _, story = _opened(key)
    town = town_of(story.town_key)
    return private(show(request, "receipt_paper.html", {"story": story, "link": _link(request, key)}, town))


def _link(request: HttpRequest, key: str) -> str:
    return request.build_absolute_uri(reverse("receipt", args=[key]))


def _one_tap(request: HttpRequest, key: str, story: Story, offer: Offer, said: str) -> HttpResponse:
    asked = fields(story.pack, story.matter.kind, offer.action, language())
    context = {
        "story": story,
        "key": key,
        "offer": offer,
        "label": offer.action.label.say(language()),
        "said": said,
        "choices": next((one for one in asked if one.required and one.options), None),
        "alone": not offer.action.needs,
    }
    return private(show(request, "one_tap.html", context, town_of(story.town_key)))


def _act(request: HttpRequest, key: str, asking: Who, story: Story) -> HttpResponse:
    """What the reporter says: an answer with one optional line, a reply, a withdrawal, a word on satisfaction."""
    wanted = request.POST.get("action", "")
    if wanted == APART:
        return _apart(request, key, asking, story)
    if wanted == STOP:
        return _stop(request, key, asking, story)
    offer = next((one for one in (story.yes, story.no, *story.others) if one and one.key == wanted), None)
    if offer is None:
        said = gettext("这件事刚刚有了变化，请看看现在到了哪一步。（没有改动任何东西）")
        return _page(request, key, story, {"form": said}, status=409)
    given = _given(request, story, offer)
    kept, wrong = (
        pictures(request) if takes_photo(story.pack, story.matter.kind, offer.action) or _adds(offer) else ([], "")
    )
    if wrong:
        return _page(request, key, story, {f"{offer.key}.photo": wrong}, status=422)
    try:
        after = acts.take(asking, story.matter.pk, offer.key, given, timezone.now(), tuple(kept))
    except Incomplete as incomplete:
        faults = {f"{offer.key}.{name}": reason.sentence(language()) for name, reason in incomplete.faults.items()}
        return _page(request, key, story, faults, status=422)
    except Refused as refused:
        name = f"{offer.key}.{refused.field}" if refused.field else "form"
        return _page(request, key, story, {name: refused.sentence(language())}, status=409)
    except CalendarEnds as ends:
        return _page(request, key, story, {"form": ends.en if language() == "en" else ends.zh}, status=409)
    return private(redirect(f"{reverse('receipt', args=[key])}?said={_became(story, offer, after.is_open)}"))


def _apart(request: HttpRequest, key: str, asking: Who, story: Story) -> HttpResponse:
    """Who joined says that his is another matter: a clerk looks at both."""
    try:
        parting.ask(asking, request.POST.get("differs", ""), timezone.now())
    except Refused as refused:
        name = "differs" if refused.field else "form"
        return _page(request, key, story, {name: refused.sentence(language())}, status=422 if refused.field else 409)
    return private(redirect(f"{reverse('receipt', args=[key])}?said=asked"))


def _stop(request: HttpRequest, key: str, asking: Who, story: Story) -> HttpResponse:
    """Who only follows stops; pressed again it says the same."""
    try:
        leaving.stop(asking, timezone.now())
    except Refused as refused:
        return _page(request, key, story, {"form": refused.say(language())}, status=409)
    return private(redirect(f"{reverse('receipt', args=[key])}?said=stopped"))


def _became(story: Story, offer: Offer, goes_on: bool) -> str:
    """What came of it, as one of SAID; `goes_on`: whether the matter is open afterwards."""
    if offer in (story.yes, story.no):
        return "yes" if offer == story.yes else "no"
    if _ending(story, offer) == "withdrawn":
        return "left" if goes_on else "withdrawn"
    if offer.action.verb == "attest":
        return "rated"
    return "kept" if story.matter.is_open else "again"


def _ending(story: Story, offer: Offer) -> str:
    """How the matter ends by it; "" when it goes on."""
    kind = story.pack.kind(story.matter.kind)
    end = kind.steps[offer.action.to].end if offer.action.to else None
    return kind.endings[end].counts if end else ""


def _adds(offer: Offer) -> bool:
    """Whether a photo may come along: with a reply, and with “not solved yet”."""
    return offer.key == "reply" or (offer.action.one_tap and not offer.action.main)


def _given(request: HttpRequest, story: Story, offer: Offer) -> dict[str, str]:
    """The answers, and the one optional line put where this action keeps a line."""
    given = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    line = given.pop("line", "").strip()
    if line:
        for name in [*offer.action.needs, *offer.action.may]:
            if story.pack.asked(story.matter.kind, name).type in LINES and not given.get(name):
                given[name] = line
                break
    return given


def _page(
    request: HttpRequest, key: str, story: Story, faults: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    lang, faults = language(), faults or {}
    said = request.GET.get("said", "")
    forms = [_form(request, story, offer, lang, faults) for offer in story.others if offer.allowed]
    context: dict[str, Any] = {
        "story": story,
        "key": key,
        "new": "new" in request.GET and request.method == "GET",
        "said": said if said in SAID else "",
        "said_why": bool(story.knots and story.knots[0].note),
        "link": _link(request, key),
        "faults": faults,
        "typed": request.POST,
        "yes_label": story.yes.action.label.say(lang) if story.yes else "",
        "no_label": story.no.action.label.say(lang) if story.no else "",
        "photos": _photos(story, key),
        "answers": _answer_fields(request, story, lang),
        "forms": forms,
        "more": any(not form["asked"] and not form["attests"] for form in forms),
        "stop": story.follows and not story.left,
        "draft_keys": [f"say-{story.town_key}", f"wish-{story.town_key}"],
    }
    return private(show(request, "follow.html", context, town_of(story.town_key), status))


def _photos(story: Story, key: str) -> list[tuple[str, str, str]]:
    """Small picture, whole picture, and what it is; the link of this page opens them."""
    said = {"told": gettext("反映时的照片"), "done": gettext("办理的照片")}
    return [
        (f"{reverse('thumb', args=[digest])}?r={key}", f"{reverse('photo', args=[digest])}?r={key}", said.get(kind, ""))
        for digest, kind in story.photos
    ]


def _answer_fields(request: HttpRequest, story: Story, lang: str) -> dict[str, Any]:
    """What stands under the two large buttons: satisfaction where it is asked, and whether a line may be added."""
    found: dict[str, Asked] = {}
    for offer in (story.yes, story.no):
        for one in fields(story.pack, story.matter.kind, offer.action, lang, request.POST) if offer else ():
            found.setdefault(one.name, one)
    return {
        "choices": [one for one in found.values() if one.options],
        "line": any(one.type in LINES for one in found.values()),
    }


def _form(request: HttpRequest, story: Story, offer: Offer, lang: str, faults: dict[str, str]) -> dict[str, Any]:
    mine = {name.partition(".")[2]: said for name, said in faults.items() if name.startswith(f"{offer.key}.")}
    given = request.POST if request.POST.get("action") == offer.key else None
    attests = offer.action.verb == "attest"
    asked = fields(story.pack, story.matter.kind, offer.action, lang, given, mine, offer.key)
    return {
        "key": offer.key,
        "label": offer.action.label.say(lang),
        "about": offer.action.about.say(lang) if offer.action.about else "",
        "fields": asked,
        "photo": _adds(offer),
        "photo_error": mine.get("photo", ""),
        "open": bool(mine),
        "grave": bool(_ending(story, offer)),
        "withdraws": _ending(story, offer) == "withdrawn",
        "several": story.matter.reporters > 1,
        "line": attests and any(not one.required and one.type in LINES for one in asked),
        "asked": bool(story.question) and offer.key == "reply",
        "attests": attests,
    }
