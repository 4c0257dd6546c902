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
