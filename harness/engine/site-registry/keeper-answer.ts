import { HarnessError } from '../../errors.ts';

/** What a function of the keeper answered. */
export interface KeeperAnswer {
  /** 0 for success; negative where it could not be asked. */
  readonly code: number;
  readonly said: string;
}

/** @throws HarnessError REGISTRY_FAILED that says what could not be done, unless the keeper did it. */
export function assertKeeperDid(what: string, { code, said }: KeeperAnswer): void {
  if (code === 0) return;
  throw new HarnessError(
    'REGISTRY_FAILED',
    `Cannot ${what} in the sandbox's registry: ${said || `exit code ${code}`}`,
    {
      hint: 'The auxiliary image must contain chmod, mkdir, ln and cp. Name another one with --aux-image.',
    },
  );
}
