#!/bin/sh
# Makes requirements/*.lock anew from pyproject.toml; needs uv. With --upgrade: the newest of everything.
# run.lock, with what ./run sets up, is a part of all.lock, with every extra, and that of dev.lock, version for
# version, so that all fit into one .venv.
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
lock all --group build --all-extras --constraint requirements/dev.lock --no-annotate
lock run --group build --extra excel --extra calendar --extra report --extra web --constraint requirements/dev.lock --no-annotate
