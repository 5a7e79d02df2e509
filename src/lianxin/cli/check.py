"""`lianxin check`: what is still missing before a town can rely on this installation, in plain words.

Each check is a function that returns findings; those about the machine are here, those about the town come from
`kernel.reads.readiness`. A finding says what is missing and what to do.
"""

import shutil
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Annotated, Literal, NamedTuple, Protocol

import typer

from lianxin.adapters import configuration, database, keys
from lianxin.cli import django

LEVELS = {
    "error": "必须处理 / must be settled",
    "warning": "建议处理 / should be settled",
    "note": "知道即可 / for your information",
}
LEAST_FREE = 2 * 1024**3  # bytes


class Told(Protocol):
    """What a finding must have, wherever it comes from: level, the text in both languages, and what to do."""

    @property
    def level(self) -> str: ...
    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...
    @property
    def remedy(self) -> str: ...


class Finding(NamedTuple):
    """A finding about the machine."""

    level: Literal["error", "warning", "note"]
    zh: str
    en: str
    remedy: str


def mail(now: datetime) -> list[Finding]:
    """Notices need a mail server or a webhook, or they stay on the page."""
    current = configuration.read()
    if current.mail_host or current.webhook_url:
        return []
    return [
        Finding(
            "warning",
            "没有配置邮件或推送，通知只显示在页面上",
            "neither mail nor a webhook is set: notices stay on the page",
            "lianxin.toml: mail_host, mail_user, mail_password, mail_from; webhook_url",
        )
    ]


def address(now: datetime) -> list[Finding]:
    """Links and QR codes carry the public address."""
    current = configuration.read()
    if current.url.startswith("https://"):
        return []
    if current.url:
        return [
            Finding("error", "公开地址不是 https", "the public address is not https", "lianxin.toml: url = 'https://…'")
        ]
    return [
        Finding(
            "warning",
            "没有设置公开地址，二维码和链接只在本机有效",
            "no public address is set: QR codes and links work on this machine only",
            "lianxin.toml: url = 'https://…' (docs/deploy.md)",
        )
    ]


def server(now: datetime) -> list[Finding]:
    """A real town belongs on a database that is backed up."""
    if database.url():
        return []
    return [
        Finding(
            "note",
            "正在使用内置数据库",
            "the embedded database is in use",
            "照常备份即可 (lianxin backup create)，或改用 DATABASE_URL / back it up, or set DATABASE_URL",
        )
    ]


def space(now: datetime) -> list[Finding]:
    """Photos and the database need room."""
    free = shutil.disk_usage(configuration.var_folder()).free
    if free >= LEAST_FREE:
        return []
    return [
        Finding(
            "error",
            f"磁盘只剩 {free // 1024**2} MB",
            f"only {free // 1024**2} MB of disk are left",
            "清理磁盘 / make room",
        )
    ]


def key_folder(now: datetime) -> list[Finding]:
    """Keys must be their owner's alone; without a copy elsewhere, sealed fields are lost with this disk."""
    folder = keys.folder()
    open_keys = [path.name for path in folder.rglob("*") if path.is_file() and path.stat().st_mode & 0o077]
    if open_keys:
        text = f"{folder}: {', '.join(open_keys)}"
        return [
            Finding(
                "error", f"密钥可被他人读取：{text}", f"keys are readable by others: {text}", f"chmod -R go= {folder}"
            )
        ]
    return []


def demo(now: datetime) -> list[Finding]:
    """The demo's log-ins are public knowledge."""
    if not (configuration.var_folder() / "demo-logins.json").exists():
        return []
    return [
        Finding(
            "warning",
            "这是演示库，登录口令是公开的",
            "this is the demo: its passwords are public",
            "正式使用请另建 / for a real town: lianxin town init (docs/deploy.md)",
        )
    ]


def town(now: datetime) -> list[Told]:
    """What the town itself lacks: posts nobody holds, units without a fallback, a calendar that ends."""
    if find_spec("lianxin.kernel.reads.readiness") is None:
        return []
    return list(import_module("lianxin.kernel.reads.readiness").findings(now))


MACHINE: list[Callable[[datetime], list[Finding]]] = [address, mail, server, space, key_folder, demo]
CHECKS: list[Callable[[datetime], list[Finding] | list[Told]]] = [*MACHINE, town]


def check(strict: Annotated[bool, typer.Option(help="End with code 1 on warnings too.")] = False) -> None:
    """检查还缺什么 / say what is still missing. Ends with code 1 when something must be settled."""
    with django.prepared():
        from django.utils import timezone

        now = timezone.localtime()
        found: list[Told] = [finding for ask in CHECKS for finding in ask(now)]
    for level, title in LEVELS.items():
        rows = [finding for finding in found if finding.level == level]
        if rows:
            typer.echo(f"\n{title}")
        for row in rows:
            typer.echo(f"  · {row.zh}\n    {row.en}\n    → {row.remedy}")
    if not found:
        typer.echo("一切就绪 / everything is in place")
    serious = {"error", "warning"} if strict else {"error"}
    raise typer.Exit(int(any(finding.level in serious for finding in found)))
