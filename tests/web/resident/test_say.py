"""Filing by hand: three steps, what is kept when something is wrong, and what is never let in."""

from __future__ import annotations

import io
import re
import uuid

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from lianxin.adapters import photos
from lianxin.kernel.models import Matter, Person, Photo, Tie
from lianxin.web.resident import contact, limits

SAY = "/t/xiqiao/say"
TEXT = "樵园社区听音湖边的路灯坏了三盏，晚上看不清路"


def form(**more):
    return {"text": TEXT, "ref": uuid.uuid4().hex, "go": "skip"} | more


def jpeg(exif: bool = False) -> SimpleUploadedFile:
    picture, out = Image.new("RGB", (640, 480), "#6a8f5b"), io.BytesIO()
    tags = Image.Exif()
    if exif:
        tags[0x010F] = "SecretPhone"
        tags.get_ifd(0x8825)[2] = (23.0, 6.0, 1.0)
    picture.save(out, "JPEG", exif=tags)
    return SimpleUploadedFile("lamp.jpg", out.getvalue(), "image/jpeg")


def hidden(page: str) -> dict[str, str]:
    return {
        name: value for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page) if value
    }


@pytest.mark.parametrize("host", ["", "smtp.example.org"])
def test_an_address_is_asked_only_where_mail_can_leave(cast, client, settings, host):
    settings.CONFIGURATION = settings.CONFIGURATION.model_copy(update={"mail_host": host})
    page = client.post(SAY, form(go="where")).content.decode()
    assert 'name="phone"' in page
    assert ("写信告诉您" in page) == ('type="email"' in page) == bool(host)


def test_three_steps_by_hand(cast, client):
    where = client.post(SAY, {"text": TEXT, "go": "say"})
    page = where.content.decode()
    assert "在哪儿？" in page and "听音湖" in page and not Matter.objects.exists()
    carried = hidden(page) | {"text": TEXT}
    how = client.post(SAY, carried | {"go": "where", "community": str(cast.unit("qiaoyuan").pk)})
    carried = hidden(how.content.decode()) | {"text": TEXT}
    assert "办好了怎么告诉您？" in how.content.decode()
    filed = client.post(SAY, carried | {"go": "file", "name": "关大叔", "phone": "138 0013 8001"})
    assert filed.status_code == 302 and filed["Location"].startswith("/r/")
    matter = Matter.objects.get()
    assert (matter.place, matter.channel, matter.anonymous) == (cast.unit("qiaoyuan"), "web", False)
    receipt = client.get(filed["Location"])
    assert matter.number in receipt.content.decode() and "已收到" in receipt.content.decode()
    assert receipt["Cache-Control"] == "private, no-store" and receipt["Referrer-Policy"] == "same-origin"
    assert "8001" not in receipt.content.decode()


def test_no_contact_is_kept_of_the_anonymous(cast, client):
    people = Person.objects.count()
    client.post(SAY, form(name="关大叔", phone="13800138001", go="skip"))
    assert Person.objects.count() == people
    assert Matter.objects.get().anonymous and Tie.objects.get(kind="reporter").person is None


def test_a_form_sent_twice_is_filed_once_with_one_receipt(cast, client):
    once = form()
    first, second = client.post(SAY, once), client.post(SAY, once)
    assert first["Location"] == second["Location"]
    assert Matter.objects.count() == 1 and Matter.objects.get().reporters == 1


def test_the_same_words_at_one_place_merge(cast, client):
    place = str(cast.unit("qiaoyuan").pk)
    client.post(SAY, form(community=place))
    filed = client.post(SAY, form(community=place, text=TEXT + "!"))
    assert Matter.objects.get().reporters == 2
    assert "合在一起办" in client.get(filed["Location"]).content.decode()


def test_a_site_s_code_brings_its_place(cast, client):
    site = cast.unit("site_qiaoyuan")
    to = client.get(f"/q/{site.slug}")
    assert to["Location"] == f"{SAY}?site={site.slug}"
    assert site.name in client.get(to["Location"]).content.decode()
    how = client.post(SAY, {"text": "门口的台阶松了", "site": site.slug, "go": "say"})
    assert "办好了怎么告诉您？" in how.content.decode(), "with the place known there are two steps"
    client.post(SAY, form(text="门口的台阶松了", site=site.slug))
    assert Matter.objects.get().channel == "qr" and Matter.objects.get().place == site
    assert client.get("/q/nosuch").status_code == 404


def test_html_and_rare_characters_are_text(cast, client):
    text = "<script>alert(1)</script> 𠮷野家旁边的井盖响🕳️ <img src=x onerror=alert(2)> 䶮"
    filed = client.post(SAY, form(text=text))
    page = client.get(filed["Location"]).content.decode()
    assert "<script>alert" not in page and "<img src=x" not in page
    assert "&lt;script&gt;" in page and "𠮷野家" in page and "🕳️" in page


@pytest.mark.parametrize("text", ["", "   \n\t", "!!!…", "\x00\x01"])
def test_nothing_to_read_is_asked_again(cast, client, text):
    answer = client.post(SAY, form(text=text))
    assert answer.status_code == 422 and not Matter.objects.exists()
    assert "一句话" in answer.content.decode()


def test_ten_megabytes_are_given_back_as_their_first_five_thousand(cast, client):
    answer = client.post(SAY, form(text="路" * 3_500_000))
    page = answer.content.decode()
    assert answer.status_code == 422 and "3,500,000" in page
    assert page.count("路") >= 5_000 and len(page) < 60_000
    assert not Matter.objects.exists()


def test_what_is_no_photo_is_said_and_the_text_stays(cast, client):
    fake = SimpleUploadedFile("lamp.jpg", b"<?php echo 1; ?>" * 200, "image/jpeg")
    answer = client.post(SAY, form(photo=fake, go="say"))
    page = answer.content.decode()
    assert answer.status_code == 422 and "不是照片" in page and TEXT in page
    assert not Matter.objects.exists()


def test_a_photo_travels_through_the_steps_without_its_position(cast, client):
    where = client.post(SAY, form(photo=jpeg(exif=True), go="say"))
    token = re.search(r'name="kept" value="([^"]+)"', where.content.decode())[1]
    client.post(SAY, form(kept=token))
    kept = Photo.objects.get()
    data, _ = photos.get(kept.digest)
    assert not dict(Image.open(io.BytesIO(data)).getexif()) and b"SecretPhone" not in data
    assert client.post(SAY, form(text="别的事，井盖也坏了", kept="forged:token")).status_code == 302
    assert Photo.objects.count() == 1, "a token we did not sign attaches nothing"


def test_photos_are_seen_by_those_who_may(cast, client, show):
    where = client.post(SAY, form(photo=jpeg(), go="say"))
    token = re.search(r'name="kept" value="([^"]+)"', where.content.decode())[1]
    filed = client.post(SAY, form(kept=token))
    key, photo = filed["Location"].split("/")[2].split("?")[0], Photo.objects.get()
    address = reverse("photo", args=[photo.digest])
    assert client.get(address).status_code == 404
    assert client.get(f"{address}?r=wrongwrongwrongwrongwrong").status_code == 404
    assert client.get(f"{address}?r={key}").status_code == 200
    show(photo.matter)
    assert client.get(address).status_code == 404, "the matter is public, its photo is not yet"
    Photo.objects.update(shown=True)
    assert client.get(address).status_code == 200
    assert client.get("/photo/zz").status_code == 404


def test_a_thousand_filings_from_one_address_are_stopped_politely(cast, client, monkeypatch):
    cache.clear()
    monkeypatch.setattr(limits, "FILINGS", (limits.Limit("file", 3, 600), limits.Limit("file.day", 100, 86_400)))
    codes = [client.post(SAY, form(text=f"第{n}盏路灯坏了")).status_code for n in range(5)]
    assert codes == [302, 302, 302, 429, 429]
    page = client.post(SAY, form(text="第六盏")).content.decode()
    assert "12345" in page and "第六盏" in page and Matter.objects.count() <= 3
    assert client.post(SAY, form(text="第七盏"), REMOTE_ADDR="203.0.113.9").status_code == 302
    client.force_login(cast.account("station"))
    assert client.post(SAY, form(text="驿站替老人说的事")).status_code == 302


def test_limits_are_twenty_in_ten_minutes_and_a_hundred_a_day():
    assert [(limit.most, limit.seconds) for limit in limits.FILINGS] == [(20, 600), (100, 86_400)]


@pytest.mark.parametrize(
    ("phone", "said"),
    [
        ("138 0013 800", "手机号少一位，请看一下：138 0013 800_（您刚才写的还在）"),
        ("1380013", "手机号少 4 位，请看一下：138 0013____（您刚才写的还在）"),
        ("138001380011", "手机号多了一位"),
        ("12800138001", "这个号码看起来不对"),
        ("打给我", "只写数字就好"),
        ("13800138001", ""),
        ("+86 138-0013-8001", ""),
        ("020-8150 0000", ""),
        ("81500000", ""),
        ("+852 2345 6789", ""),
        ("1380013８001", ""),
        ("", ""),
    ],
)
def test_a_phone_is_looked_at_kindly(phone, said):
    _, faults = contact.read("", phone, "")
    assert said in (faults["phone"].text.zh if faults else "") and bool(faults) is bool(said)


def test_a_wrong_phone_keeps_everything(cast, client):
    answer = client.post(SAY, form(go="file", phone="138 0013 800", name="关大叔", mail="not-a-mail"))
    page = answer.content.decode()
    assert answer.status_code == 422 and "少一位" in page and "138 0013 800" in page and "关大叔" in page
    assert "name@example.cn" in page and not Matter.objects.exists()


def test_a_wish_is_asked_in_its_own_words(cast, client):
    empty = client.post("/t/xiqiao/wish", form(text="")).content.decode()
    assert "不用写是谁、住哪里" in empty and "请用一句话写下来" in empty and "在哪里</span>" not in empty
    place = {"community": str(cast.unit("qiaoyuan").pk), "go": "where"}
    last = client.post("/t/xiqiao/wish", form(text="想要一副老花镜") | place).content.decode()
    assert "有人认领了怎么告诉您" in last and "解决没解决" not in last


def test_a_wish_is_filed_with_its_category(cast, client):
    wish = form(text="想要一副老花镜", **{"ask-category": "goods"})
    nowhere = client.post("/t/xiqiao/wish", wish)
    assert nowhere.status_code == 422 and "请选一下社区" in nowhere.content.decode() and not Matter.objects.exists()
    community = str(cast.unit("qiaoyuan").pk)
    answer = client.post("/t/xiqiao/wish", wish | {"community": community})
    assert answer.status_code == 302
    matter = Matter.objects.get()
    assert (matter.kind, matter.fields) == ("wish", {"category": "goods"})
    assert "微项目" not in client.get("/t/xiqiao/wish").content.decode(), "residents file wishes only"
    client.force_login(cast.account("secretary"))
    assert "微项目" in client.get("/t/xiqiao/wish").content.decode()
    client.post("/t/xiqiao/wish", form(text="给巷口装一排扶手", kind="project", community=community))
    assert Matter.objects.filter(kind="project").exists()


def test_what_is_alike_and_public_is_offered_and_followed_in_one_tap(cast, client, tell, show):
    filed = tell("樵金路人行道上有个大坑，电动车摔过人")
    typed = {"text": "樵金路人行道有个大坑"}
    assert "好像" not in client.get("/t/xiqiao/similar", typed).content.decode(), "nobody has looked at it yet"
    show(filed.matter)
    page = client.get("/t/xiqiao/similar", typed).content.decode()
    assert "好像已经有人反映过了" in page and "大坑" in page
    where = client.post(SAY, typed | {"go": "say", "ref": uuid.uuid4().hex}).content.decode()
    assert "好像已经有人反映过了" in where and 'action="/t/xiqiao/join"' in where, "without a script as well"
    joined = client.post("/t/xiqiao/join", hidden(page))
    assert joined["Location"].startswith("/r/")
    assert Matter.objects.get().reporters == 2
    assert client.get("/t/xiqiao/similar", {"text": "想学粤剧"}).content.decode().strip() == ""
    assert client.post("/t/xiqiao/join", {"matter": "999999"}).status_code == 409


def test_three_stand_in_sight_and_the_others_are_folded(cast, client, tell, show):
    for spot in ("桥头", "市场口", "学校旁", "诊所前", "车站边"):
        show(tell(f"樵金路{spot}的人行道有个大坑，电动车摔过人").matter)
    page = client.get("/t/xiqiao/similar", {"text": "樵金路人行道有个大坑"}).content.decode()
    sight, folded = page.split("<details")
    assert sight.count('name="matter"') == 3 and folded.count('name="matter"') == 2 and "还有 2 件也有点像" in folded
