"""A right of one ledger's processes: shared among them, closed to those of another one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from campaign.store.sole import Sole
from campaign.store.tenure import Holder, Tenure

ROOT = Path(__file__).parents[2]
CHILD = """
import sys
from pathlib import Path
from campaign.store.tenure import Holder, Tenure
right = Tenure(Path(sys.argv[1]), Holder(sys.argv[2], "ferias", "/campo", 7))
print("ours" if right.take() is None else "theirs", flush=True)
sys.stdin.read()
"""
FULL_DISK = """
import resource, sys
from pathlib import Path
from campaign.store.tenure import Holder, Tenure
right = Tenure(Path(sys.argv[1]), Holder(sys.argv[2], "ferias", "/campo", 7))
most, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
try:
    right.take()
except OSError:
    print("full")
resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
print("ours" if right.take() is None else "theirs")
"""


def child(path: Path, ledger: str) -> subprocess.Popen[str]:
    """Start a process that takes the right and keeps it until its input ends."""
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, path, ledger],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def said(process: subprocess.Popen[str]) -> str:
    """Return what the process says of the right."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def own(path: Path, ledger: str) -> Tenure:
    """Return the right of this process."""
    return Tenure(path, Holder(ledger, "otonos", "/plaza", 8))


def test_processes_of_one_ledger_have_it_together_and_another_ledger_has_not(
    tmp_path: Path,
) -> None:
    path = tmp_path / "locks" / "cuenta"
    workers = [child(path, "a.sqlite 1") for _ in range(2)]
    assert [said(worker) for worker in workers] == ["ours", "ours"]
    assert own(path, "a.sqlite 1").take() is None
    other = own(path, "a.sqlite 2")
    assert other.take() == Holder("a.sqlite 1", "otonos", "/plaza", 8)
    for worker in workers:
        worker.communicate()


def test_it_ends_with_the_last_of_them_however_that_ends(tmp_path: Path) -> None:
    path = tmp_path / "cuenta"
    workers = [child(path, "a.sqlite 1") for _ in range(2)]
    assert [said(worker) for worker in workers] == ["ours", "ours"]
    other = own(path, "b.sqlite 1")
    for worker in workers:
        assert other.take() == Holder("a.sqlite 1", "ferias", "/campo", 7)
        worker.kill()
        worker.communicate()
    assert other.take() is None
    late = child(path, "a.sqlite 1")
    assert said(late) == "theirs"
    late.communicate()
    other.free()
    assert own(path, "c.sqlite 1").take() is None


def test_who_could_not_note_its_name_does_not_keep_the_right_from_itself(tmp_path: Path) -> None:
    path = tmp_path / "cuenta"
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, path, "a.sqlite 1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["full", "ours"]


def test_a_sole_right_is_one_process_s_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "ferias.sqlite"
    one, other, third = Sole(path, "1-bot"), Sole(path, "1-bot"), Sole(path, "2-bot")
    assert [one.take(), other.take(), other.take(), third.take()] == [True, False, False, True]
    one.free()
    assert [other.take(), one.take()] == [True, False]
    other.free()
    third.free()
