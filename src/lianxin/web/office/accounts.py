"""The log-in pages we keep of allauth: no sign-up, no e-mail addresses; posts make accounts, invitations renew them."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path

from lianxin.adapters import seal
from lianxin.web.guards import public

PURPOSE = "account.second_factor"


class SecondFactor(DefaultMFAAdapter):
    """Secrets of authenticator apps and recovery codes lie sealed in the database."""

    def encrypt(self, text: str) -> str:
        """Sealed with the installation's keys, as hex."""
        return seal.seal(text, PURPOSE).hex()

    def decrypt(self, encrypted_text: str) -> str:
        """What `encrypt` sealed."""
        return seal.unseal(bytes.fromhex(encrypted_text), PURPOSE)


@public
def closed(request: HttpRequest) -> HttpResponse:
    """Where sign-up and lost passwords lead: to the person who gives out posts."""
    return render(request, "account/closed.html")


@public
def index(request: HttpRequest) -> HttpResponse:
    """allauth's own overview; ours is the account page."""
    return redirect("account")


urlpatterns: list[URLPattern] = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", closed, name="account_signup"),
    path("password/reset/", closed, name="account_reset_password"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("2fa/", index, name="mfa_index"),
    path("2fa/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]
