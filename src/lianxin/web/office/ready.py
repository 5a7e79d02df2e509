"""What is still missing before the town can rely on this: the same findings as `lianxin check`."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst

from lianxin.adapters import configuration, keys
from lianxin.kernel.reads import readiness, staff
from lianxin.kernel.reads.readiness import Finding
from lianxin.web.access import language, who
from lianxin.web.guards import may


@may("manage_people")
def ready(request: HttpRequest) -> HttpResponse:
    """The findings about the machine and about the towns this administrator runs."""
    now = timezone.localtime()
    found = [*machine(), *readiness.findings(now, staff.managed(who(request)))]
    kinds = {"error": "bad", "warning": "soon", "note": ""}
    # A remedy is written in both languages, as the command line shows it; a page shows the reader's.
    part = -1 if language() == "en" else 0
    shown = [(kinds[one.level], one.say(language()), _begun(one.remedy.split(" / ")[part])) for one in found]
    return render(request, "office/ready.html", {"findings": shown})


def _begun(remedy: str) -> str:
    """A remedy as a sentence; a command or a file keeps its own letters."""
    return remedy if remedy.startswith("lianxin") else capfirst(remedy)


def machine() -> list[Finding]:
    """What this installation lacks: a way for notices to leave, a public address, keys only their owner reads."""
    set_up = configuration.read()
    found = []
    if not (set_up.mail_host or set_up.webhook_url):
        found.append(
            Finding(
                "warning",
                "没有配置邮件或推送，通知只显示在页面上",
                "neither mail nor a webhook is set: notices stay on the page",
                "lianxin.toml: mail_host, mail_user, mail_password, mail_from; webhook_url",
            )
        )
    if not set_up.url.startswith("https://"):
        found.append(
            Finding(
                "warning",
                "没有设置公开的 https 地址，二维码和链接只在本机有效",
                "no public https address is set: QR codes and links work on this machine only",
                "lianxin.toml: url = 'https://…' (docs/deploy.md)",
            )
        )
    folder = keys.folder()
    if any(path.is_file() and path.stat().st_mode & 0o077 for path in folder.rglob("*")):
        found.append(
            Finding("error", "密钥文件可被他人读取", "keys are readable by others", f"chmod -R go= {folder.name}")
        )
    return found
