"""What the cards of seven layouts say, and that it is true when they go out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from campaign.core.problems import Code
from campaign.languages import Catalogue
from campaign.services.listing import tell_problem
from tests.services.newsroom import CAMPAIGN, PROGRAMME, Newsroom, newsroom

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.core.cards import CardSpec
    from campaign.services.drafting import Prepared

OPEN = """\
  - id: cierre
    kind: launch
    title: Cierre
    start:
    window: segunda semana de junio
publication:
  title: El libro de las orillas
  subtitle: Nueve ensayos breves
  launch_panel: cierre
"""
WITH_PEOPLE = PROGRAMME.replace(
    "start: 2031-05-20 18:00\n",
    "start: 2031-05-20 18:00\n    speakers: [{id: ana, name: Ana Soto, organisation: Rengo}]\n",
)


def entry(card: str, when: str, subject: str = "aguas", more: str = "") -> str:
    about = f"  for: {subject}\n" if subject else ""
    return (
        f"- post: p\n{about}  when: {when}\n  channels: [x]\n  text: Un texto.\n"
        f"  card: {card}\n{more}"
    )


async def offered(room: Newsroom, calendar: str, programme: str) -> dict[str, Prepared]:
    room.files["posts/calendar.yaml"] = calendar.encode()
    room.files["posts/programme.yaml"] = programme.encode()
    rows = (await room.loader.propose(room.files)).plan.rows
    return {row.key.post: row.item for row in rows if row.item}


async def only(folder: Path, calendar: str, programme: str = PROGRAMME) -> Prepared:
    async with newsroom(folder) as room:
        (item,) = (await offered(room, calendar, programme)).values()
    return item


async def card(folder: Path, calendar: str, programme: str = PROGRAMME) -> CardSpec:
    found = (await only(folder, calendar, programme)).card
    assert found is not None
    return found


async def codes(folder: Path, calendar: str, programme: str = PROGRAMME) -> list[tuple[str, str]]:
    async with newsroom(folder) as room:
        room.files["posts/calendar.yaml"] = calendar.encode()
        room.files["posts/programme.yaml"] = programme.encode()
        found = (await room.loader.propose(room.files)).checked.problems
    about = {Code.CARD_SAYS_NOTHING, Code.CARD_OUTLIVED, Code.COUNTDOWN_UNGUARDED}
    return [(str(p.code), p.params.get("because", "")) for p in found if p.code in about]


# ---- countdown


@pytest.mark.parametrize(
    ("when", "said", "until"),
    [
        ("start - 7d 09:00", ("Faltan", "7", "días"), "2031-05-14T00:00"),
        ("start - 1d 09:00", (None, "Mañana", None), "2031-05-20T00:00"),
        ("start - 0d 09:00", (None, "Hoy", None), "2031-05-20T18:00"),
        ("start - 3h", ("Faltan", "3", "horas"), "2031-05-20T15:45"),
        ("start - 1h", ("Falta", "1", "hora"), "2031-05-20T17:15"),
    ],
)
async def test_a_countdown_says_how_long_it_is_and_expires_with_that(
    tmp_path: Path, when: str, said: tuple[str | None, ...], until: str
) -> None:
    item = await only(tmp_path, entry("countdown", when))
    spec = item.card
    assert spec is not None
    assert (spec.lead, spec.figure, spec.unit) == said
    assert spec.when == "martes 20 de mayo, 18:00\u00a0h"
    words = " ".join(filter(None, said))
    assert f"Cuenta regresiva, Voces del río, Panel 1. Aguas abajo. {words}." in spec.alt
    assert item.draft.expires == datetime.fromisoformat(f"{until}-05:00").astimezone(UTC)
    assert item.countdown is not None
    assert item.countdown.text == words
    assert item.ends_with == words


async def test_a_late_countdown_does_not_go_out(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(
            campaign=CAMPAIGN, programme=PROGRAMME, calendar=entry("countdown", "start - 3h")
        )
        room.clock.advance_to(datetime(2031, 5, 20, 20, 50, tzinfo=UTC))
        await room.publisher.work()
        one = (await room.newest())["p/aguas/x/1"]
        assert one.state == "expired"
        assert "Faltan 3 horas" in str(one.reason)
        assert room.visible() == []


async def test_what_the_text_says_of_the_time_may_end_it_before_the_card(tmp_path: Path) -> None:
    calendar = entry("countdown", "start - 0d 12:00").replace("Un texto.", "Faltan dos horas.")
    item = await only(tmp_path, calendar)
    assert item.draft.expires == datetime(2031, 5, 20, 17, 30, tzinfo=UTC)


async def test_a_countdown_follows_a_panel_that_moves(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        await room.load(
            campaign=CAMPAIGN, programme=PROGRAMME, calendar=entry("countdown", "2031-05-18 10:00")
        )
        await room.learn("aguas", "start", "2031-05-22T18:00-05:00")
        (item,) = (await offered(room, entry("countdown", "2031-05-18 10:00"), PROGRAMME)).values()
    assert item.card is not None
    assert item.card.figure == "4"


async def test_the_countdown_of_the_series_is_to_the_next_panel(tmp_path: Path) -> None:
    spec = await card(tmp_path, entry("countdown", "2031-05-22 10:00", subject=""))
    assert (spec.figure, spec.headline, spec.kicker) == ("5", "Las dos orillas", "Panel 2")
    assert spec.when == "martes 27 de mayo, 18:00\u00a0h"


async def test_a_countdown_waits_for_the_start(tmp_path: Path) -> None:
    item = await only(tmp_path, entry("countdown", "2031-06-01 10:00", "cierre"), PROGRAMME + OPEN)
    assert item.card is None
    assert [wait.what for wait in item.waits] == ["cierre.start"]


@pytest.mark.parametrize("layout", ["countdown", "change"])
@pytest.mark.parametrize("when", ["start", "end + 1d 10:00"])
async def test_what_has_begun_is_not_counted_down_to_nor_moved(
    tmp_path: Path, layout: str, when: str
) -> None:
    found = await codes(tmp_path, entry(layout, when))
    assert found == [("card-says-nothing", "")]


async def test_a_change_of_no_panel_is_an_error(tmp_path: Path) -> None:
    found = await codes(tmp_path, entry("change", "2031-05-12 10:00", subject=""))
    assert found == [("card-says-nothing", "no-panel")]


async def test_an_entry_that_lets_a_countdown_go_out_untrue_is_warned_of(tmp_path: Path) -> None:
    calendar = entry("countdown", "start - 3h", more="  expires: start\n")
    assert await codes(tmp_path, calendar) == [("countdown-unguarded", "")]


# ---- change


async def moved(
    folder: Path, facts: dict[str, str], own: str = PROGRAMME, when: str = "2031-05-15 10:00"
) -> CardSpec | None:
    async with newsroom(folder) as room:
        await room.load(campaign=CAMPAIGN, programme=PROGRAMME)
        for name, value in facts.items():
            await room.learn("aguas", name, value)
        items = await offered(room, entry("change", when), own)
    return next((item.card for post, item in items.items() if post == "p/aguas"), None)


@pytest.mark.parametrize(
    ("facts", "kicker", "before", "now"),
    [
        (
            {"start": "2031-05-20T19:30-05:00"},
            "Cambio de hora",
            "martes 20 de mayo, 18:00\u00a0h",
            "martes 20 de mayo, 19:30\u00a0h",
        ),
        (
            {"delay": "45m"},
            "Cambio de hora",
            "martes 20 de mayo, 18:00\u00a0h",
            "martes 20 de mayo, 18:45\u00a0h",
        ),
        (
            {"start": "2031-05-21T18:00-05:00"},
            "Cambio de fecha",
            "martes 20 de mayo, 18:00\u00a0h",
            "miércoles 21 de mayo, 18:00\u00a0h",
        ),
        ({}, "Cambio en el programa", None, "martes 20 de mayo, 18:00\u00a0h"),
    ],
)
async def test_a_change_tells_the_old_time_and_the_new_one(
    tmp_path: Path, facts: dict[str, str], kicker: str, before: str | None, now: str
) -> None:
    spec = await moved(tmp_path, facts)
    assert spec is not None
    assert (spec.kicker, spec.before, spec.when) == (kicker, before, now)
    assert spec.alt.count("Antes: ") == (before is not None)
    assert f"Ahora: {now}." in spec.alt


async def test_the_old_time_is_that_of_the_file_when_the_fact_was_entered(tmp_path: Path) -> None:
    """The file may have been mended since."""
    own = PROGRAMME.replace("2031-05-20 18:00", "2031-05-20 19:30")
    spec = await moved(tmp_path, {"start": "2031-05-20T19:30-05:00"}, own)
    assert spec is not None
    assert spec.before == "martes 20 de mayo, 18:00\u00a0h"


async def test_a_panel_that_moved_back_was_never_moved(tmp_path: Path) -> None:
    spec = await moved(tmp_path, {"start": "2031-05-20T18:00-05:00"})
    assert spec is not None
    assert spec.before is None


async def test_the_change_of_a_panel_that_is_off_does_not_go_out(tmp_path: Path) -> None:
    assert await moved(tmp_path, {"cancelled": "yes"}) is None


# ---- overview


async def test_the_overview_lists_what_takes_place(tmp_path: Path) -> None:
    item = await only(tmp_path, entry("overview", "2031-05-12 10:00", subject=""), PROGRAMME + OPEN)
    spec = item.card
    assert spec is not None
    assert [(row.number, row.title, row.when) for row in spec.agenda] == [
        ("1", "Aguas abajo", "martes 20 de mayo, 18:00\u00a0h"),
        ("2", "Las dos orillas", "martes 27 de mayo, 18:00\u00a0h"),
        ("", "Cierre", "segunda semana de junio"),
    ]
    assert [row.brief for row in spec.agenda] == ["mar 20 may, 18:00", "mar 27 may, 18:00", ""]
    assert "Panel 2, «Las dos orillas», martes 27 de mayo" in spec.alt
    assert "«Cierre», segunda semana de junio" in spec.alt
    assert {f.subject for f in item.facts if f.name == "start"} == {"aguas", "orillas", "cierre"}
    assert item.draft.expires == datetime(2031, 5, 20, 23, 0, tzinfo=UTC)


async def test_sessions_are_called_as_the_campaign_has_it(tmp_path: Path) -> None:
    talks = f"{CAMPAIGN}session: Charla\n".encode()
    said = {}
    dated = {"announcement": "start - 7d 10:00", "recording": "end + 1d 10:00"}
    for layout in ("announcement", "overview", "recording"):
        async with newsroom(tmp_path / layout) as room:
            room.files["posts/campaign.yaml"] = talks
            when, subject = dated.get(layout), "aguas" if layout in dated else ""
            calendar = entry(layout, when or "2031-05-10 10:00", subject)
            (item,) = (await offered(room, calendar, PROGRAMME)).values()
        assert item.card is not None
        said[layout] = item.card
    assert said["announcement"].kicker == "Charla 1"
    assert said["recording"].kicker == "Grabación · Charla 1"
    assert "Sesiones: Charla 1, " in said["overview"].alt
    assert all("Panel" not in card.alt for card in said.values())


async def test_a_cancelled_panel_is_not_in_the_overview(tmp_path: Path) -> None:
    calendar = entry("overview", "2031-05-12 10:00", subject="")
    async with newsroom(tmp_path) as room:
        await room.load(campaign=CAMPAIGN, programme=PROGRAMME, calendar=calendar)
        await room.learn("aguas", "cancelled", "yes")
        items = await offered(room, calendar, PROGRAMME)
    spec = items["p"].card
    assert spec is not None
    assert [row.title for row in spec.agenda] == ["Las dos orillas"]
    assert "Aguas abajo" not in spec.alt


async def test_the_overview_tells_no_date_that_is_past(tmp_path: Path) -> None:
    calendar = entry("overview", "2031-06-20 10:00", subject="")
    item = await only(tmp_path, calendar, PROGRAMME.replace("05-27", "06-27") + OPEN)
    assert item.card is not None
    assert [(row.when, row.over) for row in item.card.agenda] == [
        ("Ya se realizó", True),
        ("viernes 27 de junio, 18:00\u00a0h", False),
        ("Fecha por anunciar", False),
    ]
    assert {f.subject for f in item.facts if f.name == "start"} == {"orillas", "cierre"}


# ---- after the event


@pytest.mark.parametrize(
    ("layout", "kicker"),
    [
        ("note", "Nota de resumen · Panel 1"),
        ("recording", "Grabación · Panel 1"),
        ("thanks", "Panel 1"),
    ],
)
async def test_what_is_said_afterwards_has_no_date(
    tmp_path: Path, layout: str, kicker: str
) -> None:
    where = "where: Canal del río\n"
    item = await only(tmp_path, entry(layout, "end + 1d 10:00"), where + WITH_PEOPLE)
    spec = item.card
    assert spec is not None
    assert (spec.headline, spec.kicker) == ("Aguas abajo", kicker)
    assert (spec.when, spec.where, spec.before) == (None, None, None)
    assert ("Ana Soto" in spec.alt) == (layout == "thanks")
    assert "mayo" not in spec.alt
    assert item.draft.expires is None


async def test_thanks_are_said(tmp_path: Path) -> None:
    spec = await card(tmp_path, entry("thanks", "end + 1d 10:00", subject=""))
    assert (spec.figure, spec.headline, spec.overview) == ("Gracias", "Voces del río", True)
    assert "Gracias." in spec.alt


@pytest.mark.parametrize("subject", ["", "cierre", "publication"])
async def test_a_cover_has_the_title_of_the_publication(tmp_path: Path, subject: str) -> None:
    calendar = entry("cover", "2031-06-20 10:00", subject)
    spec = await card(tmp_path, calendar, PROGRAMME + OPEN)
    told = (spec.headline, spec.subtitle, spec.kicker, spec.when)
    assert told == ("El libro de las orillas", "Nueve ensayos breves", "Publicación", None)


@pytest.mark.parametrize("layout", ["announcement", "speaker"])
async def test_no_card_tells_a_date_that_is_past(tmp_path: Path, layout: str) -> None:
    subject = "ana" if layout == "speaker" else "aguas"
    spec = await card(tmp_path, entry(layout, "start + 10m", subject), WITH_PEOPLE)
    assert spec.when is None


async def test_the_series_names_the_days_that_are_to_come(tmp_path: Path) -> None:
    spec = await card(tmp_path, entry("announcement", "2031-05-22 10:00", subject=""))
    assert spec.when == "martes 27 de mayo"
    item = await only(tmp_path / "b", entry("announcement", "2031-05-12 10:00", subject=""))
    assert item.card is not None
    assert item.card.when == "20 y 27 de mayo"
    assert item.draft.expires == datetime(2031, 5, 21, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(("expires", "why"), [("never", "never"), ("end", "")])
async def test_an_entry_that_lets_a_date_go_out_when_it_is_past_is_warned_of(
    tmp_path: Path, expires: str, why: str
) -> None:
    calendar = entry("announcement", "start - 1d 10:00", more=f"  expires: {expires}\n")
    assert await codes(tmp_path, calendar) == [("card-outlived", why)]


async def test_days_that_are_over_are_no_date(tmp_path: Path) -> None:
    """A panel of which only a window is known may still be to come when that is past."""
    calendar = entry("announcement", "2031-06-25 10:00", "cierre")
    assert (await card(tmp_path, calendar, PROGRAMME + OPEN)).when is None
    calendar = entry("announcement", "2031-06-09 10:00", "cierre")
    found = await card(tmp_path / "b", calendar, PROGRAMME + OPEN)
    assert found.when == "segunda semana de junio"


async def test_a_panel_that_had_a_window_has_a_date_now(tmp_path: Path) -> None:
    calendar = entry("change", "2031-06-05 10:00", "cierre")
    async with newsroom(tmp_path) as room:
        await room.load(campaign=CAMPAIGN, programme=PROGRAMME + OPEN)
        await room.learn("cierre", "start", "2031-06-12T18:00-05:00")
        (item,) = (await offered(room, calendar, PROGRAMME + OPEN)).values()
    spec = item.card
    assert spec is not None
    told = (spec.kicker, spec.before, spec.when)
    assert told == ("Ya hay fecha", None, "jueves 12 de junio, 18:00\u00a0h")


async def test_after_the_panel_no_seat_is_still_open(tmp_path: Path) -> None:
    seats = WITH_PEOPLE.replace("Rengo}]", "Rengo}, {id: otro}]")
    spec = await card(tmp_path, entry("thanks", "end + 1d 10:00"), seats)
    assert [person.name for person in spec.people] == ["Ana Soto"]
    assert "por confirmar" not in spec.alt


async def test_the_countdown_of_the_series_waits_for_a_panel_without_a_date(
    tmp_path: Path,
) -> None:
    calendar = entry("countdown", "2031-06-05 10:00", subject="")
    item = await only(tmp_path, calendar, PROGRAMME + OPEN)
    assert item.card is None
    assert [wait.what for wait in item.waits] == ["cierre.start"]


async def test_an_alternative_text_that_its_channel_does_not_take_is_told(tmp_path: Path) -> None:
    many = "".join(
        f"      - {{name: Ana {n} Soto, role: {'Directora de Aguas ' * 3}, organisation: Ñuble}}\n"
        for n in range(16)
    )
    first = PROGRAMME.index("  - id: orillas")
    programme = f"{PROGRAMME[:first]}    speakers:\n{many}{PROGRAMME[first:]}"
    calendar = entry("thanks", "2031-05-21 10:00", subject="aguas")
    async with newsroom(tmp_path) as room:
        room.files["posts/calendar.yaml"] = calendar.encode()
        room.files["posts/programme.yaml"] = programme.encode()
        found = (await room.loader.propose(room.files)).checked.problems
    told = [problem for problem in found if problem.code is Code.ALT_TOO_LONG]
    assert [problem.params["limit"] for problem in told] == ["1000"]
    assert "`alt`" in tell_problem(told[0], Catalogue("es"), "hint")


@pytest.mark.parametrize(("language", "part"), [("es", "(programa)"), ("en", "(programme)")])
async def test_a_programme_without_room_is_told_in_words(
    tmp_path: Path, language: str, part: str
) -> None:
    title = "Los pueblos de la orilla y el agua que les queda"
    many = "".join(
        f"  - {{id: p{n}, title: {title} {n}, start: 2031-06-{n} 18:00}}\n" for n in range(10, 30)
    )
    calendar = entry("overview", "2031-05-12 10:00", subject="")
    async with newsroom(tmp_path) as room:
        room.files["posts/calendar.yaml"] = calendar.encode()
        room.files["posts/programme.yaml"] = (PROGRAMME + many).encode()
        campaign = CAMPAIGN.replace("languages: [es]", f"languages: [{language}]")
        room.files["posts/campaign.yaml"] = campaign.encode()
        found = (await room.loader.propose(room.files)).checked.problems
    (told,) = [problem for problem in found if problem.code is Code.CARD_DOES_NOT_FIT]
    said = tell_problem(told, Catalogue(language), "message")
    assert part in said
    assert "22 pan" in said
    assert "agenda" not in said
    assert "1080x1350" in tell_problem(told, Catalogue(language), "hint")
