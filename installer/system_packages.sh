#!/bin/sh
# Debian packages that Qt without a display, the signature and token tests and the PDF tests need.
# Installed when we may, else the exact line is printed and the tests that need them skip.
set -eu
wanted="libegl1 libgl1 libfontconfig1 libfreetype6 libglib2.0-0 libxkbcommon0 libdbus-1-3 libx11-6 libthai0 openssl poppler-utils softhsm2 unzip"
command -v dpkg-query >/dev/null 2>&1 || { echo "Not a Debian system: install the equivalents of: $wanted"; exit 0; }
missing=""
for package in $wanted; do
    # libglib2.0-0 is called libglib2.0-0t64 from Debian 13 and Ubuntu 24.04 on
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' && continue
    dpkg-query -W -f '${Status}' "${package}t64" 2>/dev/null | grep -q 'ok installed' && continue
    missing="$missing $package"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Debian packages:$missing"
    apt-get update -qq || true
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null ||
        echo "Some packages could not be installed; what needs them will say so."
else
    echo "Some tests will be skipped and the window may not open. To install what they need:"
    echo "  sudo apt-get install -y$missing"
fi
