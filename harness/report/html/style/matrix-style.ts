/** The filter, the matrix, whose heads stay in sight, and the panel beside it, which is a sheet from below on a phone. */
export const MATRIX_STYLE = `
.overview{padding-top:2rem}
.filter{display:flex;flex-wrap:wrap;align-items:center;gap:.5rem 1rem;margin-top:.9rem;font-size:.87rem}
.filter[hidden]{display:none}
.filter label{display:flex;align-items:center;gap:.4rem;color:var(--soft)}
.filter input,.filter select,.filter button,.panel button{font:inherit;color:var(--ink);background:var(--sheet);border:1px solid var(--line);border-radius:5px;padding:.3rem .55rem;min-height:2.1rem}
.filter input{width:13rem}
.filter select{max-width:13rem}
.filter button,.panel button{cursor:pointer}
.filter output{margin-left:auto;font-variant-numeric:tabular-nums;color:var(--soft)}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.5rem;margin-top:.9rem;font-size:.83rem;color:var(--soft)}
.legend .sign{display:inline-block;width:1.2em;text-align:center}
.silent>.sign,.silent .sign{color:var(--loss)}
.needed>.sign,.alternative>.sign,.needed a,.alternative a{color:var(--need)}
.bench{display:grid;gap:1.25rem;margin-top:.9rem;align-items:start}
.matrix{position:relative;overflow:auto;max-height:calc(100vh - 3rem);background:var(--sheet);border:1px solid var(--line);border-radius:8px;overscroll-behavior-x:contain}
#matrix{border-collapse:separate;border-spacing:0;min-width:100%}
#matrix caption{position:sticky;left:0;text-align:left;padding:.7rem .9rem .2rem;color:var(--soft);font-size:.83rem;max-width:min(40rem,calc(100vw - 4rem))}
#matrix thead th{position:sticky;top:0;z-index:2;background:var(--sheet);border-bottom:1px solid var(--line);vertical-align:bottom;padding:.6rem 0 .4rem;font-weight:600;font-size:.78rem}
#matrix thead .name{display:block;writing-mode:vertical-rl;transform:rotate(180deg);margin:0 auto;font-family:var(--mono);white-space:nowrap;line-height:1.2}
#matrix thead .count{display:block;min-height:1.4em;text-align:center;margin-top:.35rem;font-weight:400;color:var(--soft);font-variant-numeric:tabular-nums}
#matrix thead .corner{left:0;z-index:3;text-align:left;padding-left:.9rem;font-weight:400;color:var(--soft)}
#matrix tbody th{position:sticky;left:0;z-index:1;background:var(--sheet);text-align:left;font-weight:400;padding:.28rem 1rem .28rem .9rem;min-width:11rem;max-width:17rem;overflow-wrap:anywhere;border-right:1px solid var(--line)}
#matrix tbody th a{text-decoration:none}
#matrix tbody th a:hover{text-decoration:underline}
#matrix .note{display:inline-block;margin-left:.5rem;font-size:.75rem;color:var(--soft)}
#matrix .note.worse{color:var(--loss)}
#matrix .note.better{color:var(--good)}
#matrix tbody tr:hover>*{background:var(--hover)}
#matrix tbody td{padding:0;text-align:center;min-width:2.35rem;height:1.95rem}
#matrix tbody tr+tr>*{border-top:1px solid color-mix(in srgb,var(--line) 55%,transparent)}
#matrix td a{display:block;line-height:1.95rem;text-decoration:none}
#matrix td a:hover{box-shadow:inset 0 0 0 1.5px var(--faint);border-radius:4px}
#matrix td a:focus-visible{outline-offset:-2px}
#matrix td .sign{font-size:1.02rem}
#matrix td.silent a,#matrix td.worse a{background:var(--loss-wash);color:var(--loss)}
#matrix td.better a{background:var(--good-wash);color:var(--good)}
#matrix td.otherwise a{background:var(--hover);color:var(--ink)}
#matrix td.moved .sign{color:inherit;letter-spacing:.06em;font-weight:700;font-size:.92rem;white-space:nowrap}
#matrix td.same a{background:none;color:var(--faint)}
#matrix td.same .sign{color:inherit}
#matrix td.moved a{padding:0 .35rem}
#matrix td.not-needed,#matrix td.outside,#matrix td.open{color:var(--faint)}
#matrix td.none{text-align:left;padding-left:.9rem}
#matrix td.none a{line-height:1.4;color:var(--soft);font-size:.83rem;padding:.3rem 0}
#matrix a[aria-current]{box-shadow:inset 0 0 0 2px currentColor;border-radius:4px}
.panel{background:var(--sheet);border:1px solid var(--line);border-radius:8px;overflow:auto;max-height:calc(100vh - 3rem);padding:0 1.1rem 1.1rem}
.panel[hidden]{display:none}
.panel-head{position:sticky;top:0;background:var(--sheet);display:flex;align-items:baseline;justify-content:space-between;gap:1rem;padding:.9rem 0 .5rem;z-index:1}
.panel-head h2{overflow-wrap:anywhere}
.panel-head .word{font-weight:400;color:var(--soft)}
.panel-head .word.silent{color:var(--loss)}
.panel .go{font-size:.85rem;margin-top:1rem}
@media (min-width:64rem){.bench:has(.panel:not([hidden])){grid-template-columns:minmax(0,max-content) minmax(23rem,1fr)}.panel,.matrix{position:sticky;top:1rem}}
@media (max-width:63.99rem){.panel{position:fixed;inset:auto 0 0 0;z-index:8;max-height:65vh;border-radius:12px 12px 0 0;border-width:1px 0 0;box-shadow:0 -8px 30px #0003}}
@media (max-width:40rem){.filter label{flex:1 1 9rem}.filter input,.filter select{flex:1;width:auto;min-width:0;max-width:none}.filter label:first-child{flex-basis:100%}
#matrix tbody th{min-width:8.75rem;max-width:8.75rem;padding:.28rem .5rem .28rem .7rem;font-size:.85rem;line-height:1.3}#matrix thead .corner{padding-left:.7rem}#matrix .note{display:block;margin-left:0}
.legend{display:grid}}`;
