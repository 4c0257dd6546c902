"""A settings file that cannot be read is named, and nothing of it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from command_line import pregonero

if TYPE_CHECKING:
    from pathlib import Path


def test_a_settings_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"PREGONERO_X_ACCESS_TOKEN=secreto-\xff\xfe\n")
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "campaign.yaml").write_text("format: 1\nname: a\ntitle: A\nzone: UTC\n")
    said = pregonero("plan", at=tmp_path)
    assert said.returncode == 3
    assert str(tmp_path / ".env") in said.stderr
    assert "secreto" not in said.stdout + said.stderr


def campaign_at(folder: Path, env: str) -> None:
    (folder / "posts").mkdir()
    (folder / "posts" / "campaign.yaml").write_text(
        "format: 1\nname: a\ntitle: A\nzone: UTC\nlanguages: [es]\nchannels: [x]\n"
    )
    (folder / ".env").write_text(env, encoding="utf-8")


def test_a_setting_can_be_in_a_file_of_its_own(tmp_path: Path) -> None:
    secret = tmp_path / "secrets" / "database url"
    secret.parent.mkdir()
    secret.write_text(f"sqlite:///{tmp_path}/elsewhere.sqlite\n", encoding="utf-8")
    env = f"PREGONERO_DATABASE_URL_FILE='{secret}'\nPREGONERO_DATABASE_URL=sqlite:////nowhere/a\n"
    campaign_at(tmp_path, env)
    assert str(tmp_path / "elsewhere.sqlite") in pregonero("doctor", at=tmp_path).stdout


def test_a_file_of_a_setting_that_is_not_there_is_named(tmp_path: Path) -> None:
    campaign_at(tmp_path, "PREGONERO_X_ACCESS_TOKEN_FILE=secrets/gone\n")
    said = pregonero("plan", at=tmp_path)
    assert said.returncode == 3
    assert str(tmp_path / "secrets" / "gone") in said.stderr


def test_a_campaign_has_settings_of_its_own(tmp_path: Path) -> None:
    env = "PREGONERO_MAX_PER_HOUR=5\nPREGONERO_A__MAX_PER_HOUR=many\nPREGONERO_B__LEASE=never\n"
    campaign_at(tmp_path, env)
    said = pregonero("doctor", at=tmp_path).stdout
    assert "many" in said
    assert "never" not in said
