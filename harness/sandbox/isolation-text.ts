import type { Isolation } from '../engine/port.ts';

/** What builds reach, for a line that says what it is about. */
export function isolationText(isolation: Isolation): string {
  switch (isolation.kind) {
    case 'enforced':
      return 'builds reach the registry of the run and nothing else';
    case 'open':
      return `none: ${isolation.reason}; a build can reach whatever the network lets through`;
    case 'unknown':
      return `not known: ${isolation.reason}`;
  }
}

/** What a user is to know before builds run; undefined where they are kept from the network. */
export function isolationWarning(isolation: Isolation): string | undefined {
  switch (isolation.kind) {
    case 'enforced':
      return undefined;
    case 'open':
      return `Builds are not isolated: ${isolation.reason}. A build can reach whatever the network lets through.`;
    case 'unknown':
      return `It is not known whether builds are isolated: ${isolation.reason}`;
  }
}
