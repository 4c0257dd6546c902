"""The page's commands copy and put back the campaign's own database, and never another one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from campaign.testing.postgres import PostgresServer

PAGE = Path(__file__).parents[2] / "docs/how-to/ledger-on-a-server.md"
BLOCKS = re.findall(
    r"^  ```\n(.*?)^  ```\n", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
)


def command(program: str) -> str:
    """Return the only commands of the page that use a program."""
    [found] = [block for block in BLOCKS if program in block]
    return found


def shell(
    program: str, at: Path, postgres: PostgresServer, other: str
) -> subprocess.CompletedProcess[str]:
    """Run them where the environment names another database in every way there is."""
    env = {**os.environ, "PREGONERO_DATABASE_URL": other, "PGDATABASE": name_in(other)}
    env |= {"PGHOST": "127.0.0.1", "PGPORT": str(postgres.port), "PGUSER": "pregonero"}
    sh = [shutil.which("sh") or "/bin/sh", "-c", command(program)]
    return subprocess.run(sh, cwd=at, env=env, capture_output=True, text=True, check=False)


def name_in(url: str) -> str:
    return url.rpartition("/")[2]


@pytest.fixture
def bases(postgres: PostgresServer) -> tuple[str, str]:
    """Return the campaign's database and another one."""
    ours, other = postgres.new_database(), postgres.new_database()
    for url in (ours, other):
        postgres.ask("CREATE TABLE whose AS SELECT current_database()::text AS name", name_in(url))
    return ours, other


def test_a_copy_is_of_the_database_in_the_settings_and_goes_back_there(
    tmp_path: Path, postgres: PostgresServer, bases: tuple[str, str]
) -> None:
    ours, other = bases
    (tmp_path / ".env").write_text(
        f"PREGONERO_DATABASE_URL={ours}?connect_timeout=5&sslmode=prefer\n"
    )
    copied = shell("pg_dump", tmp_path, postgres, other)
    assert (copied.returncode, copied.stderr) == (0, "")
    for url in bases:
        postgres.ask("UPDATE whose SET name = 'changed'", name_in(url))
    put_back = shell("pg_restore", tmp_path, postgres, other)
    assert (put_back.returncode, put_back.stderr) == (0, "")
    held = [postgres.ask("SELECT name FROM whose", name_in(url)) for url in bases]
    assert held == [[(name_in(ours),)], [("changed",)]]


@pytest.mark.parametrize("settings", ["PREGONERO_DATABASE_URL=\n", None])
@pytest.mark.parametrize("program", ["pg_dump", "pg_restore"])
def test_without_an_address_no_database_is_touched(
    program: str,
    settings: str | None,
    tmp_path: Path,
    postgres: PostgresServer,
    bases: tuple[str, str],
) -> None:
    _, other = bases
    (tmp_path / ".env").write_text(f"PREGONERO_DATABASE_URL={other}\n")
    assert shell("pg_dump", tmp_path, postgres, other).returncode == 0
    copy = (tmp_path / "campanas.dump").read_bytes()
    postgres.ask("UPDATE whose SET name = 'changed'", name_in(other))
    (tmp_path / ".env").unlink()
    if settings is not None:
        (tmp_path / ".env").write_text(settings)
    refused = shell(program, tmp_path, postgres, other)
    assert refused.returncode != 0
    assert "falta PREGONERO_DATABASE_URL en .env" in refused.stderr
    assert (tmp_path / "campanas.dump").read_bytes() == copy
    assert postgres.ask("SELECT name FROM whose", name_in(other)) == [("changed",)]
