"""Open311: discovery, services and their definitions, the same in both formats."""

import pytest
from defusedxml.ElementTree import fromstring

from tests.api.calls import BASE, fault, plain, post, show, texts


def test_services_are_the_topics_of_kinds_that_are_open_to_other_systems(api, town):
    codes = [one["service_code"] for one in api.get(f"{BASE}/services.json").json()]
    assert "request" in codes and "request.road" in codes
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


def test_every_view_says_its_guard():
    from lianxin.api.urls import urlpatterns

    assert {route.callback.guard for route in urlpatterns} == {"public", "key"}
