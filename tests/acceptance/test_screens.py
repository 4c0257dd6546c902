"""What commands write for people: lines that fit, local dates, words that agree."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from campaign.core.deliveries import State
from campaign.core.ledger_kind import Kind
from campaign.languages import Catalogue, available
from campaign.ports.messages import Message
from campaign.services.planning import Change
from campaign.sources.tree import read_tree
from campaign.store.opening import Limits, open_ledger
from campaign.wiring.sandboxes import attach_sandbox, stop_sandbox
from tests.acceptance.command_line import listed, pregonero

if TYPE_CHECKING:
    from pathlib import Path

NARROW = 80
ISO = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d")

CAMPAIGN = """\
format: 1
name: riverbank
title: Riverbank Talks
zone: {zone}
languages: [en]
channels: [x, telegram]
team:
  - {{role: coordination, name: Ana Ejemplo}}
approval: {{default: anybody, notes: coordination}}
"""
PROGRAMME = """\
where: The town's channel on the web
panels:
  - {id: panel-1, title: Who owns the banks, start: 2030-03-05 17:00}
"""
CALENDAR = """\
- post: opening
  when: 2030-03-01 21:30
  channels: all
  text: The talks by the river begin on Tuesday.
- post: reminder
  for: panels
  when: start - 1h
  channels: all
  text: In one hour we begin.
  needs: [stream]
- post: notes
  when: 2030-03-06 10:00
  channels: all
  text: What was said by the river in a few lines.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return campaign(tmp_path, "America/Santiago")


def campaign(root: Path, zone: str) -> Path:
    posts = root / "posts"
    posts.mkdir(parents=True)
    (posts / "campaign.yaml").write_text(CAMPAIGN.format(zone=zone))
    (posts / "programme.yaml").write_text(PROGRAMME)
    (posts / "calendar.yaml").write_text(CALENDAR)
    return root


WRITING = ("load", "hold")


def screen(*arguments: str, at: Path, lang: str = "es", columns: int = NARROW) -> list[str]:
    now = () if arguments[0] in WRITING else ("--now", "2030-02-20T09:00")
    told = pregonero(
        "--lang",
        lang,
        *now,
        *arguments,
        at=at,
        env={"COLUMNS": str(columns)},
    )
    assert told.returncode == 0, told.stderr
    return told.stdout.splitlines()


def test_lines_fit_the_terminal_and_dates_are_for_people(folder: Path) -> None:
    screen("load", "--yes", at=folder)
    for lang, columns in (("es", 60), ("en", NARROW)):
        for command in (["plan"], ["status"], ["show", "opening/x/1"]):
            lines = screen(*command, at=folder, lang=lang, columns=columns)
            assert [line for line in lines if len(line) > columns] == []
            assert [line for line in lines if ISO.search(line)] == []


def test_check_says_how_many_posts_are_too_late_to_be_loaded(folder: Path) -> None:
    def said(now: str) -> list[str]:
        return pregonero("--lang", "es", "--now", now, "check", at=folder).stdout.splitlines()

    assert [line for line in said("2030-02-20T09:00") if "ya pasó" in line] == []
    (late,) = (line for line in said("2030-03-02T09:00") if "ya pasó" in line)
    assert "1 publicación (2 envíos)" in late
    screen("load", "--yes", at=folder)
    assert [line for line in said("2030-03-02T09:00") if "ya pasó" in line] == []


def test_the_plan_goes_by_day_with_a_posts_channels_together(folder: Path) -> None:
    lines = screen("plan", at=folder)
    assert lines[:6] == [
        "Horas de Santiago; debajo, la hora UTC.",
        "",
        "Viernes 1 de marzo de 2030",
        "  21:30  opening · X (Twitter), Telegram",
        "         nueva · programada · US$ 0,015 · sáb 2 mar, 00:30 UTC",
        "         The talks by the river begin on Tuesday.",
    ]
    assert "         Falta el enlace de la transmisión · Who owns the banks (panel-1)." in lines
    assert "  16:00  reminder · Who owns the banks · X (Twitter), Telegram" in lines
    assert any(line.endswith("[reminder/panel-1]") for line in lines)
    assert "         Falta la aprobación de coordinación." in lines
    assert lines[-2].startswith("3 publicaciones (6 envíos): 3 nuevas. Costo en X: ")


def test_channels_that_fare_differently_are_told_apart(folder: Path) -> None:
    screen("load", "--yes", at=folder)
    screen("hold", "opening/telegram/1", "--why", "duelo", at=folder)
    lines = screen("plan", at=folder)
    assert "  21:30  opening · X (Twitter)" in lines
    assert "  21:30  opening · Telegram" in lines


def test_a_moved_post_says_from_when(folder: Path) -> None:
    screen("load", "--yes", at=folder)
    calendar = folder / "posts" / "calendar.yaml"
    calendar.write_text(CALENDAR.replace("2030-03-01 21:30", "2030-03-02 09:00"))
    lines = screen("plan", at=folder)
    assert any("con otra hora (antes, vie 1 mar, 21:30) · programada" in line for line in lines)
    assert lines[-2].startswith("3 publicaciones (6 envíos): 1 con otra hora, 2 sin cambios.")


def test_status_groups_by_what_is_missing(folder: Path) -> None:
    screen("load", "--yes", at=folder)
    lines = screen("status", at=folder)
    assert lines[0].startswith("Nada ha salido desde este registro, que es nuevo")
    assert lines[2] == "3 publicaciones (6 envíos): 1 programada, 2 en espera."
    at = lines.index("  Falta el enlace de la transmisión · Who owns the banks (panel-1):")
    assert lines[at + 1 : at + 5] == [
        "    mar 5 mar, 16:00   reminder · Who owns the banks · X (Twitter), Telegram",
        "                       [reminder/panel-1]",
        "    → Anótalo cuando se sepa: `pregonero fact panel-1 stream=VALOR`.",
        "  Falta la aprobación de coordinación:",
    ]


def test_show_tells_the_time_here_and_in_utc(folder: Path) -> None:
    screen("load", "--yes", at=folder)
    lines = screen("show", "opening/x/1", at=folder)
    assert "Cuándo: vie 1 mar, 21:30 en Santiago (sáb 2 mar, 00:30 UTC)" in lines
    assert "  programada · " in lines[-1]


def test_show_of_a_post_tells_what_happened_on_every_channel(folder: Path) -> None:
    """`status` and `plan` name posts, not deliveries: what they say can be typed."""
    screen("load", "--yes", at=folder)
    shown = "\n".join(screen("show", "opening", at=folder))
    assert "opening/x/1" in shown
    assert "opening/telegram/1" in shown
    told = pregonero("--lang", "es", "show", "opening", "--format", "json", at=folder)
    assert told.returncode == 1
    assert "opening/x/1, opening/telegram/1" in told.stderr


def test_before_the_first_load_a_decision_says_so(folder: Path) -> None:
    for command in (["approve"], ["approve", "opening", "--as", "Who"], ["cancel", "opening"]):
        told = pregonero("--lang", "es", *command, at=folder)
        assert told.returncode != 0
        assert "pregonero load" in told.stderr, command


@pytest.mark.parametrize(
    ("zone", "state"), [("America/Santiago", "planned"), ("Pacific/Auckland", "expired")]
)
def test_now_without_offset_is_the_campaigns_time(tmp_path: Path, zone: str, state: str) -> None:
    """17:00 in Santiago is 20:00 UTC; this machine's own zone does not count."""
    folder = campaign(tmp_path, zone)
    now = "2030-03-01T21:00" if state == "planned" else "2030-03-01T22:00"
    for machine in ("UTC", "Asia/Tokyo", "America/Los_Angeles"):
        plan = listed("--now", now, "plan", at=folder, env={"TZ": machine})
        assert [d["state"] for d in plan["deliveries"] if d["post"] == "opening"] == [state] * 2


def test_one_is_said_as_one(tmp_path: Path) -> None:
    folder = campaign(tmp_path, "Europe/Madrid")
    settings = folder / "posts" / "campaign.yaml"
    settings.write_text(settings.read_text().replace(", notes: coordination", ""))
    (folder / "posts" / "calendar.yaml").write_text(
        "- {post: opening, when: 2030-03-01 21:30, channels: [x], text: We begin on Tuesday.}\n"
    )
    assert screen("plan", at=folder)[-1].startswith("1 publicación: 1 nueva.")
    assert "Cargado: 1 publicación: 1 programada." in screen("load", "--yes", at=folder)
    wrong = "- {post: opening, when: nunca, channels: [x], text: We begin on Tuesday.}\n"
    (folder / "posts" / "calendar.yaml").write_text(wrong)
    told = pregonero("--lang", "es", "check", at=folder)
    assert told.stdout.splitlines()[-1] == "1 error y 0 avisos. Nada se escribió."


@pytest.mark.parametrize("lang", available())
def test_every_state_and_change_can_be_said_of_one_and_of_many(lang: str) -> None:
    phrases = Catalogue(lang)
    for state in State:
        assert phrases.text(f"states.of.{state}", n=1)
        assert phrases.text(f"states.of.{state}", n=2)
    for change in Change:
        assert phrases.text(f"cli.change.{change}", n=1)
        assert phrases.text(f"cli.change.{change}", n=2)


@pytest.mark.parametrize("command", [["plan"], ["status"], ["hold", "--all", "duelo"], ["run"]])
def test_outside_a_campaign_no_ledger_is_made(tmp_path: Path, command: list[str]) -> None:
    told = pregonero("--lang", "es", *command, at=tmp_path)
    assert told.returncode == 1
    assert f"En {tmp_path} no hay una campaña" in told.stderr
    assert list(tmp_path.rglob("*.sqlite*")) == []


def test_a_calendar_of_nothing_is_told_as_such(folder: Path) -> None:
    (folder / "posts" / "calendar.yaml").write_text("[]\n")
    settings = folder / "posts" / "campaign.yaml"
    settings.write_text(settings.read_text().replace(", notes: coordination", ""))
    assert screen("plan", at=folder) == ["No hay publicaciones en el calendario."]


def test_the_same_words_are_told_once(folder: Path) -> None:
    """A fault of a text is one fault, on however many channels the post goes out."""
    calendar = CALENDAR.replace("begin on Tuesday", "begin on {{ nothing }}")
    (folder / "posts" / "calendar.yaml").write_text(calendar)
    told = listed("check", at=folder)
    assert len({str(one) for one in told}) == len(told)
    lines = pregonero("--lang", "es", "check", at=folder, env={"COLUMNS": "80"}).stdout.splitlines()
    assert lines[-1].startswith("1 error y ")
    assert [line for line in lines if len(line) > NARROW] == []


def test_the_plans_sheet_has_dates_as_dates_and_words_for_codes(folder: Path) -> None:
    screen("plan", "--format", "xlsx", "--out", "plan.xlsx", at=folder)
    header, first, *rest = load_workbook(folder / "plan.xlsx").active.values
    told = dict(zip(header, first, strict=True))
    assert told["Fecha y hora local"] == datetime(2030, 3, 1, 21, 30)  # noqa: DTZ001 - a cell
    assert told["UTC"] == datetime(2030, 3, 2, 0, 30)  # noqa: DTZ001 - a cell
    assert (told["Cambio"], told["Estado"], told["Costo US$"]) == ("nueva", "programada", 0.015)
    waiting = [dict(zip(header, row, strict=True)) for row in rest]
    lacks = "falta el enlace de la transmisión · Who owns the banks (panel-1)"
    assert lacks in {row["Qué espera"] for row in waiting}
    assert (told["Canal"], told["Clave"]) == ("X (Twitter)", "opening/x/1")
    assert "reminder · Who owns the banks" in {row["Publicación"] for row in waiting}
    times = [row["UTC"] for row in waiting]
    assert times == sorted(times)


def test_what_goes_out_no_more_is_not_said_to_be_without_a_date_yet(folder: Path) -> None:
    calendar = folder / "posts" / "calendar.yaml"
    live = "- {post: live, for: panels, when: started, channels: [x], text: Now on, expires: end}"
    calendar.write_text(f"{CALENDAR}{live}\n")
    assert "Sin fecha todavía" in screen("plan", at=folder)
    screen("load", "--yes", at=folder)
    assert pregonero("cancel", "live", "--yes", at=folder).returncode == 0
    lines = screen("plan", at=folder)
    assert "Sin fecha todavía" not in lines
    over = lines.index("Ya no sale")
    assert lines[over + 1] == "         live · Who owns the banks · X (Twitter)"


def test_status_in_the_sandbox_has_the_sandboxs_time(folder: Path) -> None:
    screen("load", "--sandbox", "--yes", at=folder)
    files = read_tree(folder)
    attach_sandbox(folder, files, datetime(2030, 3, 2, 12, tzinfo=UTC))
    try:
        late = screen_now("status", "--sandbox", at=folder)
        assert late[late.index("Atrasadas") + 1].startswith("  vie 1 mar, 21:30   opening")
        attach_sandbox(folder, files, datetime(2030, 2, 27, 12, tzinfo=UTC))
        soon = screen_now("status", "--sandbox", at=folder)
        assert "Atrasadas" not in soon
        assert "Lo que viene" in soon
    finally:
        stop_sandbox(folder)


def screen_now(*arguments: str, at: Path) -> list[str]:
    """Return what a command says without ``--now``."""
    return pregonero("--lang", "es", *arguments, at=at).stdout.splitlines()


PRICED = """\
- post: opening
  when: 2030-03-01 21:30
  channels: all
  text: The talks by the river begin on Tuesday.
- post: live
  for: panels
  when: started
  channels: [x]
  text: "On air: {{ panel.stream }} and {% if panel.title %}{{ panel.title }}{% endif %}"
- post: voices
  when: 2030-03-02 10:00
  channels: [x]
  text: "Who holds the banks? {{ panel.title }}"
  for: panels
  needs: [recording]
- post: late
  when: 2029-03-01 10:00
  channels: [x]
  text: "This was to be out long ago: https://example.org/river"
"""


def price(folder: Path, calendar: str, budget: str = "") -> None:
    rules = CAMPAIGN.format(zone="America/Santiago").partition("approval:")[0]
    (folder / "posts" / "campaign.yaml").write_text(rules + budget)
    (folder / "posts" / "calendar.yaml").write_text(calendar)


def test_the_cost_of_what_waits_is_told_apart(folder: Path) -> None:
    """A link costs what a link costs though nobody knows it yet; what is past costs nothing."""
    price(folder, PRICED)
    assert listed("--now", "2030-02-20T09:00", "plan", at=folder)["totals"] == {
        "deliveries": 5,
        "changes": {"added": 5},
        "cost_usd": "0.230",
        "cost_published_usd": "0",
        "cost_scheduled_usd": "0.015",
        "cost_waiting_usd": "0.215",
    }
    told = " ".join(line.strip() for line in screen("plan", at=folder))
    assert "Costo en X: lo programado, US$ 0,015; lo que espera, US$ 0,215." in told
    price(folder, PRICED[: PRICED.index("- post: live")])
    assert " ".join(screen("plan", at=folder)).endswith("Costo en X: US$ 0,015.")


def test_the_budget_counts_what_waits(folder: Path) -> None:
    price(folder, PRICED, "x_budget: 0.10\n")
    assert "budget-exceeded" in {p["code"] for p in listed("check", at=folder)}


async def test_status_tells_reminders_that_may_not_have_arrived(folder: Path) -> None:
    """They are never repeated: a person may want to write to whoever went without."""
    screen("load", "--yes", at=folder)
    ledger = folder / ".data" / "pregonero" / "riverbank.sqlite"
    store = open_ledger(f"sqlite:///{ledger}", "riverbank", Kind.REAL, Limits(0.0))
    body = json.dumps({"text": "Mañana:\n«Who owns the banks»", "buttons": []})
    await store.enqueue([Message(4077, body, 1, once=True)])
    assert await store.next_message(datetime(2030, 3, 4, 20, tzinfo=UTC)) is not None
    await store.close()
    lines = screen("status", at=folder)
    assert lines[-3].startswith("1 mensaje del bot que quizá no llegó")
    assert max(map(len, lines)) <= NARROW
    assert lines[-1] == "  chat 4077: Mañana: «Who owns the banks»"
    told = listed("--now", "2030-03-04T20:00", "status", at=folder)
    assert told["missed"] == [{"chat": 4077, "text": "Mañana: «Who owns the banks»"}]


def test_status_cuts_no_post_apart_and_says_how_many_follow(folder: Path) -> None:
    """Who does not find a post there would load it a second time."""
    notes = "".join(
        f"- post: nota-{n}\n  when: 2030-03-04 1{n % 10}:0{n // 10}\n  channels: all\n"
        f"  text: Nota número {n}.\n"
        for n in range(12)
    )
    calendar = folder / "posts" / "calendar.yaml"
    calendar.write_text(calendar.read_text(encoding="utf-8") + notes, encoding="utf-8")
    screen("load", "--yes", at=folder)
    status = screen("status", at=folder)
    told = status[next(i for i, line in enumerate(status) if "Lo que viene" in line) :]
    listed = [line for line in told if "nota-" in line and "·" in line]
    assert listed, told
    assert all("X" in line and "Telegram" in line for line in listed), told
    assert re.search(r"… y \d+ publicaciones más: `pregonero plan`", "\n".join(told))


def test_loading_counts_what_status_counts_also_what_was_taken_out(folder: Path) -> None:
    screen("load", "--yes", at=folder)
    calendar = folder / "posts" / "calendar.yaml"
    calendar.write_text(CALENDAR.partition("- post: notes")[0])
    campaign_file = folder / "posts" / "campaign.yaml"
    campaign_file.write_text(campaign_file.read_text().replace(", notes: coordination", ""))
    for _ in range(2):
        loaded = screen("load", "--yes", at=folder)
        assert loaded[-1].startswith("Cargado: 3 publicaciones (6 envíos): ")
        counts = next(line for line in screen("status", at=folder) if line.startswith("3 publ"))
        said = re.findall(r"\d+ [a-z]+", loaded[-1].partition("): ")[2])
        assert sorted(said) == sorted(re.findall(r"\d+ [a-z]+", counts.partition("): ")[2]))


def test_status_lists_little_of_what_lacks_something_far_ahead_and_all_that_is_near(
    folder: Path,
) -> None:
    """The last lines of a screen are what one sees: they are not for facts of next month."""
    settings = folder / "posts" / "campaign.yaml"
    settings.write_text(settings.read_text().replace(", notes: coordination", ""))
    draft = "- {{post: {}, when: 2030-{} 10:00, channels: all, text: F {}., status: draft}}\n"
    far = "".join(draft.format(f"far-{n}", f"03-1{n}", n) for n in range(8))
    near = "".join(draft.format(f"near-{n}", "02-21", f"N{n}") for n in range(5))
    calendar = folder / "posts" / "calendar.yaml"
    calendar.write_text(far, encoding="utf-8")
    screen("load", "--yes", at=folder)
    told = screen("status", at=folder)
    assert [line.strip() for line in told if "[far-" in line] == [f"[far-{n}]" for n in range(4)]
    assert told[-1] == "  … y 4 publicaciones más: `pregonero plan`."
    late = draft.format("late", "02-19", "tarde").replace("draft", "ready")
    calendar.write_text(far + near + late, encoding="utf-8")
    now = ("--lang", "es", "--now", "2030-02-19T09:00")
    pregonero(*now, "load", "--yes", "--sandbox", at=folder)
    later = pregonero("--lang", "es", "--now", "2030-02-20T09:00", "status", "--sandbox", at=folder)
    told = later.stdout.splitlines()
    assert [line.strip() for line in told if "[far-" in line] == []
    assert len([line for line in told if "[near-" in line]) == len(near.splitlines())
    assert "Atrasadas" in told
    assert told[-1] == "Míralo también, más arriba: Atrasadas (1)."
