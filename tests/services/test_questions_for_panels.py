"""Attendees ask the panel: what they write reaches the team, and they hear what becomes of it."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from campaign.services.conversation import LoadedContent
from campaign.wiring.exports import stored_or_made
from tests.services.forum import ANA, BETO, LUZ, MAR, Forum, forum
from tests.services.teamroom import STRANGER, TEAM

if TYPE_CHECKING:
    from pathlib import Path

WORDS = "¿Quién paga la limpieza del río?"


async def standings(here: Forum) -> list[tuple[str, str, int]]:
    """Return what is stored of every question: its words, how it stands, its votes."""
    return [(q.text, q.standing, q.votes) for q in await here.room.store.questions()]


async def test_a_question_goes_from_an_attendee_to_the_team_and_back(tmp_path: Path) -> None:
    async with forum(tmp_path) as here:
        prompt = await here.say(LUZ, "/pregunta")
        assert "«Aguas abajo»" in prompt
        shown = await here.say(LUZ, WORDS)
        assert f"«{WORDS}»" in shown
        assert "La lee el equipo" in shown
        assert "Luz Pérez" in shown
        assert await standings(here) == []
        assert TEAM not in here.heard
        sent = await here.press(LUZ, "Enviar sin mi nombre", times=2)
        assert "está pendiente, sin tu nombre" in sent
        assert "ya la tengo. Está pendiente" in sent
        (to_team,) = here.heard[TEAM]
        assert WORDS in to_team["text"]
        assert "Luz" not in json.dumps(to_team, ensure_ascii=False)
        assert "Rocío publicó la pregunta 1" in await here.decide("Publicar")
        assert "publicó tu pregunta" in here.last(LUZ)
        assert "Rocío anotó que la pregunta 1 se respondió" in await here.decide("Ya se respondió")
        assert "ya se respondió" in here.last(LUZ)
        assert [line.by for line in await here.room.store.question_history(1)] == [
            None,
            "Rocío",
            "Rocío",
        ]
        held = await here.say(LUZ, "/mispreguntas")
        assert "Ya se respondió." in held


async def test_free_words_and_a_typed_yes_do_what_the_buttons_do(tmp_path: Path) -> None:
    async with forum(tmp_path) as here:
        shown = await here.say(LUZ, f"pregunta para el panel: {WORDS}")
        assert f"«{WORDS}»" in shown
        assert "está pendiente, sin tu nombre" in await here.say(LUZ, "sí")
        assert await standings(here) == [(WORDS, "pending", 0)]
        await here.say(BETO, "quiero hacer una pregunta")
        await here.say(BETO, "¿y qué pasa con las islas?")
        assert "con tu nombre: Beto Soto" in await here.say(BETO, "enviar con mi nombre")
        assert "De quien la hizo" not in here.last(TEAM)
        assert "Beto Soto" in here.last(TEAM)
        await here.say(MAR, "/pregunta aguas ¿Y los peces?")
        assert "no la envié" in await here.say(MAR, "no")
        assert len(await standings(here)) == 2


async def test_the_panel_is_named_changed_or_the_one_under_way(tmp_path: Path) -> None:
    async with forum(tmp_path, "2031-05-20T18:30") as here:
        assert "«Aguas abajo»" in await here.say(LUZ, "/pregunta")
        assert "«Las dos orillas»" in await here.press(LUZ, "Para otro panel")
        assert "«Las dos orillas»" in await here.press(LUZ, "2. Las dos orillas")
        assert "el panel 2, «Las dos orillas»" in await here.say(LUZ, WORDS)
        for said in ("2", "panel 2", "orillas"):
            shown = await here.say(LUZ, f"/pregunta {said} ¿Hay sombra?")
            assert "para el panel 2" in shown
            assert "«¿Hay sombra?»" in shown


async def test_a_panel_that_is_over_or_cancelled_takes_none(tmp_path: Path) -> None:
    async with forum(tmp_path) as here:
        await here.say(LUZ, f"/pregunta {WORDS}")
        await here.room.until("2031-05-20T19:01")
        assert "ya terminó" in await here.press(LUZ, "Enviar sin mi nombre")
        assert "ya terminó" in await here.say(LUZ, "/pregunta aguas ¿Otra?")
        assert await standings(here) == []
        await here.room.learn("orillas", "cancelled", "yes")
        assert "fue cancelado" in await here.say(LUZ, "/pregunta orillas ¿Otra?")
        assert "No queda ningún panel" in await here.say(LUZ, "/pregunta")


async def test_a_panel_that_moves_takes_its_questions_with_it(tmp_path: Path) -> None:
    async with forum(tmp_path) as here:
        await here.ask(LUZ, WORDS)
        await here.decide("Publicar")
        await here.room.learn("aguas", "start", "2031-05-30T18:00:00-05:00")
        assert WORDS in await here.say(BETO, "/preguntas aguas")
        assert "Votar por la 1" in here.labels(BETO)


async def test_what_is_too_long_wordless_or_too_much_is_said(tmp_path: Path) -> None:
    async with forum(tmp_path) as here:
        await here.say(LUZ, "/pregunta")
        assert "caben 500" in await here.say(LUZ, "muy larga " * 60)
        assert "no veo una pregunta" in await here.say(LUZ, "/pregunta aguas ???")
        for n in range(3):
            await here.ask(LUZ, f"¿Pregunta con palabras {'abc'[n]}?")
        assert "Ya tienes 3 preguntas abiertas" in await here.ask(LUZ, "¿Una cuarta?")
        assert len(await standings(here)) == 3


async def test_its_author_withdraws_it_and_takes_the_name_away(tmp_path: Path) -> None:
    async with forum(tmp_path) as here:
        await here.ask(LUZ, WORDS, named=True)
        assert "Lleva tu nombre: Luz Pérez" in await here.say(LUZ, "/mispreguntas")
        assert "Quité tu nombre" in await here.press(LUZ, "Quitar mi nombre de la 1")
        assert "le quitó su nombre" in here.last(TEAM)
        await here.say(LUZ, "/mispreguntas")
        assert WORDS in await here.press(LUZ, "Retirar la 1")
        assert "no cambié nada" in await here.say(LUZ, "no")
        await here.say(LUZ, "/mispreguntas")
        await here.press(LUZ, "Retirar la 1")
        assert "Retiré tu pregunta" in await here.press(LUZ, "Sí, retírala")
        assert "la retiró" in here.last(TEAM)
        assert "quien la hizo la retiró" in await here.decide("Publicar")
        assert await standings(here) == [("", "withdrawn", 0)]


# --- the team -------------------------------------------------------------------------------------


async def test_of_two_moderators_one_wins_and_the_other_is_told(tmp_path: Path) -> None:
    async with forum(tmp_path) as here:
        await here.ask(LUZ, WORDS)
        await here.decide("Descartar")
        assert "ya estaba descartada: lo decidió Rocío" in await here.decide("Publicar", ANA)
        assert sum("decidió no publicarla" in b["text"] for b in here.heard[LUZ]) == 1
        assert "Ana publicó" in await here.decide("Publicar igual", ANA)
        late = await here.decide("Descartar")  # the button below what was pending
        assert "ya estaba publicada: lo decidió Ana" in late
        assert "Rocío descartó" in await here.decide("Quitar")
        assert "Ana publicó" in await here.decide("Publicar igual", ANA)
        assert "Solo quienes" in await here.decide("Ya se respondió", STRANGER)


async def test_the_team_enters_what_it_heard_elsewhere(tmp_path: Path) -> None:
    async with forum(tmp_path) as here:
        assert "Escribe: /pregunta" in await here.team("/pregunta")
        told = await here.team("/pregunta orillas ¿Y las islas? (YouTube)")
        assert "Se oyó en: YouTube" in told
        assert "el panel 2" in told
        assert "ya estaba" in await here.team("/pregunta panel 2 y las islas")
        assert "el panel 1" in await here.team("/pregunta ¿Y los peces?", ANA)
        assert [(q.panel, q.heard_at, q.by) for q in await here.room.store.questions()] == [
            ("orillas", "YouTube", "Rocío"),
            ("aguas", None, "Ana"),
        ]


async def test_questions_are_listed_counted_and_merged(tmp_path: Path) -> None:
    async with forum(tmp_path) as here:
        assert await here.team("/preguntas") == "No hay preguntas."
        await here.ask(LUZ, WORDS)
        await here.ask(BETO, "¿Cuánto cuesta y quién lo paga?")
        await here.say(MAR, "/pregunta orillas ¿Hay sombra?")
        await here.press(MAR, "Enviar con mi nombre")
        counts = await here.team("/preguntas")
        assert "«Aguas abajo»: 2 pendientes." in counts
        assert "«Las dos orillas»: 1 pendiente." in counts
        assert "«¿Hay sombra?» De Mar." in await here.team("/preguntas orillas")
        assert "ningún panel que se llame «nada»" in await here.team("/preguntas nada")
        await here.team("/preguntas aguas")
        assert "publicó la pregunta 1" in await here.decide("Publicar la 1")
        await here.team("/preguntas aguas")
        assert "publicó la pregunta 2" in await here.decide("Publicar la 2")
        assert WORDS in await here.decide("Unir con otra")
        assert "unió la pregunta 2 con la 1" in await here.decide("Con la 1")
        assert "unió tu pregunta" in here.last(BETO)
        assert (WORDS, "published", 1) in await standings(here)


async def test_the_table_acts_in_no_program_and_names_only_who_wants_it(tmp_path: Path) -> None:
    async with forum(tmp_path) as here:
        await here.ask(LUZ, '=HYPERLINK("http://x";"abre")')
        await here.ask(BETO, "¿Y los peces?", named=True)
        await here.team("/preguntas aguas")
        await here.decide("Planilla")
        made = [body["document"]["made"] for body in here.heard[TEAM][-2:]]
        assert made == ["made:questions.xlsx", "made:questions.csv"]
        content = LoadedContent(here.room.store, here.room.loader.desk.read, TEAM)
        load = stored_or_made(here.room.store, content)
        table = (await load("made:questions.csv")).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(table)))
        assert [(row[3], row[6]) for row in rows[1:]] == [
            ('\'=HYPERLINK("http://x";"abre")', ""),
            ("¿Y los peces?", "Beto Soto"),
        ]


# --- everybody else -------------------------------------------------------------------------------


async def test_others_see_them_by_votes_and_vote_once(tmp_path: Path) -> None:
    async with forum(tmp_path) as here:
        await here.ask(LUZ, WORDS)
        await here.ask(BETO, "¿Y los peces?", named=True)
        assert "Todavía no hay preguntas publicadas" in await here.say(MAR, "/preguntas")
        for n in (1, 2):
            await here.team("/preguntas aguas")
            await here.decide(f"Publicar la {n}")
        shown = await here.say(MAR, "/preguntas")
        assert shown.index(WORDS) < shown.index("¿Y los peces? Pregunta de Beto Soto.")
        assert "Si votas, guardaremos" in shown
        assert "Votos: 1." in await here.press(MAR, "Votar por la 2", times=3)
        await here.say(BETO, "/preguntas")
        assert here.labels(BETO)[:1] == ["Votar por la 2"]  # the first is his own
        await here.say(MAR, "/preguntas")
        assert "Votos: 0." in await here.press(MAR, "Quitar mi voto a la 1", times=2)
        assert "no la puedes votar" in await here.press_data(BETO, "v:2")


async def test_everything_is_told_and_erased(tmp_path: Path) -> None:
    async with forum(tmp_path) as here:
        await here.ask(LUZ, WORDS, named=True)
        await here.decide("Publicar")
        await here.ask(LUZ, "¿Y la que nadie leyó?")
        await here.ask(BETO, "¿Y los peces?")
        await here.decide("Publicar")
        await here.say(LUZ, "/preguntas")
        await here.press(LUZ, "Votar por la 2")
        await here.say(BETO, "/preguntas")
        assert "Pregunta de Luz Pérez." in here.last(BETO)
        await here.team("/preguntas aguas")
        told = await here.say(LUZ, "/misdatos")
        for piece in (WORDS, "Lleva tu nombre: Luz Pérez.", "Votaste por una pregunta", "votar"):
            assert piece in told
        file = json.loads(here.heard[LUZ][-1]["document"]["content"])
        assert [(q["text"], q["state"], q["name"]) for q in file["questions"]] == [
            (WORDS, "published", "Luz Pérez"),
            ("¿Y la que nadie leyó?", "pending", None),
        ]
        assert [v["text"] for v in file["votes"]] == ["¿Y los peces?"]
        await here.say(LUZ, "/borrar")
        receipt = await here.press(LUZ, "Sí, borra")
        assert "Preguntas: 2. Votos: 1." in receipt
        assert "tus preguntas ya publicadas (1)" in receipt
        assert "Luz" in here.last(TEAM)  # her name stood on a question there
        assert await standings(here) == [(WORDS, "published", 0), ("¿Y los peces?", "published", 0)]
        dump = await here.room.store._read(
            lambda connection, _: "\n".join(connection.connection.dbapi_connection.iterdump())
        )
        for trace in ("Pérez", "nadie leyó", str(LUZ)):
            assert trace not in dump
