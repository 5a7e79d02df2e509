"""Every mechanism of the issue has a readable case, and every document that rules a town's values or kinds is cited."""

from datetime import date
from pathlib import Path

import pytest

from lianxin import cases
from lianxin.language import pack as packs
from lianxin.language.load import load

ROOT = Path(__file__).resolve().parents[2] / "packs"
TOWNS = sorted(file.parent.name for file in ROOT.glob("*/pack.yaml") if cases.files(file.parent))
ON = date(2026, 11, 21)


def found():
    return [one.case for town in TOWNS for path in cases.files(ROOT / town) for one in cases.read(path, ROOT / town)]


@pytest.mark.parametrize("row", ["1.7", "2.3", "2.4", "2.12", "3.12", "3.17", "3.23", "3.28"])
def test_every_row_of_the_issue_has_a_case(row):
    assert any(row in case.rows for case in found())


@pytest.mark.parametrize("scenario", ["A1", "A7", "A8"])
def test_every_scenario_of_the_issue_has_a_case(scenario):
    assert any(scenario == case.scenario for case in found())


@pytest.mark.parametrize("town", TOWNS)
def test_every_ruling_document_of_a_town_is_cited(town):
    own = packs.read_folder(ROOT / town).data
    said = load(ROOT / town, ON).said
    documents = set(own.get("documents", {}))
    ruling = {dated.source for key in own.get("values", {}) for dated in said.values[key].dated}
    ruling |= {said.matters[key].source for key in own.get("matters", {})}
    cited = {
        key for path in cases.files(ROOT / town) for one in cases.read(path, ROOT / town) for key in one.case.cites
    }
    assert documents & ruling <= cited


def test_there_are_towns_with_cases():
    assert {"shiweitang", "xiqiao"} <= set(TOWNS)
