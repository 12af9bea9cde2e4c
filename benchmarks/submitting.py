"""Submitting a basket of five opinions, beside the insert of one row that is as durable."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from benchmarks import table
from benchmarks.bare import PATH, insert_app
from benchmarks.measure import Act, in_turns
from benchmarks.plan import Plan
from benchmarks.site import Site
from benchmarks.wsgi_client import call, environ, expect

_FIELDS = {"body": "建议增设引导标识和雨棚。"}


def run(sites: Mapping[int, Site], plan: Plan, folder: Path) -> None:
    """The POST of the contact form, its session and token checked; the baskets wait already."""
    for site in sites.values():
        site.fill_baskets(plan.rounds * plan.submits + 1)
    app = insert_app(folder / "bare.db")
    bare = app.wsgi_app
    acts: dict[int, Act] = {
        table.BARE: lambda: expect(call(bare, environ(PATH, fields=_FIELDS)), 303)
    }
    acts |= {size: site.submit for size, site in sites.items()}
    table.heading("submitting a basket of five opinions", "30 % of a bare insert of one row")
    table.show(in_turns(acts, rounds=plan.rounds, calls=plan.submits))
    app.extensions["engine"].dispose()
