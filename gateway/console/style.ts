/**
 * The style of every page. Light and dark by the reader's setting; from 360 px up; no colour stands alone: each status has a
 * pattern and its word. Colours meet 4.5 : 1 for text and 3 : 1 for marks (WCAG 2.2, 1.4.3 and 1.4.11).
 */
export const STYLE = `
:root{color-scheme:light dark;--paper:#fbfbfa;--card:#fff;--ink:#1d2330;--soft:#545c6b;--line:#dcdfe4;--accent:#1f5d8c;
--accent-ink:#fff;--tint:#e9f1f7;--free:#eaf5ee;--free-line:#3c7d57;--busy:#2f6193;--tentative:#7a5a00;--tentative-bg:#f8ecc8;
--away:#7b3f8f;--elsewhere:#0f6f6c;--elsewhere-bg:#d8efed;--unknown:#666d79;--unknown-bg:#ebecee;--radius:10px}
@media (prefers-color-scheme:dark){:root{--paper:#14171c;--card:#1b1f26;--ink:#e8eaee;--soft:#a9b0bd;--line:#333a45;
--accent:#8cc2ec;--accent-ink:#0d1a26;--tint:#1f2d3a;--free:#183024;--free-line:#6fbf91;--busy:#7fb2e3;--tentative:#e3c264;
--tentative-bg:#3a3114;--away:#cf9be0;--elsewhere:#69c9c4;--elsewhere-bg:#13383a;--unknown:#a3aab6;--unknown-bg:#2a2e36}}
*{box-sizing:border-box}
html{font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);overflow-wrap:anywhere}
header,main,footer{max-width:72rem;margin:0 auto;padding:0 1rem}
header{padding-top:1.75rem}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 .25rem;font-weight:650}
h2{font-size:1.125rem;line-height:1.3;margin:0;font-weight:650}
p{margin:.25rem 0}
.soft{color:var(--soft);font-size:.9375rem}
a{color:var(--accent);text-underline-offset:.15em}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:4px}
.skip{position:absolute;left:-99rem;top:.5rem;background:var(--card);padding:.5rem 1rem;z-index:1}
.skip:focus{left:.5rem}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.bar{display:flex;flex-wrap:wrap;gap:.75rem 1rem;align-items:center;justify-content:space-between;margin:1.25rem 0 .875rem}
.bar ul{display:flex;flex-wrap:wrap;list-style:none;margin:0;padding:0;gap:.25rem}
.bar a{display:block;padding:.375rem .875rem;border:1px solid var(--line);border-radius:999px;text-decoration:none;background:var(--card)}
.bar a:hover{border-color:var(--accent)}
.bar a[aria-current]{background:var(--accent);color:var(--accent-ink);border-color:var(--accent)}
.card{background:var(--card);border:1px solid var(--line);border-radius:var(--radius);padding:1rem;margin:0 0 1rem}
.notice{border-left:4px solid var(--unknown)}
ul.entries{list-style:none;margin:.375rem 0 0;padding:0}
ul.entries li{display:flex;gap:.625rem;padding:.25rem 0;align-items:baseline}
.when{flex:0 0 8.5rem;font-variant-numeric:tabular-nums}
.what{flex:1 1 auto;min-width:0}
.what .soft{display:block}
.notes{white-space:pre-line}
.free{color:var(--free-line);font-variant-numeric:tabular-nums;margin:.375rem 0 0}
i.k{flex:none;display:inline-block;width:1.125rem;height:.875rem;border-radius:3px;border:1.5px solid;align-self:flex-start;margin-top:.3125rem;
print-color-adjust:exact;-webkit-print-color-adjust:exact}
i.Free{background:var(--free);border-color:var(--free-line)}
i.Tentative{border-color:var(--tentative);background:repeating-linear-gradient(135deg,var(--tentative) 0 2px,var(--tentative-bg) 2px 5px)}
i.Busy{border-color:var(--busy);background:var(--busy)}
i.OOF{border-color:var(--away);background:repeating-linear-gradient(45deg,transparent 0 2px,var(--card) 2px 3.5px),var(--away)}
i.WorkingElsewhere{border-color:var(--elsewhere);background:repeating-linear-gradient(90deg,var(--elsewhere) 0 1.5px,var(--elsewhere-bg) 1.5px 4px)}
i.NoData{border-style:dashed;border-color:var(--unknown);background:radial-gradient(circle,var(--unknown) 1px,var(--unknown-bg) 1.5px) 0 0/5px 5px}
svg.strip{display:block;width:100%;height:auto;print-color-adjust:exact;-webkit-print-color-adjust:exact}
svg.defs{position:absolute}
svg .base{fill:var(--free);stroke:var(--free-line);stroke-width:.75}
svg .tick{stroke:var(--free-line);stroke-width:.5;opacity:.45}
svg .Tentative{fill:url(#pTentative)}
svg .Busy{fill:var(--busy)}
svg .OOF{fill:url(#pOOF)}
svg .WorkingElsewhere{fill:url(#pWorkingElsewhere)}
svg .NoData{fill:url(#pNoData)}
.fTentative{fill:var(--tentative)}.bTentative{fill:var(--tentative-bg)}.fOOF{fill:var(--card)}.bOOF{fill:var(--away)}
.fWorkingElsewhere{fill:var(--elsewhere)}.bWorkingElsewhere{fill:var(--elsewhere-bg)}
.fNoData{fill:var(--unknown)}.bNoData{fill:var(--unknown-bg)}
.day{display:grid;grid-template-columns:13rem minmax(0,1fr);gap:.25rem 1.5rem;padding:.875rem 0;border-top:1px solid var(--line)}
.day:first-of-type{border-top:0;padding-top:0}
.day ul.entries{margin-top:0}
.now h2,.now th{color:var(--accent)}
table{border-collapse:collapse;width:100%}
caption{text-align:left;text-wrap:balance;font-size:1.125rem;font-weight:650;padding:0 0 .75rem}
th{text-align:left;font-weight:600;vertical-align:top}
td{vertical-align:top}
.weeks .hours{display:none}
.weeks thead .hours{display:flex;font-weight:400}
.weeks thead th:nth-child(2){padding-right:1.5rem}
.weeks ul.entries{margin-top:-.25rem}
.weeks p{margin-top:0}
caption::first-letter,h2::first-letter,.weeks th::first-letter{text-transform:uppercase}
abbr{text-decoration:none}
.weeks th[scope=row]{width:12.5rem;padding:.75rem 1rem .75rem 0;border-top:1px solid var(--line)}
.weeks td{padding:.75rem 0;border-top:1px solid var(--line)}
.weeks td.strip{width:36%;padding-right:1.5rem}
.hours{display:flex;justify-content:space-between;color:var(--soft);font-size:.75rem;font-variant-numeric:tabular-nums}
.months{table-layout:fixed}
.months th[scope=col]{padding:.25rem .375rem;font-size:.875rem;color:var(--soft)}
.months th.number,.months th[scope=row]{width:2.75rem;font-size:.8125rem;color:var(--soft);font-weight:500;padding:.375rem .25rem}
.months td{border:1px solid var(--line);padding:.375rem;height:6.5rem;font-size:.8125rem;line-height:1.35}
.months td.other{background:var(--paper);color:var(--soft)}
.months td.now{outline:2px solid var(--accent);outline-offset:-2px}
.months .date{display:inline-block;min-width:1.5rem;font-size:.9375rem;font-weight:600;margin-bottom:.25rem;padding:0 .125rem}
.months ul{list-style:none;margin:.375rem 0 0;padding:0}
.months li{white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.free i.k,dl.legend i.k{margin-top:0}
.months i.k{margin-top:0;width:.6875rem;height:.6875rem;vertical-align:-.0625rem;margin-right:.25rem}
form>div{min-width:0;max-width:100%}
form{display:flex;flex-wrap:wrap;gap:.625rem 1rem;align-items:flex-end}
label{display:block;font-size:.875rem;color:var(--soft)}
select,input,button{font:inherit;color:var(--ink);background:var(--card);border:1px solid var(--soft);border-radius:8px;padding:.4375rem .75rem;max-width:100%}
button{background:var(--accent);color:var(--accent-ink);border-color:var(--accent);cursor:pointer}
dl.legend{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:.375rem 1.25rem;margin:.75rem 0 0}
dl.legend dt{font-weight:600;white-space:nowrap}
dl.legend i.k{vertical-align:-.0625rem;margin-right:.25rem}
dl.legend dd{margin:0 0 .375rem 1.625rem;color:var(--soft);font-size:.9375rem}
.feeds{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;padding:0;margin:.5rem 0 0}
.code{max-width:34rem;margin:0 auto;padding-top:12vh}
.code form{margin:.875rem 0}
.code input{font-size:1.25rem;letter-spacing:.12em;width:12rem}
footer{padding:.5rem 1rem 2.5rem;color:var(--soft);font-size:.875rem}
@media (max-width:44rem){
.day{grid-template-columns:minmax(0,1fr)}
.weeks thead{position:absolute;clip-path:inset(50%)}
.weeks .hours{display:flex}
.weeks,.weeks caption,.weeks tbody,.weeks tr,.weeks th,.weeks td{display:block;width:100%}
.weeks tr{border-top:1px solid var(--line);padding:.75rem 0}
.weeks ul.entries{margin-top:.25rem}
.weeks th[scope=row],.weeks td,.weeks td.strip{border:0;padding:.125rem 0;width:100%}
.months th.number,.months th[scope=row]{width:1.5rem;padding:.25rem 0;font-size:.6875rem}
.months th[scope=col]{font-size:.75rem;padding:.25rem .125rem;overflow:hidden}
.months td{height:3.5rem;padding:.1875rem}
.months .date{min-height:1.5rem}
.months svg.strip{height:.625rem}
.months ul{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.when{flex-basis:7.25rem}
.card{padding:.875rem}
}
@media print{body{background:#fff}.bar,form,.feeds,.settings,.subscribe,.skip{display:none}.card{border:0;padding:0}
.day,.weeks tr,.months tr{break-inside:avoid}header,main,footer{max-width:none;padding:0}}
@media (prefers-reduced-motion:no-preference){.bar a{transition:border-color .15s}}
`
