"""How accounts come to be: by invitation only, never by signing up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """allauth's door, with the sign-up shut."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Posts make accounts (a Tie and an invitation), so nobody signs up."""
        return False
