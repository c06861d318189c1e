#!/bin/sh
# Installs trainopt from the bundle in which this file lies, without any network: ./install.sh [FOLDER]
# FOLDER (/opt/trainopt unless given) gets .venv, and the bundle's deploy/, data/ and docs/. Run again, with a newer
# bundle too, it makes .venv anew and puts it in the old one's place once it is whole; nothing else is touched.
set -eu
here=$(CDPATH="" cd -- "$(dirname -- "$0")" && pwd -P)
prefix=${1:-/opt/trainopt}

fail() {
  echo "trainopt: $*" >&2
  exit 1
}

# The Python for which the wheels are; PYTHON names one that is elsewhere.
wanted=$(cat "$here/PYTHON")
python=${PYTHON:-python$wanted}
"$python" -c "import sys, ensurepip, venv; sys.exit('%d.%d' % sys.version_info[:2] != '$wanted')" 2>/dev/null ||
  fail "this bundle needs Python $wanted with venv (on Debian: python3-venv); name one by PYTHON=..."
(cd "$here" && sha256sum --check --quiet --strict SHA256SUMS) || fail "the bundle is not as it was made"

mkdir -p "$prefix"
prefix=$(CDPATH="" cd -- "$prefix" && pwd -P)
# A virtual environment knows its own folder: the new one is made in its place, and the old one stands beside it
# until it is whole.
old=$prefix/.venv.old
put_back() {
  rm -rf "$prefix/.venv"
  [ ! -e "$old" ] || mv "$old" "$prefix/.venv"
}
[ ! -e "$old" ] || put_back # what an installation left that was cut off
[ ! -e "$prefix/.venv" ] || mv "$prefix/.venv" "$old"
trap put_back EXIT
trap 'exit 130' INT TERM
"$python" -m venv "$prefix/.venv"
"$prefix/.venv/bin/python" -m pip install -qq --disable-pip-version-check --no-input --no-index --no-deps \
  --find-links "$here/wheels" --only-binary :all: --require-hashes --requirement "$here/requirements.lock" ||
  fail "the installation failed; what pip says stands above"
"$prefix/.venv/bin/trainopt" --version >/dev/null || fail "trainopt does not start"
trap - EXIT INT TERM
rm -rf "$old"
for part in deploy data docs; do
  rm -rf "${prefix:?}/$part"
  cp -R "$here/$part" "$prefix"
done
echo "trainopt: $("$prefix/.venv/bin/trainopt" --version) is in $prefix/.venv/bin/trainopt" >&2
