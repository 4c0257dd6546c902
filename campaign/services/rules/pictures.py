"""Rules about pictures: are they images, small enough, described?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.cards import LEAST_PHOTO
from campaign.core.files import digest_of
from campaign.core.problems import Code, Place, Problem, error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from campaign.core.folder import Folder
    from campaign.core.programme import Programme
    from campaign.core.rendering import Inspected
    from campaign.ports.rendering import Renderer
    from campaign.services.drafting import Prepared

ASSETS = "assets/"


def find_asset(files: Mapping[str, bytes], path: str) -> str | None:
    """Return the path in the folder that an entry means by ``path``, if it is there."""
    for candidate in (path, ASSETS + path, f"{ASSETS}photos/{path}", f"{ASSETS}logos/{path}"):
        if candidate in files:
            return candidate
    return None


def named_pictures(folder: Folder) -> list[str]:
    """Return every picture that an entry, a speaker, a partner or the brand names, once each."""
    named = [image for entry in folder.entries for image in entry.images]
    named += [s.photo for s in folder.programme.speakers if s.photo]
    named += [partner.logo for partner in folder.programme.partners if partner.logo]
    named += filter(None, [folder.brand.logo])
    return list(dict.fromkeys(named))


def picture_digests(folder: Folder, files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the SHA-256 of every picture and font named in the folder that is there."""
    named = (*named_pictures(folder), *folder.brand.own_fonts)
    found = {name: find_asset(files, name) for name in named}
    return {name: digest_of(files, path) for name, path in found.items() if path}


def inspect_all(
    renderer: Renderer,
    folder: Folder,
    files: Mapping[str, bytes],
    programme: Programme,
) -> dict[str, Inspected]:
    """Look once at every picture that the folder or a fact names; path in the folder to result."""
    named = named_pictures(folder) + [s.photo for s in programme.speakers if s.photo]
    found = (find_asset(files, name) for name in named)
    paths = [path for path in dict.fromkeys(found) if path]
    results = renderer.inspect(paths, files) if paths else []
    return dict(zip(paths, results, strict=True))


def pictures(
    items: Sequence[Prepared],
    files: Mapping[str, bytes],
    inspected: Mapping[str, Inspected],
) -> Iterator[Problem]:
    """Every problem of the pictures that deliveries carry."""
    for item in items:
        if item.key.part == 1 and item.entry.images:
            yield from _of_one(item, files, inspected)
        elif item.card is not None and item.sheet is not None:
            yield from _alt_length(item, item.card.alt)


def logos(folder: Folder, inspected: Mapping[str, Inspected]) -> Iterator[Problem]:
    """Logos that cards cannot draw: a name stands in their place."""
    own = (folder.campaign.title, folder.brand.logo)
    named = [(partner.name, partner.logo) for partner in folder.programme.partners]
    for name, path in (*named, own):
        seen = inspected.get(path or "")
        reason = (seen.fault or seen.no_logo) if seen is not None else ""
        if path and reason:
            yield warning(Code.LOGO_UNUSABLE, Place(path), partner=name, reason=reason)


def portraits(
    items: Sequence[Prepared],
    files: Mapping[str, bytes],
    inspected: Mapping[str, Inspected],
) -> Iterator[Problem]:
    """Photos of people on cards that cannot be drawn, and those that are a blur there."""
    small: set[str] = set()
    for item in items:
        for person in item.card.people if item.card is not None else ():
            path = person.photo
            if path is None:
                continue
            where = find_asset(files, path)
            seen = inspected.get(where or "")
            reason = "missing" if where is None else seen.fault if seen is not None else None
            if reason:
                which = {"post": item.draft.post, "person": person.name, "value": path}
                yield error(Code.PHOTO_UNUSABLE, Place(path), reason=reason, **which)
            elif seen is not None and path not in small:
                small.add(path)
                yield from blurred(Place(path), path, seen)


def blurred(place: Place, name: str, seen: Inspected) -> Iterator[Problem]:
    """Tell that a photo has too few pixels for a card."""
    if min(seen.width, seen.height) < LEAST_PHOTO:
        params = {"value": name, "width": seen.width, "height": seen.height, "least": LEAST_PHOTO}
        yield warning(Code.PHOTO_SMALL, place, **params)


def _of_one(
    item: Prepared,
    files: Mapping[str, bytes],
    inspected: Mapping[str, Inspected],
) -> Iterator[Problem]:
    entry, sheet = item.entry, item.sheet
    place = entry.place_of("images")
    which = {"post": item.draft.post, "channel": item.label}
    if sheet is not None and len(entry.images) > sheet.limits.images:
        yield error(
            Code.TOO_MANY_IMAGES,
            place,
            count=len(entry.images),
            limit=sheet.limits.images,
            **which,
        )
    for number, name in enumerate(entry.images):
        path = find_asset(files, name)
        seen = inspected.get(path) if path else None
        if path is None or seen is None:
            continue  # reading the folder has said that it is missing
        if seen.fault is not None:
            yield error(Code.NOT_AN_IMAGE, place, value=name, reason=seen.fault, **which)
        alt = item.alts[number] if number < len(item.alts) else ""
        if item.text is not None and not alt.strip():
            yield error(Code.ALT_MISSING, place, value=name, **which)
        yield from _alt_length(item, alt)


def _alt_length(item: Prepared, alt: str) -> Iterator[Problem]:
    limit = item.sheet.limits.alt if item.sheet else 0
    if limit and len(alt) > limit:
        yield warning(
            Code.ALT_TOO_LONG,
            item.entry.place_of("alt"),
            post=item.draft.post,
            channel=item.label,
            length=len(alt),
            limit=limit,
            because="" if item.entry.images or item.entry.alt else "own",
        )
