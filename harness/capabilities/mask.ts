import { type CapabilitySet, fromMask } from './capability-set.ts';

/** The set of a hexadecimal mask, with or without `0x`; undefined if the text is not one. */
export function parseMask(text: string | undefined): CapabilitySet | undefined {
  const digits = text?.trim().replace(/^0x/i, '') ?? '';
  return /^[0-9a-f]{1,16}$/i.test(digits) ? fromMask(BigInt(`0x${digits}`)) : undefined;
}
