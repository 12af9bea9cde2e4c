"""The portal on an address of its own: in this process, so that the test's clock is the server's."""

from __future__ import annotations

import socket
import threading

from flask import Flask

from portal.app import create_app
from portal.config import Settings
from portal.server import WebServer


class Served:
    """The application answers at `url` until it is stopped."""

    def __init__(self, app: Flask, settings: Settings, port: int = 0) -> None:
        self._listener = socket.create_server(("127.0.0.1", port))
        self._server = WebServer(app, self._listener, settings, threads=4)
        self.url = self._server.url
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """What was begun is answered, and nobody listens."""
        self._server.stop()
        self._thread.join(20)
        self._listener.close()


class Running:
    """An installation that runs, and can be started anew at the same address."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._start()
        self.url = self._served.url

    def _start(self, port: int = 0) -> None:
        self.app = create_app(self.settings)
        self._served = Served(self.app, self.settings, port)

    def stop(self) -> None:
        """Nobody listens, no connection is open."""
        self._served.stop()
        self.app.extensions["portal.database"].dispose()

    def restart(self) -> None:
        """Another process would remember as little of what was in memory."""
        self.stop()
        self._start(self._served.port)
