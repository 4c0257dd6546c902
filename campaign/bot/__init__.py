"""The Telegram bot: durable inbox, pure decision, durable outbox, sender."""

from campaign.bot.gate import Gate
from campaign.bot.program import Bot

__all__ = ["Bot", "Gate"]
