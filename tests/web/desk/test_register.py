"""The register and the import: what is typed becomes a matter once, and a slip keeps everything."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianxin.adapters import sheets
from lianxin.kernel.models import Matter


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def counted(client, url):
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_registering_gives_number_and_code_and_twice_is_once(cast, at_desk):
    client = at_desk("station")
    form = {
        "text": "听音湖广场的长椅断了一根木条",
        "place": "听音湖",
        "channel": "paper",
        "paper": "纸-7",
        "name": "关婆婆",
        "phone": "138 0013 8041",
        "received_at": "2026-03-10T15:30",
        "ref": "x",
    }
    first = client.post("/register", form)
    assert first.status_code == 302
    receipt = client.get(first.headers["Location"])
    matter = Matter.objects.get()
    assert matter.number in text_of(receipt) and re.search(r"查询码 \d{6}", text_of(receipt))
    assert (matter.channel, matter.place.name, matter.received_at.day) == ("paper", "听音湖", 10)
    again = client.post("/register", form | {"ref": "y"})
    assert again.headers["Location"] == first.headers["Location"] and Matter.objects.count() == 1
    assert client.get(first.headers["Location"] + "/print").status_code == 200
    assert at_desk("clerk").get(first.headers["Location"]).status_code == 404  # the code is the reporter's


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"text": ""}, "用一句话"),
        ({"place": "火星"}, "火星"),
        ({"phone": "12345"}, "电话位数"),
        ({"received_at": "2030-01-01T00:00"}, "不能晚于现在"),
        ({"received_at": "x"}, "读不出来"),
    ],
)
def test_a_slip_at_the_register_keeps_everything(at_desk, change, said):
    form = {
        "text": "长椅断了一根木条",
        "place": "听音湖",
        "name": "关婆婆",
        "phone": "13800138041",
        "channel": "desk",
        "ref": "z",
    }
    answer = at_desk("clerk").post("/register", form | change)
    shown = answer.content.decode()
    assert answer.status_code == 422 and said in shown and "关婆婆" in shown
    assert not Matter.objects.exists()


def test_what_the_machine_understands_is_shown_and_nothing_is_written(at_desk):
    answer = at_desk("clerk").post("/register/understood", {"text": "我要投诉，民乐社区的路灯不亮"})
    assert "民乐社区" in text_of(answer) and not Matter.objects.exists()


def test_import_checks_first_then_files_with_progress(at_desk):
    rows = [[f"第{n}盏路灯坏了，在{n}号路口", "江浦路", "", "", "", f"号-{n}", ""] for n in range(60)]
    data = sheets.xlsx(
        ["内容", "地点", "姓名", "电话", "时间", "编号", "类型"], [*rows, ["路灯", "", "", "1", "", "", ""]], "诉求"
    )
    client = at_desk("clerk")

    def send(step):
        return client.post("/import", {"sheet": SimpleUploadedFile("表.xlsx", data), "step": step})

    checked = text_of(send("check"))
    assert "可以导入 60 行" in checked and "D62" in checked and not Matter.objects.exists()
    done = b"".join(send("load").streaming_content).decode()
    assert "已处理 50 / 60" in done and "新登记 60 件" in done and Matter.objects.count() == 60
    assert "以前导过 60 件" in b"".join(send("load").streaming_content).decode()
    assert client.post("/import", {"step": "check"}).status_code == 422
    assert sheets.records(sheets.rows(client.get("/import/blank.xlsx").content), ["内容"])
