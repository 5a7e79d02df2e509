"""Who asks is known in one question, and a log-out or a shut account counts at the very next request."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import xiqiao

from lianxin.kernel.models import Account
from lianxin.kernel.reads import versions
from lianxin.web import sessions

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    versions.forget()
    yield xiqiao()
    versions.forget()


def entered(cast, name="clerk"):
    client = Client()
    client.force_login(cast.account(name))
    client.get("/account/")
    return client


def asked(client):
    with CaptureQueriesContext(connection) as seen:
        answer = client.get("/account/")
    return answer, [one["sql"] for one in seen.captured_queries if "django_session" in one["sql"]]


def test_session_account_and_posts_are_one_question(cast):
    client = entered(cast)
    answer, found = asked(client)
    assert answer.status_code == 200 and len(found) == 1 and "kernel_account" in found[0]


def test_it_is_right_where_nothing_is_remembered(cast):
    client = entered(cast)
    sessions._whose.clear()
    assert asked(client)[0].status_code == 200
    sessions._whose[client.cookies["lianxin"].value] = cast.account("worker").pk
    page = asked(client)[0].content.decode()
    assert cast.people["clerk"].shown in page and cast.people["worker"].shown not in page


def test_a_session_that_was_deleted_is_nobody(cast):
    client = entered(cast)
    other = Client()
    other.cookies = client.cookies.copy()
    assert other.get("/account/").status_code == 200
    client.post("/accounts/logout/")
    assert other.get("/account/").status_code == 302


def test_an_account_that_was_shut_is_nobody(cast):
    client = entered(cast)
    Account.objects.filter(pk=cast.account("clerk").pk).update(is_active=False)
    assert client.get("/account/").status_code == 302


def test_a_changed_password_ends_other_sessions(cast):
    client = entered(cast)
    account = cast.account("clerk")
    account.set_password("Another-Way-77")
    account.save()
    assert client.get("/account/").status_code == 302


def test_two_people_on_one_thread_are_kept_apart(cast):
    one, two = entered(cast), entered(cast, "worker")
    for _ in range(2):
        assert cast.people["clerk"].shown in one.get("/account/").content.decode()
        assert cast.people["worker"].shown in two.get("/account/").content.decode()
        assert Client().get("/account/").status_code == 302
