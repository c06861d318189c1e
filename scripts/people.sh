# Read by ./run, which sets `venv`; in the project's folder.
# shellcheck shell=sh
# shellcheck disable=SC2154  # venv

# Makes plans/store.db with somebody for each role and says how they sign in, unless it is there: whole or not at all.
first_people() {
  [ ! -e plans/store.db ] || return 0
  mkdir -p plans
  rm -f plans/first.db*
  signs=
  for grant in admin coordinator:all planner:nation:PL reader:all; do
    name=${grant%%:*}
    password=$("$venv/bin/trainopt" people add "$name" --grant "$grant" --store plans/first.db)
    signs="$signs
  $name  $password  $grant"
  done
  mv plans/first.db plans/store.db
  echo "trainopt: each signs in with this one-time password, and then chooses another:$signs" >&2
}
