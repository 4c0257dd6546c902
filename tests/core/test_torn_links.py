"""Links that were torn apart when they were copied, and texts beside whole links."""

from __future__ import annotations

import pytest

from campaign.core.torn_links import torn_links


@pytest.mark.parametrize(
    ("text", "torn"),
    [
        ("Míralo: https://youtu.be/ abc123", "https://youtu.be/ abc123"),
        ("https://vimeo.com/ 8842xyz.", "https://vimeo.com/ 8842xyz"),
        ("Ve https://video.example/watch?v= dQw4w9WgXcQ", None),
        ("https://video.example/ watch?v=abc", None),
        ("https://video.example/watch ?v=abc", None),
        ("https://forms .gle/9aB", None),
        ("https://forms. gle/9aB", None),
        ("Inscríbete en https://bit.ly/", "https://bit.ly/"),
        ("https://notas.example/2022/ panel-1-resumen", None),
        ("https://notas.example /2022/panel", None),
    ],
)
def test_a_torn_link_is_found(text: str, torn: str | None) -> None:
    (found,) = torn_links(text)
    assert torn is None or found == torn


@pytest.mark.parametrize(
    "text",
    [
        "https://youtu.be/abc123 y después https://vimeo.com/8842",
        "Todo en https://faro.example/ y comparte con tu equipo",
        "https://a.example / https://b.example",
        "https://faro.example. Nos vemos a las 17:00 h",
        "https://faro.example/ #GovTech @faro",
        "https://faro.example/ 2022 fue un buen año",
        "https://faro.example/ y/o escríbenos",
        "Mira https://faro.example/x\nMañana seguimos",
        "Cuenta: https://t.me/faro",
    ],
)
def test_a_whole_link_stays_whole(text: str) -> None:
    assert [*torn_links(text)] == []
