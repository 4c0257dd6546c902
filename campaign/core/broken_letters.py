"""Letters that a program read in another encoding than they were written in: *aÃ±o*, *andœ*.

Nobody writes so, and a text with such letters reads as if nobody had looked at it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_OF_WINDOWS = bytes(range(0x80, 0xA0)).decode("cp1252", "ignore")
"""What Windows-1252 shows for the bytes from 0x80 to 0x9F."""
_BYTE = f"[\x80-\xbf{_OF_WINDOWS}]"
_SMALL = "a-zß-öø-ÿ"
_CAPITAL = "A-ZÀ-ÖØ-Þ"
_ENDS = "…»’”–—\u203a"
"""What may stand behind a last letter, such as the Ã of a word in capitals."""
_BROKEN = re.compile(
    "|".join(
        (
            "\ufffd",
            # UTF-8 read as Windows-1252: letters, Spanish signs, quotation marks, emoji
            f"(?<![{_CAPITAL}])Ã{_BYTE}",
            f"Ã(?![{_ENDS}]){_BYTE}",
            "Â[\xa0-\xbf]",
            f"â(?:€|\x80){_BYTE}",
            f"ð(?:Ÿ|\x9f){_BYTE}",
            # the old Mac's á, é, ú and ñ read so; œ stands elsewhere in French words
            f"(?<=[{_SMALL}])[‡Ž](?![{_CAPITAL}])",
            f"(?<=[{_SMALL}])œ(?![{_SMALL}])",
            f"(?<=[{_SMALL}])œ(?=[bfghjkmpqrvwxz])",
            f"(?<=[{_SMALL}{_CAPITAL}])‡(?=[{_SMALL}])",
            r"(?<![\w–])(?!\w–\w\b)\w{0,3}[aeiou]–[aeiou]\w{0,3}(?![\w–])",
        )
    )
)
_AROUND = re.compile(r"\S*")


def broken_letters(text: str) -> Iterator[tuple[int, str]]:
    """Yield where broken letters stand (from 0), each word once, and the word around them."""
    told: set[str] = set()
    for found in () if text.isascii() else _BROKEN.finditer(text):
        begin = max(text.rfind(sign, 0, found.start()) for sign in " \n\t") + 1
        around = _AROUND.match(text, begin)
        word = (around[0] if around else found[0]).strip(".,;:()")
        if word not in told:
            told.add(word)
            yield found.start(), word
