import type { Capability } from '../../capabilities/capability.ts';
import { type CapabilitySet, isSubset, setOf } from '../../capabilities/capability-set.ts';
import type { CapabilityCheck, SeenCall } from '../../vocabulary/capability-checks.ts';
import { deniedCheck, grantedCheck, seenCall } from '../examples/watched-trials.ts';

/** What a build gets to know of the kernel, together with what a kernel witness notes down of it. */
export class ModelKernel {
  readonly checks: CapabilityCheck[] = [];
  readonly calls: SeenCall[] = [];
  executions = 0;
  control = true;
  readonly #held: CapabilitySet;

  constructor(held: CapabilitySet) {
    this.#held = held;
  }

  /** Whether a process holds a capability; no check is made. */
  holds(capability: Capability): boolean {
    return isSubset(setOf(capability), this.#held);
  }

  /** Makes a check. */
  check(program: string, capability: Capability): boolean {
    const granted = this.holds(capability);
    this.checks.push(granted ? grantedCheck(program, capability) : deniedCheck(program, capability));
    return granted;
  }

  /** Makes a system call that only the holder of a capability may make, and of which no check tells. */
  call(call: SeenCall['call'], capability: Capability): boolean {
    const done = this.holds(capability);
    this.calls.push(seenCall(call, { refused: !done }));
    return done;
  }

  /** Executes a program that carries a file capability: that fails where the capability cannot be granted. */
  execute(capability: Capability): boolean {
    this.executions += 1;
    return this.holds(capability);
  }
}
