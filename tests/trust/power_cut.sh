#!/usr/bin/env bash
# Cuts the power under builds that go on, and builds again: the result must be
# that of a clean build. It is not in the default run, since it needs root and a
# loop device, and takes some seconds a round.
#
#     tests/trust/power_cut.sh [ROUNDS]      ROUNDS for each kind of ext4; 10
#
# A power cut is a copy of the device while the builder is stopped: what the
# kernel had not written to it yet is lost. OUT_DIR and the cache are on the
# device; the sources are not, as those of a checkout have long been written.
set -euo pipefail
cd "$(dirname "$0")/../.."

rounds=${1:-10}
target=${CARGO_TARGET_DIR:-$PWD/target}
cargo build --quiet --package include-components-trust-tests
driver=$target/debug/driver

work=$(mktemp --directory)
device=$(losetup --find)
trap cleanup EXIT
cleanup() {
    [[ -z ${builder:-} ]] || kill -KILL -- "-$builder" 2>/dev/null || true
    umount --lazy "$work/disk" 2>/dev/null || true
    losetup --detach "$device" 2>/dev/null || true
    rm -rf "$work"
}

# Runs the driver with OUT_DIR in a directory, and prints what it counts.
build() {
    local dir=$1
    mkdir -p "$dir/build/package/out"
    OUT_DIR=$dir/build/package/out "$driver" "root=$work/ui" "rule=*.up=upper:0" \
        "rule=*.body=body:0" "cache=$dir/cache" | grep -v '^cargo::rerun-if'
}

# Adds up some of these counts.
sum() {
    awk -F= -v "key=^$1\$" '$1 ~ key { sum += $2 } END { print sum + 0 }'
}

# Changes some sources and builds, again and again.
build_on() {
    local round
    # `head` ends `yes`, as it should.
    set +o pipefail
    for ((round = RANDOM; ; round++)); do
        for file in {1..12}; do
            yes "round $round of $file" | head -c $((RANDOM % 9000)) >"$work/ui/$file.up"
        done
        yes "$round" | head -c $((RANDOM * 20)) >"$work/ui/long.txt"
        build "$work/disk" >/dev/null
        # Else there would often be nothing on the device yet.
        ((RANDOM % 8)) || sync --file-system "$work/disk"
    done
}

# Attaches the image and mounts it. The device is always the same, so that a
# file has the stat that it had before the cut.
attach() {
    losetup "$device" "$work/image"
    mount -o "$1" "$device" "$work/disk"
}

# Detaches it, as soon as the last killed process is gone.
detach() {
    until umount "$work/disk" 2>/dev/null; do sleep 0.1; done
    losetup --detach "$device"
}

mkdir "$work/disk" "$work/ui"
for file in {1..9}; do
    printf '# a comment\nselect %d;\n' "$file" >"$work/ui/$file.body"
done
for kind in "has_journal data=ordered" "has_journal data=writeback" "^has_journal noatime"; do
    read -r feature options <<<"$kind"
    [[ $feature == ^* ]] || options+=,commit=1
    truncate --size 0 "$work/image"
    truncate --size 96M "$work/image"
    mkfs.ext4 -q -F -O "$feature" "$work/image"
    damaged=0 empty=0 reused=0
    for ((round = 0; round < rounds; round++)); do
        attach "$options"
        set -m
        build_on &
        builder=$!
        set +m
        sleep "$((RANDOM % 3)).$((RANDOM % 10))"
        kill -STOP -- "-$builder"
        cp --sparse=always "$work/image" "$work/cut"
        kill -KILL -- "-$builder"
        wait "$builder" 2>/dev/null || true
        builder=
        detach
        mv "$work/cut" "$work/image"
        # Without a journal the file system itself needs a repair.
        e2fsck -fy "$work/image" &>"$work/repair" || (($? < 4)) || { cat "$work/repair"; exit 1; }
        attach "$options"
        empty=$((empty + $(find "$work/disk" -path '*lost+found' -prune -o -type f -size 0 \
            ! -name '*.lock' ! -name lock -print | wc -l)))
        counts=$(build "$work/disk")
        damaged=$((damaged + $(sum 'damaged' <<<"$counts")))
        reused=$((reused + $(sum 'from_(pack|cache)' <<<"$counts")))
        rm -rf "$work/clean"
        build "$work/clean" >/dev/null
        for file in components.set components.pack; do
            cmp "$work"/{disk,clean}/build/package/out/"$file"
        done
        detach
    done
    printf '%s: %d cuts, all right; %d empty files, %d damaged objects seen, %d results reused\n' \
        "$feature,$options" "$rounds" "$empty" "$damaged" "$reused"
done
