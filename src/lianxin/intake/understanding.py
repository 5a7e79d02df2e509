"""The one door through which a sentence is understood. Whoever reads better later (a learned model) is passed in as the
`understander` and answers the same question in the same shape."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from lianxin.intake import privacy, words
from lianxin.intake.fingerprint import Fingerprint, fingerprint
from lianxin.intake.mentions import Mention
from lianxin.intake.places import Candidate, Gazetteer, PlaceReading
from lianxin.intake.span import Span
from lianxin.intake.why import Why
from lianxin.intake.words import Reading, Stretches
from lianxin.language.reason import Refused, because

MOST = 5_000  # characters of one telling
# Control characters but newline and tab, halves of characters, and signs that turn the direction of what follows (a
# text could show one thing and say another).
_DROPPED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069]")


class Unreadable(Refused):
    """Nothing in the text can be read: empty, blanks, signs only. The person is asked to say it in words."""

    def __init__(self) -> None:
        super().__init__(
            because(
                "unreadable",
                "没有读到文字。请用一句话写下来",
                "There are no words to read. Please write it in a sentence",
            ),
            field="text",
        )


class TooLong(Refused):
    """The text has more characters than one telling may have."""

    def __init__(self, length: int) -> None:
        super().__init__(
            because(
                "too_long",
                "文字太长：{length}字，最多{most}字。请先写要点，其余可以作为附件或当面交",
                "The text is too long: {length} characters, {most} at most. Write the main points; hand in the rest",
                "",
                length=length,
                most=MOST,
            ),
            field="text",
        )


class Understands(Protocol):
    """What reads a text for all its questions at once: the pack's words now, learned models later."""

    def read(self, text: str, named: Stretches = ()) -> Mapping[str, Reading]: ...

    def read_all(self, texts: Sequence[str], named: Sequence[Stretches] = ()) -> Sequence[Mapping[str, Reading]]: ...


@dataclass(frozen=True, slots=True)
class Understanding:
    """What one telling is. `text`: as told, cleaned; `public_text`: with every private stretch masked; `private`: those
    stretches, for which public display waits; `to_person`: why a person must look, empty when all is sure;
    `readings`: every question of the pack, nature and topic among them."""

    text: str
    nature: Reading
    topic: Reading
    place: PlaceReading
    private: list[Span]
    public_text: str
    fingerprint: Fingerprint
    to_person: list[Why]
    readings: Mapping[str, Reading]


class Reader:
    """Reads tellings for one town: its words (or model) and its gazetteer."""

    def __init__(self, understander: Understands, gazetteer: Gazetteer) -> None:
        self.understander = understander
        self.gazetteer = gazetteer

    def read(
        self,
        text: str,
        *,
        site_id: int | None = None,
        given_nature: str | None = None,
        given_topic: str | None = None,
        given_place: int | None = None,
    ) -> Understanding:
        """Understand one telling. What a person chose (`given_…`) stands. Errors: Unreadable, TooLong."""
        told = clean(text)
        given = {"nature": given_nature, "topic": given_topic}
        mentions = self.gazetteer.mentions(told)
        spoken = self.understander.read(told, _stretches(mentions))
        return self._understood(told, mentions, spoken, given, site_id, given_place)

    def read_all(self, asked: Sequence[Mapping[str, Any]]) -> list[Understanding | None]:
        """Understand many tellings as `read` does each, at a smaller price where models read; `asked`: what `read`
        takes. None for one that cannot be read, so that whoever asked reads it again and sees why."""
        told = [_cleaned(one["text"]) for one in asked]
        texts = [text for text in told if text is not None]
        named = [self.gazetteer.mentions(text) for text in texts]
        spoken = iter(zip(named, self.understander.read_all(texts, [*map(_stretches, named)]), strict=True))
        return [
            None if text is None else self._understood(
                text,
                *next(spoken),
                {"nature": one.get("given_nature"), "topic": one.get("given_topic")},
                one.get("site_id"),
                one.get("given_place"),
            )
            for text, one in zip(told, asked, strict=True)
        ]  # fmt: skip

    def _understood(
        self,
        told: str,
        mentions: Sequence[Mention],
        spoken: Mapping[str, Reading],
        given: Mapping[str, str | None],
        site_id: int | None,
        given_place: int | None,
    ) -> Understanding:
        readings = dict(spoken)
        for kind, chosen in given.items():
            readings[kind] = words.given(chosen) if chosen else readings.get(kind) or words.nothing()
        place = self._place(told, mentions, site_id, given_place)
        public, private = privacy.redact(told)
        verdicts = [(one.sure, one.reason) for one in (readings["nature"], readings["topic"])]
        verdicts.append((place.sure, place.reason))
        return Understanding(
            text=told,
            nature=readings["nature"],
            topic=readings["topic"],
            place=place,
            private=private,
            public_text=public,
            # Of the public text: two people send one text with two telephone numbers.
            fingerprint=fingerprint(public),
            to_person=list(dict.fromkeys(reason for sure, reason in verdicts if not sure)),
            readings=readings,
        )

    def _place(self, text: str, mentions: Sequence[Mention], site_id: int | None, given: int | None) -> PlaceReading:
        place = self.gazetteer.places.get(given) if given is not None else None
        if place is None:
            return self.gazetteer.find(text, site_id=site_id, mentions=mentions)
        return PlaceReading((Candidate(place, "", (0, 0), 1.0, words.CHOSEN),), place, True, words.CHOSEN)


def _stretches(mentions: Sequence[Mention]) -> Stretches:
    return [(one.start, one.end) for one in mentions]


def clean(text: str) -> str:
    """`text` without control characters, NULs, lone surrogates and direction signs, blanks at the ends dropped. Markup
    stays text: whoever shows it escapes it. Errors: Unreadable, TooLong."""
    if len(text) > MOST:
        raise TooLong(len(text))
    told = _DROPPED.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not any(map(str.isalnum, told)):
        raise Unreadable
    return told


def _cleaned(text: str) -> str | None:
    """The text as `clean` leaves it; None for one that is refused."""
    try:
        return clean(text)
    except Refused:
        return None
