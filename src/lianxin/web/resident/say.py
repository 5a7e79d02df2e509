"""Filing in at most three steps: say, where, how to tell you. Each step is a page, so it works without a script."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from lianxin.adapters import door
from lianxin.intake import understanding
from lianxin.intake.understanding import MOST
from lianxin.kernel.acts import filing
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.acts.person import Contact
from lianxin.kernel.reads import public, similar
from lianxin.kernel.reads.directory import Directory, Row, directory
from lianxin.kernel.reads.public import Town
from lianxin.kernel.who import NOBODY, Who
from lianxin.language.answers import clean
from lianxin.language.calendar import CalendarEnds
from lianxin.language.pack import Pack
from lianxin.language.reason import Reason, Refused
from lianxin.web import guards
from lianxin.web.access import language, who
from lianxin.web.addresses import address
from lianxin.web.resident import contact, limits, telling, whereabouts
from lianxin.web.resident.asked import pictures
from lianxin.web.resident.page import pack_of, show, town_or_404
from lianxin.web.resident.telling import Draft
from lianxin.web.security import from_here

STEPS = ("say", "where", "how")
TOO_OFTEN = gettext_noop(
    "从您这个网络来的事有点多，请十分钟后再提交。急事请打 12345，或者到党群服务站，"
    "工作人员可以马上替您登记。（您刚才写的还在）"
)
JOINED_TOO_OFTEN = gettext_noop("从您这个网络点“我也遇到了”的有点多，请十分钟后再点一次。急事请打 12345。")


@dataclass
class Asking:
    """One run of the three steps: a town, what is being told (a matter or a wish), and what is wrong with it so far."""

    request: HttpRequest
    town: Town
    wishing: bool
    draft: Draft
    pack: Pack
    where: Directory
    faults: dict[str, str] = field(default_factory=dict)

    def fault(self, name: str, reason: Reason | str) -> None:
        self.faults[name] = reason if isinstance(reason, str) else reason.sentence(language())


@from_here
@guards.public
def say(request: HttpRequest, key: str) -> HttpResponse:
    """Say a matter: GET opens the first step; POST goes on, back, or files."""
    return _run(request, key, wishing=False)


@guards.public
def make_wish(request: HttpRequest, key: str) -> HttpResponse:
    """The same three steps for a wish, or for a project by those who may file one."""
    return _run(request, key, wishing=True)


@guards.public
def site(request: HttpRequest, slug: str) -> HttpResponse:
    """The QR code of a site: the first step, with the place known."""
    found = public.site_of(slug)
    if found is None:
        raise Http404
    return HttpResponseRedirect(f"{reverse('say', args=[found[0].key])}?site={slug}")


@guards.public
def similar_now(request: HttpRequest, key: str) -> HttpResponse:
    """What others have told that is nearly this, while it is being typed (htmx). Nothing is kept."""
    town = town_or_404(key)
    found = similar.similar(town, request.GET.get("text", ""), timezone.now(), language())
    return show(request, "_known.html", {"known": found, "town": town, "ref": telling.fresh({}).ref})


@guards.public
def join(request: HttpRequest, key: str) -> HttpResponse:
    """Follow a public matter that says the same: one tap, no contact asked."""
    town = town_or_404(key)
    if request.method != "POST":
        return redirect("town", key)
    number = request.POST.get("matter", "")
    matter = public.shown(town, int(number)) if number.isdecimal() and len(number) < 18 else None
    if matter is None or not matter.is_open:
        return show(request, "gone.html", {}, town, status=409)
    if not _may_file(request, limits.JOINS):
        context = {"said": gettext(JOINED_TOO_OFTEN), "back": reverse("public-matter", args=[key, matter.pk])}
        return show(request, "often.html", context, town, status=429)
    asking = telling.read(request)
    told = Telling(
        matter.public_text or matter.title, town.id, kind=matter.kind, anonymous=True, joins=matter.pk,
        ref=f"web:{asking.ref}:{matter.pk}", language=language(),
    )  # fmt: skip
    filed = filing.file(NOBODY, told, timezone.now())
    return HttpResponseRedirect(f"{address('receipt', filed.key)}?new=1")


def _may_file(request: HttpRequest, most: tuple[limits.Limit, ...] | None = None) -> bool:
    staff = request.user.is_authenticated and who(request).staff
    return staff or limits.allowed(limits.address(request), most or limits.FILINGS)


def _run(request: HttpRequest, key: str, *, wishing: bool) -> HttpResponse:
    town = town_or_404(key)
    draft = telling.read(request) if request.method == "POST" else telling.fresh(request.GET)
    asking = Asking(request, town, wishing, draft, pack_of(town), directory(town.id))
    if request.method != "POST":
        return _page(asking, "say")
    return _go(asking, request.POST.get("go", "say"))


def _go(asking: Asking, go: str) -> HttpResponse:
    """One move: `say` and `where` finish their step, `to-…` turns to a step, `file` and `skip` end it."""
    if go.startswith("to-") and go[3:] in STEPS:
        _keep_photos(asking)
        return _page(asking, go[3:])
    _check_text(asking)
    _keep_photos(asking)
    if asking.faults:
        return _page(asking, "say")
    if go == "say":
        known = asking.draft.place_id is not None or _site(asking) is not None
        return _page(asking, "how" if known else "where")
    if _nowhere(asking):
        return _page(asking, "where")
    if go == "where":
        return _page(asking, "how")
    return _file(asking, anonymous=go == "skip")


def _nowhere(asking: Asking) -> bool:
    """Whether a wish names no place: it hangs on its community's branch, and the community checks and hands it over."""
    if not asking.wishing or _site(asking) or telling.place_row(asking.draft, asking.where):
        return False
    asking.fault("form", gettext("请选一下社区（村）：心愿挂在社区的枝上，也由社区核实、转交。"))
    return True


def _check_text(asking: Asking) -> None:
    if asking.draft.long:
        said = gettext(
            "太长了：%(n)s 个字，最多 %(most)s 个。前 %(most)s 个字留在下面，请只写要点；其余的可以交到社区。"
        )
        asking.fault("text", said % {"n": f"{asking.draft.long:,}", "most": f"{MOST:,}"})
        return
    try:
        understanding.clean(asking.draft.text)  # filing reads the rest of it
    except Refused as refused:
        asking.fault("text", refused.reasons[0])


def _keep_photos(asking: Asking) -> None:
    if not asking.request.FILES:
        return
    if not limits.allowed(limits.address(asking.request), limits.PHOTOS):
        asking.fault("photo", gettext("照片传得太多了，先歇一会儿。不传照片也可以提交。"))
        return
    kept, wrong = pictures(asking.request)
    asking.draft.add(kept)
    if wrong:
        asking.fault("photo", wrong)


def _site(asking: Asking) -> Row | None:
    return next(
        (row for row in asking.where.rows.values() if asking.draft.site and row.slug == asking.draft.site), None
    )


def _file(asking: Asking, *, anonymous: bool) -> HttpResponse:
    draft = asking.draft
    left, faults = (Contact(), {}) if anonymous else contact.read(draft.name, draft.phone, draft.mail)
    for name, reason in faults.items():
        asking.fault(name, reason)
    if faults:
        return _page(asking, "how")
    if not _may_file(asking.request):
        asking.fault("form", gettext(TOO_OFTEN))
        return _page(asking, "how", status=429)
    try:
        filed = filing.file(_filer(asking), _telling(asking, left), timezone.now())
    except Refused as refused:
        asking.fault("text" if refused.field == "text" else "form", refused.sentence(language()))
        return _page(asking, "say" if refused.field == "text" else "how")
    except CalendarEnds as ends:
        asking.fault("form", ends.en if language() == "en" else ends.zh)
        return _page(asking, "how", status=409)
    return HttpResponseRedirect(f"{address('receipt', filed.key)}?new=1")


def _telling(asking: Asking, left: Contact) -> Telling:
    draft, place, spot = asking.draft, telling.place_row(asking.draft, asking.where), _site(asking)
    return Telling(
        text=draft.text,
        town_id=asking.town.id,
        channel="qr" if spot else "web",
        kind=_kind(asking) if asking.wishing else "",
        place_id=place.id if place else None,
        site_id=spot.id if spot else None,
        place_text=draft.place_text,
        contact=left,
        anonymous=not left,
        fields=_fields(asking),
        photos=draft.pictures,
        ref=f"web:{draft.ref}",
        language=language(),
    )


def _filer(asking: Asking) -> Who:
    """A resident, whoever is logged in; only what residents may not file goes under one's post."""
    kind = asking.pack.said.matters.get(_kind(asking)) if asking.wishing else None
    return who(asking.request) if kind and "anyone" not in kind.filed_by else NOBODY


def _kinds(asking: Asking) -> list[str]:
    """The kinds of wish that this person may file."""
    roles = who(asking.request).roles() | {"anyone"}
    said = asking.pack.said.matters
    return [key for key in public.kinds_on(asking.pack, "wall") if roles & set(said[key].filed_by)]


def _kind(asking: Asking) -> str:
    kinds = _kinds(asking)
    if not kinds:
        raise Http404
    return asking.draft.kind if asking.draft.kind in kinds else kinds[0]


def _fields(asking: Asking) -> dict[str, Any]:
    """The answers to what the kind asks at filing; one that does not fit its declaration is left out."""
    if not asking.wishing:
        return {}
    kind, found = asking.pack.kind(_kind(asking)), {}
    for name in kind.asks:
        raw = asking.draft.asks.get(name, "").strip()
        if raw:
            try:
                found[name] = clean(asking.pack, asking.pack.asked(_kind(asking), name), raw)
            except Refused:
                continue
    return found


def _page(asking: Asking, step: str, status: int = 0) -> HttpResponse:
    lang, spot = language(), _site(asking)
    context: dict[str, Any] = {
        "step": step,
        "steps": [gettext("许愿") if asking.wishing else gettext("说事"), gettext("在哪儿"), gettext("怎么告诉您")],
        "at": STEPS.index(step) + 1,
        "draft": asking.draft,
        "faults": asking.faults,
        "wishing": asking.wishing,
        "mailing": door.mailing(),
        "spot": spot.say(lang) if spot else "",
        "chosen": _chosen(asking, lang),
        "draft_key": f"{'wish' if asking.wishing else 'say'}-{asking.town.key}",
        "kept": [(token, one.digest) for token, one in zip(asking.draft.photos, asking.draft.pictures, strict=False)],
    }
    if step == "where":
        context |= whereabouts.offered(asking.town, asking.where, asking.draft, lang, known=not asking.wishing)
    if asking.wishing:
        context |= _wish_fields(asking, lang)
    return show(asking.request, "say.html", context, asking.town, status or (422 if asking.faults else 200))


def _chosen(asking: Asking, lang: str) -> str:
    row = telling.place_row(asking.draft, asking.where)
    return row.say(lang) if row else ""


def _wish_fields(asking: Asking, lang: str) -> dict[str, Any]:
    kinds, said = _kinds(asking), asking.pack.said.matters
    kind = _kind(asking)
    asked = []
    for name in said[kind].asks:
        declared = asking.pack.asked(kind, name)
        if declared.type == "choice":
            options = [(key, label.say(lang)) for key, label in declared.choices.items()]
            asked.append((f"ask-{name}", declared.label.say(lang), options, asking.draft.asks.get(name, "")))
    labels = [(key, said[key].label.say(lang), said[key].about.say(lang)) for key in kinds]
    return {"kinds": labels, "kind": kind, "asks": asked}
