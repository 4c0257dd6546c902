"""The rehearsal's page on a screen 390 points wide: nothing is cut or runs out at the side."""

from __future__ import annotations

import html
import re
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

from campaign.core.deliveries import State
from campaign.core.folder import Folder
from campaign.wiring.pages.rehearsal_page import rehearsal_html
from tests.core.factories import campaign

from .stories import CHANNELS, Ledger

if TYPE_CHECKING:
    from pathlib import Path

LONG = "Conversaciones de Verano sobre Datos Abiertos y Buen Gobierno Municipal"
MEASURE = """
const page = document.querySelector("iframe").contentDocument;
const found = [];
for (const one of page.querySelectorAll("body *")) {
  const box = one.getBoundingClientRect();
  if (!box.width || one.closest(".unseen, .skip, .wide")) continue;
  const name = `${one.tagName} ${one.className}: ${one.textContent.trim().slice(0, 40)}`;
  if (box.right > 391) found.push(`runs out: ${name}`);
  const cuts = page.defaultView.getComputedStyle(one).overflowX !== "visible";
  if (cuts && one.scrollWidth > one.clientWidth + 1) found.push(`is cut: ${name}`);
}
document.querySelector("output").textContent = found.join("; ") || "nothing";
"""


def test_nothing_is_cut_and_nothing_runs_out_at_the_side(
    tmp_path: Path, requires_browser: str
) -> None:
    ledger = Ledger()
    for day in range(1, 29):
        ledger.add(f"hello-{day}/x/1", State.PUBLISHED, f"2027-10-{day:02} 10:00", text="Hola")
    told = ledger.played()
    folder = Folder(campaign(channels=CHANNELS, title=LONG), told.programme)
    page = html.escape(rehearsal_html(replace(told, folder=folder)), quote=True)
    frame = f'<iframe srcdoc="{page}" width="390" height="3000"></iframe><output></output>'
    file = tmp_path / "frame.html"
    script = f"<script>onload = () => {{{MEASURE}}}</script>"
    file.write_text(f"<!doctype html><meta charset=utf-8>{frame}{script}", encoding="utf-8")
    command = [requires_browser, "--headless", "--no-sandbox", "--disable-gpu"]
    command += [f"--user-data-dir={tmp_path / 'browser'}", "--dump-dom", file.as_uri()]
    shown = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout
    found = re.search(r"<output>(.*?)</output>", shown, re.DOTALL)
    assert found is not None
    assert found[1] == "nothing"
