#!/bin/sh
# The English catalogue holds every string of the pages: new ones without a translation, old ones gone.
#   tools/update-catalogue.sh              merges into translations/en
#   tools/update-catalogue.sh --pot FILE   only writes the strings found to FILE
# PYBABEL names another pybabel than the one of .venv.
set -eu
cd "$(dirname "$0")/.."
pybabel=${PYBABEL:-.venv/bin/pybabel}
catalogue=translations/en/LC_MESSAGES/messages.po
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

"$pybabel" --quiet extract -F babel.cfg -k _l -k lazy_gettext --add-location=file --no-wrap \
    -o "$scratch/messages.pot" .
if [ "${1:-}" = --pot ]; then
    cp "$scratch/messages.pot" "$2"
    exit
fi
cp "$catalogue" "$scratch/messages.po"
"$pybabel" --quiet update --no-fuzzy-matching --ignore-obsolete --no-wrap -l en \
    -i "$scratch/messages.pot" -o "$scratch/messages.po"
# The header says nothing that differs from run to run: no dates, no addresses, no versions.
grep -Ev '^"(Project-Id-Version|Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By):' \
    "$scratch/messages.po" > "$catalogue"
echo "untranslated: $(msgfmt() { "$pybabel" --quiet compile --statistics -l en -i "$catalogue" -o "$scratch/messages.mo" 2>&1; }; msgfmt)"
