"""Open311: what a key opens, how often, and for which towns."""

from django.utils import timezone

from lianxin.kernel.acts import key
from lianxin.kernel.models import ApiKey, Matter, Unit
from lianxin.kernel.who import SYSTEM
from tests.api.calls import BASE, fault, post


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


def test_keys_are_kept_as_hashes_only(town, secret):
    row = ApiKey.objects.get()
    assert secret.encode() not in bytes(row.key_hash) and len(bytes(row.key_hash)) == 32
