"""The certificate of voluntary service on paper: A4 across, with its number and the code that verifies it."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from lianxin.adapters.leaf import Leaf
from lianxin.kernel.acts import certificate as acts
from lianxin.kernel.models import Card, Certificate
from lianxin.kernel.reads import links, packs, volunteers
from lianxin.kernel.reads.directory import directory
from lianxin.language.codes import is_mobile
from lianxin.language.reason import Refused
from lianxin.web import guards, leaf
from lianxin.web.access import language, who
from lianxin.web.desk.volunteers import records


@guards.staff
@require_http_methods(["GET", "HEAD", "POST"])
def certificate_paper(request: HttpRequest, serial: str) -> HttpResponse:
    """GET: the sheet, or its PDF, with a blank for the identity number. POST: the same with the number, which its
    issuer opens for this one print, with an entry. 404 where he records nothing in its town."""
    found = volunteers.by_serial(serial)
    if found is None or not records(who(request), found.town_id):
        raise Http404
    number, remark = "", ""
    if request.method == "POST":
        try:
            number = acts.identify(who(request), serial, timezone.now())
        except Refused as refused:
            remark = refused.sentence(language())
    sheet = certificate(found, number)
    back = (reverse("volunteer", args=[found.said["tie"]]), gettext("回志愿者"))
    press = gettext("印上登记的证件号码（留记录）") if not number and _opens(request, found) else ""
    return leaf.shown(request, [sheet], f"{sheet.title} {found.serial}", back, remark, press)


def _opens(request: HttpRequest, found: Certificate) -> bool:
    """Whether he may print the number on it: he issues there, it holds, and a number is registered."""
    declared = volunteers.declared(found)
    if declared is None or found.withdrawn_at is not None or found.person_id is None:
        return False
    mine = any(held.unit_id == found.unit_id and held.role in declared.made_by for held in who(request).posts)
    return mine and Card.objects.filter(person_id=found.person_id, kind=f"tie.{declared.over}").exists()


def certificate(found: Certificate, number: str = "") -> Leaf:
    """What stands on it. Without the `number` of his identity document, a blank to write it by hand before his eyes."""
    pack, said = packs.of_town(found.town_id), found.said
    declared = volunteers.declared(found)
    address = leaf.at(reverse("certificate", args=[links.certificate_link(found.serial)]))
    phone = found.unit.phone if found.unit.phone and not is_mobile(found.unit.phone) else pack.said.hotline
    return Leaf(
        "certificate",
        declared.label.say(language()) if declared else gettext("志愿服务证明"),
        over=directory(found.town_id).town.say(language()),
        before=gettext("兹证明"),
        to=said["name"],
        lines=(
            gettext("自 %(since)s 至 %(until)s，参加志愿服务 %(times)s 次，")
            % {"since": day(said["since"]), "until": day(said["until"]), "times": said["times"]},
        ),
        lead=gettext("服务时长共"),
        figure=f"{said['minutes'] / 60:.1f}",
        unit=gettext("小时"),
        facts=(
            (gettext("服务内容"), gettext("、").join(said["titles"])),
            (gettext("志愿者编号"), str(said["tie"])),
            (gettext("身份证件号码"), number or gettext("＿＿＿＿＿＿＿＿＿（本人当面出示，手写填入）")),
            (gettext("经办人"), f"{said['by']} · {said['role']}"),
            (gettext("负责人"), gettext("＿＿＿＿＿＿＿（签字）")),
            (gettext("联系电话"), phone),
        ),
        code=address,
        code_says=gettext("扫码核验"),
        svg=leaf.picture(address, gettext("核验二维码")),
        serial=found.serial,
        signed=said["unit"],
        dated=day(timezone.localdate(found.issued_at).isoformat()),
        notes=(gettext("时长为本单位自己记录的各次之和；免费出具。依据：民政部令第67号。"), address),
        void=void(found),
        bough=leaf.of_town(pack.said.motif),
    )  # fmt: skip


def void(found: Certificate) -> str:
    """Why it holds no more: withdrawn, or the hours it certifies were put right since. Empty while it holds."""
    if found.withdrawn_at:
        gone = day(timezone.localdate(found.withdrawn_at).isoformat())
        return gettext("已于 %(day)s 收回，不再有效") % {"day": gone}
    now = volunteers.worth(found)
    if now != found.said["minutes"]:
        return gettext("记录更正过，现在是 %(n)s 小时：请收回重开") % {"n": f"{now / 60:.1f}"}
    return ""


def day(said: str) -> str:
    """A day as a certificate writes it: 2026年3月11日."""
    one = date.fromisoformat(said)
    return gettext("%(year)d年%(month)d月%(day)d日") % {"year": one.year, "month": one.month, "day": one.day}
