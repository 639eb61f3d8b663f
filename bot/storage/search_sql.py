"""The statements by which the index in PostgreSQL is made, filled and asked.

`{schema}` stands for the schema, `{part}` for a place's partition of the sentences.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

from sqlalchemy import TextClause, text

_KEPT = 256  # statements that are not put together again
EXTENSION = "pg_textsearch"
LOCK = f"SELECT pg_advisory_xact_lock({0x76657262617473})"  # ours among all
LEVELS = range(6)  # that a term is counted in
HELD, _BEST = [f"held_{n}" for n in LEVELS], [f"best_{n}" for n in LEVELS]
COUNTS = {**dict.fromkeys(HELD, "bigint"), **dict.fromkeys(_BEST, "double precision")}
_COLUMNS = ", ".join(f"{name} {kind} NOT NULL" for name, kind in COUNTS.items())
_GIVEN = ", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in COUNTS.items())
_ADDED = ", ".join(
    [
        *(f"{name} = known.{name} + excluded.{name}" for name in HELD),
        *(f"{name} = greatest(known.{name}, excluded.{name})" for name in _BEST),
    ]
)
_LISTED = ", ".join(f"array_agg({name})" for name in ("term", *COUNTS))

VERSION = """
SELECT coalesce(installed_version, default_version) FROM pg_available_extensions
WHERE name = :name
"""
LOADED = "SELECT current_setting('pg_textsearch.library_version', true)"
IS_MADE = "SELECT to_regclass(:name) IS NOT NULL"
DROP = "DROP SCHEMA IF EXISTS {schema} CASCADE"
# Processes remember documents by their numbers. So those of an index that is made anew
# begin behind all that there were: with the milliseconds since 1970.
_NUMBERED = """
SELECT setval(
    pg_get_serial_sequence('{schema}.documents', 'id'),
    (extract(epoch FROM clock_timestamp()) * 1000)::bigint
)
"""
MAKE = f"""
CREATE EXTENSION IF NOT EXISTS {EXTENSION};
CREATE SCHEMA IF NOT EXISTS {{schema}};
CREATE TABLE {{schema}}.places (
    place text PRIMARY KEY, part text NOT NULL, totals bigint[] NOT NULL
);
CREATE UNLOGGED TABLE {{schema}}.whole (
    part text PRIMARY KEY, since timestamptz NOT NULL
);
CREATE TABLE {{schema}}.documents (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, place text NOT NULL,
    slug text NOT NULL, key bytea NOT NULL, arrays bytea NOT NULL, UNIQUE (place, slug)
);
CREATE TABLE {{schema}}.sentences (
    place text NOT NULL, document bigint NOT NULL, terms text NOT NULL
) PARTITION BY LIST (place);
CREATE TABLE {{schema}}.terms (
    place text NOT NULL, term bigint NOT NULL, {_COLUMNS}, PRIMARY KEY (place, term)
);
{_NUMBERED}
"""
# Its text configuration divides words at blanks, and takes none for a stop word.
MAKE_PART = """
CREATE TABLE {schema}.{part} PARTITION OF {schema}.sentences FOR VALUES IN ({place});
CREATE INDEX {part}_document ON {schema}.{part} (document);
CREATE INDEX {part}_bm25 ON {schema}.{part} USING bm25 (terms)
    WITH (text_config = 'pg_catalog.simple', k1 = 1.2, b = 0.75)
"""
NEW_PLACE = """
INSERT INTO {schema}.places (place, part, totals) VALUES (:place, :part, :totals)
ON CONFLICT DO NOTHING RETURNING part
"""
PLACES = "SELECT place FROM {schema}.places"
KNOWN = """
SELECT place, slug, key FROM {schema}.documents WHERE place = ANY(:places)
"""
OF_SLUGS = """
SELECT count(*) FROM {schema}.documents WHERE place = :place AND slug = ANY(:slugs)
"""
REMOVE = """
DELETE FROM {schema}.documents WHERE id = ANY(:gone) RETURNING id
"""
FORGET_SENTENCES = "DELETE FROM {schema}.{part} WHERE document = ANY(:gone)"
INSERT = """
INSERT INTO {schema}.documents (place, slug, key, arrays)
VALUES (:place, :slug, :key, :arrays) RETURNING id
"""
INSERT_SENTENCES = """
INSERT INTO {schema}.{part} SELECT :place, :number, terms
FROM unnest(CAST(:sentences AS text[])) AS terms
"""
COUNT_TEXTS = """
UPDATE {schema}.places SET totals = (
    SELECT array_agg(known + new ORDER BY level)
    FROM unnest(totals, CAST(:totals AS bigint[])) WITH ORDINALITY
        AS each (known, new, level)
) WHERE place = :place
"""
COUNT_TERMS = f"""
INSERT INTO {{schema}}.terms AS known
SELECT :place, told.* FROM unnest(CAST(:term AS bigint[]), {_GIVEN}) AS told
ON CONFLICT (place, term) DO UPDATE SET {_ADDED}
"""  # noqa: S608 - names of ours
FORGET_TERMS = f"""
DELETE FROM {{schema}}.terms WHERE place = :place AND term = ANY(:terms)
AND greatest({", ".join(HELD)}) <= 0
"""  # noqa: S608 - the same
IS_EMPTY = """
SELECT NOT EXISTS (SELECT FROM {schema}.documents WHERE place = :place)
"""
FORGET_PLACE = """
DELETE FROM {schema}.terms WHERE place = :place;
DELETE FROM {schema}.places WHERE place = :place;
DROP TABLE {schema}.{part}
"""
COUNTED = f"""
SELECT {_LISTED} FROM {{schema}}.terms WHERE place = $1 AND term = ANY($2)
"""  # noqa: S608 - the same
# All that a question needs of a place, in one row. The best sentences stand behind
# FROM: in a subquery elsewhere, the extension scores them once more, one by one.
FIND = f"""
SELECT pg_is_in_recovery(), pg_backend_pid(), totals, found.*, told.*
FROM (SELECT array_agg(document), array_agg(score) FROM ({{best}}) AS best) AS found,
    (SELECT totals FROM {{schema}}.places WHERE place = $1) AS whole,
    ({COUNTED}) AS told
"""  # noqa: S608 - the same
# The extension does the same where it plans a statement after it was given another one.
# So statements are planned once, at once: types that the driver asks for in statements
# of its own are known to it before.
OPTIONS = "-c plan_cache_mode=force_generic_plan"
STATE = """
SELECT pg_is_in_recovery(), pg_backend_pid(),
    NULL::bigint[], NULL::double precision[], NULL::text[]
"""
BEST = """
SELECT document, bm25_get_current_score() AS score FROM {schema}.{part}
ORDER BY terms <@> to_bm25query($3, '{schema}.{part}_bm25') LIMIT {most}
"""
NONE = "SELECT 0::bigint AS document, 0::float8 AS score WHERE $3::text IS NULL"
# What the extension has not written to segments is lost with a server that is killed,
# or one of its processes, and its index finds nothing from then on, without a word. So
# it is made anew whenever the server was started since, and whenever it recovered: that
# empties a table that is not logged.
LOST = """
SELECT part FROM {schema}.places WHERE place = ANY($1) AND part NOT IN (
    SELECT part FROM {schema}.whole WHERE since = pg_postmaster_start_time()
)
"""
MAKE_ANEW = "REINDEX INDEX {schema}.{part}_bm25"
# What was added is found in a third less processor time once it is in a segment.
WRITE = """
SELECT bm25_spill_index('{schema}.{part}_bm25') FROM {schema}.places
WHERE part = '{part}'
"""
MADE_ANEW = """
INSERT INTO {schema}.whole VALUES (:part, pg_postmaster_start_time())
ON CONFLICT (part) DO UPDATE SET since = excluded.since
"""
# On a replica the extension's index finds nothing, but scores what it is given.
BEST_IN_RECOVERY = """
SELECT document, score FROM (
    SELECT document, terms <@> to_bm25query($3, '{schema}.{part}_bm25') AS score
    FROM {schema}.{part} OFFSET 0
) AS scored
WHERE score < 0 ORDER BY score LIMIT {most}
"""
STORED = """
SELECT id, slug, key, arrays FROM {schema}.documents
WHERE id = ANY($1) OR (place = ANY($2) AND slug = ANY($3))
"""


def part_of(place: str) -> str:
    """Return the name of a place's partition of the sentences."""
    return f"p{blake2b(place.encode(), digest_size=8).hexdigest()}"


@lru_cache(_KEPT)
def find(schema: str, place: str, best: str, most: int) -> str:
    """Return FIND for a place, of which at most so many sentences are looked at.

    `best` is the statement that finds these.
    """
    ranked = best.format(schema=schema, part=part_of(place), most=most)
    return FIND.format(schema=schema, best=ranked)


@lru_cache(_KEPT)
def of_schema(schema: str, statement: str, **names: str) -> TextClause:
    """Return a statement with its schema and the other names that it has in it."""
    return text(statement.format(schema=schema, **names))
