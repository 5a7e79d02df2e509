"""Files on the page of an activity: put, read within its scope only, taken away; how it looks."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import files
from tests.cast import NOW

from lianxin.kernel.models import Attachment
from lianxin.kernel.reads import packs
from lianxin.language.activities import Material
from lianxin.language.word import Label

LONG = "樵园社区第一党支部一季度党员大会会议材料（征求意见稿第三次修改）含附表一附表二附表三"


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.VAR = tmp_path


@pytest.fixture
def meeting(org):
    agenda = ({"kind": "report", "text": "通报一季度工作"}, {"kind": "discuss", "text": "商议党群服务站开放时间"})
    return org.plan("assembly", NOW - timedelta(days=1), agenda=agenda, title="三月党员大会")


def sent(client, meeting, *given, **more):
    named = [SimpleUploadedFile(name, data) for name, data in given]
    return client.post(f"/activity/{meeting.pk}/attach", {"file": named, **more})


def test_files_are_put_read_and_taken_away(org, meeting, at_desk):
    client = at_desk("secretary")
    page = client.get(f"/activity/{meeting.pk}").content.decode()
    assert "材料和附件" in page and "会议材料" in page and "议程 1：通报一季度工作" in page
    assert sent(client, meeting, ("一季度.pdf", files.pdf()), to="line.0").status_code == 302
    assert (
        sent(client, meeting, ("通知.docx", files.docx()), ("现场.jpg", files.jpeg()), to="field.handout").status_code
        == 302
    )
    page = client.get(f"/activity/{meeting.pk}").content.decode()
    assert (
        page.index("通报一季度工作") < page.index("一季度</a>") < page.index("会议材料</h3>") < page.index("通知</a>")
    )
    for one in Attachment.objects.all():
        answer = client.get(f"/activity/{meeting.pk}/file/{one.pk}")
        assert answer.status_code == 200 and b"SECRET" not in answer.content
        assert (
            answer.headers["Cache-Control"].startswith("private")
            and answer.headers["X-Content-Type-Options"] == "nosniff"
        )
        if one.kind != "photo":
            assert "attachment" in answer.headers["Content-Disposition"]
    one = Attachment.objects.get(kind="pdf")
    client.post(f"/activity/{meeting.pk}/detach", {"file": one.pk})
    assert client.get(f"/activity/{meeting.pk}/file/{one.pk}").status_code == 404
    assert "一季度</a>" not in client.get(f"/activity/{meeting.pk}").content.decode()


def test_what_is_wrong_is_said_beside_the_form_and_the_others_are_kept(org, meeting, at_desk):
    client = at_desk("secretary")
    answer = sent(client, meeting, ("坏的.pdf", b"%PDF-1.4 x"), ("好的.docx", files.docx()), to="line.1")
    page = answer.content.decode()
    assert answer.status_code == 422 and "坏的：" in page and "打不开" in page and "好的</a>" in page
    assert '<option value="line.1" selected' in page, "what was chosen is kept"
    assert sent(client, meeting).status_code == 422
    assert sent(client, meeting, ("好.docx", files.docx("二")), to="line.9").status_code == 422
    assert sent(client, meeting, ("好.docx", files.docx("三")), to="line.x").status_code == 422
    assert Attachment.objects.count() == 1


def test_who_sees_it_only_since_it_is_public_reads_no_file(org, meeting, at_desk):
    sent(at_desk("secretary"), meeting, ("一季度.pdf", files.pdf()))
    one = Attachment.objects.get()
    type(meeting).objects.filter(pk=meeting.pk).update(shown=True)
    stranger = at_desk("stranger")
    page = stranger.get(f"/activity/{meeting.pk}")
    assert page.status_code != 200 or "一季度</a>" not in page.content.decode()
    assert stranger.get(f"/activity/{meeting.pk}/file/{one.pk}").status_code == 404
    assert sent(stranger, meeting, ("x.pdf", files.pdf())).status_code == 404
    stranger.post(f"/activity/{meeting.pk}/detach", {"file": one.pk})
    assert Attachment.objects.filter(pk=one.pk).exists()
    client = at_desk("secretary")
    client.logout()
    assert client.get(f"/activity/{meeting.pk}/file/{one.pk}").status_code in (302, 403, 404)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1440])
def test_the_page_fits(org, meeting, at_desk, enter, axe, width):
    page = enter("secretary", f"/activity/{meeting.pk}", width=width)

    def look(shot):
        if os.environ.get("SHOTS"):
            page.screenshot(path=f"{os.environ['SHOTS']}/{shot}_{width}.png", full_page=True)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), shot

    look("files_empty")
    page.get_by_text("加附件").click()
    wrong = {"name": f"{LONG}.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 x"}
    page.set_input_files("input[name=file]", files=[wrong])
    page.get_by_role("button", name="加上").click()
    page.wait_for_load_state()
    look("files_refused")
    page.problems.clear()
    for name, data, to in ((f"{LONG}.docx", files.docx(), "field.handout"), ("一季度.pdf", files.pdf(), "line.0"),
                           ("现场.jpg", files.jpeg(), "")):  # fmt: skip
        assert sent(at_desk("secretary"), meeting, (name, data), to=to).status_code == 302
    page.goto(page.url.replace("/attach", ""))
    look("files_full")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1440])
def test_a_file_that_a_document_asks_for_is_told_before_it_is_recorded(org, meeting, enter, axe, monkeypatch, width):
    pack = packs.pinned(meeting.pack_id)
    needed = Material(needed="$review.reports", item="discuss", source="branch-2018")
    reminded = Material(needed="$appraise.strict", source="branch-2018")
    kind = pack.said.activities["assembly"]
    minutes = kind.fields["handout"].model_copy(update={"label": Label(zh="会议记录", en="Minutes")})
    changed = {"fields": {**kind.fields, "minutes": minutes}, "materials": {"handout": needed, "minutes": reminded}}
    monkeypatch.setitem(pack.said.activities, "assembly", kind.model_copy(update=changed))
    page = enter("secretary", f"/activity/{meeting.pk}", width=width)
    assert page.get_by_text("还没有。没有这份材料，不能记为已开展。").count() == 1
    assert page.get_by_text("还没有。请附上；没有也能记录。").count() == 1
    axe(page)
    if os.environ.get("SHOTS"):
        page.locator("#files").screenshot(path=f"{os.environ['SHOTS']}/materials_{width}.png")
