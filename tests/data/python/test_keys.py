import unittest

from one_spark import spark
from shop import ShopTest

from sparkwright.sources.keys import check_key
from sparkwright.sources.postgres import connect

XID = "xid xid8 not null default pg_current_xact_id()"

# By type, keys that lie close to each other.
SOUND = {
    "smallint": ("-32768", "32767"),
    "text": ("'a'", "'A'", "'a '", "E'e\\u0301'", "'é'", "''"),
    'text collate "C"': ("'a'", "'A'"),
    "char(5)": ("'a'", "'A'"),
    "email": ("'a@b'", "'A@b'"),
    "mood": ("'sad'", "'ok'"),
    "uuid": ("'7be8aaf8-650e-4dbb-8186-0a749840ecf2'", "'7be8aaf8-650e-4dbb-8186-0a749840ecf3'"),
    "bytea": ("'\\x00'", "'\\x0000'", "'\\xff'"),
    "bit(3)": ("'101'", "'100'"),
    "oid": ("1", "4294967295"),
    "xid8": ("'1'", "'9223372036854775807'"),
    "double precision": ("'NaN'", "'-0'", "'1'", "'Infinity'", "0.3", "0.30000000000000004"),
    "real": ("'NaN'", "0.1"),
    "numeric": ("1.0", "1.000000000000000001", "99999999999999999999"),
    "numeric(38,10)": ("1", "1.0000000001"),
    "date": ("'0044-03-15 BC'", "'0001-01-01'", "'9999-12-31'", "'2026-03-29'"),
    "timestamp": ("'2026-03-29 02:30:00'", "'2026-03-29 03:30:00.000001'", "'0001-01-01'"),
    "timestamptz": ("'2026-10-25T00:30:00Z'", "'2026-10-25T01:30:00Z'", "'9999-12-31T12:00Z'"),
    "inet": ("'10.0.0.1'", "'10.0.0.1/8'", "'::1'"),
    "int4range": ("'[1,5)'", "'[1,5]'"),
}

UNSOUND = {
    "text collate loose": ("'a'", "text under a collation that is not deterministic, because"),
    "case_blind": ("'a'", "text under a collation that is not deterministic, because"),
    "citext": ("'a'", "public.citext, because values that are equal"),
    "bpchar": ("'a'", "bpchar, because values that are equal"),
    "jsonb": ("'1.0'", "jsonb, because values that are equal"),
    "interval": ("'1 day'", "interval, because values that are equal"),
    "money": ("1", "money, because values that are equal"),
    "tstzrange": ("'empty'", "tstzrange, because values that are equal"),
    "time": ("'1:00'", "time without time zone, because values that differ"),
    "timetz": ("'1:00Z'", "time with time zone, because values that differ"),
    "grid": ("'{1}'", "integer.., because values that differ"),
    "numeric(50,5)": ("1", "numeric.50,5., because values that differ"),
    "pair": ("row(1, 2)", "public.pair, because nothing is known"),
    "numeric": ("1e-19", "numeric, because values that differ .* it has 0.0000000000000000001"),
    "date": ("'infinity'", "date, because values that differ .* it has infinity"),
    "timestamp": ("'1582-10-10'", "time zone, because values that differ .* it has 1582-10-10"),
    "stamp": ("'-infinity'", "with time zone, because values that differ .* it has -infinity"),
}

MADE = (
    "create extension citext",
    "create collation loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
    "create domain case_blind as text collate loose",
    "create domain email as text check (value ~ '@')",
    "create domain grid as int[]",
    "create domain moment as timestamptz",
    "create domain stamp as moment",
    "create type mood as enum ('sad', 'ok')",
    "create type pair as (a int, b int)",
)


class KeyTypesTest(ShopTest):
    def setUp(self) -> None:
        super().setUp()
        self.shop.run(*MADE)

    def test_every_accepted_key_type_has_one_row_after_an_update(self) -> None:
        # Keys of five columns, and rows that differ in one: a load for each type takes minutes.
        kinds = list(SOUND)
        tables = {f"t{at}": kinds[at : at + 5] for at in range(0, len(kinds), 5)}
        for name, columns in tables.items():
            keys = [f"k{at}" for at in range(len(columns))]
            declared = [f"{key} {kind}" for key, kind in zip(keys, columns, strict=True)]
            base = [SOUND[kind][0] for kind in columns]
            rows = [base] + [
                [*base[:at], value, *base[at + 1 :]]
                for at, kind in enumerate(columns)
                for value in SOUND[kind][1:]
            ]
            self.shop.run(
                f"create table {name} ({', '.join(declared)}, what text default 'old', {XID},"
                f" primary key ({', '.join(keys)}))",
                f"create trigger renew before update on {name} for each row"
                " execute function renew_xid()",
                *(
                    f"insert into {name} ({', '.join(keys)}) values ({', '.join(row)})"
                    for row in rows
                ),
            )
        self.tables = {name: {"target": f"lake.b.{name}", "mode": "merge"} for name in tables}

        def job() -> None:
            from sparkwright import attempt

            for new in attempt.window("shop").tables.values():
                fields = new.read().schema.fields
                columns = ", ".join(f"{f.name} {f.dataType.simpleString()}" for f in fields)
                new.session.sql(f"create table if not exists {new.target} ({columns})")
                new.load()

        self.place.must(job, self.source())
        for name in tables:
            self.shop.run(f"update {name} set what = 'new'")
        self.place.must(job, self.source())
        for name, columns in tables.items():
            keys = ", ".join(f"k{at}" for at in range(len(columns)))
            of_keys = "count(*), count(distinct {}), min(what)"
            with self.subTest(columns):
                [loaded] = self.place.rows(f"select {of_keys.format(keys)} from lake.b.{name}")
                source = f"select {of_keys.format(f'({keys})')} from {name}"
                self.assertEqual(tuple(map(str, loaded)), self.shop.rows(source)[0])

    def test_every_other_key_type_is_refused_by_table_column_and_type(self) -> None:
        login = (self.shop.url, self.shop.user, self.shop.password)
        with connect(spark()._jvm, *login) as source:
            for number, (kind, (value, says)) in enumerate(UNSOUND.items()):
                with self.subTest(kind):
                    name = f"u{number}"
                    self.shop.run(
                        f"create table {name} (k {kind}, {XID})",
                        f"insert into {name} (k) values ({value})",
                    )
                    told = f"{name} can't be merged by its key k of type .*{says}"
                    with self.assertRaisesRegex(Exception, told):
                        check_key(source, name, source.shape(name), ("k",), "true")

    def test_no_row_is_read_from_a_table_with_a_refused_key(self) -> None:
        self.shop.run(
            f"create table people (name citext primary key, {XID})",
            "insert into people values ('Ann')",
        )
        self.tables = {"people": {"target": "lake.b.people", "mode": "merge"}}

        def job() -> None:
            from sparkwright import attempt

            attempt.window("shop")

        error = self.place.run_attempt(job, self.source())["error"]
        self.assertRegex(
            error["message"], "^people can't be merged by its key name of type public.c"
        )
        self.assertFalse(error["retryable"])
        # Without a merge, nothing asks for a key.
        self.tables = {"people": "lake.b.people"}
        self.place.must(job, self.source())

    def test_a_deleted_key_of_another_kind_of_type_is_refused(self) -> None:
        self.shop.run(
            f"create table stock (sku char(5) primary key, {XID})",
            "insert into stock values ('a')",
            f"create table gone_stock (sku text, {XID})",
        )
        declared = {"target": "lake.b.stock", "mode": "merge", "deletes": "gone_stock"}
        self.tables = {"stock": declared}

        def job() -> None:
            from sparkwright import attempt

            new = attempt.window("shop")["stock"]
            new.session.sql(f"create table if not exists {new.target} (sku string, xid bigint)")
            new.load()

        self.place.must(job, self.source())
        error = self.place.run_attempt(job, self.source())["error"]
        self.assertRegex(
            error["message"],
            r"^gone_stock can't name deleted rows of stock: its sku is of type text, and that of"
            r" stock of type character\(5\)",
        )

    def test_primary_keys_that_hold_for_every_row_are_keys(self) -> None:
        self.shop.run(
            f"create table parent (id int primary key, {XID})",
            "create table child () inherits (parent)",
            f"create table halves (id int not null, {XID}) partition by range (id)",
            "create table half partition of halves for values from (0) to (9)",
            "alter table only halves add primary key (id)",
            f"create table wholes (b int, a int, {XID}, primary key (a, b)) partition by range (a)",
            f"create table late (id int primary key deferrable initially deferred, {XID})",
            f"create table uniques (id int, code text not null, {XID})",
            "create unique index on uniques (id) nulls not distinct",
            "create unique index on uniques (code) where id > 0",
            "create unique index on uniques (lower(code))",
        )
        login = (self.shop.url, self.shop.user, self.shop.password)
        with connect(spark()._jvm, *login) as source:
            keys = {
                name: " ".join(source.shape(name).primary())
                for name in ("parent", "halves", "wholes", "late", "uniques")
            }
        self.assertEqual(
            keys, {"parent": "", "halves": "", "wholes": "b a", "late": "id", "uniques": ""}
        )

    def test_a_row_without_a_value_in_its_key_is_refused(self) -> None:
        self.shop.run(
            f"create table uniques (id int unique nulls not distinct, {XID})",
            "insert into uniques values (1)",
        )
        self.tables = {"uniques": {"target": "lake.b.uniques", "mode": "merge", "key": ["id"]}}

        def job() -> None:
            from sparkwright import attempt

            new = attempt.window("shop")["uniques"]
            new.session.sql(f"create table if not exists {new.target} (id int, xid bigint)")
            new.load()

        self.place.must(job, self.source())
        self.shop.run("insert into uniques values (null)")
        error = self.place.run_attempt(job, self.source())["error"]
        self.assertRegex(error["message"], "^1 rows of uniques have no value in their key .id.")


if __name__ == "__main__":
    unittest.main()
