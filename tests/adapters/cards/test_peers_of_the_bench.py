"""Where there is no node, the bench says why it leaves the other renderers out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scripts.bench import cards
from scripts.bench.card_peers import NoPeer, install

if TYPE_CHECKING:
    from pathlib import Path


def test_without_node_other_renderers_are_skipped_and_it_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoPeer, match="node and npm"):
        install()
    assert cards.against() == []
    assert "skipped: node and npm are not here" in capsys.readouterr().err
