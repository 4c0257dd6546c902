"""Whoever has a seat hears of a change, through whichever command it comes in."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from riverbank import PROGRAMME, files, moment, post

from campaign.ports.attendees import Effects, Incoming, Person, SignUpWish
from campaign.ports.ledger import Kind
from campaign.store.opening import open_ledger

if TYPE_CHECKING:
    from program import Place
