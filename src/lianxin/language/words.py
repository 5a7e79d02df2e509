"""The closed vocabulary of packs: every word a town may write, and nothing else. A new word needs an ADR and two towns
or one law that want it. Editors use the JSON Schema of `PackFile`; it and the handbook say field docstrings."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from lianxin.language.activities import (
    ActivityKind,
    AgendaKind,
    BallotBox,
    Barred,
    Cap,
    Contested,
    FigureDecl,
    Frequency,
    Material,
    Posting,
    Prior,
    Recurrence,
    Routes,
    SignUp,
    Statements,
)  # fmt: skip
from lianxin.language.appraisals import Appraisal, Honour, Item
from lianxin.language.contests import Contest, Criterion, Entering, Prize, Round
from lianxin.language.indicators import (
    Indicator,
    IndicatorRule,
    Ledger,
    Part,
    Programme,
    Scheme,
    Stream,
    Survey,
    Target,
)
from lianxin.language.norms import Norm
from lianxin.language.papers import Origin, PaperKind
from lianxin.language.paths import MemberPath, Stage, StageNumber, Through, Wait
from lianxin.language.ties import (
    AvoidedWords,
    CertificateKind,
    Commitment,
    Consent,
    Cover,
    Deliveries,
    Rhythm,
    ServiceCard,
    Sheet,
    Slot,
    StockItem,
    TieEnd,
    TieKind,
    TieTerm,
)
from lianxin.language.vocabulary import Bounds, VocabularyDecl
from lianxin.language.word import (
    Cel,
    DatedValue,
    Document,
    FieldDecl,
    Fraction,
    KeyName,
    Label,
    ListItem,
    Role,
    Scalar,
    UnitDecl,
    UnitKind,
    Value,
    Vote,
    Word,
)

__all__ = [  # Offered from here too: the whole vocabulary is one module.
    "IndicatorRule", "Origin", "Part", "Stream", "Target", "BallotBox", "Barred", "Cap", "Commitment", "Consent",
    "Contested", "Cover", "Criterion", "DatedValue", "Deliveries", "Entering", "FigureDecl", "Fraction", "Frequency",
    "Item", "Material", "Prior", "Prize", "Recurrence", "Round", "Rhythm", "Sheet", "SignUp", "Slot", "Stage",
    "StageNumber", "Statements", "Through", "TieEnd", "TieTerm", "Wait",
    "Bounds",
]  # fmt: skip


class LengthBy(Word):
    """A clock's length that depends on one fact of the matter."""

    by: Literal["nature", "topic", "channel"]
    cases: dict[KeyName, str]
    otherwise: str


class Clock(Word):
    """A clock runs while the matter stands at one of `runs_at`; leaving them all stops it.

    `length` names a value (“$answer.complaint”) or the end of a period; `late` is the action the system takes when it
    runs out; `suspends` says whether 挂账 stops it. `on_day` names a field: the clock runs to the end of the day that
    is written there, and has its `length` where none is. `waits` marks a period that is meant to run out (公示期):
    reaching its end is no lateness (ADR 0033)."""

    label: Label
    runs_at: list[KeyName]
    length: str | LengthBy | Literal["quarter_end", "month_end", "year_end"]
    on_day: KeyName | None = None
    counts_from: Literal["receipt", "entry"] = "entry"
    main: bool = False
    suspends: bool = True
    extend_by: str | None = None
    soon: float = Field(default=0.8, gt=0, lt=1)
    late: KeyName | None = None
    waits: bool = False
    source: KeyName | None = None


class Guard(Word):
    """A condition, and the sentence a person reads when it does not hold."""

    when: Cel
    otherwise: Label
    source: KeyName | None = None


class Spawn(Word):
    """Another matter that this action raises for another unit, with its own clock (吹哨)."""

    kind: KeyName
    owner: Literal["input"] = "input"


class Action(Word):
    """What may be done at a step: by whom, when, with what evidence, what follows. `closes`: the unit that acts, if of
    this kind, ends with it (ADR 0074). `own_unit`: a part by the matter's place counts at one's own unit alone."""

    label: Label
    verb: Literal["file", "route", "decide", "record", "attest", "publish", "count"]
    who: list[KeyName]
    to: KeyName | None = None
    about: Label | None = None
    guards: list[Guard] = []
    needs: list[KeyName] = []
    may: list[KeyName] = []
    not_by: list[KeyName] = []
    route: Literal["rules", "input", "fallback", "place", "nearest_site"] | None = None
    handler: Literal["self"] | None = None
    own_unit: bool = False
    claim: Literal["take", "release"] | None = None
    clock: Literal["suspend", "resume", "extend", "restart"] | None = None
    vote: Vote | None = None
    spawn: Spawn | None = None
    public: Literal["show", "hide"] | None = None
    closes: KeyName | None = None
    counts: list[KeyName] = []
    sets: dict[KeyName, Scalar] = {}
    told: Label | None = None
    tells: list[Literal["reporters", "owner", "claimer", "parent", "approver", "asker"]] = []
    main: bool = False
    one_tap: bool = False
    source: KeyName | None = None


class Ending(Word):
    """How a matter ends. Only `solved` endings count as solved; `explained` and `unreached` never do."""

    label: Label
    counts: Literal["solved", "explained", "unreached", "moved", "withdrawn", "done"]


class Step(Word):
    """Where a matter stands: everybody reads `public`, its reporter `own`; meanwhile alone the town may do `lets`."""

    label: Label
    public: Label
    own: Label | None = None
    actions: dict[KeyName, Action] = {}
    end: KeyName | None = None
    lets: list[Literal["arrivals"]] = []


class PublicView(Word):
    """What the public may see once a person has let it: the progress board, the wish wall, or nothing."""

    board: Literal["progress", "wall", "notice", "none"] = "none"
    review: bool = True


class MatterKind(Word):
    """A kind of matter: its fields, clocks, steps and endings. At the steps `timed`, arrivals are kept where let."""

    label: Label
    about: Label
    source: KeyName
    rows: list[str] = []
    first: KeyName
    filed_by: list[KeyName]
    natures: bool = False
    merges: bool = True
    open311: bool = False
    secret: bool = False
    asks: list[KeyName] = []
    fields: dict[KeyName, FieldDecl] = {}
    clocks: dict[KeyName, Clock] = {}
    shared: dict[KeyName, list[KeyName]] = {}
    steps: dict[KeyName, Step]
    endings: dict[KeyName, Ending]
    timed: list[KeyName] = []
    public: PublicView = PublicView()
    fallback: KeyName | None = None
    routing: Literal["rules", "place", "filer", "nearest_site"] = "rules"


class Rule(Word):
    """A routing or kind rule: the first that holds decides, and its reason is kept with the matter."""

    when: Cel
    to: str
    why: Label
    source: KeyName | None = None


class Rate(Word):
    """A rate over closed matters: conditions on one matter for below, above and left out (口径 in `about`)."""

    label: Label
    about: Label
    below: Cel
    above: Cel
    excluded: Cel = "false"
    source: KeyName


class Filing(Word):
    """Which kind a sentence becomes when nobody chose one; the first rule that holds decides."""

    default: KeyName
    rules: list[Rule] = []


class PackFile(Word):
    """Everything a pack folder may say, over all its files."""

    pack: KeyName
    extends: KeyName | None = None
    name: Label
    division: str = ""
    number: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,4}$")] = "SW"
    motif: Literal["kapok", "peach", "mulberry", "banyan"] = "kapok"
    hotline: str = ""
    lat: float | None = None
    lon: float | None = None
    documents: dict[KeyName, Document] = {}
    values: dict[KeyName, Value] = {}
    roles: dict[KeyName, Role] = {}
    unit_kinds: dict[KeyName, UnitKind] = {}
    units: dict[KeyName, UnitDecl] = {}
    inputs: dict[KeyName, FieldDecl] = {}
    actions: dict[KeyName, Action] = {}
    matters: dict[KeyName, MatterKind] = {}
    filing: Filing | None = None
    routing: list[Rule] = []
    fallback: KeyName | None = None
    understanding: dict[KeyName, VocabularyDecl] = {}
    lists: dict[KeyName, dict[KeyName, ListItem]] = {}
    rates: dict[KeyName, Rate] = {}
    indicators: dict[KeyName, Indicator] = {}
    ledgers: dict[KeyName, Ledger] = {}
    schemes: dict[KeyName, Scheme] = {}
    programmes: dict[KeyName, Programme] = {}
    surveys: dict[KeyName, Survey] = {}
    ties: dict[KeyName, TieKind] = {}
    papers: dict[KeyName, PaperKind] = {}
    avoided: dict[KeyName, AvoidedWords] = {}
    cards: dict[KeyName, ServiceCard] = {}
    certificates: dict[KeyName, CertificateKind] = {}
    stock: dict[KeyName, StockItem] = {}
    activities: dict[KeyName, ActivityKind] = {}
    agenda: dict[KeyName, AgendaKind] = {}
    postings: dict[KeyName, Posting] = {}
    norms: dict[KeyName, Norm] = {}
    routes: dict[KeyName, Routes] = {}
    paths: dict[KeyName, MemberPath] = {}
    appraisals: dict[KeyName, Appraisal] = {}
    contests: dict[KeyName, Contest] = {}
    honours: dict[KeyName, Honour] = {}
    office_hours: list[tuple[str, str]] = []
    labels: dict[str, Label] = {}


def schema() -> dict[str, Any]:
    """JSON Schema of a pack, for editors that complete and check YAML."""
    return PackFile.model_json_schema(by_alias=True)
