"""Checks of a job's SQL against the lake, by its plan and before it runs."""

from collections.abc import Callable, Mapping
from typing import Any

from sparkwright.guard import kinds, refusals
from sparkwright.guard.parsing import command, is_command, name_parts, named, parsed
from sparkwright.guard.refusals import ACTS, HARMLESS_PROCEDURES, at_once
from sparkwright.guard.scripts import statements_in
from sparkwright.guard.targets import Targets


class Statements:
    """The checker of one attempt's statements."""

    def __init__(self, targets: Targets, own: str, settings: Mapping[str, str]) -> None:
        """`own` is the attempt's branch; `settings` direct its writes there."""
        self.targets = targets
        self.own = own
        self.settings = settings

    def check(self, session: Any, text: str, given: Any, ask: Callable[..., Any]) -> bool:
        """Return whether `text`, with its parameters, deletes rows of the lake.

        `ask` is the unchecked SparkSession.sql. Raises RefusedError if the statement is not allowed
        in an attempt. Statements that cannot be parsed are left to Spark.
        """
        plan = parsed(session, text, given, ask)
        if plan is None:
            return False
        plans = list(statements_in(session, plan, ask))
        names = {command(each) for each in plans}
        if len(plans) > 1 and names & kinds.USES:
            raise refusals.unknown("a script with USE", "names in it may mean other tables")
        for each in plans:
            self._check(session, each, ask)
        return bool(names & kinds.DELETES)

    def check_name(
        self, session: Any, name: str, method: str | None = None, branch: str | None = None
    ) -> None:
        """Check a table that a method of a frame writes to; `method` is a key of ACTS or None.

        `branch` is an option of the write.
        """
        parts = name_parts(session, name)
        if parts is not None:
            self._check_target(session, parts, method, branch)

    def check_folder(self, session: Any, path: str) -> None:
        """Check a folder that files are written to."""
        table = self.targets.at_folder(session, path)
        if table is not None:
            raise refusals.folder(path, table)

    def check_stream(self, session: Any, name: str) -> None:
        """Check a table, by name or folder, that a stream is written to."""
        if "/" in name:
            if self.targets.in_warehouse(session, name):
                raise refusals.stream(name)
            return
        parts = name_parts(session, name)
        target = None if parts is None else self.targets.of(session, parts)
        if target is not None:
            raise refusals.stream(target.name)

    def check_setting(self, name: str, wanted: str | None) -> None:
        """Check a setting that a job changes, or unsets if `wanted` is None."""
        if name in self.settings and self.settings[name] != wanted:
            raise refusals.setting(name)

    def check_branch(self, table: str, branch: str | None) -> None:
        """Check the branch that a write names."""
        if branch is not None and branch != self.own:
            raise refusals.branch(table, branch, self.own)

    def _check(self, session: Any, plan: Any, ask: Callable[..., Any]) -> None:
        kind = command(plan)
        if kind == "SetCommand":
            self._check_set(plan)
        elif kind == "ResetCommand":
            if plan.config().isDefined():
                self.check_setting(plan.config().get(), None)
        elif kind == "Call":
            self._check_call(session, named(session, plan.procedure(), ask, "CALL"))
        elif kind == "InsertIntoDir":
            where = plan.storage().locationUri()
            if where.isDefined():
                self.check_folder(session, where.get().toString())
        elif kind == "LoadData":
            self.check_folder(session, plan.path())
        elif kind in kinds.CREATES:
            where = plan.tableSpec().location()
            if where.isDefined():
                self.check_folder(session, where.get())
        elif (
            kind in kinds.WRITES | kinds.DEFINE | kinds.ALTER | kinds.REFERENCES | kinds.PROPERTIES
        ):
            self._check_table(session, plan, kind, named(session, plan, ask, kind))
        elif is_command(session, plan) and not kinds.is_harmless(kind):
            self._check_unknown(session, plan, kind, ask)

    def _check_table(self, session: Any, plan: Any, kind: str, parts: list[str] | None) -> None:
        if parts is None or (kind in kinds.REFERENCES and self._keeps(plan, kind)):
            return
        if kind in kinds.WRITES and "/" in parts[-1]:
            # Files, named by their folder: parquet.`/data/...`.
            self.check_folder(session, parts[-1])
        elif kind in kinds.PROPERTIES:
            self._check_properties(session, plan, kind, parts)
        else:
            self._check_target(session, parts, None if kind in kinds.WRITES else kind)

    def _keeps(self, plan: Any, kind: str) -> bool:
        """Return whether a statement about a branch or tag keeps the existing ones."""
        if kind in ("CreateOrReplaceBranch", "CreateOrReplaceTag"):
            return not plan.replace()
        return kind == "DropBranch" and plan.branch() == self.own

    def _check_target(
        self, session: Any, parts: list[str], act: str | None, branch: str | None = None
    ) -> None:
        target = self.targets.of(session, parts)
        if target is None:
            return
        self.check_branch(target.name, target.branch or branch)
        if act is not None and self.targets.is_others(session, target):
            raise at_once(ACTS[act], target.name)

    def _check_properties(self, session: Any, plan: Any, kind: str, parts: list[str]) -> None:
        target = self.targets.of(session, parts)
        if target is None or not self.targets.is_others(session, target):
            return
        if kind == "UnsetTableProperties":
            changed = [name for name in kinds.ON_MAIN if plan.propertyKeys().contains(name)]
        else:
            given = plan.properties()
            changed = [name for name in kinds.ON_MAIN if given.contains(name)]
            if changed == [kinds.ON_MAIN[0]] and given.apply(kinds.ON_MAIN[0]).lower() == "true":
                return
        if changed:
            raise refusals.properties(target.name, changed)

    def _check_set(self, plan: Any) -> None:
        if plan.kv().isDefined() and plan.kv().get()._2().isDefined():
            self.check_setting(plan.kv().get()._1(), plan.kv().get()._2().get())

    def _check_call(self, session: Any, parts: list[str]) -> None:
        # A procedure is resolved like a table, in the namespace `system` of its catalog.
        harmless = parts[-1].lower() in HARMLESS_PROCEDURES
        if not harmless and self.targets.of(session, parts) is not None:
            raise refusals.procedure(".".join(parts))

    def _check_unknown(self, session: Any, plan: Any, kind: str, ask: Callable[..., Any]) -> None:
        parts = named(session, plan, ask, kind)
        target = None if parts is None else self.targets.of(session, parts)
        if target is not None and self.targets.is_others(session, target):
            raise refusals.unknown(f"{kind} on {target.name}", "Sparkwright does not know it")
