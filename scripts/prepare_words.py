"""Write the words of a language, most frequent first, into ``campaign/languages/<code>/spelt.txt``.

Run ``pip install -e '.[words]'`` and ``python scripts/prepare_words.py [CODE …]``. Source: the
frequencies of ``wordfreq`` (data CC BY-SA 4.0), of which only words that ``simplemma`` knows as
words of the language are kept, so that frequent slips are not, and frequent names. Nothing of
this is needed to run: the lists are part of the package, their licence at their beginning.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import simplemma
from wordfreq import iter_wordlist, zipf_frequency

from campaign.services.understanding.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGES = Path(__file__).parents[1] / "campaign" / "languages"
LEAST, SURELY = 3.0, 4.2
"""Words rarer than this, as the logarithm of how many there are in 10⁹, are left out; from the
other on every word is kept.
"""
SHORTEST, LONGEST = 4, 16

HEADER = """\
# Words of the language by how frequent they are, without capitals and accents: what stands here is
# no slip of another word. Written by scripts/prepare_words.py from the frequencies of wordfreq 3.1
# (Robyn Speer and others, https://github.com/rspeer/wordfreq), licensed CC BY-SA 4.0
# (https://creativecommons.org/licenses/by-sa/4.0/); this list is under the same licence.
"""


def words_of(language: str) -> Iterator[str]:
    """Yield the folded words of a language, most frequent first."""
    for word in iter_wordlist(language, wordlist="large"):
        frequency = zipf_frequency(word, language)
        if frequency < LEAST:
            return
        known = frequency >= SURELY or simplemma.is_known(word, lang=language)
        if known and SHORTEST <= len(fold(word)) <= LONGEST and fold(word).isalpha():
            yield fold(word)


if __name__ == "__main__":
    for code in sys.argv[1:] or ("en", "es"):
        lines = "\n".join(dict.fromkeys(words_of(code)))
        (LANGUAGES / code / "spelt.txt").write_text(f"{HEADER}{lines}\n", encoding="utf-8")
