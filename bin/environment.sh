#!/bin/sh
# Is .venv what requirements/$1.txt asks for ("run" or "dev")? If not, make it so.
# Comparing with the copy kept at installation takes a millisecond; the slow road is environment.py.
set -eu
cd "$(dirname -- "$(readlink -f -- "$0")")/.."

if [ -x .venv/bin/python ] && cmp -s "requirements/$1.txt" ".venv/$1.installed"; then
  exit 0
fi

for python in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
  if "$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
  then
    exec "$python" bin/environment.py "$1"
  fi
done
echo "Earnest needs Python 3.11 or later with venv and pip (on Debian: python3-venv)." >&2
exit 1
