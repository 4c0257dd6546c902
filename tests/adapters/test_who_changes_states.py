"""A delivery changes its state by the moves of the core's table, and nowhere else.

Read from the code: which statements write the state at all, and from where they take it.
What really happened is replayed after campaigns with kills and after a rehearsal.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from sqlalchemy.dialects import sqlite

import campaign
from campaign.core.deliveries import State
from campaign.core.life import MOVES, Move, route
from campaign.store import claims, conditions, settlements

PACKAGE = Path(campaign.__file__).parent


def sources(move: Move) -> set[State]:
    return {state for state, name in MOVES if name is move}


@cache
def modules() -> tuple[tuple[str, ast.Module], ...]:
    """Return every module of the package but the migrations, by its path within."""
    names = [path.relative_to(PACKAGE).as_posix() for path in sorted(PACKAGE.rglob("*.py"))]
    return tuple(
        (name, ast.parse((PACKAGE / name).read_text(encoding="utf-8")))
        for name in names
        if not name.startswith("store/migrations/")
    )


def writes_deliveries(tree: ast.Module) -> bool:
    """Tell whether a module updates deliveries, by the statement's name or in SQL."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            words = node.value.casefold().split()
            if words[:2] in (["update", "delivery"], ["replace", "into"]):
                return True
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            names = [one.id for one in node.args if isinstance(one, ast.Name)]
            if node.func.id in {"update", "upsert"} and "DELIVERY" in names:
                return True
    return False


def state_writes(tree: ast.Module) -> list[str]:
    """Return what is written into a ``state`` by ``values(state=…)`` or a dictionary of columns."""
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            found += [ast.unparse(k.value) for k in node.keywords if k.arg == "state"]
        if isinstance(node, ast.AugAssign) and isinstance(node.value, ast.Dict):
            pairs = zip(node.value.keys, node.value.values, strict=True)
            found += [ast.unparse(v) for k, v in pairs if k and ast.unparse(k) == "'state'"]
    return found


def test_five_modules_write_deliveries_and_no_other() -> None:
    """Two write into a copy that nobody has open, of whatever version, at a restore."""
    assert [name for name, tree in modules() if writes_deliveries(tree)] == [
        "store/changes.py",
        "store/claims.py",
        "store/out_since_copy.py",
        "store/settlements.py",
        "store/since_copy.py",
    ]


def test_what_is_kept_back_in_a_copy_follows_the_table() -> None:
    tree = dict(modules())["store/since_copy.py"]
    moved = [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and "_MOVE" in map(ast.unparse, node.args)
    ]
    assert moved == [
        "self.connection.execute(_MOVE, [now.value, reason.to_json(), here['id']])",
    ]
    assert "now = state if move is None else after(state, move)" in ast.unparse(tree)


def test_what_is_taken_along_into_a_copy_follows_the_table() -> None:
    """Nothing is changed to where no moves lead from where it stands."""
    tree = dict(modules())["store/out_since_copy.py"]
    written = [
        ast.unparse(value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        for name, value in zip(node.keys, node.values, strict=True)
        if name is not None and ast.unparse(name) == "'state'"
    ]
    assert written == ["goal.value"]
    assert "moves = route(begin, goal)" in ast.unparse(tree)


def test_a_route_is_of_moves_of_the_table() -> None:
    for begin in State:
        for goal in State:
            state = begin
            for move in route(begin, goal) or ():
                state = MOVES[state, move]
            assert state is (goal if route(begin, goal) is not None else begin)
    assert route(State.PLANNED, State.PUBLISHED) == (Move.ADOPT,)
    assert route(State.PLANNED, State.UNKNOWN) == (Move.CLAIM, Move.LOSE)
    assert route(State.REMOVED, State.PUBLISHED) is None


def test_what_they_write_into_a_state_comes_from_the_table() -> None:
    """Steps follow the table; claiming and taking over are its moves, with their states."""
    trees = dict(modules())
    assert state_writes(trees["store/changes.py"]) == ["self.state.value"]
    assert "self.state = after(self.state, step.move)" in ast.unparse(trees["store/changes.py"])
    assert state_writes(trees["store/claims.py"]) == ["State.SENDING.value"]
    assert state_writes(trees["store/settlements.py"]) == ["State.UNKNOWN.value"]


def test_claiming_and_taking_over_begin_where_the_table_says() -> None:
    assert {MOVES[state, Move.CLAIM] for state in sources(Move.CLAIM)} == {State.SENDING}
    assert {MOVES[state, Move.LOSE] for state in sources(Move.LOSE)} == {State.UNKNOWN}
    assert conditions.one_of("state", sources(Move.CLAIM)) == conditions.CLAIMABLE
    assert conditions.one_of("state", sources(Move.LOSE)) == conditions.IN_FLIGHT
    for statement, condition in [
        (claims._TAKE_ON_TIME, conditions.CLAIMABLE),
        (claims._TAKE_LATE, conditions.CLAIMABLE),
        (settlements._OVER, conditions.IN_FLIGHT),
    ]:
        assert condition in statement.form(sqlite.dialect()).sql
