"""What a town takes over Open311: discovery, the list of services, the definition of one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from lianxin.api.answer import TYPES, Fault, answer
from lianxin.api.guard import guarded, language, say
from lianxin.kernel.reads import open311, packs, public
from lianxin.kernel.reads.public import Town
from lianxin.language.pack import Pack
from lianxin.language.words import FieldDecl

SINCE = datetime(2026, 1, 1, tzinfo=UTC)
"""When this interface was last changed in a way that clients must know of."""
DATATYPES = {"number": "number", "money": "number", "date": "datetime", "longtext": "text", "choice": "singlevaluelist"}
DATATYPES |= {"flag": "singlevaluelist", "item": "singlevaluelist", "text": "string"}
"""GeoReport's data types for ours. What is not here (photos, people, units) cannot be asked over this interface."""


def jurisdictions(asked: str) -> tuple[Town, ...]:
    """The towns a call is about: the one named, or all. Errors: Fault 404."""
    if not asked:
        return public.towns()
    town = public.town_of(asked)
    if town is None:
        known = ", ".join(one.key for one in public.towns())
        said = say(f"没有“{asked}”这个 jurisdiction_id；现有：{known}。", f"No such jurisdiction_id. Known: {known}.")
        raise Fault(404, said)
    return (town,)


@guarded("public", "GET", "HEAD")
def discovery(request: HttpRequest, fmt: str) -> HttpResponse:
    """Where the interface lies, in which formats, for which towns."""
    endpoint = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": f"{settings.PUBLIC_URL}/open311/v2",
        "changeset": SINCE.isoformat(),
        "type": "production",
        "formats": [TYPES[name].partition(";")[0] for name in ("json", "xml")],
    }
    value = {
        "changeset": SINCE.isoformat(),
        "contact": say("问本街镇的系统管理员要 api_key", "Ask the town's administrator for an api_key"),
        "key_service": say("问本街镇的系统管理员要 api_key", "Ask the town's administrator for an api_key"),
        "endpoints": [endpoint],
        "jurisdictions": [{"id": town.key, "name": town.say(language())} for town in public.towns()],
    }
    return answer(fmt, "discovery", value)


@guarded("public", "GET", "HEAD")
def services(request: HttpRequest, fmt: str) -> HttpResponse:
    """The services of a town; of all towns, each code once, when none is named."""
    found: dict[str, dict[str, Any]] = {}
    for town in jurisdictions(request.GET.get("jurisdiction_id", "")):
        for one in open311.services(packs.current(town.key), language()):
            value = {
                "service_code": one.code,
                "service_name": one.name,
                "description": one.about,
                "metadata": True,
                "type": "realtime",
                "keywords": ",".join(one.keywords),
                "group": one.group,
            }
            found.setdefault(one.code, value)
    return answer(fmt, "services", list(found.values()))


@guarded("public", "GET", "HEAD")
def definition(request: HttpRequest, code: str, fmt: str) -> HttpResponse:
    """What a service asks besides a sentence and a place."""
    for town in jurisdictions(request.GET.get("jurisdiction_id", "")):
        pack = packs.current(town.key)
        one = open311.service(pack, code, language())
        if one is not None:
            asked = _nature(pack, one.kind) + [
                _attribute(name, pack.asked(one.kind, name)) for name in asked_fields(pack, one.kind)
            ]
            attributes = [{**attribute, "order": order} for order, attribute in enumerate(asked, 1)]
            return answer(fmt, "service_definition", {"service_code": code, "attributes": attributes})
    raise Fault(404, unknown(code))


def unknown(code: str) -> str:
    """What to do about a service code that nobody knows."""
    return say(
        f"没有“{code}”这个 service_code；可用的见 services.json。", f'No service_code "{code}": see services.json.'
    )


def asked_fields(pack: Pack, kind: str) -> list[str]:
    """The fields a kind asks at filing that another system can give."""
    return [name for name in pack.kind(kind).asks if pack.asked(kind, name).type in DATATYPES] if kind else []


def _nature(pack: Pack, kind: str) -> list[dict[str, Any]]:
    natures = pack.said.understanding.get("nature")
    if natures is None or (kind and not pack.kind(kind).natures):
        return []
    values = [{"key": key, "name": label.say(language())} for key, label in natures.labels.items()]
    about = say("说的是哪一类；不填由平台判断。", "Which sort it is; left out, the platform decides.")
    return [_described("nature", natures.label.say(language()), "singlevaluelist", about, values)]


def _attribute(name: str, declared: FieldDecl) -> dict[str, Any]:
    values = [{"key": key, "name": label.say(language())} for key, label in declared.choices.items()]
    if declared.type == "flag":
        values = [{"key": "true", "name": say("是", "Yes")}, {"key": "false", "name": say("否", "No")}]
    hint = declared.hint.say(language()) if declared.hint else declared.why(language())
    return _described(name, declared.label.say(language()), DATATYPES[declared.type], hint, values)


def _described(code: str, name: str, datatype: str, about: str, values: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "variable": True,
        "code": code,
        "datatype": datatype,
        "required": False,
        "datatype_description": about,
        "order": 0,
        "description": name,
        "values": values,
    }
