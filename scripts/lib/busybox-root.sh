# shellcheck shell=bash
# busybox_root DIRECTORY: fills an empty directory with a root file system of busybox, laid out like the official image:
# applets are hard links, and some directories belong to others than root, which is why even unpacking it takes CHOWN.

# For write_tar.
# shellcheck disable=SC2034 # used by those who source this file
busybox_owners=(65534:65534:./home 1:1:./usr/sbin 8:8:./var/spool/mail)

busybox_root() {
  local root=$1 package applet
  package=$(mktemp -d)
  unpack_packages "$package" busybox-static
  mkdir -p "$root"/{bin,dev,etc/network/if-{up,down,pre-up,post-down}.d,home,root,tmp,usr/bin,usr/sbin,var/spool/mail,var/www}
  chmod 755 "$root" && chmod 700 "$root/root" && chmod 1777 "$root/tmp"
  install -m 755 "$package/bin/busybox" "$root/bin/busybox"
  rm -rf "$package"
  for applet in $("$root/bin/busybox" --list); do
    if [[ $applet != busybox ]]; then ln "$root/bin/busybox" "$root/bin/$applet"; fi
  done
  ln -s ../../bin/env "$root/usr/bin/env"
  account_files "$root/etc"
}

# The accounts of the official image.
account_files() {
  cat >"$1/passwd" <<'END'
root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/usr/sbin:/bin/false
bin:x:2:2:bin:/bin:/bin/false
sys:x:3:3:sys:/dev:/bin/false
sync:x:4:100:sync:/bin:/bin/sync
mail:x:8:8:mail:/var/spool/mail:/bin/false
www-data:x:33:33:www-data:/var/www:/bin/false
operator:x:37:37:Operator:/var:/bin/false
nobody:x:65534:65534:nobody:/home:/bin/false
END
  cat >"$1/group" <<'END'
root:x:0:
daemon:x:1:
bin:x:2:
sys:x:3:
adm:x:4:
tty:x:5:
disk:x:6:
lp:x:7:
mail:x:8:
kmem:x:9:
wheel:x:10:root
cdrom:x:11:
dialout:x:18:
floppy:x:19:
video:x:28:
audio:x:29:
tape:x:32:
www-data:x:33:
operator:x:37:
utmp:x:43:
plugdev:x:46:
staff:x:50:
lock:x:54:
netdev:x:82:
users:x:100:
nobody:x:65534:
END
  sed -E 's/:.*/:*:::::::/' "$1/passwd" >"$1/shadow"
  chmod 644 "$1/passwd" "$1/group" && chmod 600 "$1/shadow"
}
