"""Open311: filing over the interface, with good input and with bad."""

import json

import pytest
from defusedxml.ElementTree import fromstring

from lianxin.kernel.models import Matter, Person, Tie, Unit
from lianxin.kernel.reads import packs
from lianxin.kernel.reads.reading import to_person
from tests.api.calls import BASE, LAMP, fault, plain, post, show


@pytest.mark.parametrize("fmt", ["json", "xml"])
def test_a_request_is_filed_and_followed(api, town, secret, fmt):
    response = post(api, secret, fmt, **{"attribute[nature]": "complaint"}, first_name="小满", last_name="黎")
    assert response.status_code == 201 and not response.cookies
    if fmt == "json":
        receipt = response.json()[0]
    else:
        receipt = plain(fromstring(response.content))[0]
    matter = Matter.objects.get()
    assert receipt["service_request_id"] == matter.number
    assert not receipt["account_id"] and "答复" in receipt["service_notice"]
    assert matter.channel == "open311" and matter.nature == "complaint" and matter.owner_id and matter.due_at
    assert Person.objects.latest("pk").shown.startswith("黎")
    mine = api.get(f"{BASE}/requests/{matter.number}.json", {"api_key": secret}).json()[0]
    assert mine["status"] == "open" and mine["description"] == matter.text and mine["status_notes"]
    assert mine["expected_datetime"].endswith("+08:00")


def test_json_bodies_and_bare_topics_are_understood(api, town, secret):
    topic = next(iter(packs.of_town(town.pk).said.understanding["topic"].labels))
    body = {"api_key": secret, "service_code": topic, "description": LAMP, "lat": 23.1, "long": 113.227}
    body |= {"attribute": {"nature": "suggest"}, "jurisdiction_id": "shiweitang", "phone": 13800138000}
    response = api.post(f"{BASE}/requests.json", json.dumps(body), content_type="application/json")
    assert response.status_code == 201
    matter = Matter.objects.get()
    assert (matter.nature, matter.topic, matter.contactable) == ("suggest", topic, True) and matter.cell


def test_the_same_idempotency_key_files_once(api, town, secret):
    first = post(api, secret, headers={"Idempotency-Key": "abc-1"})
    again = post(api, secret, headers={"Idempotency-Key": "abc-1"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()[0]["service_request_id"] == again.json()[0]["service_request_id"]
    assert Matter.objects.count() == Tie.objects.filter(kind="reporter").count() == 1
    assert post(api, secret, headers={"Idempotency-Key": "两"}).status_code == 400


def test_near_identical_requests_join(api, town, secret):
    first = post(api, secret).json()[0]
    second = post(api, secret).json()[0]
    assert second["extended_attributes"]["merged"] and second["service_request_id"] == first["service_request_id"]
    assert Matter.objects.get().reporters == 2


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"description": ""}, 400, "description"),
        ({"description": "   \n"}, 400, "description"),
        ({"description": "。。。！！"}, 400, "文字"),
        ({"description": "灯" * 6000}, 400, "太长"),
        ({"service_code": "teleport"}, 404, "services.json"),
        ({"service_code": ""}, 400, "service_code"),
        ({"api_key": "wrong"}, 403, "api_key"),
        ({"api_key": ""}, 403, "api_key"),
        ({"lat": "north", "long": "1"}, 400, "lat"),
        ({"lat": "23.1"}, 400, "lat"),
        ({"lat": "nan", "long": "nan"}, 400, "lat"),
        ({"lat": "123", "long": "500"}, 400, "lat"),
        ({"email": "nobody"}, 400, "email"),
        ({"phone": "12"}, 400, "phone"),
        ({"attribute[nature]": "rant"}, 400, "nature"),
        ({"address_id": "nowhere"}, 404, "address_id"),
        ({"jurisdiction_id": "atlantis"}, 404, "jurisdiction_id"),
    ],
)
def test_bad_input_is_refused_with_what_to_do_and_nothing_is_kept(api, town, secret, fields, status, words):
    people = Person.objects.count()
    response = post(api, secret, **fields)
    assert response.status_code == status
    assert words in fault(response)
    assert not Matter.objects.exists() and Person.objects.count() == people


@pytest.mark.parametrize("body", ["", "[]", "{", '"x"', "[" * 5000, '{"description": ["x"]}'])
def test_json_that_is_no_object_is_refused(api, town, secret, body):
    response = api.post(f"{BASE}/requests.json", body, content_type="application/json")
    assert response.status_code in (400, 403)
    assert fault(response)


def test_ten_megabytes_are_refused_before_they_are_read(api, town, secret):
    response = post(api, secret, description="灯" * 3_500_000)
    assert response.status_code == 413 and "KB" in fault(response)
    response = post(api, secret, "xml", description="灯" * 3_500_000)
    assert response.status_code == 413 and fromstring(response.content).find("error/code").text == "413"


def test_too_many_fields_are_refused(api, town, secret):
    assert post(api, secret, **{f"f{n}": "x" for n in range(600)}).status_code == 413


def test_other_methods_are_refused(api, town):
    response = api.delete(f"{BASE}/requests.json")
    assert response.status_code == 405 and "POST" in response.headers["Allow"] and fault(response)


def test_emoji_rare_characters_and_markup_stay_text(api, town, secret):
    told = "石围塘街𠮷𬺈家楼下的灯坏了😀<script>alert(1)</script>&amp;\x00\u202e"
    number = post(api, secret, description=told).json()[0]["service_request_id"]
    show(number)
    as_json = api.get(f"{BASE}/requests/{number}.json").json()[0]["description"]
    as_xml = fromstring(api.get(f"{BASE}/requests/{number}.xml").content).find("request/description").text
    assert as_json == as_xml
    assert "𬺈" in as_json and "😀" in as_json and "<script>" in as_json and "\x00" not in as_json


def test_a_point_far_away_is_taken_but_goes_to_a_person(api, town, secret):
    assert post(api, secret, lat="52.37", long="4.89", address_string="五眼桥").status_code == 201
    matter = Matter.objects.get()
    assert matter.unsure and (matter.lat is None or abs(matter.lat - 23.1) < 0.1)  # the place named, or nothing
    assert "52.37" in matter.place_text
    (far,) = matter.reading["to_person"]
    assert far[0] == "outside.point" and far[1] > 1_000, "kilometres"
    pack = packs.pinned(matter.pack_id)
    assert any(why.startswith("坐标离本街镇约") for why in to_person(matter, pack, "zh"))
    assert any(why.endswith("km away: check the place") for why in to_person(matter, pack, "en"))


def test_an_address_id_is_a_division_code_or_a_unit_of_the_pack(api, town, secret):
    community = Unit.objects.filter(town=town, kind="community").first()
    assert post(api, secret, description="路灯坏了，请来修一下", address_id=community.code).status_code == 201
    assert Matter.objects.latest("pk").place_id == community.pk
    site = Unit.objects.filter(town=town, tree="site").exclude(slug=None).first()
    assert post(api, secret, description="门口地砖松了一块", address_id=site.slug).status_code == 201
    assert Matter.objects.latest("pk").filed_at_id == site.pk


def test_media_urls_are_never_fetched(api, town, secret):
    receipt = post(api, secret, media_url="http://127.0.0.1:1/x.jpg").json()[0]
    assert "media_url" in receipt["service_notice"]


def test_contacts_are_sealed(api, town, secret):
    post(api, secret, first_name="Mei", last_name="Lin", phone="+86 138-0013-8000", email="mei@example.cn")
    person = Tie.objects.get(kind="reporter").person
    assert person.phone_shown != "8613800138000" and b"13800138000" not in bytes(person.phone_sealed)
    assert Matter.objects.get().contactable
