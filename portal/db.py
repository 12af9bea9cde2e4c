"""The database: types, engines, and the only place that commits.

SQLite: own BEGIN, writers BEGIN IMMEDIATE behind one lock file, WAL with synchronous=FULL.
PostgreSQL 15+: the same code; reads run in read-only transactions on both.
"""

from __future__ import annotations

import fcntl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    PrimaryKeyConstraint,
    UniqueConstraint,
    create_engine,
    event,
    make_url,
    text,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

from portal.config import RESOURCE_DIR, Settings
from portal.errors import BusyError, SetupError

BUSY_TIMEOUT_MS = 8_000
LOCK_SECONDS = 10.0
"""How long a writer waits for its turn before the answer is 503."""
MIGRATION_SECONDS = 600.0
_SQLITE_PRAGMAS = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
_POSTGRES_SETTINGS = {"fsync": "on", "synchronous_commit": "on", "server_encoding": "UTF8"}

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[datetime]):
    """An aware UTC instant; a naive value is refused before it reaches the database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("instants are stored aware; this one is naive")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The root of all tables; constraint names follow one convention."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012  SQLAlchemy reads this attribute from the class
        datetime: UTCDateTime(),
        dict[str, Any]: JSON(),
        list[str]: JSON(),
        list[dict[str, Any]]: JSON(),
    }


def one_of(
    column: str, values: Iterator[str] | tuple[str, ...] | list[str], name: str
) -> CheckConstraint:
    """A CHECK that a column holds one of the given words."""
    words = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({words})", name=name)


class _WriterLock:
    """One writer at a time over threads and processes: SQLite's busy handler starves writers."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._threads = threading.Lock()

    @contextmanager
    def __call__(self, seconds: float = LOCK_SECONDS) -> Iterator[None]:
        """Raises: BusyError when the turn does not come in time: better a 503 than a queue."""
        deadline = time.monotonic() + seconds
        if not self._threads.acquire(timeout=seconds):
            raise BusyError
        try:
            with self._path.open("a") as handle:
                _lock_file(handle.fileno(), deadline)
                yield
        finally:
            self._threads.release()


def _lock_file(descriptor: int, deadline: float) -> None:
    pause = 0.0005
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise BusyError from None
            time.sleep(pause)
            pause = min(pause * 1.5, 0.02)


class Database:
    """The engines of one process. `transaction()` commits; `reading()` cannot write."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.url = make_url(settings.database_url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if not self.is_sqlite and self.url.get_backend_name() != "postgresql":
            raise SetupError(message="PORTAL_DATABASE_URL 只支持 SQLite 与 PostgreSQL。")
        if self.is_sqlite and self.url.database in (None, "", ":memory:"):
            raise SetupError(message="SQLite 需要一个文件路径,例如 sqlite:///instance/portal.db。")
        self._writer = self._engine(writes=True)
        self._reader = self._engine(writes=False)
        self._write_session = sessionmaker(self._writer, expire_on_commit=False)
        self._read_session = sessionmaker(self._reader, expire_on_commit=False, autoflush=False)
        is_file = self.is_sqlite and self.url.database
        self._lock = _WriterLock(self.lock_path) if is_file else None

    @property
    def lock_path(self) -> Path:
        """The lock file beside the SQLite file."""
        return Path(f"{self.url.database}.lock")

    def _engine(self, *, writes: bool) -> Engine:
        if not self.is_sqlite:
            engine = create_engine(self.url, pool_pre_ping=True, pool_size=8, max_overflow=8)
            return engine if writes else engine.execution_options(postgresql_readonly=True)
        engine = create_engine(self.url, connect_args={"isolation_level": None, "timeout": 15})
        _prepare_sqlite(engine, writes=writes)
        return engine

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A write transaction: committed when the block ends, rolled back when it raises."""
        if self._lock is None:
            with self._committed() as session:
                yield session
            return
        with self._lock(), self._committed() as session:
            yield session

    @contextmanager
    def _committed(self) -> Iterator[Session]:
        with self._write_session() as session:
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise

    def read_session(self) -> Session:
        """A session whose transaction refuses writes; the caller closes it."""
        return self._read_session()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A read-only session, closed at the end of the block."""
        with self._read_session() as session:
            yield session

    def dispose(self) -> None:
        """All pooled connections are closed (under the writer lock: closing may checkpoint)."""
        if self._lock is None:
            self._writer.dispose()
            self._reader.dispose()
            return
        with self._lock():
            self._reader.dispose()
            self._writer.dispose()

    def check_settings(self) -> None:
        """Raises: SetupError unless the database promises durability and foreign keys."""
        with self._writer.connect() as connection:
            if self.is_sqlite:
                found = {
                    n: str(connection.execute(text(f"PRAGMA {n}")).scalar())
                    for n in _SQLITE_PRAGMAS
                }
                wanted = _SQLITE_PRAGMAS
            else:
                found = {
                    n: str(connection.execute(text(f"SHOW {n}")).scalar())
                    for n in _POSTGRES_SETTINGS
                }
                wanted = _POSTGRES_SETTINGS
                if int(str(connection.execute(text("SHOW server_version_num")).scalar())) < 150000:
                    raise SetupError(message="需要 PostgreSQL 15 或更高版本。")
        wrong = {name: value for name, value in found.items() if value != wanted[name]}
        if wrong:
            raise SetupError(message=f"数据库设置不符合持久性要求:{wrong},应为 {wanted}。")


def _prepare_sqlite(engine: Engine, *, writes: bool) -> None:
    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute(f"PRAGMA query_only={'OFF' if writes else 'ON'}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def violated_constraint(error: IntegrityError) -> str:
    """The name of the violated unique, primary-key or CHECK constraint, the same on both databases;
    "" when unknown (SQLite does not name foreign keys).
    """
    diagnostics = getattr(error.orig, "diag", None)
    if diagnostics is not None:
        return str(diagnostics.constraint_name or "")
    message = str(error.orig)
    kind, _, subject = message.partition(" constraint failed: ")
    if kind == "UNIQUE":
        return _unique_name(subject)
    return subject if kind == "CHECK" else ""


def _unique_name(subject: str) -> str:
    """SQLite names columns, not the constraint: the name is looked up in the metadata."""
    table_name = subject.split(".", 1)[0]
    columns = {part.split(".")[-1] for part in subject.split(", ")}
    table = Base.metadata.tables.get(table_name)
    for constraint in table.constraints if table is not None else ():
        if (
            isinstance(constraint, (UniqueConstraint, PrimaryKeyConstraint))
            and {c.name for c in constraint.columns} == columns
        ):
            return str(constraint.name)
    for index in table.indexes if table is not None else ():
        if index.unique and {c.name for c in index.columns} == columns:
            return str(index.name)
    return ""


def migration_config(database: Database) -> Any:
    """The Alembic configuration for this database."""
    from alembic.config import Config  # imported here: the web process never migrates

    config = Config()
    config.set_main_option("script_location", str(RESOURCE_DIR / "migrations"))
    config.attributes["url"] = database.url
    return config


def migrate(database: Database, revision: str = "head") -> None:
    """The schema stands at `revision`; running it again changes nothing."""
    from alembic import command

    config = migration_config(database)
    if database.is_sqlite and database.url.database:
        Path(database.url.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _WriterLock(database.lock_path)(MIGRATION_SECONDS):
            command.upgrade(config, revision)
        return
    command.upgrade(config, revision)


def schema_revision(database: Database) -> tuple[str | None, str | None]:
    """The schema revision found in the database, and the newest one known."""
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    head = ScriptDirectory.from_config(migration_config(database)).get_current_head()
    with database.reading() as session:
        found = MigrationContext.configure(session.connection()).get_current_revision()
    return found, head
