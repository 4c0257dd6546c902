"""A row per network is how teams write sheets: together they are one post, or an error of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.problems import Code
from campaign.services.checking import Checked
from campaign.services.sheet_rows import rows_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from campaign.core.folder import Folder

    Reading = Callable[[Mapping[str, str | bytes]], Folder]

HEAD = "post;date;time;channels;text\n"
FIRST = "uno;2024-10-01;10:00;mastodon;The first one\n"
LAST = "tres;2024-10-03;10:00;mastodon;The third one\n"
WAITS = "cuatro;whenever;10:00;mastodon;The fourth one\n"


def sheet(berlin: dict[str, str], *rows: str) -> dict[str, str]:
    """Return the folder with a sheet instead of its calendar."""
    berlin.pop("posts/calendar.yaml")
    berlin["posts/campaign.yaml"] = berlin["posts/campaign.yaml"].replace(", keynote: editor", "")
    return {**berlin, "posts/calendar.csv": HEAD + FIRST + "".join(rows) + LAST}


def counted(folder: Folder) -> tuple[int, list[str]]:
    """Return how many rows are good, and which wait."""
    (rows,) = rows_of(Checked(folder, folder.programme, (), folder.problems))
    return rows.good, list(rows.waiting)


def test_rows_that_differ_only_in_their_network_are_one_post(
    berlin: dict[str, str], reading: Reading
) -> None:
    rows = [f"dos;2024-10-02;10:00;{name};The second one\n" for name in ("mastodon", "telegram")]
    folder = reading(sheet(berlin, *rows, WAITS))
    assert [(entry.id, entry.channels) for entry in folder.entries] == [
        ("uno", ("mastodon",)),
        ("dos", ("mastodon", "telegram")),
        ("tres", ("mastodon",)),
    ]
    assert counted(folder) == (4, ["5"])


def test_what_is_wrong_with_a_post_is_said_of_each_of_its_rows(
    berlin: dict[str, str], reading: Reading
) -> None:
    head = HEAD.replace("text", "text;needs")
    rows = [f"dos;2024-10-02;10:00;{name};The second;moon\n" for name in ("mastodon", "telegram")]
    files = sheet(berlin)
    folder = reading({**files, "posts/calendar.csv": head + FIRST + "".join(rows) + LAST})
    assert [(p.code, p.place.row) for p in folder.problems] == [
        (Code.UNKNOWN_FACT, "3"),
        (Code.UNKNOWN_FACT, "4"),
    ]
    assert counted(folder) == (2, ["3", "4"])


def test_rows_of_one_post_with_other_words_are_both_errors_that_name_each_other(
    berlin: dict[str, str], reading: Reading
) -> None:
    rows = (
        "dos;2024-10-02;10:00;mastodon;The second one\n",
        "dos;2024-10-02;10:00;telegram;The second one, at length\n",
    )
    folder = reading(sheet(berlin, *rows))
    assert [(p.code, str(p.place), p.params["first"]) for p in folder.problems] == [
        (Code.DUPLICATE_POST, "posts/calendar.csv:A3", "posts/calendar.csv:A4"),
        (Code.DUPLICATE_POST, "posts/calendar.csv:A4", "posts/calendar.csv:A3"),
    ]
    assert [entry.id for entry in folder.entries] == ["uno", "tres"]
    assert counted(folder) == (2, ["3", "4"])


def test_a_network_that_comes_twice_is_an_error_of_every_row(
    berlin: dict[str, str], reading: Reading
) -> None:
    rows = [
        f"dos;2024-10-02;10:00;{name};The second one\n" for name in ("mastodon", "telegram", "all")
    ]
    folder = reading(sheet(berlin, *rows))
    assert [entry.id for entry in folder.entries] == ["uno", "tres"]
    assert counted(folder) == (2, ["3", "4", "5"])


def test_a_row_with_an_error_leaves_the_other_network_of_its_post_alone(
    berlin: dict[str, str], reading: Reading
) -> None:
    rows = (
        "dos;2024-10-02;10:00;mastodon;The second one\n",
        "dos;whenever;10:00;telegram;The second one\n",
    )
    folder = reading(sheet(berlin, *rows))
    assert [entry.channels for entry in folder.entries if entry.id == "dos"] == [("mastodon",)]
    assert counted(folder) == (3, ["4"])
    assert set(folder.left_out) == {"dos"}
