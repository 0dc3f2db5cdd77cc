#!/bin/sh
# Make the virtual environment "$1" with the hash-locked requirement files "$2…".
set -eu
venv=$1
shift
fits='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'
python=""
for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
    if "$candidate" -c "$fits" 2>/dev/null; then python=$candidate; break; fi
done
[ -n "$python" ] || { echo "Phrom needs Python 3.11, 3.12 or 3.13. Install one and run this again."; exit 1; }
[ -x "$venv/bin/python" ] && "$venv/bin/python" -c "$fits" 2>/dev/null || {
    rm -rf "$venv"
    if ! "$python" -m venv "$venv" 2>/dev/null; then
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
            apt-get update -qq || true
            DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
            rm -rf "$venv"
            "$python" -m venv "$venv"
        else
            echo "Python lacks its venv module: sudo apt-get install -y python3-venv"
            exit 1
        fi
    fi
}
args=""
for file in "$@"; do args="$args -r $file"; done
# shellcheck disable=SC2086
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes $args
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . 2>/dev/null
