"""The ledger and the bot's rows on a database."""
