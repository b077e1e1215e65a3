import type { ChainFault } from './chain-faults.ts';
import { CHAIN_START } from './line.ts';

/** A fault in words, beginning with its place in the journal's file. */
export function faultText(fault: ChainFault): string {
  switch (fault.kind) {
    case 'removed':
      return `${gapText(fault.at)}: ${removedText(fault)}`;
    case 'added':
      return `line ${fault.at}: the line was added`;
    case 'changed':
      return `line ${fault.at}: the line was changed`;
    case 'swapped':
      return `line ${fault.at} and line ${fault.with}: the lines were swapped`;
    case 'moved':
      return `line ${fault.at}: the line was moved; it was written as line ${fault.line}`;
    case 'foreign':
      return `line ${fault.at}: the journal has the form ${JSON.stringify(fault.form)}; this version reads ${JSON.stringify(CHAIN_START.sum)}`;
  }
}

function gapText(at: number): string {
  return at === 0 ? 'before line 1' : `between line ${at} and line ${at + 1}`;
}

function removedText({ first, last }: Extract<ChainFault, { kind: 'removed' }>): string {
  return first === last ? `line ${first} was removed` : `lines ${first} to ${last} were removed`;
}
