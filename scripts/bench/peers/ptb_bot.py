"""A bot on python-telegram-bot as it is shipped: each message is answered."""

from __future__ import annotations

import sys

from telegram import Update  # noqa: TC002 -- as its documentation has it
from telegram.ext import Application, CommandHandler, ContextTypes


async def start(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer who begins."""
    if update.message is not None:
        await update.message.reply_text("Hola. Esto es lo que puedo hacer por ti.")


def main(api_url: str, token: str) -> None:
    """Answer until killed."""
    application = Application.builder().token(token).base_url(f"{api_url}/bot").build()
    application.add_handler(CommandHandler("start", start))
    application.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:])
