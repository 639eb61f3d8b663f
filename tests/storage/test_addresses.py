"""Addresses of databases, as hosts hand them out and as people write them."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import ssl
import subprocess
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.errors import StorageError
from bot.storage import Actor, Draft
from bot.storage.location import connect_arguments, describe, locate
from bot.storage.store import Store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PASSWORDS = ["p@ss", "p/ss", "p:ss", "p?ss", "p#ss", "p%ss", "p@s/w%r#1:?", "@", "%zz"]


@pytest.mark.parametrize("password", PASSWORDS)
@pytest.mark.parametrize("form", ["postgresql://bot:{}@127.0.0.1:9/verb"])
def test_no_part_of_a_password_that_is_written_as_it_is_is_shown(
    password: str, form: str
) -> None:
    with pytest.raises(StorageError, match="is to be written as %40") as caught:
        locate(form.format(f"secret{password}secret"))
    assert "secret" not in str(caught.value)


def test_a_password_that_is_written_as_it_should_be_is_read_and_not_shown() -> None:
    url = locate("postgresql://bot:p%40ss%2Fw%25@127.0.0.1:9/verb?sslmode=require")
    assert url.password == "p@ss/w%"  # noqa: S105 - made up
    assert describe(url) == "The database verb on 127.0.0.1:9"


@pytest.mark.parametrize(
    "address",
    [
        "postgres://u:p@h/d",
        "postgresql+asyncpg://u:p@h/d",
        "postgresql://u@h:5432/d",
        "postgresql://h/d",
        "postgresql:///d?host=/run/postgresql",
        "postgresql://u:p@[::1]:5432/d",
        "postgresql://u:p@h/d?sslmode=verify-full&sslrootcert=/a/b.pem",
    ],
)
def test_the_usual_forms_are_taken(address: str) -> None:
    assert locate(address).database == "d"


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("channel_binding=require", "channel_binding=require"),
        ("sslmode=on", "none of disable, allow, prefer, require"),
        ("connect_timeout=soon", "connect_timeout .* must be a whole number"),
        (f"connect_timeout={'9' * 5000}", "connect_timeout .* must be a whole number"),
        ("options=fast", "not of the form -c name=value"),
        ("options=-c%20a%3D's3cret", "not of the form -c name=value"),
        ("port=s3cret", "port of the database address is none from 1 to 65535"),
        ("port=5432,99999999999999999999", "is none from 1 to 65535"),
        ("host=h:1,h:s3cret", "can't be connected to as its address says"),
        ("host=h,,h", "can't be connected to as its address says"),
        ("ssl_min_protocol_version=s3cret", "can't be connected to as its address"),
        ("sslmod=require", "the word sslmod, which is not known here"),
    ],
)
async def test_a_word_that_can_not_be_followed_is_named_and_not_its_value(
    words: str, problem: str
) -> None:
    address = f"postgresql://u:s3cret@/d?{words}"
    with pytest.raises(StorageError, match=problem) as caught:
        await Store.open(address)
    assert "s3cret" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    "address",
    [
        "sqlite://u:s3cret@host/x.db",
        "sqlite://s3cret/x.db",
        "sqlite:///x.db?timeout=s3cret",
    ],
)
async def test_a_file_has_nothing_but_a_path(address: str) -> None:
    with pytest.raises(StorageError, match="a file has no user, no host and") as caught:
        await Store.open(address)
    assert "s3cret" not in "".join(traceback.format_exception(caught.value))


def test_words_of_libpq_reach_the_driver() -> None:
    url = locate(
        "postgresql://u:p@h/d?sslmode=require&connect_timeout=7&application_name=v"
        "&options=-c%20search_path%3Dmine%20--work_mem%3D8MB&keepalives=1"
        "&channel_binding=prefer"
    )
    assert connect_arguments(url, 5.0) == {
        "timeout": 7,
        "dsn": "postgresql://?sslmode=require",
        "server_settings": {
            "application_name": "v",
            "search_path": "mine",
            "work_mem": "8MB",
        },
    }
    pooled = connect_arguments(locate("postgresql://u@h/d?pgbouncer=true"), 5.0)
    assert pooled["timeout"] == 5.0
    assert pooled["statement_cache_size"] == 0
    name = pooled["prepared_statement_name_func"]
    assert name() != name()


@pytest.mark.usefixtures("uncovered")
async def test_a_real_server_is_reached_with_such_words(migrated_database: str) -> None:
    words = "sslmode=prefer&connect_timeout=9&application_name=mine&pgbouncer=true"
    words += "&options=-c%20work_mem%3D5MB"
    async with await Store.open(f"{migrated_database}?{words}") as store:
        await store.articles.add("by-words", Draft("Text."), by=Actor())
        database = store._database  # noqa: SLF001 - to ask the server itself
        async with database.read() as connection:
            for setting, value in (("work_mem", "5MB"), ("application_name", "mine")):
                shown = await connection.exec_driver_sql(f"SHOW {setting}")
                assert shown.scalar() == value
    with pytest.raises(StorageError, match="takes no encrypted connection; check the"):
        await Store.open(f"{migrated_database}?sslmode=require")
    with pytest.raises(StorageError, match="check its hosts, ports and files"):
        await Store.open(
            f"{migrated_database}?sslmode=verify-full&sslrootcert={Path('none.pem')}"
        )


@contextlib.asynccontextmanager
async def encrypting(certificate: Path, key: Path) -> AsyncIterator[int]:
    """Give the port of a server that agrees to TLS, as PostgreSQL's protocol does."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)

    async def agree(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await reader.readexactly(8)
            writer.write(b"S")
            await writer.start_tls(context)
        writer.close()

    async with await asyncio.start_server(agree, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.skipif(not shutil.which("openssl"), reason="it makes the certificates")
async def test_a_certificate_that_is_not_trusted_is_told_as_such(
    tmp_path: Path,
) -> None:
    for name in ("its", "other"):
        made = f"req -x509 -newkey rsa:2048 -nodes -keyout {name}.key -out {name}.pem"
        await asyncio.to_thread(
            subprocess.run,
            ["openssl", *made.split(), "-subj", f"/CN={name}"],
            cwd=tmp_path,
            capture_output=True,
            check=True,
        )
    async with encrypting(tmp_path / "its.pem", tmp_path / "its.key") as port:
        for mode, root in (("verify-ca", "other.pem"), ("verify-full", "its.pem")):
            words = f"sslmode={mode}&sslrootcert={tmp_path / root}"
            with pytest.raises(StorageError, match="certificate that is not trusted"):
                await Store.open(f"postgresql://u@127.0.0.1:{port}/d?{words}")
