"""Scores one data set by Splink, for comparison: the same values, blocking rules and comparison levels as ours.

Reads a job from the file named on the command line, JSON:
  {"fields": [{"key", "kind", "termFrequency"}], "blocking": [[{"field", "first"?, "last"?}]],
   "records": [[value or null, …]], "deterministic": [[field, …]], "recall": 0.7, "training": [[field, …]], "seeds": [1, …]}
and prints one JSON line a seed: {"seconds", "pairs": [[row, row, match weight], …]}.
"""

import json
import logging
import sys
import time

import duckdb
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator

logging.getLogger("splink").setLevel(logging.ERROR)


def custom(sql):
    return cll.CustomLevel(sql, label_for_charts=sql)


def levels(kind, column):
    left, right = f'"{column}_l"', f'"{column}_r"'
    edits = lambda most: cll.DamerauLevenshteinLevel(column, most)
    similar = lambda least: cll.JaroWinklerLevel(column, least)
    days = f"abs(date_diff('day', try_cast({left} as date), try_cast({right} as date)))"
    half = lambda side: f"substr({side}, 1, cast(ceil(length({side}) / 2.0) as int))"
    between = {
        "exact": [],
        "name": [similar(0.92), similar(0.88), similar(0.7)],
        "text": [edits(1), edits(2), similar(0.88)],
        "date": [edits(1)] + [custom(f"{days} <= {months * 30.4375}") for months in (1, 12, 120)],
        "postcode": [edits(1), custom(f"{half(left)} = {half(right)}")],
    }
    return [cll.NullLevel(column), cll.ExactMatchLevel(column), *between[kind], cll.ElseLevel()]


def comparison(field):
    steps = levels(field["kind"], field["key"])
    if field["termFrequency"]:
        steps[1] = steps[1].configure(tf_adjustment_column=field["key"])
    return cl.CustomComparison(output_column_name=field["key"], comparison_levels=steps)


def cut(side, part):
    column = f'{side}."{part["field"]}"'
    if "first" in part:
        return f"case when length({column}) >= {part['first']} then substr({column}, 1, {part['first']}) end"
    if "last" in part:
        return f"case when length({column}) >= {part['last']} then right({column}, {part['last']}) end"
    return column


def rule(parts):
    return " AND ".join(f"{cut('l', part)} = {cut('r', part)}" for part in parts)


def score(job, seed):
    started = time.time()
    columns = [field["key"] for field in job["fields"]]
    connection = duckdb.connect()
    declared = ", ".join(f'"{column}" varchar' for column in columns)
    connection.execute(f"create table records (unique_id integer, {declared})")
    places = ", ".join("?" for _ in range(len(columns) + 1))
    connection.executemany(f"insert into records values ({places})", [[row, *values] for row, values in enumerate(job["records"])])
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[comparison(field) for field in job["fields"]],
        blocking_rules_to_generate_predictions=[rule(parts) for parts in job["blocking"]],
        unique_id_column_name="unique_id",
    )
    linker = Linker(DuckDBAPI(connection).register("records"), settings)
    same = lambda fields: rule([{"field": field} for field in fields])
    linker.training.estimate_probability_two_random_records_match([same(fields) for fields in job["deterministic"]], recall=job["recall"])
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=seed)
    for fields in job["training"]:
        linker.training.estimate_parameters_using_expectation_maximisation(same(fields))
    pairs = linker.inference.predict().as_duckdbpyrelation().project("unique_id_l, unique_id_r, match_weight").fetchall()
    print(json.dumps({"seconds": time.time() - started, "pairs": pairs}), flush=True)


with open(sys.argv[1], encoding="utf-8") as file:
    the_job = json.load(file)
for the_seed in the_job["seeds"]:
    score(the_job, the_seed)
