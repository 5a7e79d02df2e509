"""The web application as a server loads it: static files, public pages from the shelf, everything else by Django."""

import gc
import os
import re

from servestatic import ServeStatic

from lianxin.adapters import processes

processes.one_arena()

from lianxin.web.application import application as django_application  # noqa: E402 (it takes a second to load)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianxin.settings")
_django = django_application()

from django.conf import settings  # noqa: E402 (Django must be set up first)
from django.urls import get_resolver  # noqa: E402

from lianxin.web.shelf import Shelf  # noqa: E402

# Names that carry their content's hash (app.3f2a1b4c5d6e.js) never change: a browser may keep them for ever.
_HASHED = re.compile(r"^.+\.[0-9a-f]{12}\..+$")
application = ServeStatic(
    Shelf(_django),
    root=settings.STATIC_ROOT if settings.STATIC_ROOT.exists() else None,
    prefix=settings.STATIC_URL,
    immutable_file_test=lambda path, url: bool(_HASHED.match(url)),
    allow_all_origins=False,
)

# Every page's code and address, now and not with the first request: processes forked from this one share it.
get_resolver().reverse_dict  # noqa: B018 (looking lays it out)

# What was loaded up to here stays: the collector need not look through it again with every few hundred requests.
gc.collect()
gc.freeze()
