"""Files that are made when they are sent: they are stored nowhere."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from campaign.languages import Catalogue
from campaign.services.team_question_lists import CSV as QUESTIONS_CSV
from campaign.services.team_question_lists import XLSX as QUESTIONS_XLSX
from campaign.services.team_question_lists import question_table
from campaign.services.team_sign_ups import CSV, XLSX, sign_up_table
from campaign.sources.sheets.handing_out import csv_table, xlsx_table

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from campaign.services.conversation import LoadedContent
    from campaign.store.store import Store


def stored_or_made(store: Store, content: LoadedContent) -> Callable[[str], Awaitable[bytes]]:
    """Return what loads the bytes that a message names: stored ones, or a table made now."""

    async def load(name: str) -> bytes:
        if name not in {CSV, XLSX, QUESTIONS_CSV, QUESTIONS_XLSX}:
            return await store.blob(name)
        told = await content()
        phrases = Catalogue(told.campaign.language)
        if name in {CSV, XLSX}:
            headers, rows = sign_up_table(await store.listed(), told, phrases)
        else:
            headers, rows = question_table(await store.questions(), told, phrases)
        if name in {CSV, QUESTIONS_CSV}:
            return await asyncio.to_thread(csv_table, headers, rows)
        return await asyncio.to_thread(xlsx_table, headers, rows, told.campaign.title)

    return load
