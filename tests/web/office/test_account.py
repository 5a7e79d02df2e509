"""Logging in: the second factor with a computed code, recovery codes, too many wrong passwords, one's own account."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from tests.cast import PASSWORD, Cast, xiqiao

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


@pytest.fixture
def cast() -> Cast:
    cache.clear()
    return xiqiao()


def log_in(client, name: str, password: str = PASSWORD):
    return client.post(LOGIN, {"login": name, "password": password})


def code_for(secret: str) -> str:
    """The six digits an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def asked_again(client) -> None:
    """Whoever touches the account's safety says the password once more, also just after logging in."""
    turned = client.get("/accounts/2fa/totp/activate/").headers["Location"]
    assert "再确认一次是您本人" in client.get(turned).content.decode()
    assert "密码不对" in client.post(turned, {"password": "wrong"}).content.decode()
    assert client.post(turned, {"password": PASSWORD}).headers["Location"].startswith("/accounts/2fa/totp/activate/")


def activate(client) -> str:
    asked_again(client)
    secret = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)})
    assert answer.status_code == 302
    return secret


def test_everybody_lands_where_the_work_is(cast, client):
    for name, start in (("leader", "/board/"), ("administrator", "/office/people/"), ("auditor", "/office/audit/")):
        assert log_in(client, name).headers["Location"] == start
        assert "成功登录" not in client.get(start).content.decode(), "no word about it lies over the first list"
        client.post("/accounts/logout/")


def test_wrong_password_says_so_and_keeps_the_name(cast, client):
    html = log_in(client, "clerk", "wrong").content.decode()
    assert "登录名或密码不对" in html
    assert 'value="clerk"' in html
    assert "wrong" not in html


def test_too_many_wrong_passwords_say_when_to_come_back(cast, client):
    for _ in range(5):
        log_in(client, "clerk", "wrong")
    answer = log_in(client, "clerk")
    assert "请过五分钟再试" in answer.content.decode()
    assert client.get("/account/").status_code == 302
    assert log_in(client, "leader").status_code == 302, "somebody else is not kept out"


def test_nobody_signs_up(cast, client):
    for url in ("/accounts/signup/", "/accounts/password/reset/"):
        html = client.get(url).content.decode()
        assert "账号由管理员发" in html
        assert "<form" not in html.split("<main")[1]
    for url in ("/accounts/email/", "/accounts/confirm-email/", "/accounts/password/set/"):
        assert client.get(url).status_code == 404


def test_second_factor_from_on_to_off(cast, client):
    log_in(client, "clerk")
    assert "开启动态口令" in client.get("/account/").content.decode()
    secret = activate(client)
    kept = Authenticator.objects.get(user=cast.account("clerk"), type="totp")
    assert secret not in str(kept.data), "the secret lies sealed"
    client.post("/accounts/logout/")

    assert log_in(client, "clerk").headers["Location"].startswith("/accounts/2fa/authenticate/")
    assert client.get("/account/").status_code == 302, "a password alone opens nothing"
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000" if code_for(secret) != "000000" else "1"})
    assert wrong.status_code == 200
    cache.clear()  # allauth takes each code once; the one that switched it on counts as used
    assert client.post("/accounts/2fa/authenticate/", {"code": code_for(secret)}).status_code == 302
    assert "已开启" in client.get("/account/").content.decode()

    turned = client.post("/accounts/2fa/totp/deactivate/").headers["Location"]
    assert Authenticator.objects.filter(type="totp").exists(), "not without saying the password again"
    client.post(turned, {"password": PASSWORD})
    assert not Authenticator.objects.filter(type="totp").exists()


def test_a_recovery_code_works_once(cast, client):
    log_in(client, "clerk")
    activate(client)
    page = client.get("/accounts/2fa/recovery-codes/").content.decode()
    codes = re.findall(r"<li>([0-9a-z-]{6,})</li>", page)
    assert len(codes) == 10
    for expected in (302, 200):
        client.post("/accounts/logout/")
        log_in(client, "clerk")
        assert client.post("/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == expected


def test_the_qr_of_the_second_factor_holds_the_name_of_the_product(cast, client):
    log_in(client, "clerk")
    asked_again(client)
    page = client.get("/accounts/2fa/totp/activate/")
    assert "issuer=%E8%BF%9E%E5%BF%83" in page.context["totp_url"]
    assert page.context["form"].secret in page.content.decode()


def test_password_is_changed_by_its_owner(cast, client):
    log_in(client, "clerk")
    url = "/accounts/password/change/"
    bad = client.post(url, {"oldpassword": "wrong", "password1": "Lychee-2026", "password2": "Lychee-2026"})
    assert "现在的密码不对" in bad.content.decode()
    weak = client.post(url, {"oldpassword": PASSWORD, "password1": "abc", "password2": "abc"})
    assert weak.status_code == 200
    good = client.post(url, {"oldpassword": PASSWORD, "password1": "Lychee-2026", "password2": "Lychee-2026"})
    assert good.status_code == 302
    client.post("/accounts/logout/")
    assert log_in(client, "clerk", "Lychee-2026").status_code == 302


def test_the_account_page_says_what_one_may(cast, client):
    for name, recommended in (("clerk", True), ("leader", False)):
        client.force_login(cast.account(name))
        html = client.get("/account/").content.decode()
        assert cast.who(name).posts[0].label in html
        assert ("建议开启" in html) == recommended


def test_a_post_is_named_in_the_language_of_the_reader(cast, client):
    log_in(client, "member")
    english = {"accept-language": "en"}
    refused = client.get("/desk/", headers=english).content.decode()
    own = client.get("/account/", headers=english).content.decode()
    assert "Your post: Member or volunteer. " in refused and "党员、志愿者" not in refused + own
