import { FILTER } from './script/filter.ts';
import { GRID } from './script/grid.ts';
import { ON_DEMAND } from './script/on-demand.ts';
import { PANEL } from './script/panel.ts';
import { START } from './script/start.ts';

/** The one script of the page, made of the text of these functions; the page's policy names its hash. */
export const PAGE_SCRIPT: string = [...START, ...FILTER, ...GRID, ...PANEL, ...ON_DEMAND, 'start();']
  .map(String)
  .join('\n')
  // Indented in one way here and in another once it is built, and a tab would be escaped on standard output.
  .replaceAll(/^[ \t]+/gm, '');
