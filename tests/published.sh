#!/usr/bin/env bash
# Tries a published mpa where nothing is but its folder, the C and C++ libraries and OpenSSL: no dotnet, no shell, no HOME.
#   dotnet publish src/Mpa.Cli -c Release -o FOLDER && tests/published.sh FOLDER
# Exit code 77: this system lets nobody make such a place.
set -euo pipefail

folder=$(cd "$1" && pwd)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir -p "$root"/{mpa,proc,dev,tmp}
touch "$root"/dev/{null,zero,urandom}

unshare --user --map-root-user --mount true 2>/dev/null || { echo "skipped: unshare is not permitted here"; exit 77; }

libraries=$(ldd "$folder"/mpa "$folder"/libcoreclr.so "$folder"/libLibTorchSharp.so 2>/dev/null \
    | grep -oE '/[^ ]+\.so[^ ]*' | grep -v "^$folder" | grep -v ':$' | sort -u)
# .NET loads OpenSSL by name: https://learn.microsoft.com/dotnet/core/install/linux-debian#dependencies
libraries+=" $(/sbin/ldconfig -p | grep -oE '/[^ ]+/lib(ssl|crypto)\.so\.[0-9.]+$')"
cp -L --parents $libraries "$root"

# inside COMMAND…: one command in there.
inside() {
    echo "\$ mpa $*"
    FOLDER=$folder ROOT=$root CHROOT=$(command -v chroot) unshare --user --map-root-user --mount bash -c '
        mount --bind "$FOLDER" "$ROOT/mpa"
        mount --rbind /proc "$ROOT/proc"
        for device in null zero urandom; do mount --bind "/dev/$device" "$ROOT/dev/$device"; done
        exec env -i "$CHROOT" "$ROOT" /mpa/mpa "$@"' inside "$@"
}

inside --version
inside inspect /mpa/models/demo-student --check
inside plan /mpa/recipes/demo.yaml
answer=$(inside ask /mpa/models/demo-teacher /mpa/data/demo/test/images/test-0001.png "How many series are there?" --task demo)
echo "$answer"
[[ $answer == *$'\n'[0-9]* ]]
echo "works: $(du -sm "$folder" | cut -f1) MB"
