"""Check digits of national codes: the published test vectors, and that one wrong character is always found."""

import random
from datetime import date

import pytest

from lianxin.language import codes
from lianxin.language.answers import clean
from lianxin.language.reason import Refused
from lianxin.language.words import FieldDecl

CREDIT = "91350100M000100Y43"
"""GB 32100-2015, appendix."""
PERSON = "11010519491231002X"
"""GB 11643-1999, appendix."""


def made_credit(dice: random.Random) -> str:
    first = dice.choice("159Y") + dice.choice("123") + f"{dice.randrange(110000, 660000):06d}"
    first += "".join(dice.choices(codes.ALPHABET, k=9))
    return first + codes.credit_digit(first)


def made_person(dice: random.Random) -> str:
    born = date.fromordinal(dice.randrange(date(1930, 1, 1).toordinal(), date(2025, 1, 1).toordinal()))
    first = f"{dice.randrange(110000, 660000):06d}{born:%Y%m%d}{dice.randrange(1000):03d}"
    return first + codes.person_digit(first)


def test_the_vectors_of_the_standards():
    assert codes.credit_fault(CREDIT) is None
    assert codes.person_fault(PERSON) is None
    assert codes.birth(PERSON) == date(1949, 12, 31)


@pytest.mark.parametrize("seed", range(40))
def test_one_wrong_character_is_found(seed):
    dice = random.Random(seed)
    for made, alphabet, fault in (
        (made_credit(dice), codes.ALPHABET, codes.credit_fault),
        (made_person(dice), "0123456789", codes.person_fault),
    ):
        assert fault(made) is None
        for at in range(len(made)):
            for other in alphabet:
                if other != made[at]:
                    assert fault(made[:at] + other + made[at + 1 :]) is not None


@pytest.mark.parametrize("seed", range(20))
def test_two_neighbours_changed_over_are_found(seed):
    """Weights of neighbours differ, and the modulus is a prime: a swap never goes through."""
    dice = random.Random(seed)
    credit, person = made_credit(dice), made_person(dice)
    for at in range(17):
        for made, fault in ((credit, codes.credit_fault), (person, codes.person_fault)):
            swapped = made[:at] + made[at + 1] + made[at] + made[at + 2 :]
            assert swapped == made or fault(swapped) is not None


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("", "credit-length"),
        ("91350100M000100Y4", "credit-length"),
        ("91350100M000100Y44", "credit-digit"),
        ("91350100I000100Y43", "credit-shape"),
        ("9135O100M000100Y43", "credit-shape"),
        ("９１３５０１００Ｍ０００１００Ｙ４３", "credit-shape"),
    ],
)
def test_what_is_wrong_is_said(code, why):
    assert codes.credit_fault(code).code == why


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("", "id-shape"),
        ("110105491231002", "id-shape"),
        ("11010519490231002X", "id-birth"),
        ("110105194912310021", "id-digit"),
        ("440103209901010019", "id-birth"),
    ],
)
def test_what_is_wrong_with_a_number_is_said(code, why):
    assert codes.person_fault(code, date(2026, 11, 26)).code == why


def test_small_letters_spaces_and_dashes_are_forgiven():
    assert codes.credit_fault("9135 0100-m000100y43") is None
    assert codes.person_fault("110105 19491231 002x") is None


def test_an_organisation_code_that_does_not_hold_is_only_warned_of():
    dice = random.Random(7)
    warned = [codes.credit_warning(made_credit(dice)) for _ in range(60)]
    assert any(warned) and all(one is None or one.code == "credit-organisation" for one in warned)


def test_an_answer_of_that_form_is_checked_and_kept_plain():
    asked = FieldDecl.model_validate({"label": {"zh": "信用代码"}, "type": "text", "form": "credit_code"})
    assert clean(None, asked, "9135 0100 m000100y43") == CREDIT
    with pytest.raises(Refused, match="校验位"):
        clean(None, asked, "91350100M000100Y44")
    asked = asked.model_copy(update={"form": "id_number"})
    assert clean(None, asked, PERSON.lower()) == PERSON


def test_a_choice_of_several():
    said = {
        "label": {"zh": "技能"},
        "type": "choice",
        "several": True,
        "choices": {"a": {"zh": "甲"}, "b": {"zh": "乙"}},
    }
    asked = FieldDecl.model_validate(said)
    assert clean(None, asked, ["a", "b", "a"]) == ["a", "b"]
    assert clean(None, asked, "a") == ["a"]
    with pytest.raises(Refused):
        clean(None, asked, ["a", "c"])


@pytest.mark.parametrize(
    ("phone", "mobile"),
    [("138 0013 8000", True), ("+86-13800138000", True), ("020-81234567", False), ("12345", False), ("", False)],
)
def test_mobiles(phone, mobile):
    assert codes.is_mobile(phone) is mobile
