import { BASE_STYLE } from './style/base-style.ts';
import { CASE_STYLE } from './style/case-style.ts';
import { MATRIX_STYLE } from './style/matrix-style.ts';
import { PRINT_STYLE } from './style/print-style.ts';

/** The one style of the page; the page's policy names its hash. */
export const STYLE = [BASE_STYLE, MATRIX_STYLE, CASE_STYLE, PRINT_STYLE].join('\n');
