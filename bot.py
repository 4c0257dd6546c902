"""Start everything: alarm, publisher and bot. The same as ``pregonero run``."""

import sys

from campaign.__main__ import main

if __name__ == "__main__":
    sys.exit(main(["run", *sys.argv[1:]]))
