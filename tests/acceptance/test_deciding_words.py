"""What commands that decide say: what they did, what they left alone and the way on."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from campaign.core.outcomes import Lost
from campaign.languages import Catalogue
from tests.acceptance.command_line import pregonero
from tests.services.newsroom import CALENDAR, CAMPAIGN, PROGRAMME, newsroom

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

UNSURE = "aviso/aguas/telegram/1"
APPROVAL = "approval: {en-vivo: prensa}\n"
NOW = "2031-05-13T09:30"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a campaign in its sandbox: one post nobody could confirm, others out or to come."""
    posts, place = tmp_path / "posts", tmp_path / "build" / "sandbox"
    posts.mkdir()
    place.mkdir(parents=True)
    files = {"campaign": CAMPAIGN + APPROVAL, "programme": PROGRAMME, "calendar": CALENDAR}
    for name, text in files.items():
        (posts / f"{name}.yaml").write_text(text, encoding="utf-8")

    async def play() -> None:
        async with newsroom(place, APPROVAL) as room:
            await room.load()
            room.channels["telegram"].script(Lost("timeout"), lands=True)
            await room.until(NOW)

    asyncio.run(play())
    return tmp_path


def test_a_correction_is_told_with_what_it_waits_for(folder: Path) -> None:
    """It has no time of its own, and was in no list."""
    later = ("--now", "2031-05-13T09:40")
    assert call(folder, "fact", "aguas", "start=2031-05-20 19:00", "--yes").returncode == 0
    told = pregonero(*later, "status", "--sandbox", at=folder).stdout
    coming = told[told.index("Lo que viene") :]
    assert "en cuanto corra `run`" in coming
    assert "[change/aguas/x/1]" in coming
    call(folder, "hold", "--all", "duelo")
    told = pregonero(*later, "status", "--sandbox", at=folder).stdout
    assert "en cuanto se suelte" in told[told.index("Lo que viene") :]


@pytest.mark.parametrize("word", ["all", "todo", "Todas"])
def test_who_names_everything_is_told_how_it_is_held(folder: Path, word: str) -> None:
    done = call(folder, "hold", word)
    assert (done.returncode, done.stdout) == (2, "")
    assert 'pregonero hold --all "motivo" --sandbox' in done.stderr
    assert call(folder, "hold", "todi").returncode == 1, "a slip is no such word"


@pytest.mark.parametrize("channel", ["x", "Twitter", "bluesky"])
def test_who_names_a_channel_is_told_how_a_stopped_one_goes_on(folder: Path, channel: str) -> None:
    done = call(folder, "resume", channel)
    assert (done.returncode, done.stdout) == (2, "")
    said = " ".join(done.stderr.split())
    assert "es un canal, y no una publicación" in said
    assert "`pregonero resume --sandbox`, sin nombre" in said
    assert call(folder, "resume", "equis").returncode == 1, "a slip is no such word"


def call(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the sandbox, with nobody at the terminal."""
    return pregonero("--now", NOW, *words, "--sandbox", at=folder)


def test_nothing_is_sent_again_that_may_be_out(folder: Path) -> None:
    again = call(folder, "retry", "aviso")
    assert again.returncode == 1
    assert again.stdout == ""
    assert f"pregonero resolve {UNSURE} --published ENLACE --sandbox" in again.stderr
    assert f"pregonero resolve {UNSURE} --resend --sandbox" in again.stderr
    resent = call(folder, "resolve", UNSURE, "--resend", "--yes")
    assert (resent.returncode, resent.stdout) == (0, f"Se enviará: {UNSURE}\n")


def test_what_is_late_is_sent_again_only_after_a_question(folder: Path) -> None:
    words = ("--now", "2031-05-15T09:00", "resolve", UNSURE, "--resend", "--sandbox")
    asked = pregonero(*words, at=folder)
    assert asked.returncode == 2
    said = " ".join(asked.stdout.split())
    assert "Su hora era mar 13 may, 09:00, hace 2 d. Sale ahora mismo en Telegram." in said
    assert "¿Enviarla? [s/N]" in said
    assert "te necesita" in call(folder, "status").stdout
    sent = pregonero(*words, "--yes", at=folder)
    assert (sent.returncode, sent.stdout) == (0, f"Se enviará: {UNSURE}\n")


def test_what_has_expired_is_not_promised_to_be_sent(folder: Path) -> None:
    words = ("--now", "2031-05-20T18:30", "resolve", UNSURE, "--resend", "--sandbox")
    asked = pregonero(*words, at=folder)
    said = " ".join(asked.stdout.split())
    assert "Su plazo terminó (mar 20 may, 18:00): en Telegram ya no sale" in said
    told = pregonero(*words, "--yes", at=folder)
    assert told.stdout == f"No sale, porque su plazo terminó; queda como vencida: {UNSURE}\n"


def test_a_post_on_two_networks_is_answered_with_the_whole_keys(folder: Path) -> None:
    for answer in (("--resend",), ("--published", "https://t.me/rio/9")):
        refused = call(folder, "resolve", "aviso/aguas", *answer)
        assert refused.returncode == 1
        said = " ".join(refused.stderr.split())
        assert "«aviso/aguas» no dice cuál" in said
        assert "aviso/aguas/x/1" in said
        assert UNSURE in said
        assert "No hay ningún envío" not in said


def test_the_link_of_another_network_confirms_nothing(folder: Path) -> None:
    wrong = call(folder, "resolve", UNSURE, "--published", "https://x.com/rio/status/9")
    assert wrong.returncode == 1
    assert "es una publicación en X (Twitter), y esta es en Telegram" in wrong.stderr
    odd = call(folder, "resolve", UNSURE, "--published", "https://t.me/rio")
    assert odd.returncode == 1
    assert "Esas son así: https://t.me/canal/123" in odd.stderr
    right = call(folder, "resolve", UNSURE, "--published", "https://t.me/rio/9")
    assert right.returncode == 0, right.stderr


def test_cancelling_shows_asks_and_names_the_way_back(folder: Path) -> None:
    asked = call(folder, "cancel", "aviso/orillas")
    assert asked.returncode == 2
    said = " ".join((asked.stdout + asked.stderr).split())
    assert "aviso · Las dos orillas · X (Twitter), Telegram: mar 20 may, 09:00, programada" in said
    assert "1 publicación (2 envíos): no saldrá. ¿Cancelarla?" in said
    assert "--yes" in said
    done = call(folder, "cancel", "aviso/orillas", "--yes")
    assert done.returncode == 0, done.stderr
    assert "Cancelada: aviso/orillas/x/1" in done.stdout
    assert "«pregonero cancel --undo aviso/orillas --sandbox»" in done.stdout
    again = call(folder, "cancel", "aviso/orillas/x/1", "--yes")
    assert "`pregonero cancel --undo aviso/orillas/x/1 --sandbox`" in again.stderr
    back = call(folder, "cancel", "--undo", "aviso/orillas")
    assert (back.returncode, back.stderr) == (0, "")
    assert "Ya no está cancelada: aviso/orillas/x/1" in back.stdout
    assert "cancelada" not in call(folder, "status").stdout
    assert call(folder, "cancel", "--undo").returncode == 2
    assert call(folder, "cancel", "--undo", "aviso/orillas", "--why", "no").returncode == 2


def test_the_way_back_of_several_takes_all_of_them(folder: Path) -> None:
    done = call(folder, "cancel", "aviso/orillas/*", "en-vivo/orillas", "--yes")
    assert "«pregonero cancel --undo 'aviso/orillas/*' en-vivo/orillas --sandbox»" in done.stdout
    wrong = call(folder, "cancel", "--late", "aviso/orillas").stderr
    assert "hold --all" not in wrong


def test_what_is_not_out_yet_is_not_withdrawn_but_cancelled(folder: Path) -> None:
    for key in ("aviso/orillas", "aviso/orillas/x/1"):
        early = call(folder, "withdraw", key)
        assert early.returncode == 1
        assert f"`pregonero cancel {key} --sandbox`" in early.stderr


def test_withdrawing_ends_with_what_nobody_knows_and_with_another_code(folder: Path) -> None:
    try:
        done = call(folder, "withdraw", "aviso/aguas", "--yes")
    finally:
        pregonero("sandbox", "--stop", at=folder)
    assert done.returncode == 1
    assert f"{UNSURE} · «aviso» · te necesita" in done.stdout
    assert "Retirada: aviso/aguas/x/1" in done.stdout
    assert "No vuelve a salir" not in done.stdout
    last = " ".join(done.stderr.split()).partition("Falta retirar")[2]
    assert last.startswith(f", o saber si salió, un envío: {UNSURE}.")
    assert last.endswith("`pregonero withdraw aviso/aguas --sandbox`.")
    assert "te necesita" in call(folder, "status").stdout


def test_the_plan_shows_what_went_out_and_that_another_text_does_not(folder: Path) -> None:
    mended = CALENDAR.replace("«{{ panel.title }}»: {{", "Mañana, «{{ panel.title }}»: {{")
    (folder / "posts" / "calendar.yaml").write_text(mended, encoding="utf-8")
    told = call(folder, "plan").stdout
    about = told[told.index("[aviso/aguas]") :].split("\n\n")[0]
    assert "«Aguas abajo»" in about
    assert "Mañana" not in about
    assert "aviso/aguas ya salió" in " ".join(told.split())
    assert "pregonero withdraw aviso/aguas" in " ".join(told.split())


def test_approving_again_names_who_approved(folder: Path) -> None:
    first = call(folder, "approve", "en-vivo/aguas/x", "--as", "Rocío")
    again = call(folder, "approve", "en-vivo/aguas/x", "--as", "Rocío")
    assert first.stdout.startswith("Aprobada: en-vivo/aguas/x/1")
    assert again.stdout.startswith("Ya estaba aprobada por Rocío: en-vivo/aguas/x/1")


def test_who_may_not_approve_reads_no_sign(folder: Path) -> None:
    for words in (("--moved",), ("*",)):
        told = call(folder, "approve", *words, "--as", "Ana").stderr
        assert "Ana no puede aprobar lo que espera aprobación" in told


def test_a_hold_in_the_sandbox_ends_in_the_sandbox(folder: Path) -> None:
    assert "«pregonero resume --sandbox»" in call(folder, "hold", "--all", "duelo").stdout


def test_a_copy_is_not_lost_to_another(folder: Path) -> None:
    assert call(folder, "backup", "copia.sqlite").returncode == 0
    before = (folder / "copia.sqlite").read_bytes()
    call(folder, "hold", "en-vivo")
    again = call(folder, "backup", "copia.sqlite")
    assert (again.returncode, "--force" in again.stderr) == (2, True)
    assert (folder / "copia.sqlite").read_bytes() == before
    assert call(folder, "backup", "--force", "copia.sqlite").returncode == 0
    assert (folder / "copia.sqlite").read_bytes() != before


def test_a_question_that_nobody_hears_ends_the_command_and_says_so(folder: Path) -> None:
    assert call(folder, "backup", "copia.sqlite").returncode == 0
    (folder / "posts" / "calendar.yaml").write_text(
        CALENDAR.replace("Ya comenzó", "Empieza"), encoding="utf-8"
    )
    for words in (["load"], ["restore", "copia.sqlite"], ["withdraw", "aviso/aguas/x"]):
        alone = call(folder, *words)
        assert alone.returncode == 2
        assert "No se hizo nada" in alone.stderr
        assert "--yes" in alone.stderr


def test_loading_says_why_something_is_past(folder: Path) -> None:
    late = "- {post: tarde, when: 2031-05-12 10:00, channels: all, text: Hola a todos}\n"
    (folder / "posts" / "calendar.yaml").write_text(CALENDAR + late, encoding="utf-8")
    told = call(folder, "load", "--yes").stdout
    assert "1 vencida: su hora ya había pasado: no sale." in told


def test_a_fact_that_corrects_in_public_shows_it_and_asks(folder: Path) -> None:
    moved = call(folder, "fact", "aguas", "start=2031-05-20 19:15")
    assert moved.returncode == 2
    assert "mar 20 may, 18:00 → mar 20 may, 19:15" in moved.stderr
    assert "En X (Twitter), programada:" in moved.stderr
    assert "19:15 h" in " ".join(moved.stderr.split())
    assert "Además se actualiza" in moved.stderr
    assert "change/aguas" not in call(folder, "status").stdout
    done = call(folder, "fact", "aguas", "start=2031-05-20 19:15", "--yes")
    assert done.returncode == 0, done.stderr
    assert "Cambio de hora · Aguas abajo · X (Twitter): nueva, programada" in done.stdout
    assert "change/aguas" in call(folder, "status").stdout
    assert "de las 18:00 a las 19:15" in done.stderr
    assert moved.stderr.startswith(done.stderr)


def test_a_fact_that_tells_followers_nothing_does_not_ask(folder: Path) -> None:
    quiet = call(folder, "fact", "aguas", "stream=https://rio.example/vivo")
    assert (quiet.returncode, quiet.stderr) == (0, "")


def test_status_names_what_needs_a_person_once_and_the_way_out(folder: Path) -> None:
    lines = call(folder, "status").stdout.splitlines()
    at = lines.index("Te necesitan")
    assert lines[at + 1].startswith("  Esta red no deja comprobarlo")
    told = " ".join(line.strip() for line in lines[at:])
    assert "aviso · Aguas abajo · Telegram [aviso/aguas/telegram/1]" in told
    assert f"`pregonero resolve {UNSURE} --published ENLACE --sandbox` si está" in told
    assert told.count("[aviso/aguas/telegram/1]") == 1
    assert lines.count("Te necesitan") == 1
    assert lines[-1].endswith("Míralo también, más arriba: Te necesitan (1).")


def test_a_ledger_that_another_program_keeps_says_so_and_what_to_do(folder: Path) -> None:
    ledger = folder / "build" / "sandbox" / "ledger.sqlite"
    with closing(sqlite3.connect(ledger, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        kept = call(folder, "hold", "--all", "terremoto")
    assert (kept.returncode, kept.stdout) == (3, "")
    assert f"Otro programa tiene ocupado el registro: {ledger}. Espera un momento" in kept.stderr
    assert "Traceback" not in kept.stderr
    assert call(folder, "hold", "--all", "terremoto").returncode == 0


def test_a_post_let_go_during_a_general_hold_is_not_said_to_be_on_its_way(folder: Path) -> None:
    for words in (("hold", "aviso/orillas/x/1"), ("hold", "--all", "duelo")):
        assert call(folder, *words).returncode == 0
    let_go = call(folder, "resume", "aviso/orillas/x/1")
    own, general = let_go.stdout.splitlines()
    assert own == "Quitada su retención: aviso/orillas/x/1"
    assert general.startswith("Pero todo sigue retenido por hold --all («duelo»): no sale hasta")
    assert general.endswith("«pregonero resume --sandbox».")
    assert "Todo sigue su camino" in call(folder, "resume").stdout
    again = call(folder, "resume")
    assert again.returncode == 0
    assert again.stdout.startswith("Nada estaba retenido por hold --all")
    assert "sigue su camino" not in again.stdout


def test_advice_on_one_post_names_its_key_where_it_is_typed() -> None:
    """A bare ``resume`` ends the general hold: advice on one post is not to be that."""
    for language, key in (("es", "CLAVE"), ("en", "KEY")):
        phrases = Catalogue(language)
        told = [phrases.text("cli.run.late", n=2, minutes=30, here="")]
        reasons = ("thread-begun", "late-together", "restored-waiting")
        told += [phrases.text(f"reasons.{name}", here="") for name in reasons]
        for sentence in told:
            assert f"pregonero resume {key}" in sentence
            assert f"pregonero cancel {key}" in sentence
            assert not re.search(r"pregonero (resume|cancel)[`»”\"]", sentence)
