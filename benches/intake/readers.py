"""What other programs do with the benchmark's file: readers.py WHAT FILE OUT_FOLDER."""

import os
import sys

COLUMNS = {
    "case_key": "VARCHAR", "county": "VARCHAR", "sex": "VARCHAR", "race": "VARCHAR", "born_on": "DATE", "opened_on": "DATE",
    "closed_on": "DATE", "persons": "BIGINT", "hours": "BIGINT", "amount": "DECIMAL(38,2)", "status": "VARCHAR", "exempt": "VARCHAR",
}


def duckdb_read(path, _):
    connection = duckdb_connection()
    connection.execute(f"CREATE TABLE cases AS SELECT * FROM {source(path)}")
    return connection.execute("SELECT count(*) FROM cases").fetchone()[0]


def duckdb_store(path, out):
    connection = duckdb_connection()
    target = os.path.join(out, "duckdb.parquet")
    connection.execute(f"SET temp_directory = '{out}'")
    connection.execute(f"COPY (SELECT * FROM {source(path)} ORDER BY case_key) TO '{target}' (FORMAT parquet, COMPRESSION snappy)")
    keys = connection.execute(f"SELECT count(*), count(DISTINCT case_key) FROM '{target}'").fetchone()
    assert keys[0] == keys[1]
    with open(target, "rb+") as file:
        os.fsync(file.fileno())
    return keys[0]


def duckdb_connection():
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    return connection


def source(path):
    return f"read_csv('{path}', header = true, auto_detect = false, columns = {COLUMNS}, nullstr = '')"


def polars_read(path, _):
    import polars

    types = {"VARCHAR": polars.String, "DATE": polars.Date, "BIGINT": polars.Int64, "DECIMAL(38,2)": polars.Decimal(38, 2)}
    return polars.read_csv(path, schema={name: types[kind] for name, kind in COLUMNS.items()}).height


if __name__ == "__main__":
    print(globals()[sys.argv[1]](*sys.argv[2:]))
