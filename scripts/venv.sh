#!/usr/bin/env bash
# Makes a virtual environment with everything that a lock file names and this project, editable.
# usage: [PYTHON=python3.12] scripts/venv.sh FOLDER LOCK
set -euo pipefail

folder=$1
lock=$2

# Newest first, but those last for which not every dependency has a wheel.
candidates=(python3.13 python3.12 python3.11 python3 python python3.14)
is_recent='import sys; sys.exit(sys.version_info < (3, 11))'

find_python() {
    local candidate
    for candidate in ${PYTHON:-"${candidates[@]}"}; do
        if "$candidate" -c "$is_recent" >/dev/null 2>&1; then
            command -v "$candidate"
            return
        fi
    done
    echo "Python 3.11 or newer is needed; none of these is: ${PYTHON:-${candidates[*]}}." \
        "Name one: make PYTHON=/path/to/python3.12 ..." >&2
    return 1
}

make_folder() {
    # Debian has ensurepip in a package of its own; any pip can fill a bare environment just as well.
    "$1" -m venv --clear "$folder" >/dev/null 2>&1 && return
    "$1" -m venv --clear --without-pip "$folder"
    "$1" -m pip --python "$folder/bin/python" install --quiet pip
}

python=$(find_python)
echo "making $folder with $("$python" -V): two minutes the first time" >&2
make_folder "$python"
# A lock file is complete. Resolved anew, `lxml[html-clean]` is not `lxml[html_clean]` to the pip of Python 3.11.
"$folder/bin/python" -m pip install --quiet --no-deps --require-hashes -r "$lock"
"$folder/bin/python" -m pip install --quiet --no-deps --no-build-isolation -e .
