import { type PackedContext, packContext } from '../../corpus/context/pack-context.ts';
import type { PackOptions } from '../../corpus/context/plan-context.ts';
import type { Case } from '../../vocabulary/case.ts';
import type { ContextDelivery } from '../../vocabulary/configuration.ts';

/** The packed contexts of a case, one for each way in which its trials get it. */
export interface ContextShelf {
  /**
   * The context as this delivery has it; packed when it is first asked for.
   *
   * @throws HarnessError for a context that cannot be read or is too large.
   */
  packed(delivery: ContextDelivery): Promise<PackedContext>;
}

/** A shelf that keeps its files in the directory `scratch`, which is the case's own: two ids may differ in little. */
export function createContextShelf(one: Case, scratch: string, options: PackOptions): ContextShelf {
  const shelf = new Map<string, Promise<PackedContext>>();
  return {
    packed: (delivery) => {
      const key = JSON.stringify(delivery);
      const found = shelf.get(key);
      if (found !== undefined) return found;
      const configured = { ...one, configuration: { ...one.configuration, context: delivery } };
      const packing = packContext(configured, { directory: scratch, name: `context-${shelf.size + 1}` }, options);
      shelf.set(key, packing);
      return packing;
    },
  };
}
