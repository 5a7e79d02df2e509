"""The single door for notices: whatever leaves the machine leaves here, and only to where a setting says.

A channel that is not configured keeps its notice in the system and says so; nothing is sent "by default". The caller
writes words that are already masked: a notice passes through other people's servers. Webhooks are in `webhooks`.
"""

import smtplib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from lianxin.adapters.webhooks import Answer, Endpoint, Unreachable, default_endpoint, post

CHANNELS = ("mail", "webhook", "none")

TIMEOUT = 5
"""Seconds a mail server or a receiver may take; the worker has other notices to carry."""

RETRIES = tuple(timedelta(seconds=s) for s in (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400))
"""Waits before the 2nd, 3rd … attempt, as Standard Webhooks recommends (5 s, 5 min, 30 min, 2, 5, 10, 14, 20, 24 h)."""


@dataclass(frozen=True)
class Notice:
    """One message to one address.

    `to`: a mail address; for webhook the configured URL or "" (the configured one); for none it does not matter.
    `body`: plain text. `link`: an absolute address put under it. `data`: what programs read (webhook only).
    `id`: the same at every attempt, so that a receiver can drop what it already has.
    """

    to: str
    channel: str
    subject: str
    body: str
    link: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    id: str = ""


@dataclass(frozen=True)
class Sent:
    """Handed over: the mail server or the receiver has it."""

    channel: str


@dataclass(frozen=True)
class Kept:
    """Not sent, on purpose; the notice stays readable in the system. `reason` in the user's language."""

    reason: str


@dataclass(frozen=True)
class Failed:
    """Not handed over. `retry_at`: when to try again; None: trying again is of no use. `reason` names no recipient."""

    reason: str
    retry_at: datetime | None


Outcome = Sent | Kept | Failed


@dataclass(frozen=True)
class Mail:
    """How mail goes out: the sender, and what opens a connection (a Django mail backend)."""

    sender: str
    connect: Callable[[], BaseEmailBackend]


@dataclass(frozen=True)
class Door:
    """What is configured; a channel left None is closed."""

    mail: Mail | None = None
    webhook: Endpoint | None = None

    def configured(self) -> list[str]:
        """Channels through which something can leave, for `lianxin check`."""
        return [name for name, way in (("mail", self.mail), ("webhook", self.webhook)) if way]

    def send(self, notice: Notice, now: datetime, attempt: int = 0) -> Outcome:
        """Try once. `attempt`: how many times it failed before. Never raises for what the other side does."""
        if notice.channel == "mail":
            return (
                _mail(self.mail, notice, now, attempt) if self.mail else Kept(_("没有配置邮件服务器，通知留在系统里。"))
            )
        if notice.channel == "webhook":
            return self._webhook(notice, now, attempt)
        if notice.channel == "none":
            return Kept(_("本人没有选择通知方式，通知留在系统里。"))
        return Kept(_("没有这种通知方式，通知留在系统里。"))

    def _webhook(self, notice: Notice, now: datetime, attempt: int) -> Outcome:
        if not self.webhook:
            return Kept(_("没有配置消息推送地址，通知留在系统里。"))
        if notice.to not in ("", self.webhook.url):
            return Kept(_("这个推送地址不在设置里，通知留在系统里。"))
        payload = {
            "type": str(notice.data.get("type", "notice")),
            "timestamp": now.isoformat(),
            "data": {"subject": notice.subject, "body": notice.body, "link": notice.link, **notice.data},
        }
        try:
            return _judge(post(self.webhook, notice.id, payload, now, TIMEOUT), now, attempt)
        except Unreachable as error:
            return Failed(str(error), None if error.final else _next(now, attempt))


def _judge(answer: Answer, now: datetime, attempt: int) -> Outcome:
    if 200 <= answer.status < 300:
        return Sent("webhook")
    said = f"HTTP {answer.status}"
    if answer.status == 410:  # Gone: Standard Webhooks asks senders to stop
        return Failed(said, None)
    retry_at = _next(now, attempt)
    if retry_at and answer.retry_after is not None:
        # A receiver may ask for more patience than our own waits have, a day at most.
        retry_at = max(retry_at, min(answer.retry_after, now + RETRIES[-1]))
    return Failed(said, retry_at)


def _next(now: datetime, attempt: int) -> datetime | None:
    return now + RETRIES[attempt] if attempt < len(RETRIES) else None


def _mail(mail: Mail, notice: Notice, now: datetime, attempt: int) -> Outcome:
    try:
        validate_email(notice.to)
    except ValidationError:
        return Failed(_("邮件地址写得不对。"), None)
    message = EmailMessage(
        subject=" ".join(notice.subject.split()),  # a line break in a subject would start a new header
        body=f"{notice.body}\n\n{notice.link}\n" if notice.link else f"{notice.body}\n",
        from_email=mail.sender,
        to=[notice.to],
        headers=_headers(mail, notice),
    )
    try:
        message.connection = mail.connect()
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _said in error.recipients.values()]
        final = all(code >= 500 for code in codes)
        return Failed(f"SMTP {codes[0] if codes else '?'}", None if final else _next(now, attempt))
    except smtplib.SMTPResponseException as error:
        # 5xx at log-in or for the sender is our own setting: it will be repaired, so the notice waits.
        return Failed(f"SMTP {error.smtp_code}", _next(now, attempt))
    except (smtplib.SMTPException, OSError) as error:
        return Failed(type(error).__name__, _next(now, attempt))
    return Sent("mail")


def _headers(mail: Mail, notice: Notice) -> dict[str, str]:
    headers = {"Auto-Submitted": "auto-generated"}  # RFC 3834: keeps out-of-office replies away
    if notice.id:
        domain = parseaddr(mail.sender)[1].rpartition("@")[2] or "localhost"
        headers["Message-ID"] = f"<{notice.id}@{domain}>"
    return headers


def _smtp() -> BaseEmailBackend:
    return get_connection(timeout=TIMEOUT)


def default() -> Door:
    """The door of the settings: mail where a mail server is named, webhook where an address is."""
    said = settings.CONFIGURATION
    mail = Mail(settings.DEFAULT_FROM_EMAIL, _smtp) if said.mail_host else None
    return Door(mail, default_endpoint() if said.webhook_url else None)


def configured() -> list[str]:
    """Channels the settings open."""
    return default().configured()


def mailing() -> bool:
    """Whether mail can leave at all: a page that cannot keep its word does not ask for an address."""
    return "mail" in configured()


def send(notice: Notice, now: datetime, attempt: int = 0) -> Outcome:
    """`Door.send` through the door of the settings."""
    return default().send(notice, now, attempt)
