"""What is wrong in a campaign folder: a code, a place, and the values for the message.

The sentence and the hint of each code stand in ``languages/<lang>/problems.toml``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from campaign.core.dates import Moment


class Severity(StrEnum):
    """How bad it is: an error keeps the thing it concerns from being loaded."""

    ERROR = "error"
    WARNING = "warning"


class Code(StrEnum):
    """Every problem that ``check`` can find; the value is stable."""

    # files and formats
    FILE_MISSING = "file-missing"
    FILE_UNREADABLE = "file-unreadable"
    FILE_TOO_LARGE = "file-too-large"
    BAD_ENCODING = "bad-encoding"
    BAD_YAML = "bad-yaml"
    DUPLICATE_FIELD = "duplicate-field"
    UNKNOWN_FIELD = "unknown-field"
    MISSING_FIELD = "missing-field"
    BAD_VALUE = "bad-value"
    CALENDAR_UNREAD = "calendar-unread"
    TOO_MANY_PROBLEMS = "too-many-problems"
    BAD_FORMAT_VERSION = "bad-format-version"
    CAMPAIGN_RENAMED = "campaign-renamed"
    DUPLICATE_ID = "duplicate-id"
    # sheets
    SHEET_NO_HEADER = "sheet-no-header"
    SHEET_UNKNOWN_COLUMN = "sheet-unknown-column"
    SHEET_ROW_INCOMPLETE = "sheet-row-incomplete"
    SHEET_ROW_TOO_WIDE = "sheet-row-too-wide"
    SHEET_FORMULA_WITHOUT_VALUE = "sheet-formula-without-value"
    SHEET_NO_ROWS = "sheet-no-rows"
    SHEET_NOT_READ = "sheet-not-read"
    SHEET_NUMBER_FORMAT = "sheet-number-format"
    CARD_IN_THE_WAY = "card-in-the-way"
    CARD_COLUMN_NOT_SHOWN = "card-column-not-shown"
    SHEET_UNSURE_MATCH = "sheet-unsure-match"
    SHEET_UNCLEAR_SUBJECT = "sheet-unclear-subject"
    SHEET_TOO_LONG = "sheet-too-long"
    SHEET_HIDDEN_ROWS = "sheet-hidden-rows"
    # time
    BAD_WHEN = "bad-when"
    BAD_DATE = "bad-date"
    AMBIGUOUS_DATE = "ambiguous-date"
    WEEKDAY_MISMATCH = "weekday-mismatch"
    CLOCK_CHANGE_GAP = "clock-change-gap"
    CLOCK_CHANGE_FOLD = "clock-change-fold"
    QUIET_HOURS = "quiet-hours"
    AFTER_EVENT = "after-event"
    CARD_DATE_PAST = "card-date-past"
    CARD_UNTRUE = "card-untrue"
    AFTER_EXPIRY = "after-expiry"
    COUNTDOWN_UNGUARDED = "countdown-unguarded"
    CARD_OUTLIVED = "card-outlived"
    FAR_FROM_PROGRAMME = "far-from-programme"
    TOO_CLOSE = "too-close"
    TOO_MANY_PER_DAY = "too-many-per-day"
    # entries
    UNKNOWN_CHANNEL = "unknown-channel"
    CHANNEL_NOT_SET_UP = "channel-not-set-up"
    UNKNOWN_TEXT = "unknown-text"
    UNKNOWN_SUBJECT = "unknown-subject"
    UNKNOWN_LAYOUT = "unknown-layout"
    UNKNOWN_FACT = "unknown-fact"
    UNKNOWN_ANCHOR = "unknown-anchor"
    ANCHOR_LOOP = "anchor-loop"
    DUPLICATE_POST = "duplicate-post"
    DUPLICATE_TEXT = "duplicate-text"
    FACT_OVERRULES = "fact-overrules"
    OVER_CAPACITY = "over-capacity"
    FACT_IMPOSSIBLE = "fact-impossible"
    FACT_DOUBTFUL = "fact-doubtful"
    ALREADY_SAID = "already-said"
    MAY_BE_SAID = "may-be-said"
    LEFT_UNSURE = "left-unsure"
    ALREADY_OUT = "already-out"
    TAKEN_DOWN = "taken-down"
    CALLED_OFF = "called-off"
    # texts
    TEMPLATE_SYNTAX = "template-syntax"
    TEMPLATE_UNKNOWN_NAME = "template-unknown-name"
    TEMPLATE_FAILED = "template-failed"
    TEMPLATE_TOO_SLOW = "template-too-slow"
    TEXT_TOO_LONG = "text-too-long"
    TEXT_EMPTY = "text-empty"
    LINK_BROKEN_FORM = "link-broken-form"
    LINK_NOT_HTTPS = "link-not-https"
    LINK_WITHOUT_SCHEME = "link-without-scheme"
    LINK_TYPED = "link-typed"
    CONTRADICTS_PROGRAMME = "contradicts-programme"
    OLD_DAY = "old-day"
    HASHTAG_UNREADABLE = "hashtag-unreadable"
    INVISIBLE_SIGN = "invisible-sign"
    BROKEN_LETTERS = "broken-letters"
    ONLY_IN_PICTURE = "only-in-picture"
    PLACEHOLDER = "placeholder"
    # images
    ASSET_MISSING = "asset-missing"
    OUTSIDE_FOLDER = "outside-folder"
    NOT_AN_IMAGE = "not-an-image"
    PHOTO_UNUSABLE = "photo-unusable"
    PHOTO_SMALL = "photo-small"
    PHOTO_CROPPED = "photo-cropped"
    LOGO_UNUSABLE = "logo-unusable"
    TOO_MANY_IMAGES = "too-many-images"
    ALT_MISSING = "alt-missing"
    ALT_TOO_LONG = "alt-too-long"
    CARD_DOES_NOT_FIT = "card-does-not-fit"
    FONT_UNUSABLE = "font-unusable"
    BRAND_UNREADABLE = "brand-unreadable"
    EMPHASIS_NOT_FOUND = "emphasis-not-found"
    CARD_WRONG_SUBJECT = "card-wrong-subject"
    CARD_SAYS_NOTHING = "card-says-nothing"
    # programmes of other tools
    IMPORT_UNKNOWN_FORMAT = "import-unknown-format"
    IMPORT_NO_HEADER = "import-no-header"
    IMPORT_UNREADABLE = "import-unreadable"
    IMPORT_ENTITIES = "import-entities"
    IMPORT_NOTHING = "import-nothing"
    IMPORT_BROKEN_EVENT = "import-broken-event"
    IMPORT_ODD_VALUE = "import-odd-value"
    IMPORT_NO_TITLE = "import-no-title"
    IMPORT_NO_TIME = "import-no-time"
    IMPORT_ALL_DAY = "import-all-day"
    IMPORT_NO_ID = "import-no-id"
    IMPORT_SAME_ID = "import-same-id"
    IMPORT_REPEATS = "import-repeats"
    IMPORT_UNKNOWN_ZONE = "import-unknown-zone"
    # money
    BUDGET_EXCEEDED = "budget-exceeded"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a problem is: a file relative to the campaign folder, and a line or a cell.

    ``given`` is what somebody called the file that is read in this one's place.
    """

    file: str = ""
    line: int | None = None
    cell: str | None = None
    given: str | None = field(default=None, compare=False)

    @property
    def shown(self) -> str:
        """Return the file as whoever asked knows it."""
        return self.given or self.file

    @property
    def row(self) -> str:
        """Return the row of a sheet, with the sheet's name where it is not the first; or the line.

        >>> Place("a.xlsx", cell="Marzo!B12").row
        'Marzo!12'
        """
        if self.cell is None:
            return str(self.line or "")
        sheet, _, row, _ = _cell_order(self.cell)
        return f"{sheet}!{row}" if sheet else str(row)

    @property
    def order(self) -> tuple[str, str, int, int, str]:
        """Return what sorts places as people read a file: by sheet, row and column."""
        if self.cell is None:
            return self.file, "", self.line or 0, 0, ""
        sheet, letters, row, width = _cell_order(self.cell)
        return self.file, sheet, row, width, letters

    def __str__(self) -> str:
        if self.cell is not None:
            return f"{self.shown}:{self.cell}"
        return f"{self.shown}:{self.line}" if self.line is not None else self.shown


def _cell_order(cell: str) -> tuple[str, str, int, int]:
    """Return the sheet, column, row and the column's width of ``Marzo!AB12``."""
    sheet, _, name = cell.rpartition("!")
    letters = name.rstrip("0123456789")
    return sheet, letters, int(name[len(letters) :] or 0), len(letters)


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: what, where, and the values that its sentence needs: texts and moments."""

    code: Code
    place: Place
    params: Mapping[str, str] = field(default_factory=dict)
    severity: Severity = Severity.ERROR
    moments: Mapping[str, Moment] = field(default_factory=dict)

    @property
    def is_error(self) -> bool:
        """Tell whether this keeps something from being loaded."""
        return self.severity is Severity.ERROR


def error(code: Code, place: Place, **params: object) -> Problem:
    """Return an error whose ``params`` fill the sentence of ``code``."""
    return _problem(code, place, Severity.ERROR, params)


def warning(code: Code, place: Place, **params: object) -> Problem:
    """Return a warning: worth a look, keeps nothing from being loaded."""
    return _problem(code, place, Severity.WARNING, params)


def _problem(code: Code, place: Place, severity: Severity, params: Mapping[str, object]) -> Problem:
    """Return a problem. Moments stay what they are: each language says them in its own words."""
    moments = {name: value for name, value in params.items() if isinstance(value, (date, time))}
    texts = {name: str(value) for name, value in params.items() if name not in moments}
    return Problem(code, place, texts, severity, moments)
