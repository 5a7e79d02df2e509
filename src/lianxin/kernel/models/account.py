"""Accounts to log in with, invitations to get one, keys for other systems."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Accounts(BaseUserManager["Account"]):
    """How Django finds and makes accounts; making one is an act (kernel.acts.person)."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(username=username)


class Account(AbstractBaseUser):
    """A log-in of one person. What its holder may do comes from posts (Ties), never from flags here."""

    username = models.CharField(max_length=40, unique=True)
    person = models.OneToOneField("kernel.Person", models.RESTRICT, related_name="account", null=True)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    password_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=2, blank=True, default="")
    """In which its holder chose to read ("zh", "en"; empty: never chosen): what he is told is written in it."""

    last_login = None
    """Nobody's log-ins are kept (国办函〔2026〕12号: no checking who logs in); Django would write each one here."""

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = Accounts()

    def __str__(self) -> str:
        return self.username


class Invitation(models.Model):
    """A one-time link with which an invited person sets a password. Only its hash is kept."""

    key_hash = models.BinaryField(unique=True)
    person = models.ForeignKey("kernel.Person", models.CASCADE, related_name="invitations")
    made_by = models.ForeignKey("kernel.Person", models.RESTRICT, null=True, related_name="+")
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class ApiKey(models.Model):
    """A key of another system, for one town. `per_minute` is its own limit."""

    key_hash = models.BinaryField(unique=True)
    name = models.CharField(max_length=60)
    town = models.ForeignKey("kernel.Unit", models.RESTRICT, related_name="api_keys")
    per_minute = models.IntegerField(default=600)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
