declare module '*?page-script' {
  /** What a module of the page and all that it imports become: one script for a browser, see `scripts/build/page-script.mjs`. */
  export const BUNDLED_SCRIPT: string;
}
