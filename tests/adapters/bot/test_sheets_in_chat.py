"""A sheet sent into the team's chat comes back with comments, and a button loads just that."""

from __future__ import annotations

import asyncio
import io
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from openpyxl import Workbook, load_workbook

from campaign.sandbox.credentials import TEAM
from campaign.sandbox.faults import Fault, Order
from campaign.sandbox.records import Visitor
from campaign.sandbox.visits import Attachment
from campaign.wiring.sheet_folder import SheetFolder
from tests.adapters.bot.test_team_on_the_sandbox import ROCIO, RULES, Hall, hall

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from campaign.sandbox.records import Said

HEADER = ("post", "Fecha", "Hora", "Redes", "Título", "Texto")
GOOD = ("feria", "2031-05-18", "10:00", "X, Telegram", "Feria", "Mañana abre la feria del río.")
MORE = ("cierre", "2031-05-29", "12:00", "X", "Cierre", "Gracias por venir a las orillas.")
BAD = ("tarde", "2031-05-19", "25:00", "X", "Tarde", "Hay lugar para todos esta tarde.")
INES = Visitor(77, "Inés", language="es")
MARTA = Visitor(78, "Marta", language="es")
PATIENCE = 90.0
TWO = RULES.replace("telegram: 31}", "telegram: 31}\n  - {role: mesa, name: Inés, telegram: 77}")


def book(*rows: tuple[object, ...]) -> bytes:
    """Return a workbook with a calendar."""
    made = Workbook()
    for row in (HEADER, *rows):
        made.active.append(row)
    return saved(made)


def saved(made: Workbook) -> bytes:
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def csv(*rows: tuple[str, ...]) -> bytes:
    """Return a calendar as CSV."""
    return "\n".join(";".join(row) for row in (HEADER, *rows)).encode()


@dataclass
class Office:
    """A hall whose campaign folder is on the disk, and what is done with sheets there."""

    here: Hall
    root: Path
    seen: list[Said] = field(default_factory=list)

    async def settle(self) -> list[Said]:
        """Let the bot work until nothing waits; return what it said to the team."""
        before = len(self.seen)
        end = time.monotonic() + PATIENCE
        while True:
            await self.here.bot.step()
            if not await self.here.room.store.pending():
                break
            assert time.monotonic() < end, "the bot did not come to an end"
            await asyncio.sleep(0.05)
        self.seen = [said for said in self.here.heard() if not said.text.startswith("Estoy ")]
        return self.seen[before:]

    async def send(
        self, name: str, content: bytes, who: Visitor = ROCIO, kind: str = ""
    ) -> list[Said]:
        """Send a file into the team's chat; return what comes back."""
        sent = Attachment(name, content, kind or "application/octet-stream")
        self.here.world.hand_in(who, sent, TEAM)
        return await self.settle()

    async def tap(self, said: Said, label: str, who: Visitor = ROCIO) -> list[Said]:
        """Press a button; return what comes of it."""
        self.press(said, label, who)
        return await self.settle()

    def press(self, said: Said, label: str, who: Visitor = ROCIO) -> None:
        """Press a button, and wait for nothing."""
        (data,) = (b["callback_data"] for row in said.buttons for b in row if b["text"] == label)
        self.here.world.press(who, said.id, data, TEAM)

    async def revision(self) -> tuple[int, str]:
        """Return the loaded revision's number, and who loaded it."""
        found = (await self.here.room.store.snapshot()).revision
        assert found is not None
        return found.number, found.loaded_by

    async def posts(self) -> set[str]:
        """Return the posts of the ledger."""
        return {key.partition("/")[0] for key in await self.here.room.newest()}

    def written(self, name: str) -> bytes:
        """Return a file of the folder."""
        return (self.root / name).read_bytes()


@asynccontextmanager
async def office(folder: Path, **changed: str) -> AsyncIterator[Office]:
    root = folder / "campaign"
    sheets = SheetFolder(root, lambda: date(2031, 5, 10))
    async with hall(folder, sheets, **changed) as here:
        for name, content in here.room.files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(content)
        yield Office(here, root)


async def test_a_text_mended_after_it_went_out_is_said_to_stay_as_it_is(tmp_path: Path) -> None:
    async with office(tmp_path) as at:
        (question,) = await at.send("mayo.xlsx", book(GOOD))
        await at.tap(question, "Cargar")
        await at.here.room.until("2031-05-18T12:00")
        mended = tuple(cell.replace("Mañana", "Hoy") for cell in GOOD)
        said = "\n".join(one.text for one in await at.send("mayo.xlsx", book(mended)))
        assert "feria ya salió el dom 18 may 2031 con otro texto" in said
        assert "Aparte de eso, cargar «mayo.xlsx» no cambia nada." in said
        assert "aviso más" not in said


async def test_it_comes_back_with_comments_and_a_button_loads_it(tmp_path: Path) -> None:
    async with office(tmp_path) as at:
        sheet = book(GOOD, MORE, BAD)
        commented, question = await at.send("mayo.xlsx", sheet)
        assert "«mayo.xlsx»: 2 de 3 filas se pueden cargar." in commented.text
        assert "La fila 4 espera:" in commented.text
        assert "25:00" in commented.text
        assert commented.file is not None
        assert commented.file.name == "mayo con comentarios.xlsx"
        marked = load_workbook(io.BytesIO(at.here.world.content(commented.file.sha256)))
        assert "25:00" in str(marked.worksheets[0]["C4"].comment.text)
        assert "2 nuevas:" in question.text
        assert "• dom 18 may, 10:00: Feria, en X y Telegram" in question.text
        assert await at.revision() == (1, "Rocío")
        (loaded,) = await at.tap(question, "Cargar", who=ROCIO)
        assert "Rocío cargó «mayo.xlsx»" in loaded.text
        assert "Publicaciones: 2 nuevas." in loaded.text
        assert "1 fila sigue esperando" in loaded.text
        assert await at.revision() == (2, "Rocío")
        assert {"feria", "cierre"} <= await at.posts()
        assert "tarde" not in await at.posts()
        assert at.written("posts/calendar.xlsx") == sheet
        (again,) = await at.tap(question, "Cargar", who=ROCIO)
        assert "ya está cargada: la cargó Rocío" in again.text
        assert await at.revision() == (2, "Rocío")
        (question,) = await at.send("mayo", csv(GOOD), kind="application/pdf")
        assert "1 publicación está también en otro calendario" in question.text
        assert "envíala como .xlsx" in question.text


async def test_other_files_get_a_kind_word_and_large_ones_their_limit(tmp_path: Path) -> None:
    async with office(tmp_path) as at:
        for name, content, kind in (
            ("acta.pdf", b"%PDF-1.7", "application/pdf"),
            ("afiche.png", b"PNG", "image/png"),
        ):
            (told,) = await at.send(name, content, kind=kind)
            assert f"«{name}», gracias. No es una planilla" in told.text
        (told,) = await at.send("fotos.xlsx", bytes(21 * 2**20))
        assert "pesa 21 MB" in told.text
        assert "20 MB" in told.text
        (told,) = await at.send("rota.xlsx", book(GOOD)[:900])
        assert "está dañado o a medias" in told.text
        assert not told.buttons
        assert await at.revision() == (1, "Rocío")


async def test_what_changed_meanwhile_is_shown_anew_and_not_loaded(tmp_path: Path) -> None:
    async with office(tmp_path) as at:
        (question,) = await at.send("mayo.xlsx", book(GOOD))
        calendar = at.root / "posts/calendar.yaml"
        calendar.write_bytes(calendar.read_bytes() + b"# nota\n")
        (of_folder,) = await at.tap(question, "Cargar")
        assert "la carpeta cambió" in of_folder.text
        assert "Una nueva:" in of_folder.text
        await at.here.room.loader.load(at.here.room.files, "Marta")
        (of_revision,) = await at.tap(of_folder, "Cargar")
        assert "alguien cargó otra revisión" in of_revision.text
        at.here.room.clock.advance_to(at.here.room.clock.now() + timedelta(days=9))
        (of_plan,) = await at.tap(of_revision, "Cargar")
        assert "ya no es lo que se mostró" in of_plan.text
        assert "Una no saldrá, porque su hora ya pasó:" in of_plan.text
        assert await at.revision() == (2, "Marta")


async def test_who_may_loads_it_and_two_who_press_at_once_load_it_once(tmp_path: Path) -> None:
    async with office(tmp_path, campaign=TWO + "loads: [mesa]\n") as at:
        (question,) = await at.send("mayo.xlsx", book(GOOD))
        (told,) = await at.tap(question, "Cargar", ROCIO)
        assert "las planillas las carga el rol mesa (Inés)" in told.text
        (told,) = await at.tap(question, "Cargar", MARTA)
        assert "Solo quienes figuran en el equipo" in told.text
        assert (await at.revision())[0] == 1
        at.press(question, "Cargar", INES)
        at.press(question, "Cargar", INES)
        told_both = [said.text for said in await at.settle()]
        assert sum("ya vale" in text for text in told_both) == 1
        assert sum("ya está cargada: la cargó Inés" in text for text in told_both) == 1
        assert await at.revision() == (2, "Inés")


async def test_approved_posts_that_change_are_named_first_and_what_was_there_is_kept(
    tmp_path: Path,
) -> None:
    rules = RULES.replace("aviso: prensa", "aviso: prensa, feria: prensa")
    async with office(tmp_path, campaign=rules) as at:
        (question,) = await at.send("mayo.csv", csv(GOOD))
        await at.tap(question, "Cargar")
        await at.here.room.decisions.approve(["feria"], "Rocío", "prensa")
        later = (*GOOD[:2], "11:30", *GOOD[3:])
        (question,) = await at.send("mayo.csv", csv(later))
        warned = question.text.index("OJO, esta ya estaba aprobada y cambia:")
        assert "sigue valiendo la aprobación de Rocío" in question.text[warned:]
        assert warned < question.text.index("Una cambia de hora:")
        assert "de dom 18 may, 10:00 a dom 18 may, 11:30" in question.text
        other = (*GOOD[:5], "Mañana no abre la feria del río.")
        (question,) = await at.send("mayo.csv", csv(other))
        assert "pierde la aprobación de Rocío" in question.text
        (left,) = await at.tap(question, "Descartar")
        assert "no se cargó nada" in left.text
        (loaded,) = await at.tap(question, "Cargar")
        assert "posts/calendar.csv.2031-05-10.bak" in loaded.text
        assert at.written("posts/calendar.csv.2031-05-10.bak") == csv(GOOD)
        (nothing,) = await at.send("otra vez.csv", csv(other))
        assert "no cambia nada" in nothing.text
        assert not nothing.buttons
        (withdrawing,) = await at.send("mayo.csv", csv(MORE))
        assert "Una ya no sale:" in withdrawing.text


async def test_others_are_answered_while_a_file_is_slow_and_a_failing_network_is_asked_again(
    tmp_path: Path,
) -> None:
    async with office(tmp_path) as at:
        at.here.faults.add(Order("telegram", Fault.ERROR, "getFile"), 1)
        at.here.world.hand_in(ROCIO, Attachment("mayo.xlsx", book(GOOD)), TEAM)
        at.here.world.say(INES, "/start")
        await at.here.bot.step()
        assert [said for said in at.here.world.chat(INES.id) if said.sender != INES.id]
        assert not at.here.heard()
        (question,) = await at.settle()
        assert "Una nueva:" in question.text


async def test_who_dies_between_loading_and_saying_so_finds_it_loaded(tmp_path: Path) -> None:
    async with office(tmp_path) as at:
        sheet = book(GOOD)
        (question,) = await at.send("mayo.xlsx", sheet)
        at.press(question, "Cargar")
        await at.here.bot.step()
        end = time.monotonic() + PATIENCE
        while (await at.revision())[0] == 1:
            assert time.monotonic() < end
            await asyncio.sleep(0.02)
        await at.here.lobby.inbox.close()  # as if all that it knew were gone
        (at.root / "posts/calendar.xlsx").unlink(missing_ok=True)
        (told,) = await at.settle()
        assert "ya está cargada" in told.text
        assert at.written("posts/calendar.xlsx") == sheet
        assert (await at.revision())[0] == 2


async def test_a_folder_that_cannot_be_written_is_told_and_what_is_loaded_stays(
    tmp_path: Path,
) -> None:
    async with office(tmp_path) as at:
        (question,) = await at.send("mayo.csv", csv(GOOD))
        (at.root / "posts/calendar.ids.yaml").mkdir()
        (told,) = await at.tap(question, "Cargar")
        assert "la carpeta cambió" not in told.text
        assert "Hay que copiarla ahí a mano" in told.text
        assert "feria" in await at.posts()


async def test_a_bot_without_the_folder_says_where_sheets_are_loaded(tmp_path: Path) -> None:
    async with hall(tmp_path) as here:
        at = Office(here, tmp_path)
        (told,) = await at.send("mayo.xlsx", book(GOOD))
        assert "corre sin la carpeta de la campaña" in told.text
        assert not told.buttons
