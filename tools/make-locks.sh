#!/usr/bin/env bash
# Remakes requirements.lock and requirements-test.lock from pyproject.toml.
# `tools/make-locks.sh` keeps versions where it can; `tools/make-locks.sh --upgrade` takes the newest.
# uv.lock is not committed (it names hosts): a fresh clone resolves anew, kept to the present pins.
set -euo pipefail
cd "$(dirname "$0")/.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/venv"
"$scratch/venv/bin/pip" install --quiet --disable-pip-version-check uv
uv="$scratch/venv/bin/uv"

work="$scratch/work"
mkdir "$work"
cp pyproject.toml "$work/"
if [ "${1:-}" != --upgrade ]; then
  # Each present pin, as a preference of the resolver: `name==version` of either Python.
  {
    printf '\n[tool.uv]\nconstraint-dependencies = [\n'
    sed -nE "s/^([A-Za-z0-9._-]+==[^ \\]+)( ; ([^\\]*[^ \\]))? *\\\\?$/  \"\1 ; \3\",/p" \
      requirements-test.lock | sed "s/ ; \"/\"/"
    printf ']\n'
  } >> "$work/pyproject.toml"
fi

export_lock() { # export_lock FILE EXTRA...
  local file=$1 extras=()
  shift
  for extra in "$@"; do extras+=(--extra "$extra"); done
  "$uv" export --quiet --project "$work" --frozen --no-header --no-emit-project \
    "${extras[@]}" --output-file "$scratch/$file" > /dev/null
  cp "$scratch/$file" "$file"
}

"$uv" lock --quiet --project "$work"
export_lock requirements.lock postgres
export_lock requirements-test.lock postgres test
if grep -nE '://|^-|^ *--(index|extra|find)' requirements.lock requirements-test.lock; then
  echo "a lock names a place: not fit to commit" >&2
  exit 1
fi
