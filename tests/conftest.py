"""What every test may ask for, and how a missing part of the machine is treated.

With ``PREGONERO_REQUIRE_ALL`` set, as continuous integration does, a test that would
be skipped fails: nothing is left unshown there.
"""

from __future__ import annotations

import gc
import os
import shutil
import signal
import socket
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from campaign.testing.postgres import PostgresServer, programs, server_folder

if TYPE_CHECKING:
    from collections.abc import Generator
    from contextlib import AbstractContextManager

settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")  # no test measures speed

os.environ.pop("COLUMNS", None)  # of xdist: programs under test write to no screen

gc.disable()  # until the tests are collected: all of that stays

REQUIRE_ALL = bool(os.environ.get("PREGONERO_REQUIRE_ALL"))
HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FAR_BOUND = 30
WITHOUT_NETWORK = (HERE / "core", HERE / "services")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let ``make pictures`` say where pictures go."""
    told = "keep what a phone shows on the way of the walk in this folder"
    parser.addoption("--pictures", type=Path, metavar="FOLDER", help=told)


def pytest_configure(config: pytest.Config) -> None:
    """Say which of the files that were asked for is not there: pytest-xdist says nothing of it."""
    asked = (name.partition("::")[0] for name in config.args)
    if missing := [name for name in asked if not (config.invocation_params.dir / name).exists()]:
        msg = f"there is no {', '.join(missing)}"
        raise pytest.UsageError(msg)


def pytest_collection_finish() -> None:
    """Have the collector look through what tests make, not through all that was collected."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def requires_shared() -> Path:
    """Return the folder with the official interface descriptions and samples."""
    if not SHARED.is_dir():
        pytest.skip("../shared is not beside this folder")
    return SHARED


@pytest.fixture(scope="session")
def requires_browser() -> str:
    """Return the path of a browser that runs without a screen."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip("no Chromium on this machine")
    return found


@pytest.fixture(scope="session")
def requires_postgres() -> Path:
    """Return the folder of the programs of a PostgreSQL server."""
    found = programs()
    if found is None:
        pytest.skip("no PostgreSQL server on this machine")
    return found


@pytest.fixture(scope="session")
def postgres(requires_postgres: Path) -> Generator[PostgresServer]:
    """Return a private PostgreSQL server, which forgets with the machine what it was told."""
    server = PostgresServer(server_folder(), requires_postgres)
    yield server
    server.close()


@pytest.fixture
def ends() -> AbstractContextManager[None]:
    """Fail what does not end: no measure of speed, only a far bound for hostile input."""
    return _ends()


@contextmanager
def _ends() -> Generator[None]:
    def alarm(*_: object) -> None:
        msg = f"it did not end within {FAR_BOUND} seconds"
        raise AssertionError(msg)

    before = signal.signal(signal.SIGALRM, alarm)
    signal.alarm(FAR_BOUND)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forbid sockets where a test has no business with them."""
    if not any(request.path.is_relative_to(folder) for folder in WITHOUT_NETWORK):
        return
    connect = socket.socket.connect

    def refuse(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            msg = f"a test of the core or of a service connects to {address}"
            raise AssertionError(msg)
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", refuse)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what reads ``../shared`` where that folder is absent."""
    if item.get_closest_marker("shared") and not SHARED.is_dir():
        pytest.skip("../shared is not beside this folder")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,  # noqa: ARG001 -- the hook's name for it
    call: pytest.CallInfo[None],
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure where everything is required."""
    report = yield
    if REQUIRE_ALL and call.excinfo is not None:
        _fail_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[
    None,
    pytest.CollectReport,
    pytest.CollectReport,
]:
    """Do the same for a whole file that leaves itself out."""
    report = yield
    if REQUIRE_ALL:
        _fail_skipped(report)
    return report


def _fail_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where everything is required: {report.longrepr}"
