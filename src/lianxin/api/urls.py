"""Machine surfaces: Open311 GeoReport v2."""

from django.urls import URLPattern, URLResolver, re_path

from lianxin.api import catalogue, requests

FORMAT = r"\.(?P<fmt>json|xml)$"

urlpatterns: list[URLPattern | URLResolver] = [
    re_path(rf"^open311/(?:v2/)?discovery{FORMAT}", catalogue.discovery, name="open311_discovery"),
    re_path(rf"^open311/v2/services{FORMAT}", catalogue.services, name="open311_services"),
    re_path(rf"^open311/v2/services/(?P<code>[\w.-]{{1,80}}){FORMAT}", catalogue.definition, name="open311_service"),
    re_path(rf"^open311/v2/requests{FORMAT}", requests.requests, name="open311_requests"),
    re_path(rf"^open311/v2/requests/(?P<number>[\w.-]{{1,40}}){FORMAT}", requests.request, name="open311_request"),
    re_path(rf"^open311/v2/tokens/(?P<token>[\w.-]{{1,40}}){FORMAT}", requests.token, name="open311_token"),
]
