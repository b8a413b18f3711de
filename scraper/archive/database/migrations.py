"""Forward-only migrations with the migration system of sqlite-utils. Each runs in one transaction
together with the record that it was applied. Each is tested on the schema before it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from scraper.archive.database.causes import determine_causes
from scraper.archive.database.old_corrections import make_rules
from scraper.archive.database.speech import rebuild_speech
from scraper.archive.database.spellings import fill_name_keys, merge_spellings

migrations = Migrations("onrecord")


def schema(name: str) -> str:
    """The SQL of a migration. Table and column names are public: people write SQL against them.
    docs/schema.md explains each; a change is a new migration, never an edit of an old one.
    """
    return files(__package__).joinpath("schema", f"{name}.sql").read_text("utf-8")


def statements(script: str) -> list[str]:
    """The statements of an SQL text. ``executescript`` would commit the open transaction."""
    found: list[str] = []
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            found.append(pending.strip())
            pending = ""
    return found


def _change_schema(db: Database, name: str) -> None:
    for statement in statements(schema(name)):
        db.execute(statement)


@contextmanager
def _own_write(db: Database) -> Iterator[None]:
    """What is written here is no edit by hand."""
    db.execute("UPDATE own_write SET active = 1")
    yield
    db.execute("UPDATE own_write SET active = 0")


@migrations()
def m001_first_schema(db: Database) -> None:
    """Everything: pages, snapshots, transcripts, turns, speakers, revisions, runs, search."""
    _change_schema(db, "m001_first_schema")


@migrations()
def m002_people(db: Database) -> None:
    """Speakers know their newsroom and years; what a person corrects is kept."""
    _change_schema(db, "m002_people")


@migrations()
def m003_checksums(db: Database) -> None:
    """What is stored can be told from what the disk made of it; older rows get their checksum when
    the upgrade is done.
    """
    _change_schema(db, "m003_checksums")


@migrations()
def m004_resting_hosts(db: Database) -> None:
    """A host that asks to be left alone for long is left alone by later runs too."""
    _change_schema(db, "m004_resting_hosts")


@migrations()
def m005_unattended(db: Database) -> None:
    """Runs know their sources and what they were due for; old requests are summed up; a snapshot
    says where an archived original came from.
    """
    _change_schema(db, "m005_unattended")


@migrations()
def m006_doubt(db: Database) -> None:
    """Turns, roles and transcripts say what speaks against them; notes are kept."""
    _change_schema(db, "m006_doubt")


@migrations()
def m007_store(db: Database) -> None:
    """Pages know their host, and the program and day that a listing gave; revisions know their
    cause; edits by hand keep the search index true and are known for what they are.
    """
    _change_schema(db, "m007_store")
    with _own_write(db):
        determine_causes(db)


@migrations()
def m008_same_speech(db: Database) -> None:
    """The same speech counts once, also where its words differ a little; turns know the hash of
    their words. Older transcripts are compared when the upgrade is done.
    """
    _change_schema(db, "m008_same_speech")


@migrations()
def m009_name_keys(db: Database) -> None:
    """Speakers are known by the key of their name; one person in two spellings becomes one."""
    _change_schema(db, "m009_name_keys")
    with _own_write(db):
        fill_name_keys(db)
        merge_spellings(db, "m009_name_keys")


@migrations()
def m010_forgotten(db: Database) -> None:
    """Stories that were removed for good stay away."""
    _change_schema(db, "m010_forgotten")


@migrations()
def m011_speaker_rules(db: Database) -> None:
    """What was corrected by hand becomes rules on top of what the pages tell, so that it can be
    taken back.
    """
    _change_schema(db, "m011_speaker_rules")
    with _own_write(db):
        make_rules(db)
    (deleted,) = db.execute(
        "SELECT sql FROM sqlite_master WHERE name = 'transcripts_deleted'"
    ).fetchone()
    db.execute("DROP TRIGGER transcripts_deleted")
    db.execute(
        deleted.replace(
            "DELETE FROM speaker_splits WHERE transcript_id = OLD.id;",
            "DELETE FROM extracted_turns WHERE transcript_id = OLD.id;"
            " DELETE FROM extracted_appearances WHERE transcript_id = OLD.id;",
        )
    )
    for table in ("speaker_merges", "speaker_splits"):
        db.execute(f"DROP TABLE {table}")


@migrations()
def m012_run_sources(db: Database) -> None:
    """Runs know what they did at each source."""
    _change_schema(db, "m012_run_sources")


@migrations()
def m013_affiliation(db: Database) -> None:
    """Appearances know office, organization, party, place and work, once their pages are read
    again.
    """
    _change_schema(db, "m013_affiliation")


@migrations()
def m014_coverage(db: Database) -> None:
    """Listings know which days they were read for, stories when a listing named them."""
    _change_schema(db, "m014_coverage")


@migrations()
def m015_speech(db: Database) -> None:
    """A search has an index of its own, by speaker, role, program, source and day."""
    _change_schema(db, "m015_speech")
    rebuild_speech(db.conn)


@migrations()
def m016_alerts(db: Database) -> None:
    """Alerts know of what they told, and what they have not looked at yet."""
    _change_schema(db, "m016_alerts")


@migrations()
def m017_landed_parts(db: Database) -> None:
    """Parts that other machines read are landed once."""
    _change_schema(db, "m017_landed_parts")
