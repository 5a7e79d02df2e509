"""The root of all addresses."""

from django.urls import include, path

from lianxin.web.health import health
from lianxin.web.routes import ByFirstPart

urlpatterns = [
    ByFirstPart(
        [
            path("healthz", health, name="health"),
            path("accounts/", include("lianxin.web.office.accounts")),
            path("", include("lianxin.api.urls")),
            path("", include("lianxin.web.urls")),
        ]
    )
]

handler400 = "lianxin.web.trouble.bad_request"
handler403 = "lianxin.web.trouble.forbidden"
handler404 = "lianxin.web.trouble.not_found"
handler500 = "lianxin.web.trouble.server_error"
