"""Write the pages, or with ``--check`` tell which are stale (exit code 1)."""

from __future__ import annotations

import sys
from pathlib import Path

from campaign.languages import Catalogue
from scripts.reference.pages import PAGES

ROOT = Path(__file__).parent.parent.parent
LANGUAGE = "es"
"""The pages are for the team, which reads Spanish."""


def stale() -> dict[Path, str]:
    """Return the pages that are not as the code has them, with what they should say."""
    phrases = Catalogue(LANGUAGE)
    wanted = {ROOT / place: make(phrases) for place, make in PAGES.items()}
    return {path: text for path, text in wanted.items() if _written(path) != text}


def _written(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def main(arguments: list[str]) -> int:
    """Write what is stale, or only tell it."""
    found = stale()
    for path, text in found.items():
        sys.stdout.write(f"{path.relative_to(ROOT)}\n")
        if "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return 1 if found and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
