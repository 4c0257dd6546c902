"""What people call a post: its title and what it is about, not the key that one types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from campaign.core.deliveries import State, Wait, WaitKind
from campaign.core.files import chosen
from campaign.core.reasons import Reason
from campaign.services.checking import known_programme
from campaign.services.left_out import missing, rows_and_names
from campaign.services.listing import (
    EXPIRED_WAITING,
    called,
    expired_for,
    plan_fields,
    tell_reason,
    tell_what,
)
from campaign.wiring.pages.telling import Teller, wait_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from campaign.cli.session import Session
    from campaign.core.deliveries import Delivery
    from campaign.core.facts import Fact
    from campaign.core.folder import Folder
    from campaign.core.problems import Place
    from campaign.core.programme import Programme
    from campaign.services.planning import Row

CALENDARS = "posts/calendar."
"""Files that name no subject; a large one takes long to read."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names of posts in the reader's language; ``labels`` are those of the channels."""

    teller: Teller
    labels: Mapping[str, str]

    def post(self, title: str, subject: str | None) -> str:
        """Return a post's title with what it is about: *Recordatorio · Ecosistema…*."""
        about = self.teller.about(subject)
        return " · ".join(dict.fromkeys(filter(None, (title, about))))

    def channels(self, names: Iterable[str]) -> str:
        """Return channels as people call them."""
        return called(names, self.labels)

    def channels_spoken(self, names: Iterable[str]) -> str:
        """Return channels as a sentence names them: *X y Telegram*."""
        labels = [self.labels.get(name, name) for name in dict.fromkeys(names)]
        return self.teller.phrases.dates.say_names(labels)

    def why(self, delivery: Delivery) -> str:
        """Return why a delivery is where it is; for a waiting one all that it waits for."""
        if delivery.state is State.WAITING and delivery.waits:
            return "; ".join(map(self.wait, delivery.waits))
        return self.reason(Reason.from_json(delivery.reason) if delivery.reason else None)

    def wait(self, wait: Wait) -> str:
        """Return what a post waits for, with the name under which one enters it."""
        if wait.kind is not WaitKind.FACT:
            phrases = self.teller.phrases
            return phrases.text(f"reasons.{wait.kind}", what=tell_what(wait, phrases))
        subject = wait.what.rpartition(".")[0]
        told = self.teller.wait(wait)
        return f"{told} ({subject})" if subject else told

    def reason(self, reason: Reason | None) -> str:
        """Return a reason in words."""
        wait = wait_of(reason)
        if wait is not None:
            return self.wait(wait)
        if reason is not None and reason.id == EXPIRED_WAITING:
            what = self.wait(expired_for(reason))
            return self.teller.phrases.text(f"reasons.{EXPIRED_WAITING}", what=what)
        return tell_reason(reason, self.teller.phrases)

    def plan_row(self, row: Row) -> dict[str, object]:
        """Return a row of the plan for people: with ``name`` and ``label``, and waits in words."""
        old = row.delivery.subject if row.delivery else None
        subject = row.item.draft.subject.id if row.item else old
        return {
            **plan_fields(row, self.teller.phrases),
            "name": self.post(row.title, subject),
            "label": self.labels.get(row.key.channel, row.key.channel),
            "waits": [self.wait(wait) for wait in row.waits],
            "reason": self.reason(row.reason),
        }


def names_of(here: Session, programme: Programme) -> Names:
    """Return the names in a campaign of which ``programme`` is known."""
    from campaign.channels import labels  # noqa: PLC0415 -- not for commands that name nothing

    return Names(Teller(here.campaign(), programme, here.phrases, here.phrases.dates), labels())


LARGE = 150_000
"""Bytes of calendars that take too long to read only to look."""


def names_in(here: Session, files: Mapping[str, bytes], facts: Sequence[Fact]) -> Names:
    """Return the names in a loaded revision, with the facts that are known."""
    programme, _ = known_programme(_read(files), facts)
    return names_of(here, programme)


def missing_in(
    files: Mapping[str, bytes], facts: Sequence[Fact], known: Sequence[Delivery]
) -> Mapping[str, Place]:
    """Return the posts of a loaded revision that were left out of it, having errors, and where
    they stand; none of very large calendars, which take long to read.
    """
    calendars = [name for name in files if name.startswith(CALENDARS)]
    if sum(len(files[name]) for name in calendars) > LARGE:
        return {}
    from campaign.wiring.desk import read_folder  # noqa: PLC0415

    folder = read_folder(files)
    programme, _ = known_programme(folder, facts)
    return missing(folder, programme, known)


def in_rows(here: Session, posts: Iterable[tuple[str, Place | None]]) -> list[str]:
    """Return posts as those find them who look: by the rows of a sheet, the others by name."""
    files, told = rows_and_names(posts)
    for file, rows in files.items():
        row = here.phrases.dates.say_names([one.row for one in rows])
        told.append(here.say(f"load.{kind_of(rows[0])}-of", n=len(rows), row=row, file=file))
    return told


def kind_of(place: Place) -> str:
    """Return what stands at a place: a row of a sheet, or an entry of a file in lines."""
    return "entry" if place.cell is None else "row"


def _read(files: Mapping[str, bytes]) -> Folder:
    from campaign.wiring.desk import read_folder  # noqa: PLC0415

    return read_folder(chosen(files, lambda name: not name.startswith(CALENDARS)))
