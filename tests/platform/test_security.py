"""What every answer carries and every request must pass."""

import json
import os
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from lianxin.web import trouble
from lianxin.web.security import IdleLogout


def broken(request):
    raise OperationalError("server closed the connection unexpectedly")


def wrong(request):
    raise ZeroDivisionError


def echo(request):
    return HttpResponse(len(request.POST.get("text", "")))


urlpatterns = [path("broken", broken), path("wrong", wrong), path("echo", echo)]
handler400, handler404 = "lianxin.web.trouble.bad_request", "lianxin.web.trouble.not_found"
handler403, handler500 = "lianxin.web.trouble.forbidden", "lianxin.web.trouble.server_error"
here = pytest.mark.urls(__name__)


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False, headers={"accept-language": "zh-CN"})


@here
def test_every_answer_has_the_headers(visitor):
    headers = visitor.get("/nowhere").headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert all(part in policy for part in ("default-src 'self'", "object-src 'none'", "frame-ancestors 'none'"))
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@here
def test_a_page_that_is_not_there_says_what_to_do(visitor):
    answer = visitor.get("/nowhere")
    assert answer.status_code == 404
    assert "编号查进度" in answer.content.decode()


@here
def test_a_database_that_is_away_is_said_so_with_503(visitor):
    answer = visitor.get("/broken")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, trouble.RETRY_AFTER)
    assert "数据库正在重新启动" in answer.content.decode()


@here
def test_our_own_fault_is_a_500_without_details(visitor):
    answer = visitor.get("/wrong")
    assert answer.status_code == 500
    assert "ZeroDivisionError" not in answer.content.decode()


@here
def test_a_machine_gets_the_error_as_json(visitor):
    answer = visitor.get("/nowhere", headers={"accept": "application/json"})
    assert answer.json()["code"] == 404


@here
def test_more_text_than_is_ever_read_is_refused_kindly(visitor):
    answer = visitor.post("/echo", {"text": "字" * 4_500_000})
    assert answer.status_code == 413
    assert "一万字" in answer.content.decode()


@here
@override_settings(BODY_LIMIT=1000)
def test_a_body_beyond_everything_is_not_even_read(visitor):
    assert visitor.post("/echo", {"text": "x" * 2000}).status_code == 413


@here
def test_a_stale_form_is_explained():
    answer = Client(enforce_csrf_checks=True).post("/echo", {"text": "x"}, headers={"accept-language": "zh-CN"})
    assert answer.status_code == 403
    assert "刷新后再提交" in answer.content.decode()


def ask(seen: int | None) -> tuple[bool, dict]:
    """Send a logged-in request whose session was last seen `seen` seconds ago; (still logged in?, session)."""
    request = RequestFactory().get("/")
    request.COOKIES["lianxin"] = "x"
    session = type("Session", (dict,), {"flush": lambda self: self.clear()})()
    if seen is not None:
        session["seen"] = int(time.time()) - seen
    request.session, request.user = session, SimpleNamespace(is_authenticated=True)
    IdleLogout(lambda _: HttpResponse())(request)
    return request.user.is_authenticated, session


def test_a_desk_left_alone_is_logged_out():
    assert ask(31 * 60)[0] is False
    assert ask(29 * 60)[0] is True


def test_the_session_is_written_once_a_minute_not_at_every_page():
    assert "seen" in ask(None)[1]
    recent = ask(20)[1]["seen"]
    assert recent <= int(time.time()) - 19


def test_https_turns_on_secure_cookies(tmp_path):
    code = (
        "import json; from lianxin import settings as s; "
        "print(json.dumps([s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0, s.ALLOWED_HOSTS]))"
    )
    environment = os.environ | {"LIANXIN_VAR": str(tmp_path), "LIANXIN_URL": "https://lianxin.example.cn"}
    ended = subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True)
    *secured, hosts = json.loads(ended.stdout)
    assert secured == [True, True, True]
    assert "lianxin.example.cn" in hosts
