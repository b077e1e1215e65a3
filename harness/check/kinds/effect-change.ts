import * as z from 'zod';
import { becameErrorChange } from './became-error.ts';
import { becameSilentChange } from './became-silent.ts';
import { differentChange } from './different.ts';
import { exitCodeChange } from './exit-code-changed.ts';
import { needsLessChange } from './needs-less.ts';
import { needsMoreChange } from './needs-more.ts';
import { noLongerBuildsChange } from './no-longer-builds.ts';

/** What a builder, or whatever else was changed, can do to the findings of a case. */
export const effectChange = z
  .discriminatedUnion('kind', [
    needsMoreChange,
    noLongerBuildsChange,
    differentChange,
    becameSilentChange,
    needsLessChange,
    becameErrorChange,
    exitCodeChange,
  ])
  .meta({ id: 'effectChange' });

/** What a builder, or whatever else was changed, can do to the findings of a case. */
export type EffectChange = z.output<typeof effectChange>;
