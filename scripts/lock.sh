#!/bin/sh
# Makes requirements/*.lock anew from pyproject.toml; needs uv. With --upgrade: the newest of everything.
# run.lock is a part of dev.lock, version for version, so that both fit into one .venv.
set -eu
cd -- "$(dirname -- "$0")/.."

lock() {
  out=requirements/$1.lock
  shift
  uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --fork-strategy fewest \
    --generate-hashes --no-emit-index-url --no-emit-find-links \
    --custom-compile-command "scripts/lock.sh" --output-file "$out" "$@" >/dev/null
}

lock dev --group dev "$@"
lock run --group build --constraint requirements/dev.lock --no-annotate
