#!/bin/sh
# buildah-gate REGISTRY DESTINATION MIRRORED-HOSTS CONTEXT [BUILDAH-BUD-OPTION...]
#
# Builds a context with Buildah and pushes the image. CONTEXT is a directory. If there is none, it is unpacked from a gzip tar on
# standard input; else standard input brings the Dockerfile, which is put at /gate/Dockerfile. While this shell waits for its input,
# the harness reads its capability sets: Buildah, which it starts afterwards, has the same ones.
set -eu

registry=$1 destination=$2 mirrored_hosts=$3 context=$4
shift 4

fail() {
  echo "buildah-gate: $1" >&2
  exit 1
}

if [ -d "$context" ]; then
  mkdir /gate
  cat >/gate/Dockerfile || fail 'the Dockerfile did not arrive'
else
  mkdir "$context"
  tar -xzf - -C "$context" || fail 'the context is no complete gzip tar'
fi

{
  echo 'unqualified-search-registries = ["docker.io"]'
  echo 'short-name-mode = "permissive"'
  printf '[[registry]]\nlocation = "%s"\ninsecure = true\n' "$registry"
  for host in $(echo "$mirrored_hosts" | tr , ' '); do
    printf '[[registry]]\nprefix = "%s"\nlocation = "%s"\ninsecure = true\n' "$host" "$registry"
  done
} >/etc/containers/registries.conf

# Buildah gives a command in RUN a fixed list of capabilities and gives up if it lacks one of them itself. Here a command
# gets what the container was granted, as under Kaniko. Not even SYS_ADMIN is kept from it: without SETPCAP Buildah cannot
# take it away, so that a command would have it or not by whether SETPCAP is in the set.
# The names are in the kernel's order; later capabilities are unknown to the Buildah of Debian 12.
mask=$(sed -n 's/^CapBnd:[[:space:]]*//p' /proc/self/status)
granted=
bit=0
for name in CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE \
  NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE \
  SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL \
  SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ; do
  if [ $((0x$mask >> bit & 1)) = 1 ]; then granted="$granted\"$name\", "; fi
  bit=$((bit + 1))
done
printf '[containers]\ndefault_capabilities = [%s]\n' "$granted" >/etc/containers/containers.conf

# --storage-driver vfs: overlay mounts need devices or kernel features that a container may lack.
# --isolation chroot:   the only one that needs no container runtime inside the container.
# --layers=false:       one layer, the default, said because an environment variable can change it.
# --timestamp 0, --identity-label=false: nothing in the image that differs between two builds, or two Buildahs.
# --format docker:      the OCI format drops HEALTHCHECK, SHELL and ONBUILD.
buildah --storage-driver vfs bud --isolation chroot --layers=false --timestamp 0 --identity-label=false \
  --format docker --tag result "$@" "$context"
echo 'buildah-gate: pushing'
exec buildah --storage-driver vfs push --tls-verify=false result "docker://$registry/$destination"
