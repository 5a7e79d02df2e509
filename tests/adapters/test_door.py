import base64
import hmac
import json
import smtplib
import socket
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest
from django.core import mail as django_mail
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

from lianxin.adapters import door, webhooks
from lianxin.adapters.door import RETRIES, Door, Failed, Kept, Mail, Notice, Sent
from lianxin.adapters.webhooks import Endpoint

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SECRET = "whsec_" + base64.b64encode(b"shared between two machines only").decode()
NOTICE = Notice(
    "li@example.org",
    "mail",
    "您反映的事有了结果",
    "路灯修好了。",
    "https://example.org/f/abc",
    {"type": "matter.done"},
    "n7",
)


def _hook(to="", **changes):
    return Notice(**{**NOTICE.__dict__, "channel": "webhook", "to": to, **changes})


# --- nothing leaves unless configured -----------------------------------------------------------------------------


@pytest.mark.parametrize("channel", ["mail", "webhook", "none", "sms", ""])
def test_a_closed_door_keeps_everything_and_says_why(channel, monkeypatch):
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("something tried to leave"))
    outcome = Door().send(Notice("x@example.org", channel, "s", "b"), NOW)
    assert isinstance(outcome, Kept) and outcome.reason
    assert Door().configured() == []


def test_the_door_of_the_settings(settings, tmp_path):
    settings.VAR = tmp_path
    settings.CONFIGURATION = SimpleNamespace(mail_host="", webhook_url="")
    assert door.configured() == []
    assert isinstance(door.send(NOTICE, NOW), Kept)
    settings.CONFIGURATION = SimpleNamespace(mail_host="smtp.example.org", webhook_url="https://example.org/hook")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert door.configured() == ["mail", "webhook"]
    assert door.default().mail.connect().timeout == 5
    assert door.default().webhook.secret == webhooks.secret_text(tmp_path)
    assert len(base64.b64decode(webhooks.secret_text(tmp_path).removeprefix("whsec_"))) == 32


# --- mail ---------------------------------------------------------------------------------------------------------


def _mail_door(error=None):
    class Backend(BaseEmailBackend):
        def send_messages(self, messages):
            raise error

    def connect():
        return Backend() if error else get_connection("django.core.mail.backends.locmem.EmailBackend")

    return Door(Mail("连心 <noreply@example.gov.cn>", connect))


def test_mail_carries_words_link_and_a_stable_id():
    django_mail.outbox = []
    assert _mail_door().send(NOTICE, NOW) == Sent("mail")
    sent = django_mail.outbox[0].message()
    assert sent["To"] == "li@example.org" and sent["Message-ID"] == "<n7@example.gov.cn>"
    assert sent["Auto-Submitted"] == "auto-generated"
    text = sent.get_payload(decode=True).decode()
    assert "路灯修好了。" in text and "https://example.org/f/abc" in text


def test_a_subject_cannot_start_a_header():
    django_mail.outbox = []
    notice = Notice("li@example.org", "mail", "您好\r\nBcc: all@example.org", "b")
    assert _mail_door().send(notice, NOW) == Sent("mail")
    assert django_mail.outbox[0].message()["Bcc"] is None


@pytest.mark.parametrize(
    "to", ["", "13800138000", "a@b@c", "a@example.org\r\nBcc: b@example.org", "a@example.org,b@example.org"]
)
def test_a_wrong_address_is_given_up_at_once(to):
    outcome = _mail_door().send(Notice(to, "mail", "s", "b"), NOW)
    assert isinstance(outcome, Failed) and outcome.retry_at is None
    assert not to or to not in outcome.reason


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (smtplib.SMTPRecipientsRefused({"li@example.org": (550, b"no such user")}), False),
        (smtplib.SMTPRecipientsRefused({"li@example.org": (450, b"greylisted")}), True),
        (smtplib.SMTPAuthenticationError(535, b"password"), True),
        (smtplib.SMTPServerDisconnected("gone"), True),
        (TimeoutError(), True),
        (ConnectionRefusedError(), True),
    ],
)
def test_mail_trouble_tells_whether_to_try_again(error, again):
    outcome = _mail_door(error).send(NOTICE, NOW)
    assert isinstance(outcome, Failed) and "li@" not in outcome.reason
    assert outcome.retry_at == (NOW + RETRIES[0] if again else None)


def test_attempts_end():
    busy = _mail_door(TimeoutError())
    waits = [busy.send(NOTICE, NOW, attempt).retry_at for attempt in range(len(RETRIES) + 1)]
    assert waits[:-1] == [NOW + wait for wait in RETRIES] and waits[-1] is None


# --- webhook ------------------------------------------------------------------------------------------------------


@pytest.fixture
def receiver():
    """A receiver on loopback: `got` holds (headers, body) of each request, `say` the (status, headers) it answers."""
    held = SimpleNamespace(got=[], say=(200, {}))

    class Fake(BaseHTTPRequestHandler):
        def do_POST(self):
            held.got.append((self.headers, self.rfile.read(int(self.headers["content-length"])), self.path))
            self.send_response(held.say[0])
            for name, value in {"content-length": "0", **held.say[1]}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Fake)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    held.url = f"http://127.0.0.1:{server.server_port}/hook?street=1"
    held.door = Door(webhook=Endpoint(held.url, SECRET, private=True))
    yield held
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_vector_of_the_standard():
    signature = webhooks.sign(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    )
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_receiver_can_verify_what_it_gets(receiver):
    assert receiver.door.send(_hook(), NOW) == Sent("webhook")
    headers, body, path = receiver.got[0]
    assert path == "/hook?street=1" and headers["content-type"] == "application/json"
    assert headers["webhook-id"] == "n7" and headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    key = b"shared between two machines only"
    signed = f"n7.{int(NOW.timestamp())}.".encode() + body
    assert headers["webhook-signature"] == "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
    said = json.loads(body)
    assert said["type"] == "matter.done" and said["data"]["subject"] == NOTICE.subject
    assert datetime.fromisoformat(said["timestamp"]) == NOW


def test_a_second_attempt_keeps_the_id(receiver):
    receiver.say = (503, {})
    assert receiver.door.send(_hook(), NOW) == Failed("HTTP 503", NOW + RETRIES[0])
    receiver.say = (204, {})
    assert receiver.door.send(_hook(), NOW + RETRIES[0], attempt=1) == Sent("webhook")
    assert {headers["webhook-id"] for headers, *_ in receiver.got} == {"n7"}


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("120", timedelta(seconds=120)),
        ("1", RETRIES[0]),  # never sooner than our own wait
        ("99999999999999999999", RETRIES[-1]),  # never later than a day
        ("Mon, 02 Mar 2026 09:10:00 GMT", timedelta(minutes=10)),
        ("soon", RETRIES[0]),
        ("Mon, 99 Mar 2026 99:99:99 GMT", RETRIES[0]),
    ],
)
def test_retry_after_is_heard(receiver, said, wait):
    receiver.say = (429, {"retry-after": said})
    assert receiver.door.send(_hook(), NOW) == Failed("HTTP 429", NOW + wait)


def test_gone_means_stop_and_redirects_are_not_followed(receiver):
    receiver.say = (410, {})
    assert receiver.door.send(_hook(), NOW) == Failed("HTTP 410", None)
    receiver.say = (307, {"location": "http://127.0.0.1:9/elsewhere"})
    assert receiver.door.send(_hook(), NOW) == Failed("HTTP 307", NOW + RETRIES[0])
    assert len(receiver.got) == 2


def test_only_the_configured_address_is_sent_to(receiver):
    assert isinstance(receiver.door.send(_hook(to="https://elsewhere.example.org/"), NOW), Kept)
    assert not receiver.got
    assert receiver.door.send(_hook(to=receiver.url), NOW) == Sent("webhook")


def test_a_dead_receiver_is_tried_again():
    dead = Door(webhook=Endpoint("http://127.0.0.1:9/", SECRET, private=True))
    assert dead.send(_hook(), NOW) == Failed("ConnectionRefusedError", NOW + RETRIES[0])


@pytest.mark.parametrize(
    "url",
    ["https://127.0.0.1/", "https://localhost/", "https://[::1]/", "https://2130706433/", "https://169.254.169.254/meta",
     "https://10.1.2.3/", "https://[::ffff:192.168.0.1]/", "http://example.org/", "ftp://example.org/", "https:///",
     "https://example.org:99999/", "//example.org"],
)  # fmt: skip
def test_private_and_odd_addresses_are_refused_before_any_connection(url, monkeypatch):
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("connected"))
    outcome = Door(webhook=Endpoint(url, SECRET)).send(_hook(), NOW)
    assert isinstance(outcome, Failed) and outcome.retry_at is None


def test_a_name_with_one_private_address_is_refused_and_the_checked_address_is_the_one_used(monkeypatch):
    def resolve(*addresses):
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, 443)) for a in addresses]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

    went = []

    def connect(address, timeout):
        went.append(address)
        raise TimeoutError

    monkeypatch.setattr(socket, "create_connection", connect)
    hook = Door(webhook=Endpoint("https://rebinding.example.org/", SECRET))
    resolve("93.184.216.34", "127.0.0.1")
    assert hook.send(_hook(), NOW).retry_at is None and not went
    resolve("93.184.216.34")
    assert hook.send(_hook(), NOW) == Failed("TimeoutError", NOW + RETRIES[0])
    assert went == [("93.184.216.34", 443)]


@pytest.mark.parametrize(
    ("address", "public"),
    [("93.184.216.34", True), ("2606:4700::1111", True), ("100.64.0.1", False), ("0.0.0.0", False),
     ("224.0.0.1", False), ("255.255.255.255", False), ("fe80::1%eth0", False), ("fc00::1", False),
     ("2002:7f00:1::", False),
     ("64:ff9b::7f00:1", False), ("64:ff9b::5db8:d822", True), ("::", False)],
)  # fmt: skip
def test_what_counts_as_public(address, public):
    assert webhooks._public(address) is public
