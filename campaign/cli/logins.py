"""Who sits at this computer, by the login that runs the program."""

from __future__ import annotations

import getpass

_SHARED = frozenset({"root", "administrator", "administrador", "admin", "user", "usuario"})
"""Logins that are nobody's in particular."""


def login_here() -> tuple[str, str | None]:
    """Return the login's name, and what to call the person: ``None`` where it is nobody's."""
    login = getpass.getuser()
    if login.lower() in _SHARED:
        return login, None
    return login, _full_name(login) or login


def _full_name(login: str) -> str | None:
    """Return first and last name as the system knows them; one word alone is no name."""
    try:
        import pwd  # noqa: PLC0415 -- not on every system
    except ImportError:
        return None
    try:
        name = pwd.getpwnam(login).pw_gecos.partition(",")[0].strip()
    except KeyError:
        return None
    return name if " " in name else None
