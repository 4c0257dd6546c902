"""A campaign folder, read: YAML, texts, notes and sheets, with every problem at its place."""

from __future__ import annotations

from campaign.sources.folder import LOOKED_INTO, read, read_campaign
from campaign.sources.rehearsal_file import read_script
from campaign.sources.tree import Tree, read_tree, write_files

__all__ = [
    "LOOKED_INTO",
    "Tree",
    "read",
    "read_campaign",
    "read_script",
    "read_tree",
    "write_files",
]
