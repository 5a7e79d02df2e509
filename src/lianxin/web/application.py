"""Django's entrance, with forms read by `web.form`."""

from __future__ import annotations

import django
from django.core.files.uploadedfile import UploadedFile
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.datastructures import MultiValueDict

from lianxin.web import form

FORM = "application/x-www-form-urlencoded"


class Request(WSGIRequest):
    """Django's request; what differs is only how fast a form is read."""

    _encoding: str | None
    _read_started: bool
    _files: MultiValueDict[str, UploadedFile]

    def _load_post_and_files(self) -> None:
        unread = hasattr(self, "_body") or not self._read_started
        if self.method == "POST" and self.content_type == FORM and self._encoding is None and unread:
            self._post, self._files = form.read(self.body), MultiValueDict()
        else:
            super()._load_post_and_files()


class Application(WSGIHandler):
    """The WSGI application without static files and shelf."""

    request_class = Request


def application() -> Application:
    """Set Django up and give its application."""
    django.setup(set_prefix=False)
    return Application()
