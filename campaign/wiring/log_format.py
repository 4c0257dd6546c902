"""In which form ``run`` says what it says: for people, or for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaign.core.environment import PREFIX
from campaign.core.errors import SettingUnusable

if TYPE_CHECKING:
    from campaign.settings import Settings

_NAME = "LOG_FORMAT"
_FORMS = {"text": False, "json": True}


def logs_as_json(settings: Settings) -> bool:
    """Tell whether each sentence is a JSON object in a line of its own.

    Raises:
        SettingUnusable: for a form that there is not.
    """
    said = (settings.get(_NAME) or "").strip().casefold()
    if said not in _FORMS:
        raise SettingUnusable(name=PREFIX + _NAME, said=said)
    return _FORMS[said]
