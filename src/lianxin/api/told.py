"""What another system tells in one call: form fields or a JSON object, checked, and made into a Telling."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, ValidationError
from django.core.validators import EmailValidator
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from lianxin.api.answer import Fault
from lianxin.api.catalogue import asked_fields, unknown
from lianxin.api.guard import say
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.acts.person import Contact, digits
from lianxin.kernel.reads import open311, packs, public
from lianxin.kernel.reads.directory import directory, metres
from lianxin.kernel.reads.keys import Key
from lianxin.kernel.reads.public import Town
from lianxin.language import answers
from lianxin.language.pack import Pack
from lianxin.language.reason import Refused

MOST = 256 * 1024
"""Bytes of one call. A telling has 5,000 characters at most; the rest is room for encodings and attributes."""
_ATTRIBUTE = re.compile(r"attribute\[([a-z][a-z0-9_.-]{0,40})\](?:\[\])?")
_REFERENCE = re.compile(r"[\x21-\x7e]{1,80}")
_MAIL = EmailValidator()


@dataclass(frozen=True, slots=True)
class Told:
    """The fields of one call, all of them text. `attributes` are the answers to a service's questions."""

    fields: Mapping[str, str]
    attributes: Mapping[str, str]

    @property
    def key(self) -> str:
        return self.fields.get("api_key", "")

    @property
    def media(self) -> bool:
        return bool(self.fields.get("media_url"))

    def telling(self, key: Key, reference: str) -> Telling:
        """The telling, with a reference that makes it this key's own. Errors: Fault."""
        if reference and not _REFERENCE.fullmatch(reference):
            raise Fault(
                400, say("Idempotency-Key 请用 80 个以内的可见 ASCII 字符。", "Idempotency-Key: 80 visible ASCII.")
            )
        text = self.fields.get("description", "").strip()
        if not text:
            raise Fault(400, say("请在 description 里用一句话说是什么事。", "description is missing: say what it is."))
        lat, lon = self._point()
        town = self._town(key, lat, lon)
        pack = packs.current(town.key)
        service = self._service(pack)
        telling = Telling(
            text=text,
            town_id=town.id,
            channel="open311",
            kind=service.kind,
            topic=service.topic,
            nature=self._nature(pack),
            place_text=self.fields.get("address_string", "")[:200],
            lat=lat,
            lon=lon,
            contact=self._contact(),
            fields=self._answers(pack, service.kind),
            ref=f"{key.mark}{reference or secrets.token_hex(16)}",
        )
        return self._addressed(telling)

    def _point(self) -> tuple[float | None, float | None]:
        written = self.fields.get("lat", ""), self.fields.get("long", "") or self.fields.get("lon", "")
        if not any(written):
            return None, None
        try:
            lat, lon = (float(part) for part in written)
            if -90 <= lat <= 90 and -180 <= lon <= 180:
                return lat, lon
        except ValueError:
            pass
        raise Fault(
            400, say("lat 和 long 请写 WGS-84 度数，如 23.1000 和 113.2270。", "lat and long: degrees (WGS-84).")
        )

    def _town(self, key: Key, lat: float | None, lon: float | None) -> Town:
        """The town named; else the key's only one; else the one nearest to the point or named in the address."""
        asked = self.fields.get("jurisdiction_id", "")
        if asked:
            if public.town_of(asked) is None:
                raise Fault(404, say(f"没有“{asked}”这个 jurisdiction_id。", f'There is no jurisdiction_id "{asked}".'))
            own = next((town for town in key.towns if town.key == asked), None)
            if own is None:
                raise Fault(403, say(f"这个密钥不能登记到“{asked}”。", f'This key may not file for "{asked}".'))
            return own
        if not key.towns:
            raise Fault(403, say("这个密钥所属的街镇还没有启用。", "The towns of this key do not use Lianxin yet."))
        if len(key.towns) == 1:
            return key.towns[0]
        if lat is not None and lon is not None:
            return min(key.towns, key=lambda town: _away(town, lat, lon))
        where = self.fields.get("address_string", "") + self.fields.get("description", "")
        named = [town for town in key.towns if town.name in where]
        if len(named) == 1:
            return named[0]
        known = ", ".join(town.key for town in key.towns[:20])
        raise Fault(400, say(f"请加 jurisdiction_id，可用：{known}。", f"jurisdiction_id is missing; one of: {known}."))

    def _service(self, pack: Pack) -> open311.Service:
        code = self.fields.get("service_code", "")
        if not code:
            raise Fault(
                400, say("请写 service_code，见 services.json。", "service_code is missing: see services.json.")
            )
        found = open311.service(pack, code, "zh")
        if found is None:
            raise Fault(404, unknown(code[:80]))
        return found

    def _nature(self, pack: Pack) -> str:
        said = self.attributes.get("nature", "")
        natures = pack.said.understanding.get("nature")
        known = list(natures.labels) if natures else []
        if said and said not in known:
            raise Fault(
                400, say(f"attribute[nature] 可用：{'、'.join(known)}。", f"attribute[nature]: one of {known}.")
            )
        return said

    def _answers(self, pack: Pack, kind: str) -> dict[str, Any]:
        found = {}
        for name in asked_fields(pack, kind):
            if said := self.attributes.get(name, "").strip():
                try:
                    found[name] = answers.clean(pack, pack.asked(kind, name), said)
                except Refused as refused:
                    raise Fault(400, f"attribute[{name}]: {refused.say()}") from None
        return found

    def _contact(self) -> Contact:
        said = {name: self.fields.get(name, "").strip() for name in ("first_name", "last_name", "email", "phone")}
        try:
            if said["email"]:
                _MAIL(said["email"])
        except ValidationError:
            raise Fault(400, say("email 不像邮箱地址。", "email is not an address.")) from None
        phone = digits(said["phone"])
        if said["phone"] and not 5 <= len(phone) <= 15:
            raise Fault(400, say("phone 不像电话号码。", "phone is not a telephone number."))
        between = " " if said["first_name"].isascii() and said["last_name"].isascii() else ""
        pair = (said["first_name"], said["last_name"]) if between else (said["last_name"], said["first_name"])
        return Contact(between.join(pair).strip()[:40], phone, said["email"][:120])

    def _addressed(self, telling: Telling) -> Telling:
        """The place an `address_id` names: a division code, or a unit's key in the town's pack. Errors: Fault."""
        asked = self.fields.get("address_id", "")
        if not asked:
            return telling
        where = directory(telling.town_id)
        row = next((row for row in where.rows.values() if asked in (row.code, row.slug) and row.town_id), None)
        row = row or where.by_key.get(asked)
        if row is None:
            raise Fault(404, say(f"没有“{asked[:40]}”这个 address_id。", "There is no such address_id."))
        return replace(telling, site_id=row.id) if row.tree == "site" else replace(telling, place_id=row.id)


def _away(town: Town, lat: float, lon: float) -> float:
    row = directory(town.id).town
    return metres(lat, lon, row.lat, row.lon) if row.lat is not None and row.lon is not None else float("inf")


def told(request: HttpRequest) -> Told:
    """Read a call. Errors: Fault 400 (not readable), 413 (too large)."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST:
        raise _too_large()
    try:
        if request.content_type == "application/json":
            return _from_json(request.body)
        fields = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
        raise _too_large() from None
    except (MultiPartParserError, UnreadablePostError, UnicodeDecodeError):
        raise Fault(400, say("请求体读不出来。", "The body cannot be read.")) from None
    named = ((_ATTRIBUTE.fullmatch(name), value) for name, value in fields.items())
    return Told(fields, {match[1]: value for match, value in named if match})


def _too_large() -> Fault:
    return Fault(413, say(f"内容太大：一次最多 {MOST // 1024} KB。", f"Too large: at most {MOST // 1024} KB a call."))


def _from_json(body: bytes) -> Told:
    unreadable = Fault(400, say("请求体应是一个 JSON 对象。", "The body should be one JSON object."))
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise unreadable from None
    if not isinstance(data, dict):
        raise unreadable
    nested = data.pop("attribute", None) or data.pop("attributes", None)
    fields = {name: _plain(value) for name, value in data.items() if _is_plain(value)}
    named = ((_ATTRIBUTE.fullmatch(name), value) for name, value in fields.items())
    found = {match[1]: value for match, value in named if match}
    if isinstance(nested, dict):
        found |= {str(name): _plain(value) for name, value in nested.items() if _is_plain(value)}
    return Told(fields, found)


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float)


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
