"""The least a Django site can do: an empty answer, and a transaction of three inserts. `bench.limit` serves it."""

from __future__ import annotations

import os
from pathlib import Path

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from lianxin.adapters import database

BODY = "路灯不亮，晚上看不清台阶，希望尽快来看。" * 8
"""About half a kilobyte a row, as much as a short matter."""

settings.configure(
    ROOT_URLCONF="bench.bare",
    ALLOWED_HOSTS=["*"],
    SECRET_KEY="bench",  # noqa: S106 — nothing here is secret
    DATABASES={
        "default": database.django_options(os.environ["DATABASE_URL"], Path(os.environ["LIANXIN_VAR"]), keep=True)
    },
    USE_TZ=True,
)
django.setup(set_prefix=False)


def empty(request: HttpRequest) -> HttpResponse:
    """Nothing."""
    return HttpResponse(b"ok")


def three(request: HttpRequest) -> HttpResponse:
    """Three rows, kept when the answer is sent."""
    with transaction.atomic(), connection.cursor() as cursor:
        for _ in range(3):
            cursor.execute("INSERT INTO bench_limit (body) VALUES (%s)", [BODY])
    return HttpResponse(b"ok")


urlpatterns = [path("empty", empty), path("three", three)]
application = WSGIHandler()
