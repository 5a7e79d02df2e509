"""Calls as another system makes them, and answers in a form that compares."""

from xml.etree.ElementTree import Element

from lianxin.kernel.models import Matter

LAMP = "桥东社区五眼桥路口的路灯三天不亮了，晚上看不见路，请派人来修"
BASE = "/open311/v2"


def post(api, secret, fmt="json", headers=None, **fields):
    fields = {"api_key": secret, "service_code": "request", "description": LAMP} | fields
    return api.post(f"{BASE}/requests.{fmt}", fields, headers=headers or {})


def fault(response):
    body = response.json()
    assert isinstance(body, list) and body[0]["code"] == response.status_code and body[0]["description"]
    return body[0]["description"]


def show(number):
    Matter.objects.filter(pk=int(number.rpartition("-")[2])).update(shown=True, held=False)


def plain(element: Element):
    """XML as the JSON of the same answer would be, with every value as text."""
    if len(element) and element[0].tag in ("service", "request", "attribute", "value", "error", "endpoint", "format"):
        return [plain(child) for child in element]
    if len(element):
        return {child.tag: plain(child) for child in element}
    return element.text or ""


def texts(value):
    """JSON with every value as XML writes it."""
    if isinstance(value, dict):
        return {name: texts(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [texts(inner) for inner in value] if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
