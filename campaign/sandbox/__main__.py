"""``python -m campaign.sandbox STATE_DIR``: a sandbox in a process of its own."""

from __future__ import annotations

import sys

from campaign.sandbox.process import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
