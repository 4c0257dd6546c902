"""The zone of a computer: told where it names a place, and not guessed elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from campaign.wiring.machine_zone import zone_of_machine

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("America/Lima", "America/Lima"),
        (":Europe/Madrid", "Europe/Madrid"),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("/usr/share/zoneinfo/Asia/Kolkata", "Asia/Kolkata"),
        ("UTC", None),
        ("Etc/UTC", None),
        ("Etc/GMT+3", None),
        ("CLT4", None),
        ("<-03>3", None),
        ("Chile/Nowhere", None),
    ],
)
def test_the_environment_is_believed_where_it_names_a_place(
    said: str, zone: str | None, tmp_path: Path
) -> None:
    clock = tmp_path / "localtime"
    clock.symlink_to("/usr/share/zoneinfo/Africa/Accra")
    assert zone_of_machine({"TZ": said}, clock) == zone


@pytest.mark.parametrize(
    ("target", "zone"),
    [
        ("/usr/share/zoneinfo/Africa/Accra", "Africa/Accra"),
        ("../usr/share/zoneinfo/Pacific/Easter", "Pacific/Easter"),
        ("/var/db/timezone/zoneinfo/America/Bogota", "America/Bogota"),
        ("/usr/share/zoneinfo/posix/Asia/Tokyo", "Asia/Tokyo"),
        ("/usr/share/zoneinfo/Etc/UTC", None),
        ("/usr/share/zoneinfo/UTC", None),
        ("/somewhere/else", None),
    ],
)
def test_the_link_of_the_clock_tells_its_place(
    target: str, zone: str | None, tmp_path: Path
) -> None:
    clock = tmp_path / "localtime"
    clock.symlink_to(target)
    assert zone_of_machine({}, clock) == zone


def test_a_copied_clock_and_none_at_all_tell_nothing(tmp_path: Path) -> None:
    clock = tmp_path / "localtime"
    assert zone_of_machine({}, clock) is None
    clock.write_bytes(b"TZif")
    assert zone_of_machine({}, clock) is None
