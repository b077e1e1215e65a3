/** The one style of the page; the page's policy names its hash. */
export const STYLE = `:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;padding:1rem;max-width:75rem}
.wide{overflow-x:auto}
table{border-collapse:collapse;font-size:.9rem}
th,td{border:1px solid #8886;padding:.2rem .5rem;text-align:left;vertical-align:top}
caption{text-align:left}
.quiet{opacity:.65}
code{overflow-wrap:anywhere}
:focus-visible{outline:3px solid #37f;outline-offset:2px}
section{border-top:1px solid #8886;margin-top:1.5rem}
@media print{section{break-inside:avoid}}`;
