"""A sign-up bot as the library's documentation has it: no inbox, no outbox.

``python library_alone.py API_URL FILE [HANGS_AT]`` notes who asks, a line each; at the
``HANGS_AT``-th sign-up it waits for ever before it notes anything.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from telegram import Update  # noqa: TC002 -- as its documentation has it
from telegram.ext import Application, CommandHandler, ContextTypes

from campaign.sandbox.credentials import BOT_TOKEN


class Desk:
    """Signs up whoever asks."""

    def __init__(self, file: str, hangs_at: int) -> None:
        self._file = Path(file)
        self._left = hangs_at

    async def sign_up(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Note who asks, and say so."""
        self._left -= 1
        if self._left == 0:
            await asyncio.Event().wait()
        message = update.message
        if message is not None:
            with self._file.open("a", encoding="utf-8") as signed_up:
                signed_up.write(f"{message.chat_id}\n")
            await message.reply_text("¡Listo!")


def main(api_url: str, file: str, hangs_at: str = "0") -> None:
    """Sign people up until killed."""
    application = Application.builder().token(BOT_TOKEN).base_url(f"{api_url}/bot").build()
    application.add_handler(CommandHandler("inscribirme", Desk(file, int(hangs_at)).sign_up))
    application.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:])
