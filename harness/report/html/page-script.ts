import { BUNDLED_SCRIPT } from './script/start.ts?page-script';

/** The one script of the page; the page's policy names its hash. It is bundled when the program is built. */
export const PAGE_SCRIPT: string = BUNDLED_SCRIPT;
