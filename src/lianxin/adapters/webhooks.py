"""One signed POST as Standard Webhooks describes it (github.com/standard-webhooks/standard-webhooks, spec 1.0).

Headers: webhook-id, webhook-timestamp (seconds), webhook-signature ("v1," and the base64 of HMAC-SHA256 over
"<id>.<timestamp>.<body>"). Redirects are not followed. Unless the settings allow it, an address inside a private
network is refused, and the connection goes to the very address that was checked (no DNS rebinding).
"""

import base64
import hmac
import http.client
import ipaddress
import json
import secrets
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from lianxin.adapters import keys


class Unreachable(Exception):
    """No answer came. `final`: the address itself is at fault, trying again is of no use."""

    def __init__(self, reason: str, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final


@dataclass(frozen=True)
class Endpoint:
    """A receiver: its address, the shared secret ("whsec_…" or plain base64), and whether it may be a private host."""

    url: str
    secret: str
    private: bool = False


@dataclass(frozen=True)
class Answer:
    """What the receiver said: the HTTP status, and when it wishes to be asked again (None: it did not say)."""

    status: int
    retry_after: datetime | None


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The webhook-signature header."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.digest(key, f"{message_id}.{timestamp}.".encode() + body, "sha256")
    return "v1," + base64.b64encode(digest).decode()


def post(endpoint: Endpoint, message_id: str, payload: Mapping[str, Any], now: datetime, timeout: float) -> Answer:
    """Sign and send once. `timeout` in seconds, for connecting and for each answer line. Raises Unreachable."""
    parts = urlsplit(endpoint.url)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        port = 0
    if not parts.hostname or not port or parts.scheme not in (("https", "http") if endpoint.private else ("https",)):
        raise Unreachable(_("推送地址必须是 https 地址。"), final=True)
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":"), default=str).encode()
    message_id = message_id or f"msg_{secrets.token_urlsafe(16)}"
    timestamp = int(now.timestamp())
    headers = {
        "content-type": "application/json",
        "user-agent": "Lianxin",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(endpoint.secret, message_id, timestamp, body),
    }
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = _Pinned(parts.hostname, port, parts.scheme == "https", endpoint.private, timeout)
    try:
        connection.request("POST", target, body=body, headers=headers)
        answer = connection.getresponse()
        return Answer(answer.status, _retry_after(answer.headers.get("retry-after"), now))
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(type(error).__name__) from error
    finally:
        connection.close()


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was looked at first. (HTTPSConnection would resolve the name a second time.)"""

    def __init__(self, host: str, port: int, tls: bool, private: bool, timeout: float) -> None:
        super().__init__(host, port, timeout=timeout)
        self.default_port = 443 if tls else 80  # decides whether the Host header names the port
        self._tls, self._private = tls, private

    def connect(self) -> None:
        self.sock = socket.create_connection((_address(self.host, self.port, self._private), self.port), self.timeout)
        if self._tls:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def _address(host: str, port: int, private: bool) -> str:
    """The first address of `host`; every one of them must be public unless private hosts are allowed."""
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not private and not all(_public(address) for address in found):
        raise Unreachable(_("推送地址在内部网络里。如确需推送，请在设置里打开 webhook_private。"), final=True)
    return found[0]


def _public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1]
        if inner is None and ip in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)  # NAT64 carries an IPv4 address in its last bits
        if inner is not None:
            return _public(str(inner))
    return ip.is_global and not ip.is_multicast


def _retry_after(said: str | None, now: datetime) -> datetime | None:
    """Seconds or an HTTP date (RFC 9110 §10.2.3); what is neither counts as not said."""
    if not said:
        return None
    if said.strip().isascii() and said.strip().isdigit():
        return now + timedelta(seconds=min(int(said.strip()[:9]), 7 * 86_400))
    try:
        when = parsedate_to_datetime(said)
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def default_endpoint() -> Endpoint:
    """The receiver of the settings; its secret is made at first use and shown to the administrator by `secret_text`."""
    said = settings.CONFIGURATION
    return Endpoint(said.webhook_url, secret_text(Path(settings.VAR)), bool(getattr(said, "webhook_private", False)))


def secret_text(var: Path) -> str:
    """The shared secret as receivers' libraries take it: "whsec_" and base64 of 32 bytes."""
    return "whsec_" + base64.b64encode(keys.secret("webhook", 32, var)).decode()
