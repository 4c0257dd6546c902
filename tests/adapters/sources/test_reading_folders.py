"""Whole folders: what a sound one says, and that a broken one tells everything in one run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

import pytest

from campaign.core.calendar import Status
from campaign.core.problems import Code
from campaign.core.when import NEVER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

    from campaign.core.folder import Folder

    class Reading(Protocol):
        """Reads a folder that is given as texts."""

        def __call__(self, files: Mapping[str, str | bytes]) -> Folder:
            """Return what the files say."""
            ...

    Told = Callable[[Folder], list[tuple[str, str]]]


def test_a_sound_folder_has_no_problems(berlin: dict[str, str], reading: Reading) -> None:
    assert reading(berlin).problems == ()


def test_the_campaign_is_as_it_is_written(berlin: dict[str, str], reading: Reading) -> None:
    campaign = reading(berlin).campaign
    assert (campaign.name, campaign.zone_name, campaign.language) == (
        "open-stacks",
        "Europe/Berlin",
        "en",
    )
    assert campaign.channels == ("mastodon", "telegram")
    assert campaign.hashtags == ("#OpenStacks", "#Libraries")
    assert campaign.team[0].telegram == 6123456789
    assert (campaign.approver("keynote"), campaign.approver("hello")) == ("editor", None)
    assert campaign.x_budget == Decimal("2.50")
    quiet = campaign.quiet_hours
    assert quiet is not None
    assert (f"{quiet.start:%H:%M}", f"{quiet.end:%H:%M}") == ("23:00", "07:30")


def test_times_are_those_of_the_campaigns_zone(berlin: dict[str, str], reading: Reading) -> None:
    start = reading(berlin).programme.panels[0].start
    assert start is not None
    assert start.astimezone(UTC) == datetime(2024, 10, 8, 16, 30, tzinfo=UTC)


def test_an_invited_speaker_is_nobody_yet(berlin: dict[str, str], reading: Reading) -> None:
    speakers = reading(berlin).programme.speakers
    assert [(s.id, s.name) for s in speakers] == [
        ("opening-speaker-1", "Grace Bell"),
        ("guest", None),
    ]


def test_partners_stand_in_the_order_of_their_tiers(
    berlin: dict[str, str], reading: Reading
) -> None:
    assert [p.id for p in reading(berlin).programme.partners] == ["library", "senate"]


def test_a_quotation_loses_its_marks(berlin: dict[str, str], reading: Reading) -> None:
    quote = reading(berlin).programme.quotes[0]
    assert (quote.text, quote.emphasis) == ("A shelf is a promise.", "a promise")


def test_a_number_of_seats_makes_open_seats(berlin: dict[str, str], reading: Reading) -> None:
    berlin["posts/programme.yaml"] = "panels:\n- {id: one, title: One, speakers: 2}\n"
    speakers = reading(berlin).programme.speakers
    assert [(s.id, s.name) for s in speakers] == [("one-speaker-1", None), ("one-speaker-2", None)]


def test_a_text_with_a_space_is_the_text_itself(berlin: dict[str, str], reading: Reading) -> None:
    hello = reading(berlin).entries[1]
    assert (hello.text, hello.literal, hello.repeat) == ("Hello from the stacks", True, True)


def test_an_entry_is_as_it_is_written(berlin: dict[str, str], reading: Reading) -> None:
    berlin["posts/calendar.yaml"] = (
        "- post: p\n  title: Post\n  when: ended + 2h\n  channels: mastodon, telegram\n"
        "  text: a b\n  spread: 90m\n  status: draft\n  needs: opening.stream\n"
    )
    entry = reading(berlin).entries[0]
    assert (entry.id, entry.title, str(entry.when)) == ("p", "Post", "ended + 2h")
    assert entry.channels == ("mastodon", "telegram")
    assert entry.spread == timedelta(minutes=90)
    assert (entry.status, entry.needs) == (Status.DRAFT, ("opening.stream",))
    assert str(entry.place_of("spread")) == "posts/calendar.yaml:6"


def test_notes_give_their_block_quotes(berlin: dict[str, str], reading: Reading) -> None:
    berlin["posts/notes/opening.md"] = (
        "# Note\n\nText.\n\n> “Metadata is **a love note**\n> to the future.”\n"
        "> — Grace Bell\n\n> Two\n"
    )
    quotes = reading(berlin).programme.quotes[1:]
    assert [(q.id, q.text, q.emphasis, q.source) for q in quotes] == [
        ("opening-quote-1", "Metadata is a love note to the future.", "a love note", "Grace Bell"),
        ("opening-quote-2", "Two", None, None),
    ]
    assert str(quotes[0].place) == "posts/notes/opening.md:5"


def test_a_broken_folder_tells_everything_in_one_run(reading: Reading, told: Told) -> None:
    folder = reading(
        {
            "posts/campaign.yaml": "format: 2\nname: Größe!\ntitle: T\nzone: Mars/Base\n"
            "channels: [x, telegraph]\nchanels: [x]\napproval: {p: boss}\n",
            "posts/programme.yaml": "panels:\n- id: one\n  title: One\n  start: 2024-02-30 10:00\n"
            "  stream: example.org\n- id: one\n  title: Again\n- title: Nameless\n"
            "quotes:\n- {id: q, text: abc, emphasis: xyz}\n",
            "posts/texts/good.md": "--- fax ---\nhello\n",
            "posts/texts/bad.md": b"\xff",
            "posts/calendar.yaml": "- post: a\n  when: someday maybe\n  channels: x\n  text: good\n"
            "- post: b\n  when: start\n  channels: [x, fax]\n  text: god\n  for: panels\n"
            "- post: c\n  when: start\n  channels: x\n  text: good\n  card: poster\n"
            "  needs: [strem]\n  for: one\n"
            "- 7\n",
            "posts/answers.yaml": "- {id: a}\n",
            "assets/brand.yaml": "colours: {paper: white}\n",
            "posts/rehearsal.yaml": "start: [1\n",
        }
    )
    assert told(folder) == [
        ("bad-value", "assets/brand.yaml:1"),
        ("missing-field", "posts/answers.yaml:1"),
        ("missing-field", "posts/answers.yaml:1"),
        ("bad-when", "posts/calendar.yaml:2"),
        ("unknown-channel", "posts/calendar.yaml:7"),
        ("unknown-text", "posts/calendar.yaml:8"),
        ("unknown-layout", "posts/calendar.yaml:14"),
        ("unknown-fact", "posts/calendar.yaml:15"),
        ("bad-value", "posts/calendar.yaml:17"),
        ("bad-format-version", "posts/campaign.yaml:1"),
        ("bad-value", "posts/campaign.yaml:2"),
        ("bad-value", "posts/campaign.yaml:4"),
        ("unknown-channel", "posts/campaign.yaml:5"),
        ("unknown-field", "posts/campaign.yaml:6"),
        ("bad-value", "posts/campaign.yaml:7"),
        ("bad-value", "posts/programme.yaml:4"),
        ("link-broken-form", "posts/programme.yaml:5"),
        ("duplicate-id", "posts/programme.yaml:6"),
        ("missing-field", "posts/programme.yaml:8"),
        ("bad-value", "posts/programme.yaml:10"),
        ("bad-yaml", "posts/rehearsal.yaml:1"),
        ("bad-encoding", "posts/texts/bad.md:1"),
        ("unknown-channel", "posts/texts/good.md:1"),
    ]
    assert (folder.entries, folder.skipped) == ((), 4)
    assert set(folder.left_out) == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("text", "problems"),
    [("Vamos!", []), ("good!", [("unknown-text", "posts/calendar.yaml:4")]), ("goodness", None)],
)
def test_one_word_is_a_text_where_it_can_be_no_name(
    berlin: dict[str, str],
    reading: Reading,
    told: Told,
    text: str,
    problems: list[tuple[str, str]] | None,
) -> None:
    berlin["posts/texts/good.md"] = "Good evening.\n"
    berlin["posts/calendar.yaml"] = (
        f"- post: a\n  when: 2024-05-01 10:00\n  channels: all\n  text: '{text}'\n"
    )
    found = [one for one in told(reading(berlin)) if one[0] == "unknown-text"]
    assert found == ([("unknown-text", "posts/calendar.yaml:4")] if problems is None else problems)


def test_an_entry_with_an_error_is_left_out_and_the_good_ones_load(
    berlin: dict[str, str], reading: Reading, told: Told
) -> None:
    berlin["posts/calendar.yaml"] += "- {post: late, when: 7 o'clock, channels: all, text: a b}\n"
    folder = reading(berlin)
    assert [entry.id for entry in folder.entries] == ["keynote", "hello"]
    assert (folder.skipped, [*folder.left_out]) == (1, ["late"])
    assert told(folder) == [("bad-when", "posts/calendar.yaml:13")]


def test_an_entry_can_say_that_it_never_expires(berlin: dict[str, str], reading: Reading) -> None:
    text = berlin["posts/calendar.yaml"].replace("expires: start", "expires: never")
    berlin["posts/calendar.yaml"] = text
    folder = reading(berlin)
    assert folder.problems == ()
    assert [entry.expires for entry in folder.entries] == [NEVER, None]


def test_a_misspelt_field_is_an_error_with_the_nearest_first(
    berlin: dict[str, str], reading: Reading
) -> None:
    berlin["posts/calendar.yaml"] = berlin["posts/calendar.yaml"].replace("expires", "expirs")
    problem = reading(berlin).problems[0]
    assert (problem.code, str(problem.place)) == (Code.UNKNOWN_FIELD, "posts/calendar.yaml:7")
    assert problem.params["known"].startswith("expires")


@pytest.mark.parametrize(
    ("line", "code", "nearest"),
    [
        ("text: keynot", Code.UNKNOWN_TEXT, "keynote"),
        ("for: openning", Code.UNKNOWN_SUBJECT, "opening"),
        ("card: anouncement", Code.UNKNOWN_LAYOUT, "announcement"),
        ("channels: mastodonte", Code.UNKNOWN_CHANNEL, "mastodon"),
        ("needs: [streem]", Code.UNKNOWN_FACT, "stream"),
        ("needs: [links.signin]", Code.UNKNOWN_FACT, "links.signup"),
        ("needs: [closing.stream]", Code.UNKNOWN_FACT, ""),
    ],
)
def test_a_name_that_does_not_exist_is_told_with_the_nearest(
    berlin: dict[str, str], reading: Reading, line: str, code: Code, nearest: str
) -> None:
    entry = {
        "post": "one",
        "for": "opening",
        "when": "start",
        "channels": "all",
        "text": "keynote",
    }
    name, _, value = line.partition(": ")
    entry[name] = value
    berlin["posts/calendar.yaml"] = "- {" + ", ".join(f"{k}: {v}" for k, v in entry.items()) + "}"
    berlin["posts/campaign.yaml"] = berlin["posts/campaign.yaml"].replace(", keynote: editor", "")
    folder = reading(berlin)
    assert [problem.code for problem in folder.problems] == [code]
    assert nearest in folder.problems[0].params["known"].split(", ")[:2] or not nearest
    assert folder.entries == ()


def test_a_channel_without_an_account_is_left_out_of_the_entry(
    berlin: dict[str, str], reading: Reading
) -> None:
    berlin["posts/calendar.yaml"] = berlin["posts/calendar.yaml"].replace(
        "channels: mastodon", "channels: [mastodon, twitter]"
    )
    folder = reading(berlin)
    assert [(p.code, p.is_error) for p in folder.problems] == [(Code.CHANNEL_NOT_SET_UP, False)]
    assert folder.entries[1].channels == ("mastodon",)


def test_the_same_post_twice_names_both_places(berlin: dict[str, str], reading: Reading) -> None:
    berlin["posts/calendar.yaml"] += "- {post: hello, when: start, channels: all, text: b c}\n"
    folder = reading(berlin)
    places = ["posts/calendar.yaml:8", "posts/calendar.yaml:13"]
    assert [(p.code, str(p.place), p.params["first"]) for p in folder.problems] == [
        (Code.DUPLICATE_POST, one, other)
        for one, other in zip(places, reversed(places), strict=True)
    ]
    assert [entry.id for entry in folder.entries] == ["keynote"]


@pytest.mark.parametrize("name", ["start", "a b", "2nd", "reminder-1d", "a/b", "x" * 80])
def test_a_post_has_a_name_that_moments_can_use(
    berlin: dict[str, str], reading: Reading, name: str
) -> None:
    berlin["posts/calendar.yaml"] += f"- {{post: {name}, when: start, channels: all, text: b c}}\n"
    assert [p.code for p in reading(berlin).problems] == [Code.BAD_VALUE]


def test_an_approval_rule_about_no_post_is_an_error(
    berlin: dict[str, str], reading: Reading
) -> None:
    berlin["posts/campaign.yaml"] = berlin["posts/campaign.yaml"].replace(
        "keynote: editor", "keynot: editor"
    )
    problem = reading(berlin).problems[0]
    assert (problem.code, str(problem.place)) == (Code.UNKNOWN_FIELD, "posts/campaign.yaml:11")


def test_a_role_that_loads_sheets_and_that_nobody_has_lets_nobody_load_any(
    berlin: dict[str, str], reading: Reading
) -> None:
    before = berlin["posts/campaign.yaml"]
    berlin["posts/campaign.yaml"] = before + "loads: Editor\n"
    assert reading(berlin).campaign.loads == ("editor",)
    berlin["posts/campaign.yaml"] = before + "loads: [editr]\n"
    folder = reading(berlin)
    assert [(p.code, p.params["value"]) for p in folder.problems] == [(Code.BAD_VALUE, "editr")]
    assert len(folder.campaign.loads) == 1
    assert folder.campaign.loads[0] not in {member.role for member in folder.campaign.team}


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../secret.jpg", "assets/../../x.jpg", "C:\\x.jpg"]
)
def test_a_path_outside_the_folder_is_refused(
    berlin: dict[str, str], reading: Reading, path: str
) -> None:
    berlin["posts/calendar.yaml"] += (
        f"- {{post: p, when: start, channels: all, text: b c, images: ['{path}'], alt: [a]}}\n"
    )
    assert [p.code for p in reading(berlin).problems] == [Code.OUTSIDE_FOLDER]


@pytest.mark.parametrize(
    ("images", "alt", "codes"),
    [
        ("[room.jpg]", "[a room]", []),
        ("[assets/photos/room.jpg]", "[a room]", []),
        ("[room.jpg]", "[]", [Code.ALT_MISSING]),
        ("[room.jpg, hall.jpg]", "[a room]", [Code.ALT_MISSING]),
        ("[room.jpg]", "[a room, a hall]", [Code.BAD_VALUE]),
        ("[Room.jpg]", "[a room]", [Code.ASSET_MISSING]),
    ],
)
def test_images_are_there_and_each_has_its_alternative_text(
    berlin: dict[str, str], reading: Reading, images: str, alt: str, codes: list[Code]
) -> None:
    entry = f"{{post: p, when: start, channels: all, text: b c, images: {images}, alt: {alt}}}"
    berlin["posts/calendar.yaml"] += f"- {entry}\n"
    files = {**berlin, "assets/photos/room.jpg": b"jpg", "assets/hall.jpg": b"jpg"}
    folder = reading(files)
    assert [problem.code for problem in folder.problems] == codes
    if not codes:
        assert folder.entries[-1].images == ("assets/photos/room.jpg",)


def test_an_empty_folder_says_what_is_missing(reading: Reading) -> None:
    folder = reading({})
    assert [(p.code, p.place.file, p.is_error) for p in folder.problems] == [
        (Code.FILE_MISSING, "posts/calendar.yaml", False),
        (Code.FILE_MISSING, "posts/campaign.yaml", True),
        (Code.FILE_MISSING, "posts/programme.yaml", False),
    ]


def test_a_start_in_a_gap_of_the_clock_is_a_warning(
    berlin: dict[str, str], reading: Reading
) -> None:
    berlin["posts/programme.yaml"] = "panels:\n- {id: n, title: N, start: 2024-03-31 02:30}\n"
    folder = reading(berlin)
    assert [(p.code, p.is_error) for p in folder.problems] == [(Code.CLOCK_CHANGE_GAP, False)]
    assert folder.programme.panels[0].start == datetime(2024, 3, 31, 1, 0, tzinfo=UTC)


def test_a_sheet_and_a_file_that_name_the_same_post_both_say_where(
    berlin: dict[str, str], reading: Reading
) -> None:
    files = {
        **berlin,
        "posts/calendar.csv": "post;date;time;channels;text\nhello;2024-10-01;10:00;all;Hi there\n"
        "extra;2024-10-02;10:00;all;More there\n",
    }
    folder = reading(files)
    twice = [p for p in folder.problems if p.code is Code.DUPLICATE_POST]
    assert [p.params["first"] for p in twice] == ["posts/calendar.yaml:8", "posts/calendar.csv:A2"]
    assert [entry.id for entry in folder.entries] == ["keynote", "extra"]


SHEET = "date;time;channels;text;title\n2024-10-02;10:00;all;More there;More\n"


def test_a_row_without_a_name_is_given_one_that_is_kept(
    berlin: dict[str, str], reading: Reading
) -> None:
    first = reading({**berlin, "posts/calendar.csv": SHEET})
    assert [entry.id for entry in first.entries] == ["keynote", "hello", "more"]
    again = reading({**berlin, "posts/calendar.csv": SHEET, **first.written})
    assert list(first.written) == ["posts/calendar.ids.yaml"]
    assert (again.entries[-1].id, again.written) == ("more", {})


def test_rows_whose_names_are_lost_are_not_read_as_new_ones(
    berlin: dict[str, str], reading: Reading
) -> None:
    folder = reading({**berlin, "posts/calendar.csv": SHEET, "posts/calendar.ids.yaml": "rows: ["})
    assert [(p.code, p.place.file) for p in folder.problems] == [
        (Code.BAD_YAML, "posts/calendar.ids.yaml")
    ]
    assert ([entry.id for entry in folder.entries], folder.written) == (["keynote", "hello"], {})


def calendar_of(count: int) -> str:
    return "".join(
        f"- post: post-{n}\n  for: panels\n  when: start - 7d 10:00\n  channels: all\n"
        "  text: keynote\n  card: announcement\n  expires: start\n  needs: [stream]\n"
        for n in range(count)
    )


def test_ten_thousand_entries_are_all_read(berlin: dict[str, str], reading: Reading) -> None:
    berlin["posts/campaign.yaml"] = berlin["posts/campaign.yaml"].replace(", keynote: editor", "")
    berlin["posts/calendar.yaml"] = calendar_of(10_000)
    assert len(reading(berlin).entries) == 10_000


def test_ten_thousand_mistakes_are_all_told(
    berlin: dict[str, str], reading: Reading, ends: AbstractContextManager[None]
) -> None:
    berlin["posts/calendar.yaml"] = "".join(
        f"- {{post: p{n}, when: start, channels: all, text: keynote{n}, for: nobody{n}}}\n"
        for n in range(10_000)
    )
    with ends:
        assert len(reading(berlin).problems) > 20_000


@pytest.mark.parametrize("start", ["9999-12-31 23:30", "0001-01-01 00:30", "22024-10-08 18:30"])
def test_a_year_beyond_our_time_is_a_slip(
    berlin: dict[str, str], reading: Reading, told: Told, start: str
) -> None:
    name = "posts/programme.yaml"
    folder = reading(berlin | {name: berlin[name].replace("2024-10-08 18:30", start)})
    assert told(folder)[0][1].startswith(f"{name}:")
    assert folder.programme.panels[0].start is None


def test_of_a_file_that_is_all_wrong_no_more_is_told_than_anybody_reads(
    berlin: dict[str, str], reading: Reading
) -> None:
    folder = reading(berlin | {"posts/calendar.yaml": "- post: a b\n" * 5_000})
    codes = [problem.code for problem in folder.problems]
    assert codes.count(Code.TOO_MANY_PROBLEMS) == 1
    assert len(codes) < 2_100


@pytest.mark.parametrize(
    ("zone", "near"),
    [
        ("Europe/Berlín", "Europe/Berlin"),
        ("america/santigo", "America/Santiago"),
        ("Lima", "/Lima"),
    ],
)
def test_a_zone_that_there_is_not_has_a_hint(
    berlin: dict[str, str], reading: Reading, zone: str, near: str
) -> None:
    campaign = berlin["posts/campaign.yaml"]
    berlin["posts/campaign.yaml"] = campaign.replace("zone: Europe/Berlin", f"zone: {zone}")
    (problem,) = [p for p in reading(berlin).problems if p.params.get("because") == "zone"]
    assert problem.code is Code.BAD_VALUE
    assert near in problem.params["near"]


@pytest.mark.parametrize(("card", "meant"), [("en vivo", "live"), ("cita", "quote")])
def test_a_layout_by_the_name_of_sheets_is_told_with_its_own(
    berlin: dict[str, str], reading: Reading, card: str, meant: str
) -> None:
    calendar = f"- {{post: a, when: start, channels: x, text: Hi, card: {card}}}\n"
    problems = reading({**berlin, "posts/calendar.yaml": calendar}).problems
    (unknown,) = (one for one in problems if one.code == "unknown-layout")
    assert unknown.params["known"].startswith(f"{meant}, ")
    assert not unknown.params["known"].endswith("…")
