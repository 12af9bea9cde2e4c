#!/usr/bin/env bash
# translations/en has an entry for every string of the pages: new ones empty, to be translated by
# hand by the glossary at its head; those no page has any more are gone.
# `tools/update-catalogue.sh` updates it; `tools/update-catalogue.sh --pot FILE` only extracts to FILE.
# PYBABEL may name another pybabel than that of .venv.
set -euo pipefail
cd "$(dirname "$0")/.."

pybabel=${PYBABEL:-.venv/bin/pybabel}
catalogue=translations/en/LC_MESSAGES/messages.po
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

"$pybabel" --quiet extract --mapping-file babel.cfg --keywords "_l lazy_gettext lazy_ngettext:1,2" \
  --add-location file --no-wrap --output-file "$scratch/messages.pot" .
if [ "${1:-}" = --pot ]; then
  cp "$scratch/messages.pot" "$2"
  exit
fi
cp "$catalogue" "$scratch/messages.po"
"$pybabel" --quiet update --locale en --no-fuzzy-matching --ignore-obsolete --no-wrap \
  --input-file "$scratch/messages.pot" --output-file "$scratch/messages.po"
# The header names nobody and no day: it would differ with every run.
grep -Ev '^"(Project-Id|Report-Msgid|POT-Creation|PO-Revision|Last-Trans|Language-Team|Generated)[^:]*:' \
  "$scratch/messages.po" > "$catalogue"
"$pybabel" compile --statistics --locale en --input-file "$catalogue" \
  --output-file "$scratch/messages.mo" 2>&1 | grep translated
