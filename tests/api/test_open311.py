"""Open311 GeoReport v2: services, filing and following, in both formats, with bad input and without leaks."""

import json
from datetime import datetime, timedelta
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client
from django.utils import timezone

from lianxin.api import limit
from lianxin.kernel.acts import filing, key, pack, unit
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.acts.person import Contact
from lianxin.kernel.models import ApiKey, Matter, Person, Tie, Unit
from lianxin.kernel.reads import packs
from lianxin.kernel.who import NOBODY, SYSTEM
from lianxin.language.calendar import SHANGHAI
from tests.cast import pack_of

LAMP = "桥东社区五眼桥路口的路灯三天不亮了，晚上看不见路，请派人来修"
BASE = "/open311/v2"


@pytest.fixture(autouse=True)
def full_buckets():
    limit.forget()
    yield
    limit.forget()


@pytest.fixture
def town(db):
    now = timezone.now()
    pack.publish(SYSTEM, pack_of("shiweitang"), now)
    return unit.found_town(SYSTEM, packs.current("shiweitang"), now)


@pytest.fixture
def second(town):
    now = timezone.now()
    pack.publish(SYSTEM, pack_of("xiqiao"), now)
    return unit.found_town(SYSTEM, packs.current("xiqiao"), now)


@pytest.fixture
def secret(town):
    return key.make(SYSTEM, town, "随手拍", timezone.now())[1]


@pytest.fixture
def api():
    return Client(enforce_csrf_checks=True)


def post(api, secret, fmt="json", headers=None, **fields):
    fields = {"api_key": secret, "service_code": "request", "description": LAMP} | fields
    return api.post(f"{BASE}/requests.{fmt}", fields, headers=headers or {})


def fault(response):
    body = response.json()
    assert isinstance(body, list) and body[0]["code"] == response.status_code and body[0]["description"]
    return body[0]["description"]


def show(number):
    Matter.objects.filter(pk=int(number.rpartition("-")[2])).update(shown=True, held=False)


def plain(element: Element):
    """XML as the JSON of the same answer would be, with every value as text."""
    if len(element) and element[0].tag in ("service", "request", "attribute", "value", "error", "endpoint", "format"):
        return [plain(child) for child in element]
    if len(element):
        return {child.tag: plain(child) for child in element}
    return element.text or ""


def texts(value):
    """JSON with every value as XML writes it."""
    if isinstance(value, dict):
        return {name: texts(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [texts(inner) for inner in value] if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def test_services_are_the_topics_of_kinds_that_are_open_to_other_systems(api, town):
    codes = [one["service_code"] for one in api.get(f"{BASE}/services.json").json()]
    assert "request" in codes and "request.lamp" in codes or any(code.startswith("request.") for code in codes)
    assert len(codes) == len(set(codes))
    assert not any(code.startswith(("wish", "studio", "hazard")) for code in codes)


@pytest.mark.parametrize("path", ["services", "services/request", "discovery", "requests"])
def test_xml_and_json_say_the_same(api, town, secret, path):
    number = post(api, secret, lat="23.1001", long="113.2271").json()[0]["service_request_id"]
    show(number)
    as_json = api.get(f"{BASE}/{path}.json")
    as_xml = api.get(f"{BASE}/{path}.xml")
    assert as_json.headers["Content-Type"].startswith("application/json")
    assert as_xml.headers["Content-Type"].startswith("text/xml")
    if path != "discovery":
        assert plain(fromstring(as_xml.content)) == texts(as_json.json())
    else:
        assert fromstring(as_xml.content).find("endpoints/endpoint/url").text.endswith("/open311/v2")


def test_a_definition_offers_the_natures(api, town):
    body = api.get(f"{BASE}/services/request.json").json()
    nature = body["attributes"][0]
    assert nature["code"] == "nature" and nature["datatype"] == "singlevaluelist" and not nature["required"]
    assert {"key": "complaint", "name": "投诉"} in nature["values"]
    english = api.get(f"{BASE}/services/request.json", headers={"Accept-Language": "en"}).json()
    assert {"key": "complaint", "name": "Complaint"} in english["attributes"][0]["values"]


def test_an_unknown_definition_is_404_in_the_shape_of_the_specification(api, town):
    assert "services.json" in fault(api.get(f"{BASE}/services/nothing.json"))
    response = api.get(f"{BASE}/services/nothing.xml")
    assert response.status_code == 404 and fromstring(response.content).find("error/code").text == "404"


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
    assert any("坐标" in why for why in matter.reading["to_person"])


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


def test_nothing_that_is_not_public_leaks(api, town, secret):
    other = key.make(SYSTEM, town, "别的系统", timezone.now())[1]
    told = "桥东社区五眼桥12号302房黎小满家漏水，电话13800138000"
    number = post(api, secret, description=told, lat="23.1001", long="113.2271", address_string="五眼桥12号302").json()[
        0
    ]["service_request_id"]
    for asked in ({}, {"api_key": other}):
        one = api.get(f"{BASE}/requests/{number}.json", asked).json()[0]
        assert one["description"] is None and one["lat"] is None and one["address"] is None
        assert one["status"] == "open" and one["requested_datetime"]
        listed = api.get(f"{BASE}/requests.json", asked).content.decode()
        assert number in listed and "漏水" not in listed and "302" not in listed
    own = api.get(f"{BASE}/requests/{number}.json", {"api_key": secret}).json()[0]
    assert "漏水" in own["description"] and "13800138000" not in own["description"]
    show(number)
    public = api.get(f"{BASE}/requests/{number}.json").json()[0]
    matter = Matter.objects.get()
    assert "漏水" in public["description"] and "13800138000" not in public["description"]
    assert (public["lat"], public["long"]) != (matter.lat, matter.lon) and abs(public["lat"] - matter.lat) < 0.005
    assert "302" not in json.dumps(public)


def test_kinds_that_are_not_open_are_unknown_to_others(api, town, secret):
    wish = filing.file(
        NOBODY, Telling(text="想要一副老花镜，七十多岁看不清报纸", town_id=town.pk, kind="wish"), timezone.now()
    ).matter
    Matter.objects.filter(pk=wish.pk).update(shown=True)
    assert api.get(f"{BASE}/requests/{wish.number}.json").status_code == 404
    assert wish.number not in api.get(f"{BASE}/requests.json").content.decode()
    hidden = post(api, secret).json()[0]["service_request_id"]
    Matter.objects.filter(channel="open311").update(secret=True)
    assert api.get(f"{BASE}/requests/{hidden}.json").status_code == 404
    assert api.get(f"{BASE}/requests/{hidden}.json", {"api_key": secret}).status_code == 200


def test_who_joined_a_known_matter_does_not_read_the_first_ones_words(api, town, secret):
    joining = key.make(SYSTEM, town, "后来的", timezone.now())[1]
    first = post(api, secret).json()[0]["service_request_id"]
    assert post(api, joining).json()[0]["service_request_id"] == first
    assert api.get(f"{BASE}/requests/{first}.json", {"api_key": joining}).json()[0]["description"] is None


def test_filters(api, town, secret):
    one = post(api, secret, service_code="request").json()[0]["service_request_id"]
    two = post(api, secret, description="山村社区门口垃圾堆了好几天，很臭", service_code="request.road").json()[0][
        "service_request_id"
    ]
    Matter.objects.filter(pk=int(one.rpartition("-")[2])).update(
        is_open=False, closed_at=timezone.now(), step="solved", outcome="solved", ending="solved"
    )

    def ids(**asked):
        return [row["service_request_id"] for row in api.get(f"{BASE}/requests.json", asked).json()]

    assert ids() == [two, one]
    assert ids(status="open") == [two] and ids(status="closed") == [one] and len(ids(status="open,closed")) == 2
    assert ids(service_code="request.road") == [two]
    assert set(ids(service_request_id=f"{one},{two},SW-2020-99999,x")) == {one, two}
    assert ids(page_size=1) == [two] and ids(page_size=1, page=2) == [one] and ids(page_size=1, page=3) == []
    assert ids(end_date=(timezone.now() - timedelta(days=1)).isoformat()) == []
    assert len(ids(start_date=(timezone.now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ"))) == 2
    assert ids(start_date="2024-01-01", end_date="2024-02-01") == []


@pytest.mark.parametrize(
    "asked",
    [
        {"status": "lost"},
        {"start_date": "soon"},
        {"start_date": "9999-12-31T23:59:59-12:00"},
        {"start_date": "2026-01-01", "end_date": "2026-06-01"},
        {"start_date": "2026-02-01", "end_date": "2026-01-01"},
        {"page": "0"},
        {"page": "１"},
        {"page_size": "5000"},
        {"service_request_id": ",".join(["a"] * 1001)},
    ],
)
def test_filters_that_make_no_sense_are_refused(api, town, asked):
    response = api.get(f"{BASE}/requests.json", asked)
    assert response.status_code == 400 and fault(response)


def test_the_next_page_is_linked_without_the_key(api, town, secret):
    post(api, secret)
    link = api.get(f"{BASE}/requests.json", {"page_size": 1, "api_key": secret}).headers["Link"]
    assert "page=2" in link and secret not in link


def test_unknown_requests_are_404(api, town):
    for number in ("SW-2026-00001", "nothing", "SW-2026-999999999999999"):
        assert api.get(f"{BASE}/requests/{number}.json").status_code == 404
    assert api.get(f"{BASE}/requests.json", {"service_request_id": "SW-2026-999999999999999"}).json() == []


def test_a_number_with_another_year_opens_nothing(api, town, secret):
    number = post(api, secret).json()[0]["service_request_id"]
    year = datetime.now(SHANGHAI).year
    assert api.get(f"{BASE}/requests/{number.replace(str(year), '2019')}.json").status_code == 404


def test_a_token_is_the_number_itself(api, town, secret):
    number = post(api, secret).json()[0]["service_request_id"]
    assert api.get(f"{BASE}/tokens/{number}.json").json() == [{"service_request_id": number, "token": number}]
    assert api.get(f"{BASE}/tokens/x.xml").status_code == 404


def test_a_key_has_its_own_limit(api, town):
    slow = key.make(SYSTEM, town, "慢", timezone.now(), per_minute=2)[1]
    fast = key.make(SYSTEM, town, "快", timezone.now())[1]
    assert [post(api, slow, description=f"第{n}件事，路灯坏了").status_code for n in range(3)] == [201, 201, 429]
    response = post(api, slow)
    assert 1 <= int(response.headers["Retry-After"]) <= 30 and "每分钟" in fault(response)
    assert post(api, fast).status_code == 201


def test_an_ended_key_opens_nothing(api, town, secret):
    assert post(api, secret).status_code == 201
    key.end(SYSTEM, ApiKey.objects.get().pk, timezone.now())
    assert post(api, secret).status_code == 403
    assert api.get(f"{BASE}/requests.json", {"api_key": secret}).status_code == 403


def test_a_key_of_one_town_files_there_only(api, town, second, secret):
    assert post(api, secret, jurisdiction_id="xiqiao").status_code == 403
    assert post(api, secret).status_code == 201
    assert Matter.objects.get().town_id == town.pk


def test_a_key_above_towns_says_where_or_is_asked(api, town, second):
    wide = key.make(SYSTEM, Unit.objects.get(code="44"), "全省", timezone.now())[1]
    assert post(api, wide, jurisdiction_id="xiqiao").status_code == 201
    assert post(api, wide, lat="22.94", long="112.98").status_code == 201
    assert set(Matter.objects.values_list("town_id", flat=True)) == {second.pk}
    assert post(api, wide, address_string="石围塘街道五眼桥").status_code == 201
    assert Matter.objects.latest("pk").town_id == town.pk
    response = post(api, wide, description="路灯坏了")
    assert response.status_code == 400 and "shiweitang, xiqiao" in fault(response)


def test_lists_of_one_town_hold_no_other_towns_requests(api, town, second, secret):
    key_two = key.make(SYSTEM, second, "西樵", timezone.now())[1]
    one = post(api, secret).json()[0]["service_request_id"]
    two = post(api, key_two).json()[0]["service_request_id"]

    def ids(**asked):
        return {row["service_request_id"] for row in api.get(f"{BASE}/requests.json", asked).json()}

    assert ids(jurisdiction_id="shiweitang") == {one} and ids(jurisdiction_id="xiqiao") == {two}
    assert ids() == {one, two}
    assert api.get(f"{BASE}/requests/{one}.json", {"jurisdiction_id": "xiqiao"}).status_code == 404
    assert api.get(f"{BASE}/services.json", {"jurisdiction_id": "atlantis"}).status_code == 404


def test_a_list_costs_the_same_queries_however_long(api, town, secret, django_assert_num_queries):
    for n in range(3):
        post(api, secret, description=f"第{n}个路口的路灯坏了，晚上很黑")
    api.get(f"{BASE}/requests.json")
    with django_assert_num_queries(1):
        assert len(api.get(f"{BASE}/requests.json").json()) == 3
    with django_assert_num_queries(2):
        api.get(f"{BASE}/requests.json", {"api_key": secret})


def test_contacts_are_sealed(api, town, secret):
    post(api, secret, first_name="Mei", last_name="Lin", phone="+86 138-0013-8000", email="mei@example.cn")
    person = Tie.objects.get(kind="reporter").person
    assert person.phone_shown != "8613800138000" and b"13800138000" not in bytes(person.phone_sealed)
    assert Matter.objects.get().contactable


def test_every_view_says_its_guard():
    from lianxin.api.urls import urlpatterns

    assert {route.callback.guard for route in urlpatterns} == {"public", "key"}


def test_keys_are_kept_as_hashes_only(town, secret):
    row = ApiKey.objects.get()
    assert secret.encode() not in bytes(row.key_hash) and len(bytes(row.key_hash)) == 32
    assert Contact() == Contact("", "", "")
