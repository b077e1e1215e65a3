/** The cases in full: evidence tables, and the lattice. */
export const CASE_STYLE = `
#cases{padding-top:2.5rem}
#cases>h2{margin-bottom:.75rem}
.list{background:var(--sheet);border:1px solid var(--line);border-radius:8px;overflow:hidden}
.case+.case{border-top:1px solid var(--line)}
.case[hidden]{display:none}
.case>summary{display:grid;grid-template-columns:minmax(9rem,16rem) minmax(0,1fr) 8rem 12rem;gap:.2rem 1.25rem;align-items:baseline;padding:.6rem 1.1rem;cursor:pointer;list-style:none}
.case>summary::-webkit-details-marker{display:none}
.case>summary:hover{background:var(--hover)}
.case>summary:focus-visible{outline-offset:-2px}
.case h3{font-size:.95rem;font-weight:650;overflow-wrap:anywhere}
.case h3::before{content:"▸" / "";display:inline-block;width:1.1em;color:var(--faint)}
.case[open]>summary h3::before{content:"▾" / ""}
.case .answer{overflow-wrap:anywhere}
.case .status{font-size:.8rem;color:var(--soft)}
.case .better{color:var(--good)}
.case .worse{color:var(--loss)}
.case .otherwise{color:var(--ink);font-weight:600}
.case .cost{text-align:right;font-size:.8rem;color:var(--soft);font-variant-numeric:tabular-nums}
.case>.body{display:grid;grid-template-columns:minmax(0,1fr);gap:1rem 2.5rem;padding:.5rem 1.1rem 1.1rem;border-top:1px solid var(--line)}
@media (min-width:64rem){.case>.body{grid-template-columns:minmax(0,1fr) minmax(20rem,32rem)}}
.lead{padding:0 1.1rem}
.lead:empty{display:none}
.case>.lead{border-top:1px solid var(--line);padding-bottom:.5rem}
.lead+.body{border-top:0}
@media (min-width:64rem){.case>.sides{grid-template-columns:repeat(2,minmax(0,1fr))}}
@media (min-width:64rem){.case>.body:has(.lattice.wide){grid-template-columns:minmax(0,1fr)}.body:has(.lattice.wide)>.seen{order:-1}}
.about{font-size:.9rem;display:grid;gap:.5rem;padding-top:.5rem}
.about .facts{display:grid}
.about .facts dt{width:5.5rem}
.remarks{margin-top:1rem;font-size:.87rem;display:grid;gap:.3rem;padding-left:.8rem;border-left:3px solid var(--line)}
.remarks li{overflow-wrap:anywhere}
.loss{margin-top:1.4rem;display:grid;gap:.6rem;grid-template-columns:minmax(0,1fr);font-size:.87rem}
.loss h4{font-size:.95rem;font-weight:650;overflow-wrap:anywhere}
.loss h4+*{margin-top:-.1rem}
.side{display:inline-block;min-width:1.5em;padding:0 .35em;border:1px solid var(--faint);border-radius:4px;text-align:center;font:600 .85em/1.4 var(--mono);color:var(--ink)}
.loss h4.silent{color:var(--loss)}
.loss:target{outline:2px solid var(--need);outline-offset:.5rem;border-radius:4px}
.log,.differences{font-family:var(--mono);font-size:.82rem;background:var(--page);border-radius:5px;padding:.55rem .75rem;white-space:pre-wrap;overflow-wrap:anywhere}
.loss .facts{display:grid}
.loss .facts dt{width:5.5rem}
.evidence{width:100%;border-collapse:collapse;table-layout:fixed;font-size:.82rem}
.evidence th,.evidence td{text-align:left;vertical-align:top;padding:.35rem .6rem .35rem 0;border-top:1px solid var(--line);overflow-wrap:anywhere;font-weight:400}
.evidence thead th,.evidence thead td{border-top:0;font-weight:650}
.evidence tbody th,.evidence thead td{width:5.5rem;color:var(--soft)}
.evidence .good{color:var(--good);font-weight:600}
.evidence .bad{color:var(--loss);font-weight:600}
.evidence .names{font:.92em/1.45 var(--mono)}
.evidence del{color:var(--loss);text-decoration-thickness:2px}
.command code{display:block;background:var(--page);border-radius:5px;padding:.5rem .75rem;font-size:.8rem;overflow-wrap:anywhere}
.command code::before{content:"$ " / "";color:var(--faint)}
.lattice{display:grid;gap:.5rem;padding-top:1rem}
.drawing{overflow-x:auto}
.lattice svg{display:block;margin:0 auto;font-family:var(--mono)}
.lattice .edge{fill:none;stroke:var(--line);stroke-width:1.25}
.lattice .edge.crossing{stroke:var(--need);stroke-width:1.75}
.lattice .edge.hurting{stroke:var(--loss);stroke-width:1.75;stroke-dasharray:4 3}
.lattice rect{fill:var(--sheet);stroke:var(--faint);stroke-width:1}
.lattice text{text-anchor:middle;font-size:10.5px;fill:var(--ink)}
.lattice .mark{font-size:11px;font-weight:700}
.lattice .known{font-size:9px;fill:var(--soft)}
.lattice .serves rect{fill:var(--need-wash);stroke:var(--need)}
.lattice .serves .mark{fill:var(--need)}
.lattice .other-image rect{fill:var(--loss-wash);stroke:var(--loss)}
.lattice .other-image .mark{fill:var(--loss)}
.lattice .fails text{fill:var(--soft)}
.lattice .minimal rect{stroke-width:3}
.lattice .maximal rect{stroke-width:1.75;stroke-dasharray:5 3;stroke:var(--ink)}
.lattice .node:focus{outline:none}
.lattice .node:focus-visible rect,.lattice .node:hover rect{stroke:var(--ink);stroke-width:3}
.lattice .told{font-size:.83rem;min-height:2.6em;color:var(--soft);overflow-wrap:anywhere}
.lattice figcaption{font-size:.78rem;color:var(--soft);display:grid;gap:.15rem}
.trials{padding:0 1.1rem 1rem;font-size:.87rem}
.trials[hidden]{display:none}
.trials summary{cursor:pointer;color:var(--soft)}
.trials>div{overflow-x:auto;margin-top:.5rem}
.trials table{border-collapse:collapse;font-size:.8rem;width:100%}
.trials th,.trials td{text-align:left;vertical-align:top;padding:.25rem .9rem .25rem 0;border-top:1px solid var(--line)}
.trials td{overflow-wrap:anywhere}
@media (max-width:40rem){.case>summary{grid-template-columns:minmax(0,1fr) max-content;padding:.6rem .9rem}.case .answer,.case .cost{grid-column:1/-1;text-align:left}.case h3{grid-row:1}.case .status{grid-row:1;grid-column:2}
.case>.body{padding:.5rem .9rem .9rem}.evidence tbody th,.evidence thead td{width:4.2rem}.loss .facts dt{width:4.2rem}}`;
