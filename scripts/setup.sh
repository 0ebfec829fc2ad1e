#!/bin/sh
# Make .venv from requirements.lock: the second call does nothing, an interrupted one starts over.
#
#   PYTHON=python3.12 sh scripts/setup.sh [--quiet]
#
# uv installs where it is on the PATH, being faster, and is told what its user has set up for pip: indexes,
# certificates, a proxy. Where there is none, or it fails, pip does.
set -eu

cd "$(dirname "$0")/.."
unset PYTHONPATH PYTHONHOME
venv=.venv
python=$venv/bin/python
stamp=$venv/.setup-done       # what the last set-up was made from; written last
started=$venv/.setup-started  # says that this script made the folder; written first
log=$venv/setup.log
quiet=${1:-}

fail() {
    printf 'setup: %s\n' "$1" >&2
    exit 1
}

# The lock and the folder (an environment cannot be moved), then what the project itself installs from.
wanted_packages="$(cksum < requirements.lock) $PWD"
wanted_project="$(cksum < pyproject.toml)"
wanted="$wanted_packages
$wanted_project"

if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && "$python" -c '' 2> /dev/null; then
    [ "$quiet" = --quiet ] || echo "setup: nothing to do, $venv is up to date"
    exit 0
fi

install_project() {
    "$python" -m pip install --quiet --no-deps --no-build-isolation --disable-pip-version-check \
        --editable . >> "$log" 2>&1 || fail "the project itself did not install; see $log"
    printf '%s\n' "$wanted" > "$stamp"
}

if [ -f "$stamp" ] && [ "$(head -n 1 "$stamp")" = "$wanted_packages" ] && "$python" -c '' 2> /dev/null; then
    rm -f "$stamp"
    install_project
    echo "setup: pyproject.toml changed, the project is installed anew; the packages stay"
    exit 0
fi

fits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2> /dev/null
}

find_python() {
    for name in ${PYTHON:-python3.13 python3.12 python3.11 python3 python}; do
        if fits "$name"; then
            command -v "$name"
            return
        fi
    done
    if [ -n "${PYTHON:-}" ]; then
        fail "PYTHON=$PYTHON is not Python 3.11, 3.12 or 3.13; name one that is: make setup PYTHON=/path/to/python3.12"
    fi
    fail "no Python 3.11, 3.12 or 3.13 here; install one (Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python@3.12), or name it: make setup PYTHON=/path/to/python3.12"
}

if [ -e "$venv" ]; then
    [ -f "$stamp" ] || [ -f "$started" ] ||
        fail "$venv is here but was not made by this script; move it away or delete it, then try again"
fi
base=$(find_python)
version=$("$base" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
"$base" -c 'import venv, ensurepip' 2> /dev/null ||
    fail "Python $version ($base) lacks its venv module; install it (Debian, Ubuntu: apt install python$version-venv), then try again"

installer=pip
! command -v uv > /dev/null || installer=uv
# Measured on Linux x86-64 with Python 3.11; other systems are near.
echo "setup: Python $version; about 920 MB to download (less what $installer has cached), 3.3 GB on disk, in $venv"
free=$(df -Pk . | awk 'NR == 2 {print int($4 / 1048576)}')
[ "$free" -ge 5 ] || fail "only $free GB free here; 5 GB are needed while it installs"

interval=15  # seconds between two words of how far it is
[ ! -t 1 ] || interval=5
interval=${SETUP_INTERVAL:-$interval}
child=
give_up() {
    [ -z "$child" ] || kill "$child" 2> /dev/null || true
    printf '\nsetup: interrupted; the next make setup starts over (%s keeps what it has downloaded)\n' "$installer" >&2
    exit 130
}
trap give_up INT TERM HUP

# Say how far a command is: packages of how many, what is on disk, since when.
# Arguments: its label, the number of its packages (0: unknown), its seconds.
how_far() {
    text="$1, $3 s"
    got=$(tail -n "+$((before + 1))" "$log" | grep -cE '^(Collecting|Processing|Requirement) ' || true)
    if [ "$2" -gt 0 ] && [ "$got" -ge "$2" ]; then text="$text, unpacking"
    elif [ "$2" -gt 0 ] && [ "$got" -gt 0 ]; then text="$text, $got of $2"
    fi
    printf 'setup: %s, %s MB in %s ...' "$text" "$(du -sm "$venv" 2> /dev/null | cut -f 1)" "$venv"
}

# Run a command with its output in the log, and say how far it is: on a terminal in one line that is
# written anew, elsewhere in a line at each interval, so that nobody waits for minutes in silence.
# Arguments: a label, the number of packages (0: unknown), the command.
attempt() {
    label=$1 total=$2
    shift 2
    before=$(wc -l < "$log")
    "$@" >> "$log" 2>&1 &
    child=$!
    seconds=0
    echo "setup: $label ..."
    while kill -0 "$child" 2> /dev/null; do
        sleep 1
        seconds=$((seconds + 1))
        if [ $((seconds % interval)) -eq 0 ] && kill -0 "$child" 2> /dev/null; then
            if [ -t 1 ]; then printf '\r%-78s' "$(how_far "$label" "$total" "$seconds")"
            else echo "$(how_far "$label" "$total" "$seconds")"
            fi
        fi
    done
    [ ! -t 1 ] || [ "$seconds" -lt "$interval" ] || printf '\n'
    ended=0
    wait "$child" || ended=$?
    child=
    return "$ended"
}

# The same, of a command that nothing can stand in for.
step() {
    if ! attempt "$@"; then
        grep -v '^WARNING' "$log" | tail -n 5 >&2
        fail "$1 did not work; the whole log is $log, and the next make setup starts over"
    fi
}

# Locked packages of the given names alone.
only() {
    awk -v names="$1" '/^[^ ]/ {split($1, name, "=="); keep = index(names, " " name[1] " ")} keep' requirements.lock
}

# All but the mark and the log: a removal that is interrupted must leave a folder that still says whose it is.
empty_environment() {
    find "$venv" -mindepth 1 -maxdepth 1 ! -name .setup-started ! -name setup.log -exec rm -rf {} +
    "$base" -m venv "$venv" >> "$log" 2>&1 || fail "Python $version cannot make an environment; see $log"
    only " setuptools wheel packaging " > "$venv/build.lock"
}

mkdir -p "$venv"
: > "$started"
rm -f "$stamp"
: > "$log"

# All cores at once, which pip itself would not; a file of a package that does not compile is not our trouble.
compile_bytecode() {
    "$python" -m compileall -q -j 0 "$venv/lib" || true
}

# One package has no wheel (Hydra's parser), so what builds it comes first, out of the same lock: with
# build isolation an unlocked one would be fetched. The environment has a pip of its own whoever installs.
by_uv() {
    uv="$python scripts/uv_as_pip.py pip install --python $python --require-hashes --no-deps --no-progress"
    attempt "what builds the others" 0 $uv -r "$venv/build.lock" &&
        attempt "packages, by uv" 0 $uv --no-build-isolation -r requirements.lock
}

by_pip() {
    pip="$python -m pip install --no-compile --require-hashes --no-deps --progress-bar off"
    step "what builds the others" 0 $pip -r "$venv/build.lock"
    step "packages" "$(grep -c '==' requirements.lock)" $pip --no-build-isolation -r requirements.lock
}

# PIP_USER: a user's own setting for installs outside an environment, which fails inside one.
export PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
empty_environment
if [ "$installer" = uv ] && ! by_uv; then
    installer=pip
    echo "setup: uv did not do it ($(tail -n 1 "$log" | sed 's/^[^[:alnum:]]*//')); pip starts over"
    empty_environment
fi
[ "$installer" = uv ] || by_pip
step "bytecode" 0 compile_bytecode
step "the project" 0 install_project
echo "setup: done. Next: make demo"
