"""The desk in a real browser: each post's main job from the list to the end, by hand and by keyboard."""

import io
import re

import pytest
from PIL import Image
from tests.cast import NOW, join

from lianxin.adapters import sheets
from lianxin.kernel.acts import matter as acts
from lianxin.kernel.models import Matter, Photo, Tie


def picture() -> dict:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "#88aa77").save(out, "PNG")
    return {"name": "lamp.png", "mimeType": "image/png", "buffer": out.getvalue()}


@pytest.fixture
def doing(cast, lamp):
    """The works office has accepted it."""
    return acts.take(cast.who("worker"), lamp.pk, "accept", {}, NOW)


def test_a_worker_accepts_by_keyboard_and_finishes_with_evidence(cast, lamp, enter):
    page = enter("worker", "/desk/")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent").startswith("江浦路路灯不亮")
    with page.expect_navigation():
        page.keyboard.press("e")  # 签收: nothing to fill in, so the row's button does it
    assert "办理中" in page.locator("#toasts").inner_text()
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_label("办理结果").fill("三盏灯都换了新的")
    page.locator("input[type=file][name=photo]").set_input_files(picture())
    with page.expect_navigation():
        page.get_by_role("button", name="办好了，请反映人确认").click()
    lamp.refresh_from_db()
    assert (lamp.step, lamp.fields["result"]) == ("answered", "三盏灯都换了新的")
    assert Photo.objects.get(matter=lamp).kind == "done"
    page.locator(".photos img").first.scroll_into_view_if_needed()
    # decode() waits for the picture and fails if it is none; polling by expression would need the page to allow eval.
    assert (
        page.locator(".photos img").first.evaluate(
            "async image => { await image.decode(); return image.naturalWidth; }"
        )
        > 0
    )


def test_a_visitor_confirms_for_somebody_on_the_phone(cast, doing, enter):
    acts.take(cast.who("worker"), doing.pk, "finish", {"result": "换了灯"}, NOW)
    page = enter("visitor", "/desk/", width=390)
    page.get_by_role("link", name="确认已解决").click()
    page.get_by_label("电话里本人说的").check(force=True)
    page.get_by_label("满意", exact=True).check(force=True)
    with page.expect_navigation():
        page.get_by_role("button", name="确认已解决").click()
    doing.refresh_from_db()
    assert (doing.ending, doing.fields["satisfaction"]) == ("solved", "yes")
    story = page.locator(".thread").inner_text()
    assert "电话里本人说的" in story and "代反映人" in story and "潘静怡" in story


def test_what_one_asks_another_approves(cast, doing, enter):
    page = enter("worker", f"/matter/{doing.pk}")
    page.locator("summary", has_text="更多").click()
    page.get_by_role("link", name="申请挂账").click()
    page.get_by_label("理由").fill("等供电所停电许可")
    page.get_by_label("预计到哪天").fill("2026-03-20")
    with page.expect_navigation():
        page.get_by_role("button", name="申请挂账").click()
    other = enter("lead", "/desk/")
    other.get_by_role("link", name="批准挂账").click()
    other.get_by_label("理由").fill("情况属实")
    with other.expect_navigation():
        other.get_by_role("button", name="批准挂账").click()
    doing.refresh_from_db()
    assert doing.suspended and "暂停计时" in other.locator(".page-head").inner_text()


def test_a_clerk_puts_the_place_right_with_one_click(cast, tell, enter):
    matter = tell("松塘经济社和民乐社区都有路灯坏了", None, nature="complaint", topic="light").matter
    page = enter("clerk", f"/matter/{matter.pk}")
    with page.expect_navigation():
        page.get_by_role("button", name="是民乐社区").click()
    matter.refresh_from_db()
    assert matter.place.name == "民乐社区" and not matter.unsure
    assert "未定 → 民乐社区" in page.locator(".thread").inner_text()


def test_a_whistled_department_comes_and_answers(cast, doing, enter):
    join(cast, "helper", "岑佩仪", "worker", cast.unit("office_party"))
    page = enter("worker", f"/matter/{doing.pk}/do/whistle")
    page.get_by_label("单位", exact=True).fill(cast.unit("office_party").name)
    page.get_by_label("理由").fill("请一起到现场看")
    with page.expect_navigation():
        page.get_by_role("button", name="吹哨").click()
    assert "吹哨请来的部门" in page.locator("main").inner_text()
    child = Matter.objects.get(parent=doing)
    other = enter("helper", "/desk/")
    with other.expect_navigation():
        other.get_by_role("button", name="报到").click()
    other.get_by_role("link", name="办完了，回复街镇").click()
    other.get_by_label("报到结果").fill("已到场，电缆属我处")
    with other.expect_navigation():
        other.get_by_role("button", name="办完了，回复街镇").click()
    child.refresh_from_db()
    assert not child.is_open
    page.reload()
    said = page.locator("main").inner_text()
    assert "已回复" in said and "已到场，电缆属我处" in said  # what the department answered stands with what was asked


def test_a_return_cites_the_list_and_leaves_the_desk(cast, lamp, enter):
    page = enter("worker", f"/matter/{lamp.pk}/do/hand_back")
    page.get_by_label("理由").fill("路面归区里养护")
    page.get_by_role("button", name="退回").click()
    assert page.url.endswith("/do/hand_back")  # the browser itself asks for the item
    page.get_by_label("履职清单条目").select_option("w-001")
    with page.expect_navigation():
        page.get_by_role("button", name="退回").click()
    assert page.url.endswith("/desk/")
    lamp.refresh_from_db()
    assert lamp.owner_id == cast.unit("office_order").pk


def test_a_look_at_the_phone_asks_why_and_stays_on_the_page(cast, doing, enter):
    page = enter("worker", f"/matter/{doing.pk}")
    page.locator(".masked summary").first.click()
    page.get_by_label("为什么要看").first.fill("约时间上门")
    page.get_by_role("button", name="看一次").first.click()
    page.get_by_text("13800138031").wait_for()
    assert page.url.endswith(f"/matter/{doing.pk}")


def test_a_station_worker_registers_and_prints(cast, enter):
    page = enter("station", "/station/", width=390)
    page.get_by_role("link", name=re.compile("代为登记")).click()
    page.get_by_label("说了什么").fill("民乐社区的路灯不亮，请修一下")
    page.locator("#understood", has_text="民乐社区").wait_for()
    page.get_by_label("电话", exact=False).last.fill("13800138051")
    with page.expect_navigation():
        page.get_by_role("button", name="登记，给回执").click()
    number = page.locator(".receipt-number").inner_text()
    assert (
        Matter.objects.get().number == number and Tie.objects.get(kind="reporter").person.phone_shown == "138****8051"
    )
    page.get_by_role("link", name="打印回执").click()
    assert number in page.locator(".paper").inner_text()


def test_a_sheet_is_checked_and_then_imported_without_choosing_it_again(cast, enter):
    rows = [[f"第{n}盏路灯坏了，在{n}号路口", "江浦路"] for n in range(5)]
    data = sheets.xlsx(["内容", "地点"], rows, "诉求")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page = enter("clerk", "/import")
    page.locator("input[type=file]").set_input_files({"name": "表.xlsx", "mimeType": kind, "buffer": data})
    page.get_by_role("button", name="先检查").click()
    page.get_by_text("可以导入 5 行").wait_for()
    assert not Matter.objects.exists()
    page.get_by_role("button", name="导入", exact=True).click()
    page.get_by_text("新登记 5 件").wait_for()
    assert Matter.objects.count() == 5


def test_a_vote_is_weighed_while_it_is_typed(cast, enter):
    from lianxin.kernel.acts.filing import Telling, file

    fields = {"item": "works", "motion": "修村道", "party_members": 60, "representatives": 45}
    where = cast.unit("qiaoyuan").pk
    told = Telling("修村道", cast.town.pk, kind="major", place_id=where, fields=fields)
    matter = file(cast.who("community"), told, NOW).matter
    Matter.objects.filter(pk=matter.pk).update(step="committees")
    page = enter("community", f"/matter/{matter.pk}")
    page.get_by_label("应到人数").fill("11")
    page.get_by_label("实到人数").fill("4")
    page.locator("#ballot", has_text="还差").wait_for()
    page.get_by_label("实到人数").fill("7")
    page.locator("#ballot", has_text="4 票").wait_for()


@pytest.mark.parametrize("width", [390, 1440])
def test_pages_are_accessible_and_fit(cast, doing, tell, enter, axe, width):
    long = "樵园社区听音湖广场东侧靠近文化中心停车场出入口的三盏高杆路灯全部不亮，晚上散步的老人看不清台阶" * 3
    tell(long, "qiaoyuan", phone="13800138061", name="欧阳阿尔斯兰别克")
    tell("想要一副老花镜", "qiaoyuan", kind="wish")
    acts.take(cast.who("worker"), doing.pk, "whistle", {"unit": cast.unit("office_party").pk, "reason": "一起看"}, NOW)
    page = enter("clerk", "/desk/?scope=all", width=width)
    base = page.url.split("/desk/")[0]
    for path in ("/desk/?scope=all", "/desk/?scope=all&kind=request&late=1", f"/matter/{doing.pk}",
                 f"/matter/{doing.pk}/do/transfer", f"/matter/{doing.pk}/print", "/register", "/register?kind=wish",
                 "/search?q=路灯", "/search?q=没有", "/import", "/station/", "/station/wishes"):  # fmt: skip
        page.goto(base + path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        axe(page)


def test_what_changed_since_the_last_look_is_marked(cast, doing, enter, monkeypatch):
    from datetime import timedelta

    page = enter("worker", f"/matter/{doing.pk}")
    assert page.locator(".knot-new").count() == 0
    acts.take(cast.who("clerk"), doing.pk, "add_note", {"note": "居民又来电催"}, NOW + timedelta(hours=1))
    base = page.url.split("/matter/")[0]
    page.goto(base + "/desk/")
    page.locator(".changed-mark:visible").wait_for()
    page.goto(base + f"/matter/{doing.pk}")
    assert "记一笔进展" in page.locator(".knot-new").inner_text()


def test_a_refused_form_begins_at_what_is_wrong_wherever_it_lies(cast, enter):
    page = enter("governance", "/stock/", width=390)
    page.fill("[name=n]", "3")
    page.eval_on_selector("form[action='/stock/']", "form => { form.noValidate = true; form.requestSubmit(); }")
    page.wait_for_selector(".field-wrong")
    page.problems.clear()  # the browser calls the refusal, a 422, an error
    focused = page.locator(":focus")
    assert focused.get_attribute("name") == "item" and focused.get_attribute("aria-invalid") == "true"
    box = focused.bounding_box()
    assert box is not None and 0 <= box["y"] <= 844
    assert page.evaluate("document.activeElement.getAttribute('aria-describedby')") == "f-item-error"
