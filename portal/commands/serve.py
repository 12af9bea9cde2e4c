"""`portal serve`: the web server and one scheduler child."""

from __future__ import annotations

import argparse
import signal
import socket
import sys
from typing import TYPE_CHECKING

from portal.bootstrap.speech import say

if TYPE_CHECKING:
    from portal.config import Settings
    from portal.server import WebServer
    from portal.supervision import Child

HELP = "启动网站与一个调度进程 / run the web server and one scheduler child"


def configure(parser: argparse.ArgumentParser) -> None:
    """Where to listen, how wide, and whether with the scheduler."""
    configure_address(parser)
    threads = "工作线程数,默认 8 / worker threads"
    parser.add_argument("--threads", type=_thread_count, default=8, metavar="N", help=threads)
    alone = "不启动调度进程 / without the scheduler"
    parser.add_argument("--no-scheduler", action="store_true", help=alone)


def configure_address(parser: argparse.ArgumentParser) -> None:
    """The address options that `demo` has too."""
    host = "监听地址,默认 127.0.0.1 / address"
    parser.add_argument("--host", default="127.0.0.1", metavar="H", help=host)
    port = "端口,默认 8000;0 为任意空闲端口 / port, 0 takes a free one"
    parser.add_argument("--port", type=_port, default=8000, metavar="N", help=port)


def run(arguments: argparse.Namespace) -> int:
    """Returns when the process is told to end. Raises: SetupError."""
    from portal.config import load_settings
    from portal.server import open_socket

    settings = load_settings()
    with_scheduler = not arguments.no_scheduler
    with open_socket(arguments.host, arguments.port) as listener:
        return serve(settings, listener, threads=arguments.threads, with_scheduler=with_scheduler)


def serve(
    settings: Settings, listener: socket.socket, *, threads: int = 8, with_scheduler: bool = True
) -> int:
    """The web server has run until SIGTERM or SIGINT; its scheduler child ended with it."""
    from portal.app import create_app
    from portal.server import WebServer

    server = WebServer(create_app(settings), listener, settings, threads)
    child = _scheduler_child(settings) if with_scheduler else None
    _stop_on_signals(server)
    if child is not None:
        child.start()
    say(f"网站已启动:{server.url}", f"serving at {server.url}")
    try:
        server.run()
    finally:
        if child is not None:
            child.stop()
    say("已停止。", "stopped.")
    return 0


def _scheduler_child(settings: Settings) -> Child:
    """A child that works on the same instance and database as this process."""
    from portal.supervision import Child, child_environment

    return Child([sys.executable, "-m", "portal", "scheduler"], child_environment(settings))


def _stop_on_signals(server: WebServer) -> None:
    def stop(_number: int, _frame: object) -> None:
        server.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)


def _port(typed: str) -> int:
    number = int(typed)
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError("端口须在 0 到 65535 之间 / a port is 0 to 65535")
    return number


def _thread_count(typed: str) -> int:
    number = int(typed)
    if not 1 <= number <= 64:
        raise argparse.ArgumentTypeError("线程数须在 1 到 64 之间 / 1 to 64 threads")
    return number
