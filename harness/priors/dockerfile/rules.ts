import type { Capability } from '../../capabilities/capability.ts';
import type { Answer } from '../../vocabulary/answer.ts';
import { type BuilderVersion, isBefore, isFrom } from '../builder-version.ts';

/** How probable it is, as far as the sources of Kaniko and the kernel tell, that a capability is needed for one answer. */
export type RuleBelief = number | { readonly faithful: number; readonly exitZero: number };

/** One thing that is looked for in a Dockerfile, and what it lets expect. */
export interface Rule {
  /** What it looks for, in words. */
  readonly sees: string;
  /** What is believed before any finding was counted; a capability that is not named is not spoken for. */
  readonly beliefs: Readonly<Partial<Record<Capability, RuleBelief>>>;
  /** Whether builders of this version do what the rule is about; without a version, all may. @default true */
  readonly holdsFor?: (builder: BuilderVersion) => boolean;
}

/** Only the image tells the difference: the build itself goes on. */
function silent(faithful: number): RuleBelief {
  return { faithful, exitZero: 0 };
}

/**
 * The rules. The beliefs come from reading what Kaniko, the kernel and the usual commands do; the committed records add to
 * them what was found.
 */
export const RULES = {
  'unpacked-base': {
    sees: 'a base image whose files are unpacked',
    // Every file of another owner is given to it, and then its mode and times are set.
    beliefs: { CHOWN: 0.8, FOWNER: 0.6 },
  },
  'run-as-user': {
    sees: 'RUN after USER with a user other than root',
    beliefs: { SETGID: 0.9, SETUID: 0.9 },
  },
  'run-as-root-by-name': {
    sees: 'RUN after USER root',
    // Kaniko sets the groups of the child even when they stay the same.
    beliefs: { SETGID: 0.8, SETUID: 0.05 },
  },
  'background-process': {
    sees: 'a process of another user that stays in the background of a RUN',
    // Kaniko kills what a RUN leaves behind.
    beliefs: { KILL: 0.8 },
  },
  'workdir-as-user': {
    sees: 'WORKDIR after USER with a user other than root',
    beliefs: { CHOWN: 0.8, FOWNER: 0.6 },
    // WORKDIR gives what it makes to the user since v1.9.2.
    holdsFor: isFrom([1, 9, 2]),
  },
  'copy-with-owner': {
    sees: 'COPY or ADD with --chown to another user',
    beliefs: { CHOWN: 0.95, FOWNER: 0.8 },
  },
  'copy-tree-with-owner': {
    sees: 'the same of what looks like a directory',
    // The directory is given away before its files are written.
    beliefs: { DAC_OVERRIDE: 0.7 },
  },
  'copy-setgid': {
    sees: 'COPY or ADD with --chmod and a setgid bit',
    beliefs: { FSETID: silent(0.4) },
  },
  'add-archive': {
    sees: 'ADD of a tar archive',
    beliefs: { CHOWN: 0.7, FOWNER: 0.7, DAC_OVERRIDE: 0.5, FSETID: silent(0.4) },
  },
  'copy-from-stage': {
    sees: 'COPY --from another stage or image',
    beliefs: { DAC_OVERRIDE: 0.8 },
    // What is kept of a stage was put into a directory of mode 0644.
    holdsFor: isBefore('osscontainertools', [1, 27, 0]),
  },
  'chown-command': {
    sees: 'chown, chgrp or install -o',
    beliefs: { CHOWN: 0.9, FOWNER: 0.6 },
  },
  'private-mode': {
    sees: 'a mode that only the owner may read or enter, on something given to another user',
    beliefs: { DAC_OVERRIDE: { faithful: 0.7, exitZero: 0.4 } },
  },
  'setgid-mode': {
    sees: 'chmod, mkdir or install with a setgid bit, on something of another group',
    beliefs: { FSETID: silent(0.7) },
  },
  'account-command': {
    sees: 'useradd, adduser, groupadd and their like',
    beliefs: { CHOWN: 0.8, FOWNER: 0.6, DAC_OVERRIDE: { faithful: 0.6, exitZero: 0.4 } },
  },
  'become-user': {
    sees: 'su, sudo, runuser, gosu, su-exec, setpriv',
    beliefs: { SETGID: 0.9, SETUID: 0.9 },
  },
  sudo: {
    sees: 'sudo',
    beliefs: { AUDIT_WRITE: 0.3 },
  },
  'apt-install': {
    sees: 'apt or apt-get, which download as another user',
    beliefs: { CHOWN: 0.9, FOWNER: 0.7, DAC_OVERRIDE: 0.5, SETGID: 0.9, SETUID: 0.9 },
  },
  'apk-add': {
    sees: 'apk add',
    beliefs: { CHOWN: 0.5, FOWNER: 0.3 },
  },
  'rpm-install': {
    sees: 'yum, dnf, microdnf, zypper or rpm',
    beliefs: { CHOWN: 0.9, FOWNER: 0.7, DAC_OVERRIDE: 0.5, SETFCAP: 0.4 },
  },
  'npm-install': {
    sees: 'npm, yarn or pnpm',
    beliefs: { CHOWN: 0.4, FOWNER: 0.2, DAC_OVERRIDE: 0.2 },
  },
  'pip-install': {
    sees: 'pip',
    beliefs: { DAC_OVERRIDE: 0.1 },
  },
  'tar-extract': {
    sees: 'tar that extracts, which restores owners for root',
    beliefs: { CHOWN: 0.5, FOWNER: 0.4, DAC_OVERRIDE: 0.2 },
  },
  'setcap-command': {
    sees: 'setcap',
    beliefs: { SETFCAP: 0.95 },
  },
  'device-node': {
    sees: 'mknod of a device',
    beliefs: { MKNOD: 0.95 },
  },
  'chroot-command': {
    sees: 'chroot, debootstrap',
    beliefs: { SYS_CHROOT: 0.95 },
  },
  'raised-priority': {
    sees: 'nice, renice, chrt or ionice with a raised priority',
    beliefs: { SYS_NICE: 0.9 },
  },
  'mount-command': {
    sees: 'mount, umount, unshare, losetup',
    beliefs: { SYS_ADMIN: 0.9 },
  },
  'raw-socket': {
    sees: 'ping, arping, traceroute, tcpdump',
    beliefs: { NET_RAW: 0.4 },
  },
  'low-port': {
    sees: 'a server on a port below 1024',
    beliefs: { NET_BIND_SERVICE: 0.5 },
  },
  'network-command': {
    sees: 'ip, ifconfig, iptables, nft',
    beliefs: { NET_ADMIN: 0.7 },
  },
  'drop-capabilities': {
    sees: 'capsh, setpriv --bounding-set',
    beliefs: { SETPCAP: 0.7 },
  },
  'immutable-attribute': {
    sees: 'chattr with i or a',
    beliefs: { LINUX_IMMUTABLE: 0.9 },
  },
  'trace-command': {
    sees: 'strace, ltrace, gdb',
    beliefs: { SYS_PTRACE: 0.3 },
  },
} as const satisfies Readonly<Record<string, Rule>>;

/** The name of a rule. */
export type RuleName = keyof typeof RULES;

/** The rule of a name. */
export function ruleOf(name: RuleName): Rule {
  return RULES[name];
}

/** What a rule believes of a capability for one answer; undefined if it does not speak for it. */
export function beliefIn(rule: Rule, capability: Capability, answer: Answer): number | undefined {
  const belief = rule.beliefs[capability];
  return typeof belief === 'object' ? belief[answer] : belief;
}
