"""TPC-H's orders and line items as the retail company's orders, and DuckDB's results.

An order's branch is its customer's nation, and its first line item says what was ordered. It is NEW
on the order date, INTRANSIT on the first ship date and DELIVERED on the last receipt date.
"""

import json
import subprocess
import tempfile
from pathlib import Path

from tools import tool

TABLES = ("orders", "lineitem", "customer", "nation", "part")

COLUMNS = {
    "orders": "id, branch, customer, category, product, quantity, unit_price, created_at",
    "ordershistory": "order_id, status, changed_at",
}

_VIEWS = """
create view company_orders as
select o_orderkey as id, n_name as branch, c_name as customer, p_type as category,
       p_name as product, l_quantity::integer as quantity, p_retailprice as unit_price,
       o_orderdate as day
from orders
join customer on c_custkey = o_custkey
join nation on n_nationkey = c_nationkey
join lineitem on l_orderkey = o_orderkey and l_linenumber = 1
join part on p_partkey = l_partkey
where o_orderdate >= date '{since}';

create view changes as
select id as order_id, 'NEW' as status, day from company_orders
union all
select id, 'INTRANSIT', min(l_shipdate)
from company_orders join lineitem on l_orderkey = id group by id
union all
select id, 'DELIVERED', max(l_receiptdate)
from company_orders join lineitem on l_orderkey = id group by id;
"""

_ROWS = {
    "orders": """
        select * exclude (day), strftime(day, '%Y-%m-%d 00:00:00+00') as created_at
        from company_orders""",
    "ordershistory": """
        select order_id, status, strftime(day, '%Y-%m-%d 00:00:00+00') as changed_at
        from changes""",
}

# Only whole numbers, and the quotient's hundredths half up, so that nothing can be off by a digit.
_GOLD = """
with each as (
  select branch, o.day, 86400 * date_diff('day', o.day, d.day)::hugeint as seconds
  from company_orders o
  left join changes d on d.order_id = o.id and d.status = 'DELIVERED' and d.day < date '{until}'
  where o.day < date '{until}'
),
sums as (
  select {keys}, count(*) as orders, count(seconds) as delivered, sum(seconds) as seconds
  from each group by {keys}
),
hundredths as (
  select *, (200 * seconds + 3600 * delivered) // nullif(7200 * delivered, 0) as h from sums
)
select {texts}, orders::varchar, delivered::varchar,
       (h // 100) || '.' || lpad((h % 100)::varchar, 2, '0')
from hundredths order by {keys}
"""

_KEYS = {"delivery_by_branch": ["branch"], "delivery_by_branch_day": ["branch", "day"]}

_ASK = """
import duckdb, json, sys
connection, rows = duckdb.connect(), []
for statement in json.load(sys.stdin):
    rows = connection.execute(statement).fetchall()
json.dump(rows, sys.stdout)
"""


class Tpch:
    """TPC-H's tables of one scale, generated into a folder.

    Orders from the first of the `days` on are the company's. The other days end its loads; on each
    of them orders are under way, whose DELIVERED comes with the next load or never.
    """

    def __init__(self, scale: float, folder: Path, days: tuple[str, ...]) -> None:
        self.folder = folder
        self.days = days
        self._python = tool("tpch")
        generator = str(Path(self._python).parent / "tpchgen-cli")
        options = [f"--scale-factor={scale}", f"--tables={','.join(TABLES)}"]
        subprocess.run(
            [generator, "parquet", *options, f"--output-dir={folder}"],
            check=True,
            capture_output=True,
        )

    def rows(self, table: str, since: str, until: str) -> Path:
        """Return a CSV file with the rows of a company's table from one day until another.

        It has `COLUMNS` in this order, no header, and the last day's rows are not in it.
        """
        _, name = tempfile.mkstemp(dir=self.folder, prefix=f"{table}-", suffix=".csv")
        when = f"day >= date '{since}' and day < date '{until}'"
        self.ask(f"copy ({_ROWS[table]} where {when} order by all) to '{name}' (header false)")
        return Path(name)

    def gold(self, name: str, until: str) -> list[tuple[str | None, ...]]:
        """Return a table of gold, as text, for everything before the day `until`."""
        keys = _KEYS[name]
        texts = ", ".join(f"{key}::varchar" for key in keys)
        query = _GOLD.format(until=until, keys=", ".join(keys), texts=texts)
        return [tuple(row) for row in self.ask(query)]

    def ask(self, query: str) -> list[list[str | None]]:
        """Return DuckDB's rows for a query over the tables and the company's views."""
        files = [
            f"create view {table} as select * from '{self.folder / table}.parquet'"
            for table in TABLES
        ]
        answer = subprocess.run(
            [self._python, "-c", _ASK],
            input=json.dumps([*files, _VIEWS.format(since=self.days[0]), query]),
            capture_output=True,
            text=True,
            check=False,
        )
        if answer.returncode != 0:
            raise RuntimeError(f"DuckDB failed: {answer.stderr[-2000:]}")
        return json.loads(answer.stdout)
