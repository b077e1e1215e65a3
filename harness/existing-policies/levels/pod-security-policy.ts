import { ADMITS, breaks, type ExistingPolicy } from '../model/existing-policy.ts';
import { BASELINE_CONTROLS } from './baseline-controls.ts';
import type { Control, PodSecurityLevelName } from './control.ts';
import { RESTRICTED_CONTROLS } from './restricted-controls.ts';

/** The controls that a level demands. */
export function controlsOf(level: PodSecurityLevelName): readonly Control[] {
  if (level === 'privileged') return [];
  return level === 'baseline' ? BASELINE_CONTROLS : [...BASELINE_CONTROLS, ...RESTRICTED_CONTROLS];
}

/** A Pod Security Standard as a policy: one rule for each control. */
export function podSecurityPolicy(level: PodSecurityLevelName): ExistingPolicy {
  return {
    title: `Pod Security level ${level}`,
    place: null,
    rules: controlsOf(level).map(({ name, broken }) => ({
      name,
      place: null,
      effect: 'denies',
      judge: (pod) => {
        const found = broken(pod);
        return found.length === 0 ? ADMITS : breaks(`${found.join('; ')}.`);
      },
    })),
  };
}
