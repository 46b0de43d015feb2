#!/usr/bin/env bash
# Takes the pictures of the report that the docs show, in the Chromium that `.ci/install` installs.
# Usage: docs/images/make.sh HOME   (a home that `milepost demo --home HOME` made)
set -euo pipefail
report=$(realpath "$1/reports/apr-FFY2011.html")
to=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

shoot() { # name, width, height, style: what of the page is left out
    sed "s|</head>|<style>$4</style></head>|" "$report" > "$work/page.html"
    chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
        --disable-component-update --disable-sync --user-data-dir="$work/profile-$1" --hide-scrollbars \
        --window-size="$2,$3" --screenshot="$to/$1.png" "file://$work/page.html" 2> "$work/log" || { cat "$work/log"; exit 1; }
}
chapter() { # name, height, start of the chapter's id; shown without the cover
    shoot "$1" 1280 "$2" "header.cover{display:none} main > section:not([aria-labelledby^=\"$3\"]){display:none}"
}

figure() { # name, height, start of the chapter's id; its first figure alone
    shoot "$1" 1000 "$2" "header.cover,nav,main > section:not([aria-labelledby^=\"$3\"]),main > section > *:not(figure){display:none}"
}

shoot report-cover 1280 900 ""
chapter report-indicator-1 1150 "indicator-1-"
chapter report-indicator-9 1150 "attachment-a"
figure report-figure-5-1 900 "indicator-5-"
