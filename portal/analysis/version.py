"""Which analyser made a result, and from which input: the key under which results are kept."""

import hashlib
import json

from portal.analysis.types import Opinion

ANALYSER_VERSION = "2026.11-8"


def input_hash(opinion: Opinion) -> str:
    """Everything a finding depends on, except the id, as one hexadecimal SHA-256."""
    seen = [opinion.text, opinion.clause, opinion.clause_text, opinion.target]
    packed = json.dumps(seen, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(packed.encode("ascii")).hexdigest()
