# Read by ./run, ./test and .ci/run, which set `root` to the project's folder.
# shellcheck shell=sh
# shellcheck disable=SC2154  # root
venv=$root/.venv

fail() {
  echo "trainopt: $*" >&2
  exit 1
}

# Prints the first Python on PATH that is new enough and can make a virtual environment.
find_python() {
  without_venv=
  for python in python3.11 python3.12 python3.13 python3.14 python3; do
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue
    "$python" -c 'import ensurepip, venv' >/dev/null 2>&1 && command -v "$python" && return
    without_venv=${without_venv:-$python}
  done
  [ -z "$without_venv" ] ||
    fail "$without_venv has no venv or ensurepip: install them (on Debian: apt-get install python3-venv)"
  fail "no Python 3.11 or newer on PATH: install one (on Debian: apt-get install python3 python3-venv)"
}

# Brings .venv to what requirements/$1.lock asks for; does nothing where it is so already.
# dev.lock holds all of run.lock, so a .venv made for dev serves both; what all.lock has beside stays.
setup() {
  unset PYTHONHOME PYTHONPATH
  state=$({
    echo "$root"
    cat "$root"/requirements/*.lock "$root/pyproject.toml" "$root/hatch_build.py" "$root"/trainopt/kernel/*.[ch]
    cat "$root"/islands/*.* "$root"/islands/src/*/* "$root"/docs/*.md
  } | cksum)
  if [ -x "$venv/bin/python" ]; then
    case $(cat "$venv/stamp" 2>/dev/null) in "$1 $state" | "dev $state") return ;; esac
  fi
  rm -f "$venv/stamp"
  make_venv
  echo "trainopt: installing into .venv (the first time: a minute or two)" >&2
  install --only-binary :all: --require-hashes -r "$root/requirements/$1.lock"
  install --no-deps --no-build-isolation --editable "$root"
  echo "$1 $state" >"$venv/stamp"
}

make_venv() {
  if ! "$venv/bin/python" -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
    python=$(find_python)
    "$python" -m venv --clear "$venv"
  fi
}

# Twice quiet: pip shows errors alone.
install() {
  "$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-input "$@" ||
    fail "the installation failed; what pip says stands above"
}
