#!/usr/bin/env bash
# Builds the image and tries it, on a machine without a Docker engine or a registry of containers: the base of the
# Dockerfile is made here, of Debian's packages and the same Node from npm. Then deploy/try-image.mjs runs the image.
#   deploy/try-image.sh          on the stand-in base
#   BASE=… deploy/try-image.sh   on an image that podman has, or can pull
# Needs root on Debian or its like, and takes some minutes.
set -euo pipefail
cd "$(dirname "$0")/.."
cache="${HOME}/.cache/adtech"
image=localhost/adtech-recommendations:try

if [ "$(id -u)" -ne 0 ]; then
  echo 'run it as root: debootstrap and the chroot of the build need that' >&2
  exit 1
fi
missing=()
for program in buildah podman runc debootstrap; do
  command -v "$program" >/dev/null || missing+=("$program")
done
if [ "${#missing[@]}" -gt 0 ]; then
  echo "installing ${missing[*]} with apt-get"
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

# Debian with Node and npm below /usr/local and a user `node`, as the official image has them.
make_base() {
  local container root npm node
  npm="$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")"
  # shellcheck disable=SC2016
  node="$(node --input-type=module --eval '
    const { installNode, VERSIONS } = await import(`${process.cwd()}/scripts/nodes/binaries.mjs`);
    console.log(installNode(VERSIONS[24]));')"
  if [ ! -f "$cache/bookworm/complete" ]; then
    rm -rf "$cache/bookworm"
    mkdir -p "$cache"
    debootstrap --variant=minbase bookworm "$cache/bookworm" http://deb.debian.org/debian >/dev/null
    touch "$cache/bookworm/complete"
  fi
  container=$(buildah from scratch)
  root=$(buildah mount "$container")
  cp -a "$cache/bookworm/." "$root/"
  rm -rf "$root/complete" "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* \
    "$root"/usr/share/doc "$root"/usr/share/man "$root"/usr/share/locale
  cp "$node" "$root/usr/local/bin/node"
  mkdir -p "$root/usr/local/lib/node_modules" "$root/usr/local/etc"
  cp -rL "$npm" "$root/usr/local/lib/node_modules/npm"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
  # npm in the build trusts the certificates of this machine: a registry may be behind a company's proxy.
  cp /etc/ssl/certs/ca-certificates.crt "$root/usr/local/etc/certificates.pem"
  echo 'cafile=/usr/local/etc/certificates.pem' >"$root/usr/local/etc/npmrc"
  chroot "$root" useradd --uid 1000 --user-group --create-home node
  chroot "$root" node --version
  buildah umount "$container" >/dev/null
  buildah commit --quiet --rm "$container" "$1" >/dev/null
}

if [ -z "${BASE:-}" ]; then
  BASE=localhost/node-stand-in:bookworm
  echo "making the stand-in base $BASE"
  make_base "$BASE"
fi

echo 'building the image'
buildah build --quiet --isolation chroot --format docker --build-arg "BASE=$BASE" \
  --label "org.opencontainers.image.revision=$(git rev-parse HEAD)" --tag "$image" .

base_bytes=$(podman image inspect --format '{{.Size}}' "$BASE")
image_bytes=$(podman image inspect --format '{{.Size}}' "$image")
echo "image: $((image_bytes / 1000000)) MB, of which the base is $((base_bytes / 1000000)) MB"

exec node deploy/try-image.mjs "$image"
