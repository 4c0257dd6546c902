"""What a load leaves out is said where one looks: before the question, at the end, afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.acceptance.command_line import listed, pregonero
from tests.services.newsroom import CAMPAIGN, PROGRAMME

if TYPE_CHECKING:
    from pathlib import Path

NARROW = 80
CALENDAR = """\
- {post: inicio, when: 2031-05-12 09:00, channels: all, text: inicio}
- {post: cierre, when: 2031-05-29 09:00, channels: [x], text: Gracias por venir al río.}
- {post: sin-dia, when: algún día, channels: [x], text: Todavía no se sabe cuándo.}
"""
NOW = ("--lang", "es", "--now", "2031-05-10T09:30")


def told(*words: str, at: Path) -> list[str]:
    done = pregonero(*NOW, *words, "--sandbox", at=at, env={"COLUMNS": str(NARROW)})
    lines = (done.stdout + done.stderr).splitlines()
    assert [line for line in lines if len(line) > NARROW and " " in line.strip()[:60]] == []
    return lines


def test_what_is_left_out_is_named_before_at_the_end_and_afterwards(tmp_path: Path) -> None:
    texts = tmp_path / "posts" / "texts"
    texts.mkdir(parents=True)
    files = {"campaign": CAMPAIGN, "programme": PROGRAMME, "calendar": CALENDAR}
    for name, text in files.items():
        (tmp_path / "posts" / f"{name}.yaml").write_text(text, encoding="utf-8")
    (texts / "inicio.md").write_text("Ya viene {{ nada }}.\n", encoding="utf-8")
    asked = " ".join(" ".join(told("load", at=tmp_path)).split())
    assert "No se carga «inicio»: tiene un error en posts/texts/inicio.md:1." in asked
    assert "posts/calendar.yaml: se pueden cargar 1 de 2 entradas." in asked
    assert "Espera la entrada de la línea 3: " in asked
    assert "¿Cargar lo demás, sin lo que tiene errores (2)?" in asked
    loaded = told("load", "-y", at=tmp_path)
    end = " ".join(
        " ".join(loaded[loaded.index("Cargado: 1 publicación: 1 programada.") :]).split()
    )
    assert (
        "NO SE CARGARON por sus errores: inicio, la entrada de la línea 3 de posts/calendar.yaml."
        in end
    )
    assert "SIN CARGAR por sus errores: inicio, sin-dia." in " ".join(told("status", at=tmp_path))
    assert listed(*NOW, "status", "--sandbox", at=tmp_path)["left_out"] == ["inicio", "sin-dia"]
    assert "está en la carpeta, pero no está cargada" in " ".join(
        told("show", "inicio", at=tmp_path)
    )
    assert "Lo más parecido" in " ".join(told("show", "inicios", at=tmp_path))
    changed = "La carpeta cambió desde que se cargó"
    (tmp_path / "posts" / "rehearsal.yaml").write_text("events: []\n", encoding="utf-8")
    assert changed not in " ".join(told("status", at=tmp_path))
    (texts / "inicio.md").write_text("Ya viene.\n", encoding="utf-8")
    assert changed in " ".join(told("status", at=tmp_path))
