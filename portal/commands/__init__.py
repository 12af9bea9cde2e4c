"""One module per command: HELP, configure(parser), run(arguments) -> exit status.

They are imported on a bare Python: whatever is third-party is imported inside `run`.
"""

from __future__ import annotations

from types import ModuleType

from portal.commands import (
    analyse,
    check,
    demo,
    init,
    migrate,
    outline,
    scheduler,
    serve,
    test,
    user,
    worker,
)

COMMANDS: dict[str, ModuleType] = {
    "init": init,
    "migrate": migrate,
    "serve": serve,
    "scheduler": scheduler,
    "worker": worker,
    "demo": demo,
    "test": test,
    "user": user,
    "outline": outline,
    "analyse": analyse,
    "check": check,
}
