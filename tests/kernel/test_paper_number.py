"""A number given after signing: once, in the standard's form, never twice; it stands on every face of the paper."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest

from lianxin.kernel.acts import issuing
from lianxin.kernel.acts import paper as acts
from lianxin.kernel.models import Entry
from lianxin.kernel.reads import issued as register
from lianxin.language.reason import Refused
from tests.cast import NOW
from tests.kernel.test_paper import DAY, reviewed, town

__all__ = ["town"]
NEXT_YEAR = NOW + timedelta(days=330)


def signed(cast, kind="notice", now=NOW, **head):
    """An issued paper, by default without a number."""
    writer = cast.who("writer")
    paper = acts.draft(writer, cast.town.pk, kind, DAY, now)
    said = {"title": "关于做好汛期值守的通知", "text": "请各社区照此办理。", "head": {"mark": "上城街道文件", **head}}
    paper = reviewed(cast, acts.write(writer, paper.pk, said, now))
    return issuing.issue(cast.who("leader"), paper.pk, now)


def refused(code, cast, paper, number, now=NOW, who="writer"):
    with pytest.raises(Refused) as caught:
        issuing.give_number(cast.who(who), paper.pk, number, now)
    assert caught.value.code == code, caught.value


def test_it_is_given_once_and_stands_in_the_register(town):
    paper = signed(town)
    (line,) = register.register(town.who("writer"), NOW.year)
    assert line.number == ""
    issuing.give_number(town.who("writer"), paper.pk, " 上街〔2026〕１２号 ", NOW)
    paper.refresh_from_db()
    assert paper.head["number"] == "上街〔2026〕12号" and paper.state == "issued" and paper.issued_at == NOW
    (line,) = register.register(town.who("writer"), NOW.year)
    assert line.number == "上街〔2026〕12号"
    written = Entry.objects.get(act="paper.number")
    assert (written.subject, written.data["number"]) == (f"paper:{paper.pk}", "上街〔2026〕12号")
    version = paper.version
    assert issuing.give_number(town.who("writer"), paper.pk, "上街〔2026〕12号", NOW).version == version
    assert Entry.objects.filter(act="paper.number").count() == 1  # the same again writes nothing
    refused("numbered", town, paper, "上街〔2026〕13号")


def test_what_is_no_number_is_refused_and_nothing_is_kept(town):
    paper = signed(town)
    for wrong in ("上街[2026]12号", "上街〔2026〕第12号", "上街〔2026〕012号", "12号"):
        refused("number_form", town, paper, wrong)
    refused("number", town, paper, "  ")
    refused("number_year", town, paper, "上街〔2025〕12号")
    refused("number_year", town, paper, "上街〔2027〕12号")
    refused("power", town, paper, "上街〔2026〕12号", who="grid")
    paper.refresh_from_db()
    assert "number" not in paper.head and not Entry.objects.filter(act="paper.number").exists()
    issuing.give_number(town.who("writer"), paper.pk, "上街〔2027〕1号", NEXT_YEAR)


def test_before_signing_it_is_written_into_the_head(town):
    writer = town.who("writer")
    paper = acts.draft(writer, town.town.pk, "notice", DAY, NOW)
    refused("issued", town, paper, "上街〔2026〕12号")
    with pytest.raises(Refused, match="六角括号") as caught:
        acts.write(writer, paper.pk, {"head": {"number": "上街[2026]12号"}}, NOW)
    assert caught.value.field == "number"
    kept = acts.write(writer, paper.pk, {"title": "通知", "text": "办。", "head": {"number": "上街〔2026〕 12号"}}, NOW)
    assert kept.head["number"] == "上街〔2026〕12号"


def test_two_documents_never_share_a_number(town):
    first, second = signed(town), signed(town)
    issuing.give_number(town.who("writer"), first.pk, "上街〔2026〕12号", NOW)
    refused("number", town, second, "上街〔2026〕12号")
    issuing.give_number(town.who("writer"), second.pk, "上街办〔2026〕12号", NOW)  # another body's letters
    with pytest.raises(Refused, match="已经用在"):
        signed(town, number="上街〔2026〕12号")


def test_issues_of_a_bulletin_begin_anew_with_each_name_and_year(town):
    first, other = signed(town, "weekly", mark="工作简报"), signed(town, "weekly", mark="汛期简报")
    issuing.give_number(town.who("writer"), first.pk, "第1期", NOW)
    issuing.give_number(town.who("writer"), other.pk, "第1期", NOW)
    refused("number", town, signed(town, "weekly", mark="工作简报"), "第1期")
    later = signed(town, "weekly", NEXT_YEAR, mark="工作简报")
    issuing.give_number(town.who("writer"), later.pk, "第1期", NEXT_YEAR)


def test_it_stands_on_the_page_and_in_the_files(town, client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    paper = signed(town)
    client.force_login(town.account("writer"), "lianxin.web.access.Accounts")
    address = f"/papers/{paper.pk}/"
    assert "补文号" in client.get(address).content.decode()
    assert "未编文号" in client.get("/papers/register").content.decode()
    wrong = client.post(f"{address}give-number", {"number": "上街[2026]12号"})
    page = wrong.content.decode()
    assert wrong.status_code == 422 and 'value="上街[2026]12号"' in page and "六角括号" in page
    done = client.post(f"{address}give-number", {"number": "上街〔2026〕12号"}, follow=True).content.decode()
    assert "文号已登记" in done and "补文号" not in done and done.count("上街〔2026〕12号") >= 2
    word = client.get(f"{address}word").content
    assert "上街〔2026〕12号" in ZipFile(BytesIO(word)).read("word/document.xml").decode()
    assert client.get(f"{address}pdf").content.startswith(b"%PDF")
    listed = client.get("/papers/register").content.decode()
    assert "上街〔2026〕12号" in listed and "未编文号" not in listed
    client.force_login(town.account("grid"), "lianxin.web.access.Accounts")
    assert client.post(f"{address}give-number", {"number": "上街〔2026〕13号"}).status_code == 403
