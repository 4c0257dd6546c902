"""The files of a campaign by their path, of which no more is held than somebody looks at.

A photo may have 20 MB, and a folder hundreds of them. What one of them holds is known by its
SHA-256 (in hexadecimal), and read when it is asked for. Where only the contents of a few files
matter, any mapping of paths to bytes will do: the functions here take both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Content(Protocol):
    """What one file holds: the same every time that it is read."""

    @property
    def size(self) -> int:
        """Return how many bytes it has."""
        ...

    def digest(self) -> str:
        """Return its SHA-256; raises FileChanged as :meth:`read` does."""
        ...

    def read(self) -> bytes:
        """Return it whole.

        Raises:
            FileChanged: it is no longer what it was, or is gone.
        """
        ...


class Held:
    """Content that is at hand."""

    __slots__ = ("_content", "_digest")

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._digest = ""

    @property
    def size(self) -> int:
        """Return how many bytes it has."""
        return len(self._content)

    def digest(self) -> str:
        """Return its SHA-256."""
        self._digest = self._digest or sha256_of(self._content)
        return self._digest

    def read(self) -> bytes:
        """Return it whole."""
        return self._content


class Stored:
    """Content that is known by its SHA-256 and kept elsewhere; ``fetch`` returns it by that."""

    __slots__ = ("_digest", "_fetch", "size")

    def __init__(self, digest: str, size: int, fetch: Callable[[str], bytes]) -> None:
        self._digest = digest
        self._fetch = fetch
        self.size = size

    def digest(self) -> str:
        """Return its SHA-256."""
        return self._digest

    def read(self) -> bytes:
        """Return it whole."""
        return self._fetch(self._digest)


class Files(Mapping[str, bytes]):
    """Files by their path; each look at one reads it."""

    def __init__(self, contents: Mapping[str, Content]) -> None:
        self.contents = dict(contents)

    def __getitem__(self, path: str) -> bytes:
        return self.contents[path].read()

    def __contains__(self, path: object) -> bool:
        return path in self.contents

    def __iter__(self) -> Iterator[str]:
        return iter(self.contents)

    def __len__(self) -> int:
        return len(self.contents)


def sha256_of(content: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def content_of(files: Mapping[str, bytes], path: str) -> Content:
    """Return what a file holds, without reading it where that can wait; raises KeyError."""
    return files.contents[path] if isinstance(files, Files) else Held(files[path])


def digest_of(files: Mapping[str, bytes], path: str) -> str:
    """Return the SHA-256 of a file; raises KeyError."""
    return content_of(files, path).digest()


def digests_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return path → SHA-256 of all files, read one after the other."""
    return {path: digest_of(files, path) for path in files}


def contents_of(files: Mapping[str, bytes]) -> dict[str, Content]:
    """Return path → content of all files, read no further than they are."""
    return {path: content_of(files, path) for path in files}


def changed(files: Mapping[str, bytes], others: Mapping[str, bytes]) -> Files:
    """Return ``files`` with ``others`` put in, or in the place of what they were."""
    return Files({**contents_of(files), **contents_of(others)})


def chosen(files: Mapping[str, bytes], wanted: Callable[[str], bool]) -> Files:
    """Return those files whose path is ``wanted``."""
    return Files({path: content_of(files, path) for path in files if wanted(path)})
