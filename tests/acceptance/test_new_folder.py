"""``init``: folders that pass the check, and people who stay where they were."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.acceptance.command_line import contents, listed, pregonero

ROOT = Path(__file__).parent.parent.parent

SHEET = """\
Date,Time,Channels,What,Text,Status
2030-04-01,10:00,"X, Telegram",First news,Two evenings about maps. Come!,ok
2030-04-02,11:00,all,Panel 2,Our second evening is about “{{ panel.title }}”.,ok
2 days before panel 1,12:00,Telegram,Reminder,Soon: {{ panel.title }},ok
"""

OLD = {
    "posts/campaign.yaml": """\
format: 1
name: mapas-2024
title: Noches de mapas
zone: America/Lima
languages: [es]
organisers: [Archivo de la Ciudad]
channels: [x, telegram]
team:
  - {role: coordination, name: Ángela Quispe Huamán, telegram: 6123456789}
  - {role: design, name: Tomás}
approval: {default: anybody, saludo: coordination}
""",
    "posts/programme.yaml": """\
# Renata Villalobos confirmó por teléfono.
where: la sala del archivo
panels:
  - id: noche-1
    title: Mapas antiguos
    start: 2024-05-07 19:00
    stream: https://example.org/en-vivo
    speakers:
      - {id: renata, name: Renata de la Cruz Villalobos, role: Historiadora,
         organisation: Universidad, photo: renata.jpg, photo_credit: Iván Ríos Mejía}
      - {name: Omar Bustamante Leiva, status: invited}
  - id: noche-2
    title: Mapas abiertos
    start: 2024-05-14 19:00
    speakers: 2
quotes:
  - {id: q1, text: Un mapa es una promesa., source: Renata de la Cruz Villalobos}
links:
  signup: https://example.org/inscripcion
""",
    "posts/calendar.yaml": """\
- post: saludo
  when: 2024-04-30 10:00
  channels: all
  text: saludo
- post: para-renata
  for: renata
  when: start - 2d 11:00
  channels: all
  text: speaker
  needs: [renata.photo]
- post: lista
  for: panels
  when: 2024-05-03 09:00
  spread: 90m
  channels: telegram
  text: "{{ panel.title }}: pregunta a ANGELA QUISPE o a mapas@example.org"
- post: foto
  when: start - 1d 10:00
  channels: telegram
  text: Una imagen de la sala
  images: [renata.jpg]
  alt: [La sala]
- post: frase
  for: q1
  when: start - 3d 10:00
  channels: telegram
  text: "{{ quote.text }}"
""",
    "posts/texts/saludo.md": "Vuelven los mapas.\n\nConduce Renata Villalobos, con Tomás.\n",
    "posts/texts/speaker.md": "{{ speaker.name }} estará con nosotros.\n",
    "posts/notes/noche-1.md": "# Nota\n\n> Un mapa es una promesa.\n\nDijo Omar Bustamante.\n",
    "posts/answers.yaml": "- id: quien\n  questions: [quién]\n  answer: Renata Villalobos.\n",
    "posts/rehearsal.yaml": """\
start: 2024-04-29 09:00
end: 2024-05-20 09:00
events:
  - {at: 2024-05-01 10:00, says: {who: Visita, text: hola}}
""",
    "assets/brand.yaml": "colours: {accent: '#a0302c'}\nmonogram: NM\n",
}
PEOPLE = (
    *("renata", "villalobos", "quispe", "huamán", "bustamante", "ríos mejía", "tomás"),
    *("6123456789", "mapas@example.org"),
)


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_new_folder_has_nothing_wrong(tmp_path: Path, language: str) -> None:
    made = pregonero("--lang", language, "init", "a/b/Mi Ciclo ñ", at=tmp_path)
    assert (made.returncode, made.stderr) == (0, "")
    folder = tmp_path / "a" / "b" / "Mi Ciclo ñ"
    checked = pregonero("--campaign", folder, "check", "--format", "json", at=tmp_path)
    assert checked.returncode == 0
    assert {problem["code"] for problem in json.loads(checked.stdout)} == {"placeholder"}
    assert "name: mi-ciclo-n\n" in (folder / "posts/campaign.yaml").read_text("utf-8")
    assert not list(tmp_path.glob("**/.pregonero-*"))


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_texts_of_a_new_folder_fit_every_network(tmp_path: Path, language: str) -> None:
    """Its panels get titles as long as those of real panels."""
    pregonero("--lang", language, "init", "series", at=tmp_path)
    folder = tmp_path / "series"
    programme = folder / "posts" / "programme.yaml"
    long = "Mapas abiertos para barrios que cuidan el agua y la luz"
    titled = re.sub("(?m)^    title: .*$", f"    title: {long}", programme.read_text("utf-8"))
    assert long in titled
    programme.write_text(titled, encoding="utf-8")
    settings = folder / "posts" / "campaign.yaml"
    more = settings.read_text("utf-8").replace("[x, telegram]", "[x, telegram, mastodon, bluesky]")
    settings.write_text(more, encoding="utf-8")
    checked = pregonero("--campaign", folder, "check", "--format", "json", at=tmp_path)
    assert "text-too-long" not in {problem["code"] for problem in json.loads(checked.stdout)}


@pytest.mark.parametrize("language", ["es", "en"])
def test_people_of_a_new_folder_are_in_its_texts_too(tmp_path: Path, language: str) -> None:
    pregonero("--lang", language, "init", "series", at=tmp_path)
    file = tmp_path / "series/posts/programme.yaml"
    people = (
        "    speakers:\n      - {name: Ana Soto, role: Directora, organisation: Museo del Agua}\n"
        "      - {name: Luis Rojas, organisation: Archivo}\n      - {name: Eva Díaz}\n"
    )
    told = file.read_text("utf-8").replace("    speakers: 3\n", people)
    told = re.sub("(?m)^    (stream|recording):$", r"    \1: https://example.org/\1", told)
    file.write_text(told, encoding="utf-8")
    checked = pregonero("--campaign", "series", "check", "--format", "json", at=tmp_path)
    codes = [problem["code"] for problem in json.loads(checked.stdout)]
    assert [code for code in codes if code != "placeholder"] == []


@pytest.mark.parametrize("today", ["2028-02-29", "2031-12-25", "2027-06-16"])
def test_nothing_in_a_new_folder_is_past(tmp_path: Path, today: str) -> None:
    pregonero("--now", f"{today}T12:00:00Z", "init", "new", at=tmp_path)
    text = "".join(content.decode() for content in contents(tmp_path / "new").values())
    days = [date.fromisoformat(found) for found in re.findall(r"\b20\d\d-\d\d-\d\d\b", text)]
    assert days
    assert min(days) > date.fromisoformat(today)
    assert max(days) < date.fromisoformat(today) + timedelta(days=90)


def test_a_new_folder_can_be_rehearsed_at_once(tmp_path: Path) -> None:
    pregonero("--lang", "en", "init", "series", at=tmp_path)
    told = listed("--campaign", "series", "rehearse", at=tmp_path)
    assert told["counts"] == {"published": len(told["deliveries"])}
    assert (told["duplicates"], told["lost"]) == (0, 0)


def test_every_line_that_a_person_may_edit_is_explained() -> None:
    """Each field of the starter stands below a comment of its own or of its group."""
    for language in ("es", "en"):
        text = (ROOT / f"campaign/sources/starter/{language}/posts/campaign.yaml").read_text(
            "utf-8"
        )
        before = ""
        for line in text.splitlines():
            if re.match(r"[a-z_]+:", line) and not line.startswith("closest"):
                assert before.startswith("#"), line
            before = line


def test_an_empty_folder_is_filled_where_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    before = folder.stat().st_ino
    assert pregonero("init", ".", at=folder).returncode == 0
    assert folder.stat().st_ino == before
    assert sorted(path.name for path in folder.iterdir()) == [".gitignore", "assets", "posts"]
    assert {problem["code"] for problem in listed("check", at=folder)} == {"placeholder"}


def test_a_place_that_is_taken_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / ".env").write_text("PREGONERO_X_ACCESS_TOKEN=abc")
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    before = contents(tmp_path)
    for name in ("full", "file", "link"):
        refused = pregonero("init", name, at=tmp_path)
        assert refused.returncode == 2
        assert name in refused.stderr
    assert contents(tmp_path) == before


def test_a_source_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("hello")
    (tmp_path / "folder").mkdir()
    for source in ("notes.txt", "folder", "missing"):
        refused = pregonero("init", "new", "--from", source, at=tmp_path)
        assert refused.returncode == 2
        assert source in refused.stderr
    assert not (tmp_path / "new").exists()


def test_a_sheet_gets_the_panels_that_it_speaks_of(tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_text(SHEET, encoding="utf-8")
    made = pregonero("--lang", "en", "init", "new", "--from", "plan.csv", at=tmp_path)
    assert (made.returncode, made.stderr) == (0, "")
    folder = tmp_path / "new"
    assert (folder / "posts/calendar.csv").read_text("utf-8") == SHEET
    assert not (folder / "posts/calendar.yaml").exists()
    assert re.findall(r"- id: (panel-\d+)", (folder / "posts/programme.yaml").read_text()) == [
        "panel-1",
        "panel-2",
    ]
    found = listed("--campaign", "new", "check", at=tmp_path)
    assert {problem["code"] for problem in found} == {"placeholder"}


@pytest.mark.shared
def test_the_team_sheet_begins_a_campaign_and_its_open_dates_are_told(
    tmp_path: Path, requires_shared: Path
) -> None:
    sheet = requires_shared / "samples" / "calendario-equipo.xlsx"
    made = pregonero("init", "nueva", "--from", sheet, at=tmp_path)
    assert made.returncode == 1
    assert "calendar.xlsx:B12" in made.stdout
    assert (tmp_path / "nueva/posts/calendar.xlsx").read_bytes() == sheet.read_bytes()
    problems = listed("--campaign", "nueva", "check", at=tmp_path)
    errors = [(one["code"], one["cell"]) for one in problems if one["severity"] == "error"]
    assert errors == [("ambiguous-date", "B12")]


def test_a_sheet_that_is_none_makes_nothing(tmp_path: Path) -> None:
    (tmp_path / "fake.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    refused = pregonero("init", "new", "--from", "fake.xlsx", at=tmp_path)
    assert refused.returncode == 1
    assert "fake.xlsx" in refused.stderr
    assert not (tmp_path / "new").exists()


def test_the_bundled_campaign_has_a_next_edition(tmp_path: Path) -> None:
    made = pregonero("init", "edicion-2", "--from", ROOT, at=tmp_path)
    assert made.returncode == 0
    assert listed("--campaign", "edicion-2", "check", at=tmp_path) == []
    files = contents(tmp_path / "edicion-2")
    calendar = files["posts/calendar.yaml"].decode()
    assert not re.search(r"\d{4}-\d\d-\d\d", calendar)
    assert "when: start - 9d 10:00" in calendar
    texts = {path for path in files if path.startswith("posts/texts/")}
    assert texts == {f"posts/texts/{path.name}" for path in (ROOT / "posts/texts").glob("*.md")}
    planned = listed("--campaign", "edicion-2", "plan", at=tmp_path)["deliveries"]
    assert {row["state"] for row in planned} == {"waiting"}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Return the folder of an old campaign, full of people."""
    from PIL import Image  # noqa: PLC0415 -- only here

    for name, text in OLD.items():
        path = tmp_path / "old" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "old/assets/photos").mkdir()
    Image.new("RGB", (600, 600), "#888").save(tmp_path / "old/assets/photos/renata.jpg")
    return tmp_path / "old"


def test_the_old_campaign_of_the_next_test_is_sound(tmp_path: Path, old: Path) -> None:
    problems = listed("--campaign", old, "check", at=tmp_path)
    assert [one for one in problems if one["severity"] == "error"] == []


def test_no_person_goes_along_to_a_new_edition(tmp_path: Path, old: Path) -> None:
    made = pregonero("init", "new", "--from", old, at=tmp_path)
    assert (made.returncode, made.stderr) == (0, "")
    files = contents(tmp_path / "new")
    everything = "\n".join(content.decode() for content in files.values()).casefold()
    assert [one for one in PEOPLE if one in everything] == []
    assert set(files) == {
        *(".gitignore", "assets/brand.yaml", "posts/answers.yaml", "posts/calendar.yaml"),
        *("posts/campaign.yaml", "posts/programme.yaml"),
        *("posts/texts/saludo.md", "posts/texts/speaker.md"),
    }
    assert "posts/texts/saludo.md" in made.stdout
    assert "posts/answers.yaml" in made.stdout


def test_a_new_edition_keeps_what_is_no_person_and_no_day(tmp_path: Path, old: Path) -> None:
    pregonero("init", "new", "--from", old, at=tmp_path)
    assert listed("--campaign", "new", "check", at=tmp_path) == []
    planned = listed("--campaign", "new", "plan", at=tmp_path)["deliveries"]
    posts = {row["post"] for row in planned}
    assert posts == {
        "saludo",
        "para-____/noche-1-speaker-1",
        "lista/noche-1",
        "lista/noche-2",
        "foto",
    }
    calendar = (tmp_path / "new/posts/calendar.yaml").read_text("utf-8")
    assert re.findall(r"when: (.*)", calendar) == [
        "start - 7d 10:00",
        "start - 2d 11:00",
        "saludo + 3d 09:00",
        "start - 1d 10:00",
    ]
    drafts = re.findall(r"post: (\S+)(?:\n  .*)*?\n  status: draft", calendar)
    assert drafts == ["saludo", "lista", "foto"], "what lost a person or a picture waits for a look"
    campaign = (tmp_path / "new/posts/campaign.yaml").read_text("utf-8")
    for kept in ("zone: America/Lima", "role: coordination", "saludo: coordination"):
        assert kept in campaign
    assert "#a0302c" in (tmp_path / "new/assets/brand.yaml").read_text("utf-8")


def test_an_old_campaign_that_cannot_be_read_makes_nothing(tmp_path: Path, old: Path) -> None:
    (old / "posts/programme.yaml").write_text("panels: [unclosed", encoding="utf-8")
    refused = pregonero("init", "new", "--from", old, at=tmp_path)
    assert refused.returncode == 1
    assert "posts/programme.yaml" in refused.stdout
    assert not (tmp_path / "new").exists()


def test_a_new_edition_is_not_made_inside_what_it_is_read_from(tmp_path: Path, old: Path) -> None:
    before = contents(old)
    refused = pregonero("init", old / "posts" / "new", "--from", old, at=tmp_path)
    assert refused.returncode == 2
    assert contents(old) == before


def test_the_place_of_a_new_folder_is_told_as_one_would_write_it(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    told = pregonero("init", "../there/./mapas", at=tmp_path / "here").stdout
    assert f"{tmp_path.resolve() / 'there' / 'mapas'}" in told
    assert ".." not in told


@pytest.mark.parametrize(
    ("folder", "name", "title"),
    [
        ("Ñuñoa Música 2026-2027", "nunoa-musica-2026-2027", "Ñuñoa Música 2026-2027"),
        ("noches-de-GovTech", "noches-de-govtech", "Noches de GovTech"),
    ],
)
def test_the_title_is_what_the_person_typed(
    tmp_path: Path, folder: str, name: str, title: str
) -> None:
    pregonero("init", folder, at=tmp_path)
    words = (tmp_path / folder / "posts/campaign.yaml").read_text(encoding="utf-8")
    assert f"\nname: {name}\n" in words
    assert f'\ntitle: "{title}"\n' in words


@pytest.mark.parametrize(
    ("language", "machine", "zone"),
    [
        ("en", "Europe/Dublin", "Europe/Dublin"),
        ("es", "America/Guayaquil", "America/Guayaquil"),
        ("en", "UTC", "UTC"),
        ("en", "Etc/GMT+4", "UTC"),
    ],
)
def test_the_zone_is_this_computers_where_it_has_one(
    language: str, machine: str, zone: str, tmp_path: Path
) -> None:
    made = pregonero("--lang", language, "init", "talks", at=tmp_path, env={"TZ": machine})
    assert f": {zone}, " in made.stdout
    campaign = tmp_path / "talks" / "posts" / "campaign.yaml"
    assert f"\nzone: {zone}\n" in campaign.read_text(encoding="utf-8")
    found = listed("check", at=tmp_path / "talks")
    assert (zone == "UTC") == any(one["message"].count("UTC") for one in found)


COUNTED = """\
Fecha;Hora;Redes;Panel;Texto;Estado
03/04/2030;10:00;X;panel 1;Una tarde de {{ panel.title }}.;listo
04/04/2030;10:00;X;2;Otra tarde, y de {{ panel.title }}.;listo
05/04/2030;10:00;X;4;La cuarta: {{ panel.title }}.;listo
06/04/2030;10:00;X;;El último panel será el mejor.;listo
"""


def test_a_folder_around_a_sheet_has_the_panels_that_its_column_counts(tmp_path: Path) -> None:
    (tmp_path / "planilla.csv").write_text(COUNTED, encoding="utf-8")
    made = pregonero("--lang", "es", "init", "mi ciclo", "--from", "planilla.csv", at=tmp_path)
    assert made.returncode == 0, made.stdout
    programme = (tmp_path / "mi ciclo" / "posts" / "programme.yaml").read_text(encoding="utf-8")
    panels = re.findall(r"id: (panel-\d+)$", programme, re.MULTILINE)
    assert panels == ["panel-1", "panel-2", "panel-3", "panel-4"]
    assert "«cd 'mi ciclo'»" in made.stdout.splitlines()[-1]
    assert not [
        one for one in listed("check", at=tmp_path / "mi ciclo") if one["severity"] == "error"
    ]


def test_what_is_left_to_mend_is_counted_in_the_end(tmp_path: Path) -> None:
    wrong = COUNTED.replace("10:00;X;2", "10:00;Fax;2").replace("05/04/2030", "31/04/2030")
    (tmp_path / "planilla.csv").write_text(wrong, encoding="utf-8")
    made = pregonero("--lang", "es", "init", "ciclo", "--from", "planilla.csv", at=tmp_path)
    assert (made.returncode, "Quedan 2 errores por corregir" in made.stdout) == (1, True)
    here = tmp_path / "vacía"
    here.mkdir()
    there = pregonero("--lang", "es", "init", ".", at=here)
    assert there.stdout.splitlines()[-1] == "Sigue con «pregonero check»."
