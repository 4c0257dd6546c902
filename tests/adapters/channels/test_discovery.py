"""Channels are found, not listed; and finding them is cheap."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from campaign import channels
from campaign.core.outcomes import Certainty
from campaign.languages import Catalogue
from campaign.settings import SETTINGS

FOLDER = Path(channels.__file__).parent
HEAVY = (
    "tweepy",
    "telegram",
    "mastodon",
    "atproto_client",
    "requests",
    "httpx",
    "emoji",
    "regex",
    "urllib3",
    "oauthlib",
)
PLUG_IN = """
from decimal import Decimal
from campaign.core.outcomes import Certainty, ChannelSheet, Frame, Limits

_LIMITS = Limits(100, 100, 0, 0, None, 0, frozenset(), "2026-11-22")

def _sheet(name, label):
    return ChannelSheet(name, label, Certainty.EXACT, _LIMITS, len, lambda text, images: Decimal(0),
                        (8, 8), ("PIGEON_TOKEN",), lambda settings: settings["PIGEON_TOKEN"],
                        aliases=("Paloma Mensajera", "PALÓMÁ"), frames=(Frame(1.0, 1.0),))

SHEETS = (_sheet("pigeon", "Pigeon"), _sheet("x", "Not the real one"))

def connect(sheet, settings, now):
    return (sheet.name, settings["PIGEON_TOKEN"], now)
"""


def run(code: str, *paths: Path) -> str:
    """Run ``code`` in a fresh interpreter with further folders to import from."""
    before = f"import sys; sys.path[:0] = {[str(path) for path in paths]!r}\n"
    done = subprocess.run(
        [sys.executable, "-c", before + code],
        capture_output=True, text=True, check=False, cwd=FOLDER.parent.parent, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_file_of_the_folder_is_found() -> None:
    files = {file.stem for file in FOLDER.glob("*.py") if not file.stem.startswith("_")}
    listed = json.loads(
        run(
            "import json, campaign.channels as c\n"
            "print(json.dumps([m.__name__ for m in c._modules()]))"
        )
    )
    assert {name.rpartition(".")[2] for name in listed} == files


def test_names_and_order_do_not_depend_on_anything() -> None:
    assert set(channels.sheets()) >= {"x", "telegram", "whatsapp", "instagram", "facebook"}
    for name, sheet in channels.sheets().items():
        assert sheet.name == name
        assert sheet.limits.checked_on >= "2026"
        assert sheet.limits.text >= sheet.limits.caption > 0


def test_every_channel_says_how_it_crops() -> None:
    for sheet in channels.sheets().values():
        assert sheet.frames
        assert all(0 < frame.of(9, 16) <= frame.of(16, 9) for frame in sheet.frames)
        assert [frame.in_grid for frame in sheet.frames].count(False) == 1


def test_every_setting_of_a_channel_stands_in_the_reference() -> None:
    known = {setting.name for setting in SETTINGS}
    lacking = {name: set(sheet.settings) - known for name, sheet in channels.sheets().items()}
    assert {name: settings for name, settings in lacking.items() if settings} == {}


def test_people_call_them_by_many_names() -> None:
    known = channels.known_names()
    wanted = {
        "twitter": "x", "x (twitter)": "x", "x": "x", "telegram": "telegram", "ig": "instagram",
        "insta": "instagram", "fb": "facebook", "whatsapp": "whatsapp",
        "pagina de facebook": "facebook", "canal de telegram": "telegram",
        "fediverso": "mastodon", "mastodon": "mastodon",
    }  # fmt: skip
    assert {name: known.get(name) for name in wanted} == wanted
    assert all(name == name.lower() and name.isascii() for name in known)


def test_a_package_from_elsewhere_adds_a_channel_and_cannot_replace_one(tmp_path: Path) -> None:
    (tmp_path / "pigeons.py").write_text(PLUG_IN, encoding="utf-8")
    info = tmp_path / "pigeons-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: pigeons\nVersion: 1\n")
    entries = "[campaign.channels]\npigeon = pigeons\nbroken = no_such_module\n"
    (info / "entry_points.txt").write_text(entries)
    said = run(
        "import campaign.channels as c\n"
        "print(c.sheets()['x'].label, '|', c.connect('pigeon', {'PIGEON_TOKEN': 't'})[:2], '|',\n"
        "      c.known_names()['paloma'], c.known_names()['paloma mensajera'],\n"
        "      c.sheets()['pigeon'].frames[0].of(1200, 675))",
        tmp_path,
    )
    assert said.strip() == "X (Twitter) | ('pigeon', 't') | pigeon pigeon 1.0"


def test_reading_all_sheets_imports_no_library() -> None:
    code = (
        "import sys, campaign.channels as c\n"
        "c.sheets(), c.known_names()\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    assert run(code).strip() == "[]"


@pytest.mark.parametrize("language", ["es", "en"])
def test_what_is_missing_is_told_by_name_and_never_by_value(language: str) -> None:
    phrases = Catalogue(language)
    keys = dict.fromkeys(channels.sheets()["x"].settings, "secret-value")
    with pytest.raises(channels.SettingsMissing) as missing:
        channels.connect("x", {**keys, "X_ACCESS_TOKEN": "  ", "X_CONSUMER_KEY": ""})
    said = phrases.text(missing.value.message_id, **missing.value.params)
    assert "X_CONSUMER_KEY, X_ACCESS_TOKEN" in said
    assert "secret-value" not in said
    with pytest.raises(channels.SettingWrong) as wrong:
        channels.connect("x", {**keys, "X_API_URL": "ftp://user:hush@example.com"})
    said = phrases.text(wrong.value.message_id, **wrong.value.params)
    assert "X_API_URL" in said
    assert "hush" not in f"{said} {wrong.value!r}"
    assert wrong.value.__cause__ is None
    with pytest.raises(channels.UnknownChannel) as unknown:
        channels.connect("myspace", {})
    assert "telegram" in phrases.text(unknown.value.message_id, **unknown.value.params)


@pytest.mark.parametrize(
    ("name", "setting", "value"),
    [
        ("x", "X_API_URL", "api.x.com"),
        ("x", "X_API_URL", "http://"),
        ("x", "X_API_URL", "https://api.x.com?x=1"),
        ("x", "X_API_URL", "https://api.x.com:99999"),
        ("x", "X_API_URL", "https://[::1"),
        ("x", "READ_TIMEOUT", "nan"),
        ("x", "READ_TIMEOUT", "0"),
        ("telegram", "CONNECT_TIMEOUT", "-1"),
        ("telegram", "CONNECT_TIMEOUT", "soon"),
        ("telegram", "TELEGRAM_TOKEN", "123:abc/../getMe"),
        ("telegram", "TELEGRAM_TOKEN", "abc"),
        ("telegram", "TELEGRAM_CHANNEL", "https://t.me/canal"),
        ("mastodon", "MASTODON_API_URL", "mastodon.social"),
        ("mastodon", "MASTODON_TOKEN", "two words"),
        ("mastodon", "MASTODON_TOKEN", "clave\nX-Header: 1"),
    ],
)
def test_settings_out_of_form_are_named(name: str, setting: str, value: str) -> None:
    settings = {**dict.fromkeys(channels.sheets()[name].settings, "k"),
                "TELEGRAM_TOKEN": "1:abc", "TELEGRAM_CHANNEL": "@canal",
                "MASTODON_API_URL": "https://mastodon.example"}  # fmt: skip
    with pytest.raises(channels.SettingWrong) as wrong:
        channels.connect(name, {**settings, setting: value})
    assert wrong.value.params["setting"] == setting


def test_costs() -> None:
    cost = channels.sheets()["x"].cost
    assert cost("Hola", 0) == Decimal("0.015")
    assert cost("Hola", 2) == Decimal("0.025")
    assert cost("Mira https://ejemplo.cl", 1) == Decimal("0.205")
    assert cost("Mira ejemplo.cl", 0) == Decimal("0.20")
    others = [sheet for name, sheet in channels.sheets().items() if name != "x"]
    assert all(sheet.cost("https://ejemplo.cl", 4) == 0 for sheet in others)


def test_only_networks_without_an_api_are_published_on_by_hand() -> None:
    by_hand = {name for name, s in channels.sheets().items() if s.certainty is Certainty.HAND}
    assert by_hand == {"whatsapp", "instagram", "facebook"}


def test_a_channel_is_one_file_of_two_hundred_lines_at_most() -> None:
    for file in FOLDER.glob("*.py"):
        assert len(file.read_text(encoding="utf-8").splitlines()) <= 200, file.name
