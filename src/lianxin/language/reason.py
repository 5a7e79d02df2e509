"""Reasons: every verdict can say, in the reader's language, what was decided and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in the product's two languages. `zh` is what people see first."""

    zh: str
    en: str = ""

    def say(self, language: str = "zh") -> str:
        """The sentence in `language` ("zh…" or "en…"); Chinese where no English was written."""
        return self.en if language.startswith("en") and self.en else self.zh

    def fill(self, **parts: object) -> Text:
        """The same sentence with its {named} places filled; an unknown place is left as written."""
        known = _Known(parts)
        return Text(self.zh.format_map(known), self.en.format_map(known))

    def __str__(self) -> str:
        return self.zh


class _Known(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was decided or refused. `code` is stable (tests, APIs); `source` cites the rule's document."""

    code: str
    text: Text
    source: str = ""

    def say(self, language: str = "zh") -> str:
        """As part of a sentence: an English reason begins in lower case."""
        return self.text.say(language)

    def sentence(self, language: str = "zh") -> str:
        """As it stands by itself: an English one begins with a capital."""
        return _capital(self.say(language), language)


def because(code: str, zh: str, en: str, source: str = "", /, **parts: object) -> Reason:
    """A reason in both languages; the {named} places of both sentences are filled from `parts`."""
    text = Text(zh, en)
    return Reason(code, text.fill(**parts) if parts else text, source)


class Refused(Exception):
    """An act that may not happen, with all the reasons a person can act on. Nothing has been changed."""

    def __init__(self, *reasons: Reason, field: str = "") -> None:
        self.reasons = reasons
        self.field = field
        super().__init__("；".join(str(reason.text) for reason in reasons))

    @property
    def code(self) -> str:
        return self.reasons[0].code

    def say(self, language: str = "zh") -> str:
        """All reasons, as part of a sentence."""
        return ("；" if not language.startswith("en") else "; ").join(r.say(language) for r in self.reasons)

    def sentence(self, language: str = "zh") -> str:
        """All reasons, as they stand by themselves."""
        return _capital(self.say(language), language)


def _capital(said: str, language: str) -> str:
    return said[:1].upper() + said[1:] if language.startswith("en") else said
