/** Colours, type, and what stands above the matrix. Two hues carry meaning: blue for a need, red for a silent loss. */
export const BASE_STYLE = `
:root{color-scheme:light dark;
--page:#f6f6f3;--sheet:#fff;--ink:#1b1d20;--soft:#5b6067;--faint:#6b7077;--line:#dfdfd9;--hover:#f0f0eb;
--need:#1d4ed8;--need-wash:#e9effd;--loss:#b42318;--loss-wash:#fdecea;--good:#17693a;--good-wash:#e6f4ea;
--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
@media (prefers-color-scheme:dark){:root{
--page:#131416;--sheet:#1b1d20;--ink:#e7e7e3;--soft:#a3a8ae;--faint:#8b9097;--line:#313439;--hover:#24272b;
--need:#8fb2ff;--need-wash:#1d2940;--loss:#ff9c8b;--loss-wash:#3b1f1c;--good:#7ed3a0;--good-wash:#173226}}
*{box-sizing:border-box}
html{scroll-padding-top:1rem;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
main,footer{max-width:88rem;margin:0 auto;padding:0 1.5rem}
h1,h2,h3,h4,p,ul,dl,dd,figure,pre{margin:0;padding:0}
h1{font-size:clamp(1.5rem,1.1rem + 1.6vw,2.05rem);line-height:1.15;letter-spacing:-.02em;font-weight:650;text-wrap:balance}
h2{font-size:1.05rem;font-weight:650;letter-spacing:-.005em}
ul{list-style:none}
a{color:inherit;text-decoration-color:var(--faint);text-underline-offset:.18em}
a:hover{text-decoration-color:currentColor}
code,pre,.mono{font-family:var(--mono);font-size:.87em}
:focus-visible{outline:2px solid var(--need);outline-offset:2px;border-radius:3px}
.said{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.soft{color:var(--soft)}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:var(--sheet);padding:.5rem .75rem;z-index:9}
header.answer{padding:2.25rem 0 1.5rem;display:grid;gap:1.25rem 3rem}
header.answer>*{min-width:0}
@media (min-width:64rem){header.answer{grid-template-columns:minmax(0,1fr) 27rem;align-items:start}}
.eyebrow{color:var(--soft);font:600 .8rem/1 var(--mono);margin-bottom:.9rem}
.profile{margin:1rem 0 .5rem;line-height:2}
.profile .cap{background:var(--need-wash);color:var(--need);padding:.2rem .5rem;border-radius:4px;font-weight:600}
.cap{white-space:nowrap}
.profile .or{margin:0 .5rem;color:var(--soft)}
.facts{display:flex;flex-wrap:wrap;gap:.4rem 2rem}
.facts>div{display:flex;gap:.6rem;min-width:0}
.facts dt{color:var(--soft);flex:none}
.facts dd{min-width:0;overflow-wrap:anywhere}
.basis{font-size:.85rem;line-height:1.4;border-top:1px solid var(--line);padding-top:.75rem}
.basis .facts{display:grid;gap:.3rem}
.basis dt{width:4.25rem}
.basis .facts+.facts{margin-top:.75rem}
@media (min-width:64rem){.basis{border-top:0;border-left:1px solid var(--line);padding:0 0 0 1.5rem}
header.compared{grid-template-columns:minmax(0,1fr)}.compared .basis{border-left:0;border-top:1px solid var(--line);padding:1rem 0 0;display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:3rem}.compared .basis .facts+.facts{margin-top:0}}
.digest{color:var(--soft);white-space:nowrap}
.attention{background:var(--sheet);border:1px solid var(--line);border-radius:8px;padding:1rem 1.25rem;margin:0}
.attention ul{margin-top:.5rem;display:grid;gap:.4rem}
.attention li{display:grid;grid-template-columns:1.25rem minmax(0,1fr);gap:.35rem;overflow-wrap:anywhere}
.attention .aside{font-size:.87rem;color:var(--soft)}
.attention .sign{font-weight:700;color:var(--soft);text-align:center}
.attention .silent .sign{color:var(--loss)}
footer{color:var(--soft);font-size:.8rem;padding-top:2rem;padding-bottom:2rem;overflow-wrap:anywhere}
footer .facts{display:grid;gap:.2rem;margin-top:.75rem}
footer dt{width:3.5rem}
@media (max-width:40rem){main,footer{padding-left:1rem;padding-right:1rem}header.answer{padding-top:1.5rem}
.attention{padding:.9rem 1rem}}`;
