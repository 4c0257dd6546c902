"""A bot on aiogram, as its own documentation begins one: each message is answered."""

from __future__ import annotations

import asyncio
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.types import Message  # noqa: TC002 -- it is looked up at run time

dispatcher = Dispatcher()


@dispatcher.message(CommandStart())
async def start(message: Message) -> None:
    """Answer who begins."""
    await message.answer("Hola. Esto es lo que puedo hacer por ti.")


async def main(api_url: str, token: str) -> None:
    """Answer until killed."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(api_url))
    await dispatcher.start_polling(Bot(token, session=session), handle_signals=False)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
