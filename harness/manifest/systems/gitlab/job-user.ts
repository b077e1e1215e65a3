import type { DeclaredSecurity } from '../../model/security.ts';
import { assumed, writtenAt } from '../../model/stated.ts';
import type { Written } from '../../model/written.ts';

/** Whom a setting such as `1000:1000` or `root` names; undefined where there is none. */
export function namedUser(written: Written | undefined): DeclaredSecurity['user'] | undefined {
  if (written === undefined || written.value === '') return undefined;
  const [user = '', group] = written.value.replaceAll(/\broot\b/g, '0').split(':');
  if (!/^\d+$/.test(user)) return assumed(null, `the image says who ${written.value} is; root is tried`);
  return writtenAt(
    { id: Number(user), groupId: group !== undefined && /^\d+$/.test(group) ? Number(group) : null },
    written.place,
  );
}
