"""Pages by audience."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("lianxin.web.resident.urls")),
    path("", include("lianxin.web.desk.urls")),
    path("", include("lianxin.web.activities.urls")),
    path("", include("lianxin.web.street.urls")),
    path("", include("lianxin.web.office.urls")),
]
