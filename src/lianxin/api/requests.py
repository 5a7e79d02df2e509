"""Requests over Open311: file one, list them, follow one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from lianxin.api.answer import Fault, answer
from lianxin.api.catalogue import jurisdictions
from lianxin.api.guard import guarded, key_of, language, say
from lianxin.api.told import Told, told
from lianxin.kernel.acts.filing import Filed, file
from lianxin.kernel.reads import open311
from lianxin.kernel.reads.keys import Key
from lianxin.kernel.reads.open311 import MOST, Request, Wanted
from lianxin.kernel.who import Who
from lianxin.language.calendar import SHANGHAI, last_day
from lianxin.language.reason import Text

SPAN = timedelta(days=90)
"""The longest stretch of time one answer covers (GeoReport v2)."""
DEEPEST = 1_000
"""Pages one may turn; further back, ask by date."""


@guarded("key", "GET", "HEAD", "POST")
def requests(request: HttpRequest, fmt: str) -> HttpResponse:
    """GET lists requests, for anybody. POST files one, for whoever has a key."""
    return _file(request, fmt) if request.method == "POST" else _list(request, fmt)


def _file(request: HttpRequest, fmt: str) -> HttpResponse:
    given = told(request)
    key = key_of(given.key)
    if key is None:
        raise Fault(403, say("登记要带 api_key。", "Filing needs an api_key."))
    filed = file(
        Who(shown=key.name, via="open311", language=language()),
        given.telling(key, request.META.get("HTTP_IDEMPOTENCY_KEY", "")),
        timezone.now(),
    )
    return answer(fmt, "service_requests", [_receipt(filed, given)], 200 if filed.again else 201)


def _receipt(filed: Filed, given: Told) -> dict[str, Any]:
    """What the filer gets back. The private link is the resident's: with it one confirms or disputes."""
    return {
        "service_request_id": filed.matter.number,
        "service_notice": _notice(filed, given),
        "account_id": None,
        "extended_attributes": {
            "merged": filed.merged,
            "follow_url": f"{settings.PUBLIC_URL}/r/{filed.key}",
            "follow_code": filed.code,
        },
    }


def _notice(filed: Filed, given: Told) -> str:
    said = []
    if filed.merged:
        said.append(Text("同一件事已经有人反映，合在一起办。", "It was known already; both are handled as one."))
    else:
        said.append(Text("已收到。", "Received."))
    if filed.matter.due_at is not None and filed.matter.is_open:
        day = last_day(filed.matter.due_at).isoformat()
        said.append(Text(f"最晚 {day} 前答复。", f"An answer comes by {day}."))
    if given.media:
        said.append(Text("media_url 不会被读取；照片请从连心页面上传。", "media_url is not fetched."))
    spoken = language()
    return ("" if spoken == "zh" else " ").join([one.say(spoken) for one in said])


def _list(request: HttpRequest, fmt: str) -> HttpResponse:
    key = key_of(request.GET.get("api_key", ""))
    wanted = _wanted(request, key)
    found = open311.requests(wanted, language())
    response = answer(fmt, "service_requests", [written(one) for one in found])
    if not wanted.numbers and len(found) == wanted.size and wanted.page < DEEPEST:
        asked = request.GET.copy()
        asked["page"] = str(wanted.page + 1)
        asked.pop("api_key", None)
        response.headers["Link"] = f'<{request.path}?{asked.urlencode()}>; rel="next"'
    return response


@guarded("public", "GET", "HEAD")
def request(request: HttpRequest, number: str, fmt: str) -> HttpResponse:
    """One request by its number. One that nobody may see is as unknown as one that never was."""
    return answer(fmt, "service_requests", [written(_one(request, number))])


@guarded("public", "GET", "HEAD")
def token(request: HttpRequest, token: str, fmt: str) -> HttpResponse:
    """Filing answers with the number at once, so a token is the number itself; here for clients that ask anyway."""
    found = _one(request, token)
    return answer(fmt, "service_requests", [{"service_request_id": found.number, "token": token}])


def _one(request: HttpRequest, number: str) -> Request:
    key = key_of(request.GET.get("api_key", ""))
    towns = jurisdictions(request.GET.get("jurisdiction_id", ""))
    found = open311.requests(Wanted(towns, numbers=(number,), mine=key.mark if key else ""), language())
    if not found:
        raise Fault(404, say(f"没有“{number}”这件，或者它不公开。", f"There is no {number}, or it is not public."))
    return found[0]


SECOND = timedelta(seconds=1)


def written(one: Request) -> dict[str, Any]:
    """A request in the fields of GeoReport v2."""
    return {
        "service_request_id": one.number,
        "status": "open" if one.open else "closed",
        "status_notes": one.stands,
        "service_name": one.service_name,
        "service_code": one.service_code,
        "description": one.description or None,
        "agency_responsible": one.agency or None,
        "service_notice": None,
        "requested_datetime": _written(one.received_at),
        "updated_datetime": _written(one.changed_at),
        # A term ends at 24:00; clients that show only the date must show the day that people were told.
        "expected_datetime": _written(one.due_at - SECOND) if one.due_at else None,
        "address": one.address or None,
        "address_id": None,
        "zipcode": None,
        "lat": one.point[0] if one.point else None,
        "long": one.point[1] if one.point else None,
        "media_url": None,
    }


def _written(at: datetime) -> str:
    return at.astimezone(SHANGHAI).isoformat(timespec="seconds")


def _wanted(request: HttpRequest, key: Key | None) -> Wanted:
    asked = request.GET
    towns = jurisdictions(asked.get("jurisdiction_id", ""))
    mine = key.mark if key else ""
    numbers = _list_of(asked.get("service_request_id", ""))
    if numbers:
        if len(numbers) > MOST:
            raise Fault(400, say(f"一次最多查 {MOST} 个编号。", f"At most {MOST} ids at once."))
        return Wanted(towns, numbers=numbers, mine=mine)
    status = _list_of(asked.get("status", ""))
    if set(status) - {"open", "closed"}:
        raise Fault(400, say("status 只能是 open 或 closed。", "status is open or closed."))
    since, until = _span(asked.get("start_date", ""), asked.get("end_date", ""))
    return Wanted(
        towns,
        codes=_list_of(asked.get("service_code", ""))[:100],
        since=since,
        until=until,
        status=tuple(dict.fromkeys(status)),
        page=_whole(asked.get("page", "1"), "page", DEEPEST),
        size=_whole(asked.get("page_size", str(MOST)), "page_size", MOST),
        mine=mine,
    )


def _span(start: str, end: str) -> tuple[datetime, datetime]:
    """The stretch asked for; of one end alone, 90 days from it; of none, the last 90 days. Errors: Fault 400."""
    now = timezone.now()
    since, until = _instant(start, "start_date"), _instant(end, "end_date")
    if since is None:
        until = until or now
        return until - SPAN, until
    until = until or min(since + SPAN, max(now, since))
    if until < since:
        raise Fault(400, say("end_date 早于 start_date。", "end_date lies before start_date."))
    if until - since > SPAN:
        raise Fault(400, say("一次最多查 90 天，请分几次查。", "At most 90 days at once: ask in parts."))
    return since, until


def _instant(text: str, name: str) -> datetime | None:
    if not text:
        return None
    try:
        # "+" of an offset arrives as a blank when a client forgot to escape it.
        at = datetime.fromisoformat(text.strip().replace(" ", "+") if "T" in text else text.strip())
        at = at if at.tzinfo else at.replace(tzinfo=SHANGHAI)
        at = at.astimezone(UTC)
        if 1990 <= at.year <= 2200:
            return at
    except (ValueError, OverflowError):
        pass
    raise Fault(
        400,
        say(f"{name} 请写成 2026-03-12T00:00:00Z 这样。", f"{name}: write a time such as 2026-03-12T00:00:00Z."),
    )


def _list_of(text: str) -> tuple[str, ...]:
    return tuple(part for part in (piece.strip() for piece in text.split(",")) if part)


def _whole(text: str, name: str, most: int) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= most:
        return int(text)
    raise Fault(400, say(f"{name} 请写 1 到 {most} 的整数。", f"{name} is a number from 1 to {most}."))
