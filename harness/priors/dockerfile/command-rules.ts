import type { RuleName } from './rules.ts';
import type { ShellCommand } from './shell-commands.ts';

/** What else is known where a command stands. */
export interface CommandSurroundings {
  /** Whether some command of the stage gives something to another user or group. */
  readonly givesAway: boolean;
  /** Whether the RUN is another user's. */
  readonly asUser: boolean;
}

interface CommandRule {
  readonly name: RuleName;
  readonly matches: (command: ShellCommand, surroundings: CommandSurroundings) => boolean;
}

const SETGID = /^[0-7]?[2367][0-7]{3}$|^[ugoa,=+rwx]*g[+=][rwxXt]*s/;
const PRIVATE = /^0?[0-7]?[0-7]00$|^(?:go|og|o|g)(?:-\w*[rx]|=$)/;
const LOW_PORT = /(?:^|:|=)(?:[1-9]\d{0,2}|10(?:[01]\d|2[0-3]))$/;

/** Which commands fall under which rule. */
export const COMMAND_RULES: readonly CommandRule[] = [
  rule('background-process', /./, ({ inBackground }, { asUser }) => inBackground && asUser),
  rule('chown-command', /^(?:chown|chgrp)$/),
  rule('chown-command', /^install$/, argument(/^-[og]/)),
  rule('private-mode', /^(?:chmod|install|mkdir)$/, (command, { givesAway }) => givesAway && hasMode(command, PRIVATE)),
  rule('setgid-mode', /^(?:chmod|install|mkdir)$/, (command, { givesAway }) => givesAway && hasMode(command, SETGID)),
  rule('account-command', /^(?:useradd|usermod|userdel|adduser|addgroup|groupadd|groupmod|deluser|chpasswd)$/),
  rule('become-user', /^(?:su|sudo|doas|runuser|gosu|su-exec|setpriv)$/),
  rule('sudo', /^sudo$/),
  rule('apt-install', /^(?:apt|apt-get|aptitude)$/, argument(/^(?:install|update|upgrade|dist-upgrade|full-upgrade)$/)),
  rule('apk-add', /^apk$/, argument(/^(?:add|upgrade)$/)),
  rule('rpm-install', /^(?:yum|dnf|microdnf|zypper|rpm)$/),
  rule('npm-install', /^(?:npm|yarn|pnpm)$/),
  rule('pip-install', /^pip[\d.]*$/, argument(/^install$/)),
  rule('tar-extract', /^(?:tar|bsdtar)$/, argument(/^-?[a-z]*x[a-z]*$|^--(?:extract|get)$/i)),
  rule('setcap-command', /^setcap$/),
  rule('device-node', /^mknod$/, argument(/^[bcu]$/)),
  rule('chroot-command', /^(?:chroot|debootstrap)$/),
  rule('raised-priority', /^(?:nice|renice)$/, argument(/^(?:-n|--adjustment=|--priority=)?-+\d/)),
  rule('raised-priority', /^(?:chrt|ionice)$/),
  rule('mount-command', /^(?:mount|umount|unshare|losetup)$/),
  rule('raw-socket', /^(?:ping6?|arping|fping|hping3|nmap|traceroute6?|tcpdump)$/),
  rule('low-port', /^(?:nc|ncat|netcat|socat|httpd|nginx|lighttpd|python3?)$/, argument(LOW_PORT)),
  rule('network-command', /^(?:ip|ifconfig|route|iptables|ip6tables|nft|brctl)$/),
  rule('drop-capabilities', /^capsh$/),
  rule('drop-capabilities', /^setpriv$/, argument(/^--bounding-set/)),
  rule('immutable-attribute', /^chattr$/, argument(/^[+-][a-z]*[ia]/i)),
  rule('trace-command', /^(?:strace|ltrace|gdb)$/),
];

function rule(name: RuleName, program: RegExp, holds: CommandRule['matches'] = () => true): CommandRule {
  return { name, matches: (command, surroundings) => program.test(command.program) && holds(command, surroundings) };
}

function argument(pattern: RegExp): CommandRule['matches'] {
  return (command) => command.arguments.some((word) => pattern.test(word));
}

/** `chmod` takes the mode as its first operand, the others after `-m`. */
function hasMode({ program, arguments: given }: ShellCommand, pattern: RegExp): boolean {
  if (program === 'chmod') return given.some((word) => pattern.test(word));
  const [, attached] = /^(?:-m|--mode=)(.+)$/.exec(given.find((word) => /^(?:-m|--mode=)./.test(word)) ?? '') ?? [];
  const mode = attached ?? given[given.findIndex((word) => word === '-m' || word === '--mode') + 1];
  return mode !== undefined && pattern.test(mode);
}
