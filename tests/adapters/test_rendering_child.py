"""The rendering child: what misbehaves becomes a fault, the others are rendered all the same."""

from __future__ import annotations

import io
import os
import signal
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest
from PIL import Image

from campaign.core.cards import Brand, CardPartner, CardPerson, CardSpec
from campaign.core.errors import FileChanged
from campaign.core.facts import FactName, FactRead
from campaign.core.files import Files, Stored, digests_of, sha256_of
from campaign.core.problems import Code, Place, error
from campaign.core.rendering import TOO_MUCH, RenderJob
from campaign.languages import Catalogue
from campaign.services.listing import tell_problem
from campaign.sources import read_tree
from campaign.texts.guard import Guard
from campaign.texts.process import ChildRenderer
from tests.core.factories import Speaker, campaign, panel, programme

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CAMPAIGN = campaign()
PROGRAMME = programme(
    panel(
        "one",
        "2026-10-20T18:00",
        stream="https://example.org/1",
        speakers=(Speaker("one-1", "one", name="Ada <Lovelace>"), Speaker("one-2", "one")),
    ),
    panel("two"),
    links={"signup": None, "site": "https://example.org"},
)


@pytest.fixture(scope="module")
def renderer() -> Iterator[ChildRenderer]:
    child = ChildRenderer("campaign.wiring.renderer")
    yield child
    child.close()


def _render(renderer: ChildRenderer, *templates: str, subject: str = "one") -> list[object]:
    jobs = [RenderJob(template, "x", subject) for template in templates]
    return list(renderer.render(CAMPAIGN, PROGRAMME, jobs))


def test_words_facts_and_thread_parts_come_back(renderer: ChildRenderer) -> None:
    (result,) = renderer.render(
        CAMPAIGN,
        PROGRAMME,
        [
            RenderJob(
                "{{ panel.title }}\n===\n{{ panel.when }}", "x", "one", ("Alt: {{ channel }}",)
            )
        ],
    )
    assert result.parts == ("Title of one", "Tuesday 20 October, 18:00")
    assert result.alts == ("Alt: x",)
    assert FactRead("one", "start", "2026-10-20T18:00:00+02:00") in result.facts


def test_an_unknown_fact_is_missing_where_it_is_printed(renderer: ChildRenderer) -> None:
    (result,) = _render(renderer, "Watch: {{ panel.stream }} {{ links.signup }}", subject="two")
    assert result.missing == (FactName("two", "stream"), FactName("links", "signup"))
    assert result.parts == ()


def test_an_unknown_fact_is_false_where_it_is_asked_for(renderer: ChildRenderer) -> None:
    template = "{% if panel.stream %}live{% else %}soon{% endif %} {{ panel.note | default('–') }}"
    (result,) = _render(renderer, template, subject="two")
    assert result.parts == ("soon –",)
    assert FactRead("two", "stream", "") in result.facts


def test_only_confirmed_speakers_are_named(renderer: ChildRenderer) -> None:
    template = "{% for s in panel.speakers if s.name %}{{ s.name }};{% endfor %}"
    (result,) = _render(renderer, template)
    assert result.parts == ("Ada <Lovelace>;",)


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("a{% if panel %} b{% endif %}\n\n#c", "a b\n\n#c"),
        ("a\n{% if panel %}\nb\n{% endif %}\nc", "a\nb\nc"),
        ("a\n  {% if panel %}\nb\n  {% endif %}\n\nc", "a\nb\n\nc"),
        ("a{% if panel %} b{% endif -%}\n\n#c", "a b#c"),
        ("a {% if not panel %}x{% else %}b{% endif %}\nc", "a b\nc"),
    ],
)
def test_a_line_keeps_its_end_unless_only_tags_stand_on_it(
    renderer: ChildRenderer, template: str, text: str
) -> None:
    (result,) = _render(renderer, template)
    assert result.parts == (text,)


@pytest.mark.parametrize(
    ("template", "code", "line"),
    [
        ("one\n\n{{ panel.titel }}", Code.TEMPLATE_UNKNOWN_NAME, 3),
        ("{{ nothing }}", Code.TEMPLATE_UNKNOWN_NAME, 1),
        ("a\n{% if %}", Code.TEMPLATE_SYNTAX, 2),
        ("a\nb {{ panel.title", Code.TEMPLATE_SYNTAX, 2),
        ("{{ 1 / 0 }}", Code.TEMPLATE_FAILED, 1),
        ('hola {{ "\\ud800" }}', Code.TEMPLATE_FAILED, None),
        ("{% include '/etc/passwd' %}", Code.TEMPLATE_SYNTAX, 1),
        ("{% for i in range(99999) %}{{ i }}{% endfor %}", Code.TEMPLATE_FAILED, None),
    ],
)
def test_a_fault_has_its_code_and_its_line(
    renderer: ChildRenderer, template: str, code: Code, line: int | None
) -> None:
    (result,) = _render(renderer, template)
    assert result.fault is not None
    assert result.fault.code is code
    assert line is None or result.fault.line == line


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ panel._names }}",
        "{{ panel.__dict__ }}",
        "{{ campaign.name.__class__ }}",
        "{{ self.__init__.__globals__ }}",
        "{{ '{0.__class__}'.format(panel) }}",
        "{{ [].append(1).__class__ }}",
    ],
)
def test_a_template_cannot_leave_its_sandbox(renderer: ChildRenderer, template: str) -> None:
    (result,) = _render(renderer, template)
    assert result.fault is not None or "<" not in "".join(result.parts)
    assert "class" not in "".join(result.parts)


@pytest.mark.parametrize(
    "template",
    [
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{{ 10 ** 9999999 }}",
    ],
)
def test_a_template_that_never_ends_is_ended_and_the_others_are_rendered(
    renderer: ChildRenderer, template: str
) -> None:
    before, endless, after = _render(renderer, "before", template, "after")
    assert endless.fault is not None  # type: ignore[attr-defined]
    assert endless.fault.code is Code.TEMPLATE_TOO_SLOW  # type: ignore[attr-defined]
    assert (before.parts, after.parts) == (("before",), ("after",))  # type: ignore[attr-defined]


def test_a_template_that_eats_memory_is_a_fault(renderer: ChildRenderer) -> None:
    hungry, after = _render(renderer, "{{ 'x' * 10 ** 10 }}", "after")
    assert hungry.fault is not None  # type: ignore[attr-defined]
    assert after.parts == ("after",)  # type: ignore[attr-defined]


def test_a_killed_child_is_replaced() -> None:
    renderer = ChildRenderer("campaign.wiring.renderer")
    try:
        assert _render(renderer, "one")[0].parts == ("one",)  # type: ignore[attr-defined]
        os.kill(renderer._child.pid, signal.SIGKILL)  # type: ignore[union-attr]
        time.sleep(0.05)
        assert _render(renderer, "two")[0].parts == ("two",)  # type: ignore[attr-defined]
    finally:
        renderer.close()


def test_who_wants_no_more_answers_leaves_none_to_the_next(renderer: ChildRenderer) -> None:
    jobs = [RenderJob(f"old {number} " + "agua " * 3000, "x", "one") for number in range(450)]
    answers = renderer.render(CAMPAIGN, PROGRAMME, jobs)
    assert next(answers).parts[0].startswith("old 0 ")
    answers.close()
    assert [one.parts for one in _render(renderer, "new", "newer")] == [("new",), ("newer",)]  # type: ignore[attr-defined]


def test_a_card_comes_back_as_a_picture_or_a_fault(renderer: ChildRenderer) -> None:
    spec = CardSpec("announcement", (1200, 675), "en", "Autumn", "Rivers and data", "alt")
    endless = CardSpec("announcement", (1200, 675), "en", "Autumn", "word " * 2000, "alt")
    good, bad = renderer.draw([spec, endless], {})
    assert good.content.startswith(b"\xff\xd8")
    assert (bad.content, bad.field) == (b"", "headline")
    assert bad.fault


def photo_of(bytes_: int) -> bytes:
    target = io.BytesIO()
    Image.linear_gradient("L").resize((300, 400)).save(target, "JPEG")
    return target.getvalue() + bytes(bytes_)


class Counted(Mapping[str, bytes]):
    """Files that know which of them were read."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.read: set[str] = set()

    def __getitem__(self, path: str) -> bytes:
        self.read.add(path)
        return self.files[path]

    def __contains__(self, path: object) -> bool:
        return path in self.files

    def __iter__(self) -> Iterator[str]:
        return iter(self.files)

    def __len__(self) -> int:
        return len(self.files)


def test_a_child_is_given_the_files_that_cards_name_and_no_others(
    renderer: ChildRenderer,
) -> None:
    plain = CardSpec("announcement", (1200, 675), "en", "Autumn", "Ada", "alt")
    specs = [
        replace(plain, people=(CardPerson("Ada", photo="ada.jpg"),)),
        replace(plain, people=(CardPerson("Ada", photo="assets/photos/bob.jpg"),)),
        replace(plain, partners=(CardPartner("Us", "assets/logos/us.png"),)),
        replace(plain, brand=Brand(logo="assets/logos/own.png")),
    ]
    named = {"assets/photos/ada.jpg", "assets/photos/bob.jpg"}
    named |= {"assets/logos/us.png", "assets/logos/own.png"}
    unused = {f"assets/photos/{n}.jpg": b"x" for n in range(9)}
    files = Counted({path: photo_of(0) for path in named} | unused)
    for work in (renderer.draw, renderer.try_out):
        assert [one.fault for one in work(specs, files)] == [None] * 4
    assert files.read == named


def test_more_photos_than_a_child_can_hold_are_drawn_all_the_same(
    renderer: ChildRenderer,
) -> None:
    """Each alone is small enough; together they would not fit into the memory of a child."""
    million = 1024 * 1024
    files = {f"{n}.jpg": photo_of(18 * million) for n in range(30)}
    plain = CardSpec("speaker", (1200, 675), "en", "Autumn", "Ada", "alt")
    specs = [replace(plain, people=(CardPerson("Ada", photo=name),)) for name in files]
    assert [one.fault for one in renderer.draw(specs, files)] == [None] * 30
    assert [one.fault for one in renderer.inspect(list(files), files)] == [None] * 30
    cleaned = renderer.clean([(path, 100_000, None) for path in files], files)
    assert [one.info.fault for one in cleaned] == [None] * 30


def test_files_that_no_child_can_hold_are_too_much_and_not_missing(
    renderer: ChildRenderer, capfd: pytest.CaptureFixture[str]
) -> None:
    million = 1024 * 1024
    partners = tuple(CardPartner(f"{n}", f"{n}.png") for n in range(50))
    photo = CardPerson("Ada", photo="ada.jpg")
    spec = CardSpec("speaker", (1200, 675), "en", "Autumn", "Ada", "alt", people=(photo,))
    files = {f"{n}.png": photo_of(18 * million) for n in range(50)} | {"ada.jpg": photo_of(0)}
    heavy, light = renderer.draw([replace(spec, partners=partners), spec], files)
    assert (heavy.fault, light.fault) == (TOO_MUCH, None)
    assert capfd.readouterr().err == ""


def test_a_photo_that_changes_is_told_and_the_child_works_on(
    renderer: ChildRenderer, tmp_path: Path
) -> None:
    path = tmp_path / "assets" / "ada.jpg"
    path.parent.mkdir()
    path.write_bytes(photo_of(100_000))
    files = read_tree(tmp_path)
    spec = CardSpec("announcement", (1200, 675), "en", "Autumn", "Ada", "alt")
    specs = [spec, replace(spec, people=(CardPerson("Ada", photo="assets/ada.jpg"),))]
    digests_of(files)
    path.write_bytes(photo_of(100_001))
    for work in (
        lambda: list(renderer.draw(specs, files)),
        lambda: renderer.try_out(specs, files),
        lambda: renderer.inspect(["assets/ada.jpg"], files),
        lambda: list(renderer.clean([("assets/ada.jpg", 100_000, None)], files)),
    ):
        with pytest.raises(FileChanged):
            work()
        assert [one.fault for one in renderer.draw([spec], {})] == [None]


def test_a_child_gets_no_file_that_it_was_not_told_of() -> None:
    child = ChildRenderer("tests.adapters.asking_child")
    try:
        seen = child.inspect(["a.jpg"], {"a.jpg": photo_of(0), "b.jpg": b"b"})
    finally:
        child.close()
    assert [one.fault for one in seen] == [TOO_MUCH]


def test_the_same_photo_is_handed_over_once(renderer: ChildRenderer) -> None:
    spec = CardSpec("speaker", (1200, 675), "en", "Autumn", "Ada", "alt")
    people = (CardPerson("Ada", photo="ada.jpg"),)
    specs = [replace(spec, headline=f"Ada {n}", people=people) for n in range(25)]
    reads: list[str] = []

    def fetch(digest: str) -> bytes:
        reads.append(digest)
        return photo

    photo = photo_of(54_321)
    digest = sha256_of(photo)
    files = Files({"ada.jpg": Stored(digest, len(photo), fetch)})
    assert [one.fault for one in renderer.draw(specs, files)] == [None] * 25
    orders = [("ada.jpg", limit, None) for limit in (90_000, 80_000, 70_000)]
    assert [one.info.fault for one in renderer.clean(orders, files)] == [None] * 3
    assert reads == [digest]


def test_time_that_files_take_is_not_the_childs() -> None:
    ended = threading.Event()
    with Guard(ended.set, 1.0) as guard:
        with guard.resting():
            time.sleep(1.3)
        assert not ended.is_set()
        assert ended.wait(60)


def test_an_error_of_ours_costs_one_card_and_is_told(
    renderer: ChildRenderer, capfd: pytest.CaptureFixture[str]
) -> None:
    spec = CardSpec("announcement", (1200, 675), "en", "Autumn", "Rivers and data", "alt")
    broken = replace(spec, headline=cast("str", 7))
    for work in (renderer.draw, renderer.try_out):
        bad, good = work([broken, spec], {})
        assert good.fault is None
        assert bad.fault is not None
        assert "Error: " in bad.fault
    assert capfd.readouterr().err == ""


def test_what_ends_the_child_is_told_in_words() -> None:
    spec = CardSpec("announcement", (1200, 675), "en", "Autumn", "Rivers", "alt")
    child = ChildRenderer("tests.adapters.ending_child")
    try:
        (drawn,) = child.draw([spec], {})
        (seen,) = child.inspect(["x"], {"x": b"x"})
    finally:
        child.close()
    card = error(Code.CARD_DOES_NOT_FIT, Place("a"), reason=drawn.fault, because="row")
    photo = error(Code.NOT_AN_IMAGE, Place("a"), value="a.jpg", reason=seen.fault)
    for language in ("es", "en"):
        for problem in (card, photo):
            told = tell_problem(problem, Catalogue(language), "message")
            assert "too-slow" not in told
            assert "{" not in told


def test_the_same_endless_template_costs_its_time_once(renderer: ChildRenderer) -> None:
    endless = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    jobs = [RenderJob(endless, channel, "one") for channel in "abcdefghij"]
    began = os.times().children_user
    jobs.append(RenderJob("after", "x", "one"))
    results = list(renderer.render(CAMPAIGN, PROGRAMME, jobs))
    assert [r.fault.code for r in results[:-1] if r.fault] == [Code.TEMPLATE_TOO_SLOW] * 10
    assert results[-1].parts == ("after",)
    assert os.times().children_user - began < 10


def test_a_capital_at_the_start_leaves_the_other_letters_as_they_are(
    renderer: ChildRenderer,
) -> None:
    words = "{{ 'martes 20 de October, GovTech'|capitalize }}"
    (result,) = renderer.render(CAMPAIGN, PROGRAMME, [RenderJob(words, "x", "one")])
    assert result.parts == ("Martes 20 de October, GovTech",)


def test_more_words_than_pipes_hold_go_both_ways_past_a_deadly_one(renderer: ChildRenderer) -> None:
    words = [f"{number} " + "agua " * 3000 for number in range(450)]
    templates = [*words[:300], "{{ 10 ** 9999999 }}", *words[300:]]
    results = _render(renderer, *templates)
    parts = [result.parts for result in results]  # type: ignore[attr-defined]
    assert parts == [*((w.strip(),) for w in words[:300]), (), *((w.strip(),) for w in words[300:])]


def test_trying_out_tells_what_drawing_would_and_paints_nothing(renderer: ChildRenderer) -> None:
    spec = CardSpec("announcement", (1200, 675), "en", "Autumn", "Rivers and data", "alt")
    endless = replace(spec, headline="word " * 2000)
    unknown = replace(spec, layout="nothing")
    specs = [spec, endless, unknown, replace(spec, headline="བཀྲ་ཤིས")]
    tried, drawn = renderer.try_out(specs, {}), renderer.draw(specs, {})
    assert [one.content for one in tried] == [b""] * len(specs)
    assert [(one.fault, one.field) for one in tried] == [(one.fault, one.field) for one in drawn]
    assert [bool(one.fault) for one in tried] == [False, True, True, True]


def test_a_card_is_tried_once_until_its_files_are_others() -> None:
    """Every plan asks about the same few risky cards, many times in a rehearsal."""
    spec = CardSpec("announcement", (1200, 675), "en", "Autumn", "Rivers", "alt")
    other = replace(spec, headline="Seas")
    child = ChildRenderer("tests.adapters.counting_child")
    try:
        first = child.try_out([spec, other, spec], {})
        again = child.try_out([other], {})
        ada = replace(other, people=(CardPerson("Ada", photo="ada.png"),))
        photos = (b"one", b"another", b"one")
        after = [child.try_out([other, ada], {"ada.png": photo}) for photo in photos]
    finally:
        child.close()
    assert [one.fault for one in (*first, *again)] == ["1", "2", "1", "2"]
    assert [one.fault for each in after for one in each] == ["2", "3", "2", "4", "2", "3"]
