"""``doctor``: whether this machine and this folder are fit to run a campaign."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from campaign.cli.output import FORMAT, as_json, folded, spoken
from campaign.cli.session import Session, session
from campaign.core.environment import PREFIX
from campaign.core.errors import EnvironmentFailure, NothingLoaded, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from campaign.settings import Settings
    from campaign.wiring.finding import Afar, Finding, Patient


_COLOURS = {"fine": "green", "but": "yellow", "wrong": "red"}
"""How each line of ``doctor`` is marked: fine, fine with a hint, to be mended."""

_TOLD = ("message", "hint")


@click.command()
@click.option("--sandbox", is_flag=True)
@FORMAT
def doctor(form: str, *, sandbox: bool) -> int:
    """Look at everything that a campaign needs."""
    from campaign.cli.folderless import is_folderless  # noqa: PLC0415
    from campaign.wiring.health import examine  # noqa: PLC0415

    here = session(sandbox=sandbox)
    findings = list(examine(_from_afar(here) if is_folderless(here) else _near(here)))
    rows = [_fields(here, finding) for finding in findings]
    if form == "json":
        as_json(rows)
    else:
        _show(here, rows)
    return _code(findings)


def _near(here: Session) -> Patient:
    """Return this folder, to be looked at."""
    from campaign.wiring.finding import Patient  # noqa: PLC0415

    files = here.files()
    settings = _settings(here, files)
    now, errors = here.clock.now(), _errors(here, files)
    return Patient(here.root, files, settings, now, here.phrases, errors, here.kind)


def _from_afar(here: Session) -> Patient:
    """Return this machine, which has no folder: what was loaded is in a ledger on a server."""
    from campaign.wiring.finding import Afar, Patient  # noqa: PLC0415

    files: Mapping[str, bytes] = {}
    try:
        files, afar = here.run(lambda: _loaded(here))
    except (EnvironmentFailure, UsageError, NothingLoaded) as failed:
        afar = Afar(failure=failed)
    now = here.clock.now()
    return Patient(here.root, files, here.settings, now, here.phrases, kind=here.kind, afar=afar)


async def _loaded(here: Session) -> tuple[Mapping[str, bytes], Afar]:
    """Return what was loaded, and which settings are not those of the folder's machine."""
    from campaign.cli.folderless import ledger_on_server  # noqa: PLC0415
    from campaign.wiring.finding import Afar  # noqa: PLC0415
    from campaign.wiring.same_settings import differing  # noqa: PLC0415

    async with ledger_on_server(here) as ledger:
        names = await differing(ledger, here.settings)
        return await ledger.revision_files(), Afar([PREFIX + name for name in names])


def _settings(here: Session, files: Mapping[str, bytes]) -> Settings:
    """Return the settings; those of the sandbox where it is asked for and there is a campaign."""
    if not here.sandbox or "posts/campaign.yaml" not in files:
        return here.settings
    from campaign.wiring.sandboxes import attach_sandbox  # noqa: PLC0415

    return attach_sandbox(here.root, files, here.moment)[0]


def _errors(here: Session, files: Mapping[str, bytes]) -> int:
    """Return how many errors ``check`` would show."""
    from campaign.cli.commands.checking import errors_told  # noqa: PLC0415
    from campaign.cli.proposals import propose_anyway  # noqa: PLC0415

    if "posts/campaign.yaml" not in files:
        return 0
    with here.desk() as desk:
        return errors_told(here.phrases, propose_anyway(here, desk).checked.problems)


def _code(findings: Sequence[Finding]) -> int:
    wrong = [finding for finding in findings if not finding.ok]
    if any(not finding.ours for finding in wrong):
        return 3
    return 1 if wrong else 0


def _fields(here: Session, finding: Finding) -> dict[str, object]:
    """Return one line of ``doctor --format json``; its fields are stable."""
    phrases, failure = here.phrases, finding.failure
    sentence = f"doctor.{finding.check}.{finding.said}"
    params = dict(finding.params)
    if failure is not None:
        params["detail"] = here.complaint(failure)
    hint = f"{sentence}-hint"
    if phrases.has(own := f"{hint}-{finding.subject}"):
        hint = own
    return {
        "check": f"{finding.check}:{finding.subject}" if finding.subject else finding.check,
        "ok": finding.ok,
        "message": phrases.text(sentence, **params),
        "hint": phrases.text(hint, **params) if phrases.has(hint) else None,
    }


def _show(here: Session, rows: Sequence[dict[str, object]]) -> None:
    words = {kind: here.say(f"doctor.{kind}") for kind in _COLOURS}
    width = max(map(len, words.values()))
    for row in rows:
        kind = ("but" if row["hint"] else "fine") if row["ok"] else "wrong"
        head = click.style(words[kind].ljust(width), fg=_COLOURS[kind])
        further = f"\n{' ' * width}    "
        message, hint = (str(row[part] or "").replace("\n", further) for part in _TOLD)
        told = folded(f"{words[kind].ljust(width)}  {message}", width + 2)
        click.echo(head + told[width:])
        if hint:
            spoken(f"{' ' * width}  → {hint}")
    wrong = sum(not row["ok"] for row in rows)
    click.echo("")
    spoken(here.say("doctor.some", n=wrong) if wrong else here.say("doctor.all"))
