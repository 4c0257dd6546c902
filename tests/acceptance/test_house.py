"""The house around the program: make, pins, container, documents."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import click
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from campaign.cli.program import program

ROOT = Path(__file__).parents[2]
HOST = re.compile(r"https?://|--(extra-)?index-url|--find-links")


def pins() -> dict[str, Requirement]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    found = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(pin.name): pin for pin in found}


def needed(name: str, extras: frozenset[str], seen: set[str]) -> set[str]:
    """Return the names of everything that installing a distribution brings in here."""
    for text in metadata.requires(name) or ():
        wanted = Requirement(text)
        environments = [{"extra": extra} for extra in (extras or {""})]
        if wanted.marker and not any(wanted.marker.evaluate(one) for one in environments):
            continue
        key = canonicalize_name(wanted.name)
        if key not in seen:
            seen.add(key)
            needed(key, frozenset(wanted.extras), seen)
    return seen


def test_every_installed_package_is_pinned_exactly_and_names_no_host() -> None:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert not HOST.search(text)
    pinned = pins()
    for pin in pinned.values():
        assert [spec.operator for spec in pin.specifier] == ["=="], pin
    missing = needed("pregonero", frozenset({"", "test"}), set()) - pinned.keys()
    assert missing == set()


def test_what_is_installed_here_is_what_is_pinned() -> None:
    odd = {
        name: metadata.version(name)
        for name in needed("pregonero", frozenset({"", "test"}), set())
        if not pins()[name].specifier.contains(metadata.version(name), prereleases=True)
    }
    assert odd == {}


def find_python(*names: str) -> subprocess.CompletedProcess[str]:
    command = [shutil.which("sh") or "/bin/sh", str(ROOT / "scripts" / "find-python"), *names]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def fake_python(folder: Path, version: str, *, whole: bool = True) -> str:
    """Write a Python that says it is ``version``, with or without the parts to make one."""
    path = folder / f"python{version}"
    old = tuple(int(part) for part in version.split(".")) < (3, 11)
    path.write_text(
        "#!/bin/sh\n"
        f'case "$2" in *version_info*) exit {int(old)};; *) exit {int(not whole)};; esac\n',
    )
    path.chmod(0o755)
    return str(path)


def test_the_first_python_that_will_do_is_taken(tmp_path: Path) -> None:
    old, bare = fake_python(tmp_path, "3.9"), fake_python(tmp_path, "3.12", whole=False)
    good = fake_python(tmp_path, "3.13")
    found = find_python("no-such-python", old, bare, good)
    assert (found.returncode, found.stdout.strip(), found.stderr) == (0, good, "")


def test_an_old_python_is_told_and_what_to_do(tmp_path: Path) -> None:
    found = find_python(fake_python(tmp_path, "3.10"))
    assert (found.returncode, found.stdout) == (1, "")
    assert "3.11" in found.stderr
    assert "make PYTHON=" in found.stderr


def test_a_python_without_venv_is_told_and_what_to_do(tmp_path: Path) -> None:
    found = find_python(fake_python(tmp_path, "3.12", whole=False))
    assert found.returncode == 1
    assert "python3-venv" in found.stderr


def test_ci_lints_before_the_tests_and_ends_with_them() -> None:
    """Chaos runs beside both: it is waited for, and after the tests only its failure speaks.

    Tests are compiled beside lint, and begin when both are done.
    """
    script = ROOT / ".ci" / "run"
    bash = shutil.which("bash")
    assert bash is not None
    subprocess.run([bash, "-n", str(script)], check=True)
    lines = script.read_text(encoding="utf-8").splitlines()
    assert "set -euo pipefail" in lines
    made = [re.match(r"make (?:--\S+ )*(\S+)(.*)", line) for line in lines]
    found = [(target[1], target[2].endswith("&")) for target in made if target]
    beside = [("chaos", True), (".venv/.compiled-tests", True)]
    targets = [(".venv/.installed-test", False), *beside, ("lint", False), ("test", False)]
    assert found == targets
    lint = lines.index("make --no-print-directory lint")
    assert lines[lint + 1 : lint + 3] == ['wait "$compiling"', "make --no-print-directory test"]
    after = lines[lines.index("make --no-print-directory test") + 1 :]
    assert after == ['wait "$chaos" || {', '    cat "$told"', "    exit 1", "}"]


def test_the_container_is_small_in_rights() -> None:
    """Without ports, not root, its root read-only, the ledger on a volume."""
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    by_default = [name for name, one in compose["services"].items() if "profiles" not in one]
    assert by_default == ["pregonero"]
    for name, service in compose["services"].items():
        assert "ports" not in service, name
        assert service["restart"] == "unless-stopped"
        assert service["cap_drop"] == ["ALL"]
        assert service["deploy"]["resources"]["limits"]["memory"]
        assert int(service["stop_grace_period"].removesuffix("s")) >= 30
        if name != "database":
            assert service["read_only"] is True
        secrets = [{"path": ".env", "required": False}] if service["image"] == "pregonero" else None
        assert service.get("env_file") == secrets, "who is not ours learns no account"
    service = compose["services"]["pregonero"]
    volume, _, mounted = service["volumes"][0].partition(":")
    assert volume in compose["volumes"]
    url = service["environment"]["PREGONERO_DATABASE_URL"]
    assert url.partition(":-")[2].removeprefix("sqlite:///").startswith(mounted)


def test_all_services_of_a_campaign_work_with_one_ledger() -> None:
    """Two ledgers of one campaign would each send its posts: who has no address has none."""
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    ours = {n: s for n, s in compose["services"].items() if s["image"] == "pregonero"}
    urls = {n: s["environment"]["PREGONERO_DATABASE_URL"] for n, s in ours.items()}
    without = {n: url.partition(":-")[2] for n, url in urls.items() if n != "pregonero"}
    assert {url.partition(":-")[0] for url in urls.values()} == {"${PREGONERO_DATABASE_URL"}
    assert without == {"worker": "}", "bot": "}"}
    assert [compose["services"][name]["deploy"]["replicas"] for name in without] == [2, 2]


def test_the_compose_file_is_one_by_its_own_schema(tmp_path: Path) -> None:
    """The schema is that of the Compose Specification (Apache-2.0), as check-jsonschema has it."""
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(text.replace("    cap_drop:", "    cap_dropp:"), encoding="utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    good, bad = (
        subprocess.run([*command, str(path)], capture_output=True, text=True, check=False)
        for path in (ROOT / "docker-compose.yml", wrong)
    )
    assert good.returncode == 0, good.stdout
    assert (bad.returncode, "cap_dropp" in bad.stdout) == (1, True)


def test_the_proxy_finds_the_bots_where_they_listen() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    rules = (ROOT / "Caddyfile").read_text(encoding="utf-8")
    host, _, port = services["bot"]["environment"]["PREGONERO_LISTEN"].partition(":")
    assert host == "0.0.0.0"  # noqa: S104 -- within its container
    assert "{$BOTS:import replicas}" in rules
    assert f"\t\tname bot\n\t\tport {port}\n" in rules
    site = services["proxy"]["environment"]["PROXY_SITE"]
    assert site == "${PROXY_SITE:-http://:8080}"
    assert "{$PROXY_SITE:http://:8080} {" in rules
    mounted = [one for one in services["proxy"]["volumes"] if one.startswith("./")]
    assert mounted == ["./Caddyfile:/etc/caddy/Caddyfile:ro"]


def test_image_and_compose_agree() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    steps = [line.split(maxsplit=1) for line in lines if line and not line.startswith("#")]
    last = dict(steps)
    service = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    healthy = service["services"]["pregonero"]["healthcheck"]["test"]
    assert last["USER"] != "root"
    assert json.loads(last["HEALTHCHECK"].partition("CMD ")[2]) == healthy[1:]
    assert json.loads(last["ENTRYPOINT"]) == ["pregonero"]
    assert json.loads(last["CMD"]) == service["services"]["pregonero"]["command"]
    copied = {
        name.rstrip("/")
        for step, rest in steps
        if step == "COPY" and "--from" not in rest
        for name in rest.split()[:-1]
    }
    let_in = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in let_in
    assert copied == {line.removeprefix("!") for line in let_in if line.startswith("!")}
    for name in copied:
        assert (ROOT / name.removeprefix("./")).exists(), name


def test_make_knows_every_target_that_is_promised() -> None:
    make = shutil.which("make")
    if make is None:
        pytest.skip("make is not on this machine")
    for target in ("demo", "test", "lint", "bench", "clean"):
        subprocess.run([make, "-n", target], cwd=ROOT, check=True, capture_output=True)


def test_a_test_that_is_not_there_is_told_and_not_passed_over() -> None:
    wrong = "tests/core/test_nope.py::test_that"
    command = [sys.executable, "-m", "pytest", "-n", "2", "tests/core/test_when.py", wrong]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (pytest.ExitCode.USAGE_ERROR, "")
    assert "tests/core/test_nope.py" in run.stderr


def test_bench_prints_the_fields_that_are_promised_and_nothing_else() -> None:
    command = [sys.executable, "-m", "scripts.bench", "--only", "help", "--format", "json"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    (row,) = json.loads(run.stdout)
    assert list(row) == ["name", "value", "unit", "peer", "peer_value", "ratio", "goal", "ok"]
    assert row["name"] == "help"
    assert row["ratio"] == pytest.approx(row["value"] / row["peer_value"], rel=0.01)
    assert row["ok"] == (row["ratio"] <= row["goal"])
    assert run.returncode == (0 if row["ok"] else 1)


LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    for target in LINK.findall(document.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://", "mailto:")):
            assert (document.parent / target).exists(), target


def test_every_page_is_listed_where_the_readme_leads() -> None:
    """Lists are the files called README; a page is not to be found by its neighbours alone."""
    listed, left = {ROOT / "README.md"}, [ROOT / "README.md"]
    while left:
        page = left.pop()
        targets = LINK.findall(page.read_text(encoding="utf-8"))
        found = {(page.parent / one).resolve() for one in targets if "://" not in one}
        left += [one for one in found - listed if one.name == "README.md"]
        listed |= found
    pages = {path.resolve() for path in DOCUMENTS if path.is_relative_to(ROOT / "docs")}
    assert sorted(str(page.relative_to(ROOT)) for page in pages - listed) == []


CALL = re.compile(r"^\s*(?:\S*/)?pregonero ([a-z]+)(.*)$", re.MULTILINE)
BLOCK = re.compile(r"```\n(.*?)```", re.DOTALL)
INLINE = re.compile(r"`(pregonero [a-z][^`]*)`")
PRESENT = [path for path in DOCUMENTS if path.name != "CHANGELOG.md"]


@pytest.mark.parametrize("document", PRESENT, ids=lambda path: str(path.relative_to(ROOT)))
def test_documents_name_commands_and_options_that_exist(document: Path) -> None:
    context, text = click.Context(program), document.read_text(encoding="utf-8")
    anywhere = {option for parameter in program.params for option in parameter.opts}
    for written in BLOCK.findall(text) + INLINE.findall(BLOCK.sub("", text)):
        for name, rest in CALL.findall(written):
            command = program.get_command(context, name)
            assert command is not None, name
            known = {option for parameter in command.params for option in parameter.opts}
            named = set(re.findall(r"(?<=\s)--[a-z-]+", rest.partition("#")[0]))
            assert named <= known | anywhere, written
