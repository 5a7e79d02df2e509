"""Telling all processes that something they keep in memory has changed."""

from __future__ import annotations

from django.db import connection

from lianxin.kernel.reads import versions


def bump(name: str) -> None:
    """Raise the counter `name` (units, packs, calendar) in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_cursor (name, tx) VALUES (%s, 1) "
            "ON CONFLICT (name) DO UPDATE SET tx = kernel_cursor.tx + 1",
            [f"version.{name}"],
        )
    versions.forget()
