/** On paper everything is unfolded, nothing sticks or scrolls, and what only a screen can do is left out. */
export const PRINT_STYLE = `
@media print{
:root{color-scheme:light;--page:#fff;--sheet:#fff;--ink:#000;--soft:#444;--faint:#777;--line:#bbb;--hover:#eee;--need:#123a9c;--need-wash:#fff;--loss:#94190f;--loss-wash:#fff;--good:#0d4a27;--good-wash:#fff}
@page{margin:14mm 12mm}
html{font-size:10.5px}
body{font-size:9pt}
main,footer{max-width:none;padding:0}
header.answer{padding-top:0;display:block}
.basis{margin-top:1rem}
.list{border:0;overflow:visible}
.skip,.filter,.panel,.trials,.lattice .told{display:none!important}
.bench{display:block}
.matrix{overflow:visible;max-height:none;position:static;border:0}
#matrix{min-width:0}
#matrix caption{max-width:none;padding:0 0 .5rem}
#matrix thead th,#matrix tbody th,#matrix caption{position:static}
#matrix thead{display:table-header-group}
#matrix tr,.loss,.lattice,.evidence tr,.attention li{break-inside:avoid}
#matrix tbody td{min-width:1.6rem;height:1.4rem}
#matrix td a{line-height:1.4rem}
#matrix td a,a{text-decoration:none}
.profile .cap{padding:0;font-weight:700}
#cases{break-before:page}
.case{border-width:1px 0 0;border-radius:0;margin-top:1rem}
.case>summary{display:flex;flex-wrap:wrap;padding:.5rem 0;break-after:avoid}
.case .cost{margin-left:auto}
.loss{margin-top:1.2rem}
.loss h4,h2{break-after:avoid}
.remarks,.told{orphans:3}
.case>.body{display:block;padding:.25rem 0;border-top:0}
.case>.sides{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:0 2rem}
.case h3::before{content:none!important}
details::details-content{content-visibility:visible;block-size:auto}
.lattice svg{max-width:100%;max-height:9cm;margin:0}
}`;
