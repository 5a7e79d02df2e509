"""Open311: following requests; nothing that is not public leaks."""

import json
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from lianxin.kernel.acts import filing, key, parting
from lianxin.kernel.acts.filing import Telling
from lianxin.kernel.models import Matter, PackVersion, Tie
from lianxin.kernel.who import NOBODY, SYSTEM
from lianxin.language.calendar import SHANGHAI
from tests.api.calls import BASE, fault, post, show
from tests.cast import Cast, join, pack_of


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


def test_what_joined_and_was_parted_is_followed_by_either_number(api, town, secret):
    joining = key.make(SYSTEM, town, "后来的", timezone.now())[1]
    first = post(api, secret).json()[0]["service_request_id"]
    assert post(api, joining, headers={"Idempotency-Key": "77"}).json()[0]["service_request_id"] == first
    tie = Tie.objects.get(kind="reporter", data__has_key="merged")
    cast = Cast(town, pack_of("shiweitang"), PackVersion.objects.latest("pk"), town, now=timezone.now())
    join(cast, "clerk", "何晓岚", "clerk", town)
    own = parting.part(cast.who("clerk"), tie.matter_id, tie.pk, "是两盏灯", timezone.now())
    old = api.get(f"{BASE}/requests/{first}.json", {"api_key": joining}).json()[0]
    assert old["service_request_id"] == first and own.number in old["status_notes"] and old["description"] is None
    for others in ({}, {"api_key": secret}):
        assert own.number not in api.get(f"{BASE}/requests/{first}.json", others).json()[0]["status_notes"]
    mine = api.get(f"{BASE}/requests/{own.number}.json", {"api_key": joining}).json()[0]
    assert "路灯" in mine["description"] and mine["status"] == "open"
    again = post(api, joining, headers={"Idempotency-Key": "77"})
    assert again.status_code == 200 and again.json()[0]["service_request_id"] == own.number


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


def test_a_list_costs_the_same_queries_however_long(api, town, secret, django_assert_num_queries):
    for n in range(3):
        post(api, secret, description=f"第{n}个路口的路灯坏了，晚上很黑")
    api.get(f"{BASE}/requests.json")
    with django_assert_num_queries(1):
        assert len(api.get(f"{BASE}/requests.json").json()) == 3
    with django_assert_num_queries(2):
        api.get(f"{BASE}/requests.json", {"api_key": secret})
