"""The shape of what is remembered: six nouns, and the few rows that serve them."""

from lianxin.kernel.models.account import Account, ApiKey, Invitation
from lianxin.kernel.models.activity import Activity, Ballot, Voted
from lianxin.kernel.models.among import Among
from lianxin.kernel.models.appraisal import Appraisal, Appraised, Objection, Proof
from lianxin.kernel.models.attachment import Attachment
from lianxin.kernel.models.contest import Contest, Honour, Judge, Sheet, Work
from lianxin.kernel.models.entry import Cursor, Entry, Seal
from lianxin.kernel.models.issue import Issue, Posting, Sketch
from lianxin.kernel.models.matter import Matter
from lianxin.kernel.models.measure import Counted, Measure, Recount
from lianxin.kernel.models.notice import Erasure, Notice
from lianxin.kernel.models.pack import CalendarYear, PackVersion
from lianxin.kernel.models.paper import Paper
from lianxin.kernel.models.person import Card, Person
from lianxin.kernel.models.photo import Photo
from lianxin.kernel.models.roll import Roll
from lianxin.kernel.models.stock import Certificate, Stock
from lianxin.kernel.models.survey import Export, Measurement
from lianxin.kernel.models.tally import Tally
from lianxin.kernel.models.tie import Tie
from lianxin.kernel.models.unit import Unit

__all__ = [
    "Account",
    "Activity",
    "Among",
    "ApiKey",
    "Appraisal",
    "Appraised",
    "Attachment",
    "Ballot",
    "CalendarYear",
    "Card",
    "Certificate",
    "Contest",
    "Counted",
    "Cursor",
    "Entry",
    "Erasure",
    "Export",
    "Honour",
    "Invitation",
    "Issue",
    "Judge",
    "Matter",
    "Measure",
    "Measurement",
    "Notice",
    "Objection",
    "PackVersion",
    "Paper",
    "Person",
    "Photo",
    "Posting",
    "Proof",
    "Recount",
    "Roll",
    "Seal",
    "Sheet",
    "Sketch",
    "Stock",
    "Tally",
    "Tie",
    "Unit",
    "Voted",
    "Work",
]
