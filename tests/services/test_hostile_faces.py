"""``check`` says which photos and logos cards cannot be drawn with, and why."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, ImageDraw

from campaign.cards import BadImage, draw
from campaign.cards.layouts import speaker
from campaign.core.layouts import layout_of
from campaign.languages import Catalogue
from campaign.services.listing import tell_problem
from tests.services.newsroom import newsroom

if TYPE_CHECKING:
    from pathlib import Path

    from campaign.services.checking import Checked

PROGRAMME = """\
panels:
  - id: aguas
    title: Aguas abajo
    start: 2031-05-20 18:00
    speakers:
      - {id: ana, name: Ana Prado, photo: ana.jpg}
      - {id: li, name: Li Wu}
partners:
  - {id: club, name: Club del Río, tier: convenes, logo: club.png}
"""
CALENDAR = """\
- post: ana
  for: ana
  when: start - 3d 10:00
  channels: x
  text: "{{ speaker.name }} habla en «{{ panel.title }}», {{ panel.when }}."
  card: speaker
- post: li
  for: li
  when: start - 2d 10:00
  channels: x
  text: "{{ speaker.name }}: «{{ panel.title }}», {{ panel.when }}."
  card: speaker
"""


def saved(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def drawn(ground: str, ink: str, mode: str = "RGB") -> bytes:
    image = Image.new("RGB", (320, 120), ground)
    ImageDraw.Draw(image).ellipse((80, 20, 240, 100), fill=ink)
    return saved(image.convert(mode))


GOOD = drawn("white", "#203060")
Making = Callable[[], bytes]


def moving() -> bytes:
    frames = [Image.new("RGB", (40, 30), shade) for shade in ("red", "blue")]
    return saved(frames[0], "GIF", save_all=True, append_images=frames[1:])


NO_PICTURES: dict[str, tuple[Making, str]] = {
    "empty": (lambda: b"", "empty"),
    "vector": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "vector"),
    "animated": (moving, "animated"),
    "truncated": (lambda: GOOD[:200], "truncated"),
    "hidden": (lambda: GOOD + b"<html>", "hidden-content"),
    "vast": (lambda: saved(Image.new("1", (20_000, 20_000)), compress_level=1), "too-many-pixels"),
    "odd": (lambda: saved(Image.new("L", (1, 10_000))), "odd-shape"),
    "unknown": (lambda: b"%PDF-1.7", "unknown-format"),
}
"""What no card can be drawn with: how its bytes are made, and what is told of it."""

NO_LOGOS: dict[str, tuple[Making, str]] = {
    "white": (lambda: saved(Image.new("RGB", (90, 40), "white")), "blank"),
    "clear": (lambda: saved(Image.new("RGBA", (90, 40), (9, 9, 9, 0))), "blank"),
    "palette": (lambda: saved(Image.new("P", (90, 40), 3)), "blank"),
    "noise": (lambda: saved(Image.effect_noise((300, 200), 120).convert("RGB")), "no-ground"),
    "slope": (lambda: saved(Image.linear_gradient("L").convert("RGB"), "JPEG"), "no-ground"),
}
LOGOS = (
    GOOD,
    drawn("#102040", "#ffffff"),
    drawn("white", "black", "P"),
    drawn("white", "black", "L"),
    saved(Image.open(io.BytesIO(GOOD)).convert("CMYK"), "JPEG"),
)


async def checked(
    folder: Path, photo: bytes = GOOD, logo: bytes = GOOD, brand: str = ""
) -> Checked:
    async with newsroom(folder) as room:
        room.files |= {
            "posts/programme.yaml": PROGRAMME.encode(),
            "posts/calendar.yaml": CALENDAR.encode(),
            "assets/photos/ana.jpg": photo,
            "assets/logos/club.png": logo,
            "assets/brand.yaml": brand.encode(),
        }
        return (await room.loader.propose(room.files)).checked


@pytest.mark.parametrize("photo", NO_PICTURES)
async def test_a_photo_of_no_use_keeps_its_cards_from_being_loaded(
    tmp_path: Path, photo: str
) -> None:
    make, reason = NO_PICTURES[photo]
    result = await checked(tmp_path, photo=make())
    (problem,) = [p for p in result.problems if p.code == "photo-unusable"]
    assert str(problem.place) == "assets/photos/ana.jpg"
    assert problem.params["reason"] in {reason, "damaged"}
    assert set(result.faulty) == {"ana/ana"}
    for language in ("es", "en"):
        said = tell_problem(problem, Catalogue(language), "message")
        assert "Ana Prado" in said
        assert f"({problem.params['reason']})" not in said, "in words"


@pytest.mark.parametrize("logo", {**NO_PICTURES, **NO_LOGOS})
async def test_a_logo_of_no_use_is_told_and_keeps_nothing(tmp_path: Path, logo: str) -> None:
    make, expected = {**NO_PICTURES, **NO_LOGOS}[logo]
    content = make()
    for brand in ("", "logo: club.png\n"):
        result = await checked(tmp_path / (brand[:1] or "no"), logo=content, brand=brand)
        found = [p for p in result.problems if p.code == "logo-unusable"]
        assert [p.params["partner"] for p in found] == ["Club del Río", "Voces del río"][
            : len(found)
        ]
        assert found
        assert {p.params["reason"] for p in found} <= {expected, "damaged"}
        assert result.faulty == {}


@pytest.mark.parametrize("logo", LOGOS)
async def test_a_logo_that_can_be_drawn_is_not_told(tmp_path: Path, logo: bytes) -> None:
    result = await checked(tmp_path, logo=logo, brand="logo: club.png\n")
    assert [p.code for p in result.problems if "unusable" in p.code] == []


async def test_a_photo_that_is_nowhere_is_told(tmp_path: Path) -> None:
    async with newsroom(tmp_path) as room:
        room.files["posts/programme.yaml"] = PROGRAMME.replace(", photo: ana.jpg", "").encode()
        room.files["assets/logos/club.png"] = GOOD
        await room.load(calendar=CALENDAR)
        loaded = await room.learn("ana", "photo", "assets/photos/gone.jpg")
    found = [p for p in loaded.proposal.checked.problems if p.code == "photo-unusable"]
    assert [p.params["reason"] for p in found] == ["missing"]


@pytest.mark.parametrize("content", [GOOD, b"none"])
async def test_a_photo_that_comes_as_a_fact_may_be_named_without_its_folder(
    tmp_path: Path, content: bytes
) -> None:
    async with newsroom(tmp_path) as room:
        room.files["posts/programme.yaml"] = PROGRAMME.encode()
        room.files |= {"assets/logos/club.png": GOOD, "assets/photos/ana.jpg": GOOD}
        room.files["assets/photos/new.jpg"] = content
        await room.load(calendar=CALENDAR)
        checked = (await room.learn("ana", "photo", "new.jpg")).proposal.checked
        card = next(item.card for item in checked.prepared if item.draft.post == "ana/ana")
        assert card is not None
    bad = [p.params["reason"] for p in checked.problems if p.code == "photo-unusable"]
    assert bad == [] if content == GOOD else bad == ["unknown-format"]
    without = replace(card.people[0], photo=None)
    if bad:
        with pytest.raises(BadImage):
            draw(card, room.files)
    else:
        assert draw(card, room.files) != draw(replace(card, people=(without,)), room.files)


async def test_a_photo_of_few_pixels_is_told_once_and_keeps_nothing(tmp_path: Path) -> None:
    result = await checked(tmp_path, photo=saved(Image.new("RGB", (40, 53), "#446688")))
    (problem,) = [p for p in result.problems if p.code == "photo-small"]
    assert str(problem.place) == "assets/photos/ana.jpg"
    assert (problem.params["width"], problem.is_error) == ("40", False)
    assert result.faulty == {}
    large = await checked(tmp_path / "large", photo=saved(Image.new("RGB", (300, 400), "#446688")))
    assert [p.code for p in large.problems if p.code == "photo-small"] == []


async def cropped(folder: Path, size: tuple[int, int], focus: str = "", **options: Any) -> Checked:
    photo = saved(Image.new("RGB", size, "#446688"), "JPEG", **options)
    programme = PROGRAMME.replace("photo: ana.jpg", f"photo: ana.jpg{focus}")
    async with newsroom(folder) as room:
        room.files |= {
            "posts/programme.yaml": programme.encode(),
            "posts/calendar.yaml": CALENDAR.encode(),
            "assets/photos/ana.jpg": photo,
            "assets/logos/club.png": GOOD,
        }
        return (await room.loader.propose(room.files)).checked


async def test_a_photo_of_which_less_than_half_is_shown_is_told_once_with_its_line(
    tmp_path: Path,
) -> None:
    result = await cropped(tmp_path, (960, 540))
    (problem,) = [p for p in result.problems if p.code == "photo-cropped"]
    assert (problem.place.file, problem.place.line) == ("posts/programme.yaml", 6)
    assert (problem.is_error, problem.params["lost"]) == (False, "62")
    assert result.faulty == {}
    for language in ("es", "en"):
        assert "Ana Prado" in tell_problem(problem, Catalogue(language), "message")
        assert "`focus: [0.5, 0.3]`" in tell_problem(problem, Catalogue(language), "hint")


@pytest.mark.parametrize(
    ("size", "focus"), [((960, 540), ", focus: [0.7, 0.3]"), ((600, 800), ""), ((540, 960), "")]
)
async def test_a_photo_that_says_where_the_face_is_or_loses_little_is_not_told(
    tmp_path: Path, size: tuple[int, int], focus: str
) -> None:
    result = await cropped(tmp_path, size, focus)
    assert [p.code for p in result.problems if p.code == "photo-cropped"] == []


@pytest.mark.parametrize(("size", "told"), [((960, 540), 0), ((540, 960), 1)])
async def test_a_photo_that_lies_is_judged_as_it_is_looked_at(
    tmp_path: Path, size: tuple[int, int], told: int
) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    result = await cropped(tmp_path, size, exif=exif)
    assert len([p for p in result.problems if p.code == "photo-cropped"]) == told


def test_the_tile_that_is_judged_is_the_one_that_is_drawn() -> None:
    for size, (left, bottom) in {
        (1200, 675): (speaker.LANDSCAPE[0], 632),
        (1080, 1350): (speaker.BESIDE, speaker.PORTRAIT[0]),
    }.items():
        drawn_shape = (size[0] - left) / bottom
        assert layout_of("speaker").photo_shape(size) == pytest.approx(drawn_shape, rel=0.02)
