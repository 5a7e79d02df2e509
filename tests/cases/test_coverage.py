"""Every mechanism of the issue has a readable case, and every document that rules a town's values or kinds is cited."""

import re
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from lianxin import cases
from lianxin.cases.cited import SOURCES
from lianxin.cases.play import play
from lianxin.language import pack as packs
from lianxin.language import paper
from lianxin.language.load import load

ROOT = Path(__file__).resolve().parents[2] / "packs"
TOWNS = sorted(file.parent.name for file in ROOT.glob("*/pack.yaml") if cases.files(file.parent))
ON = date(2026, 11, 21)


def found():
    return [one.case for town in TOWNS for path in cases.files(ROOT / town) for one in cases.read(path, ROOT / town)]


@pytest.mark.parametrize(
    "row",
    ["0.7", "0.11", "1.14", "1.16", "1.17", "4.5", "4.13", "1.7", "2.3", "2.4", "2.12", "3.12", "3.17", "3.23", "3.28"],
)
def test_every_row_of_the_issue_has_a_case(row):
    assert any(row in case.rows for case in found())


@pytest.mark.parametrize("scenario", ["A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9", "A11"])
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


SHARED = load(ROOT / "base", ON).said


def ruled_today():
    """Values of the base pack whose rule in force cites an article."""
    for key, value in SHARED.values.items():
        if any(rule.article for rule in value.dated if rule.since <= ON and (rule.until is None or rule.until >= ON)):
            yield key


@pytest.mark.parametrize("value", sorted(ruled_today()))
def test_every_value_with_an_article_is_proven_by_a_case_that_cites_its_document(value):
    sources = {rule.source for rule in SHARED.values[value].dated} - {"lianxin"}
    proving = [case for case in found() if value in case.proves]
    assert proving, f"no case proves {value}"
    assert not sources or any(sources & set(case.cites) for case in proving)


def others(value):
    """What a value of a pack might be instead: a little more, a little less, the other answer, one word fewer."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int | float):
        return [value + 1, value - 1, value * 3]
    if re.fullmatch(r"[0-9]+/[0-9]+|[0-9.]+", value):
        return [str(Fraction(value) * part) for part in (Fraction(1, 2), Fraction(9, 10), Fraction(11, 10), 2)]
    if re.fullmatch(r"([0-9]{4}-)?[0-9]{2}-[0-9]{2}", value):
        day = date.fromisoformat(value if len(value) == 10 else f"2024-{value}")
        return [(day + timedelta(days=days)).isoformat()[-len(value) :] for days in (-1, 1, -400, 400)]
    return [value.rpartition(" ")[0]]


def changed(pack, key, value):
    """The pack, were a value always that."""
    rule = pack.said.values[key]
    dated = [one.model_copy(update={"value": value}) for one in rule.dated]
    values = {**pack.said.values, key: rule.model_copy(update={"dated": dated})}
    return replace(pack, said=pack.said.model_copy(update={"values": values}))


def proofs():
    """Each value that a case says it proves, with the case and the folder of its pack."""
    for town in TOWNS:
        for path in cases.files(ROOT / town):
            for one in cases.read(path, ROOT / town):
                for value in one.case.proves:
                    yield pytest.param(town, value, one, id=f"{town}-{path.stem}-{one.index}-{value}")


@pytest.mark.parametrize(("town", "value", "one"), list(proofs()))
def test_a_case_that_proves_a_value_plays_it_and_breaks_when_it_changes(town, value, one):
    """A proof that only reads the value (`values:`) would hold whatever the rules do with it."""
    pack, played = load(ROOT / town, ON), one.case.model_copy(deep=True)
    played.then.values.clear()
    assert not play(pack, played, one.shared)
    held = {rule.value for rule in pack.said.values[value].dated}
    assert any(play(changed(pack, value, other), played, one.shared) for was in held for other in others(was))


def living():
    """Documents that rule what is organised and what lasts between two ends, in the base pack."""
    kinds = [*SHARED.activities.values(), *SHARED.agenda.values(), *SHARED.postings.values(), *SHARED.ties.values()]
    sources = {kind.source for kind in (*kinds, *SHARED.certificates.values())}
    sources |= {rule.source for kind in kinds for rule in getattr(kind, "barred", ())}
    sources |= {path.source for path in SHARED.paths.values()}
    sources |= {kind.consent.source for kind in SHARED.ties.values() if kind.consent is not None}
    sources |= {item.vote.source for item in SHARED.agenda.values() if item.vote is not None}
    return sorted(sources)


@pytest.mark.parametrize("document", living())
def test_every_document_that_rules_activities_and_ties_is_cited_by_a_case(document):
    assert any(document in case.cites for case in found())


def test_everything_a_temporary_branch_may_not_do_is_refused_in_a_case():
    barred = {key for key, item in SHARED.agenda.items() if any("temporary_branch" in one.units for one in item.barred)}
    refused = {
        item
        for case in found()
        for step in case.steps
        if step.plan is not None and step.expect is not None and step.expect.refused
        for item in step.plan.agenda
    }
    assert barred == {"admission", "sanction", "delegates", "election"} <= refused


def modelled():
    """Each template that is modelled on a document, with its town."""
    for town in TOWNS:
        for key in packs.read_folder(ROOT / town).data.get("papers", {}):
            if load(ROOT / town, ON).said.papers[key].origin:
                yield pytest.param(town, key, id=f"{town}-{key}")


@pytest.mark.parametrize(("town", "key"), list(modelled()))
def test_every_number_of_a_source_document_that_a_case_can_answer_is_printed_in_one(town, key):
    template = load(ROOT / town, ON).said.papers[key]
    cited = {str(one) for one in paper.cites(paper.read(template.text)) if one.source in SOURCES}
    printed = {
        text
        for path in cases.files(ROOT / town)
        for one in cases.read(path, ROOT / town)
        for said in one.case.then.papers
        if said.of == key
        for text in said.prints
    }
    assert cited == printed & cited


def test_the_five_source_documents_are_modelled():
    assert {one.values[0] for one in modelled()} == {"shiweitang", "shangcheng", "xiqiao", "zhanqian", "junhe"}
