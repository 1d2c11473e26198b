"""Spark's and Iceberg's commands, by the class of their plan."""

DEFINE = frozenset({"DropTable", "ReplaceTable", "ReplaceTableAsSelect", "RenameTable"})
ALTER = frozenset({"DropColumns", "RenameColumn", "ReplaceColumns", "SetTableLocation"})
REFERENCES = frozenset({"DropBranch", "DropTag", "CreateOrReplaceBranch", "CreateOrReplaceTag"})
PROPERTIES = frozenset({"SetTableProperties", "UnsetTableProperties"})
DELETES = frozenset({"DeleteFromTable", "TruncateTable", "TruncatePartition"})
WRITES = frozenset(
    {*DELETES, "InsertIntoStatement", "OverwriteByExpression", "OverwritePartitionsDynamic"}
    | {"AppendData", "UpdateTable", "MergeIntoTable"}
)
CREATES = frozenset({"CreateTable", "CreateTableAsSelect"})
USES = frozenset({"SetCatalogAndNamespace", "SetCatalogCommand", "SetNamespaceCommand"})

ON_MAIN = ("write.wap.enabled", "current-snapshot-id", "cherry-pick-snapshot-id")

# They change no rows, columns or references, or Iceberg refuses them itself.
_HARMLESS = frozenset(
    {"AddColumns", "AlterColumns", "CommentOnTable", "CommentOnNamespace", "AddPartitionField"}
    | {"DropPartitionField", "ReplacePartitionField", "SetWriteDistributionAndOrdering"}
    | {"SetIdentifierFields", "DropIdentifierFields", "CreateNamespace", "DropNamespace"}
    | {"CacheTable", "CacheTableAsSelect", "UncacheTable", "RefreshTable", "ExplainCommand"}
    | {"AnalyzeTable", "AnalyzeTables", "AnalyzeColumn", "RepairTable", "AddPartitions"}
    | {"DropPartitions", "RenamePartitions", "RecoverPartitions", "DropView", "CreateView"}
    | {"CreateViewCommand", "CreateTempViewUsing", "DropFunction", "CreateFunction"}
    | {"SetNamespaceProperties", "SetNamespaceLocation", "CreateVariable", "SetVariable"}
    | {"DropVariable", "CreateTableLikeCommand", "AddCheckConstraint", "AddConstraint"}
    | {"DropConstraint", "SetTableSerDeProperties", "AlterTableClusterBy", "DropIcebergView"}
)
_LOOKS = ("Show", "Describe", "List", "Refresh", "Add", "Clear")


def is_harmless(kind: str) -> bool:
    """Return whether a command leaves existing data unchanged."""
    return kind in _HARMLESS or kind in USES or kind.startswith(_LOOKS)
