"""The bare limits: what Flask, and Flask with SQLAlchemy, can do at most on this machine.

`python -m benchmarks.bare FILE` serves the bytes of a file with the portal's own web server.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from flask import Flask, Response, redirect, request
from sqlalchemy import create_engine, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

PATH = "/page"


class _Base(DeclarativeBase):
    pass


class _Row(_Base):
    __tablename__ = "rows"

    id: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str]


def page_app(body: bytes) -> Flask:
    """An application with one view that returns these bytes."""
    app = Flask("bare_page")

    @app.get(PATH)
    def page() -> Response:
        return Response(body, mimetype="text/html")

    return app


def insert_app(path: Path) -> Flask:
    """An application with one view that inserts one row as durably as the portal does."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"isolation_level": None})

    @event.listens_for(engine, "connect")
    def durable(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    _Base.metadata.create_all(engine)
    app = Flask("bare_insert")

    @app.post(PATH)
    def store() -> Any:
        with Session(engine) as session:
            session.add(_Row(body=request.form["body"]))
            session.commit()
        return redirect(PATH, 303)

    app.extensions["engine"] = engine
    return app


def main() -> None:
    """Serves until told to end; the address is written as `portal serve` writes it."""
    from portal.config import load_settings
    from portal.server import WebServer, open_socket

    app = page_app(Path(sys.argv[1]).read_bytes())
    with open_socket("127.0.0.1", 0) as listener:
        server = WebServer(app, listener, load_settings(), threads=4)
        print(f"serving at {server.url}", file=sys.stderr, flush=True)
        server.run()


if __name__ == "__main__":
    main()
