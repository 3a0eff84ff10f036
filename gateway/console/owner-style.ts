import { Sheet } from './layout.ts'
import { STYLE } from './style.ts'

/** What pages of people who are signed in have besides: forms with words to each field, lists of what can be done. */
export const SIGNED_IN_STYLE = `
:root{--wrong:#a4262c;--wrong-bg:#fbeceb;--good:#2c6e49;--good-bg:#eaf5ee}
@media (prefers-color-scheme:dark){:root{--wrong:#f1a5a2;--wrong-bg:#3a2020;--good:#84cfa4;--good-bg:#183024}}
.signed-in main,.signed-in header,.signed-in footer{max-width:52rem}
.signed-in header .top{display:flex;gap:1rem;align-items:center;justify-content:space-between;margin-bottom:.375rem}
.signed-in header .top p{margin:0;min-width:0}
.signed-in header .top button{white-space:nowrap;padding:.25rem .625rem;font-size:.9375rem}
.signed-in main>p.soft{margin:0 0 .875rem}
.signed-in form{display:block}
.signed-in h2{margin:0 0 .625rem}
.signed-in .card{padding:1.125rem 1.25rem}
.signed-in .card>:last-child{margin-bottom:0}
button.quiet,a.button{display:inline-block;font:inherit;background:var(--card);color:var(--accent);border:1px solid var(--line);
border-radius:8px;padding:.4375rem .75rem;text-decoration:none;cursor:pointer}
button.quiet:hover,a.button:hover{border-color:var(--accent)}
a.button.first{background:var(--accent);color:var(--accent-ink);border-color:var(--accent)}
button.final{background:var(--wrong);border-color:var(--wrong);color:var(--card)}
.said{border-left:4px solid var(--good);background:var(--good-bg)}
.faults{border-left:4px solid var(--wrong);background:var(--wrong-bg)}
.faults ul{margin:.375rem 0 0;padding-left:1.25rem}
.capped{border-left:4px solid var(--tentative);background:var(--tentative-bg)}
ul.shares{list-style:none;margin:0;padding:0}
ul.shares>li{padding:1rem 0;border-top:1px solid var(--line)}
ul.shares>li:first-child{border-top:0;padding-top:0}
ul.shares>li:last-child{padding-bottom:0}
ul.shares h3{font-size:1rem;margin:0;font-weight:650}
.facts{list-style:none;margin:.125rem 0 .5rem;padding:0;color:var(--soft);font-size:.9375rem}
.facts .level{color:var(--ink)}
.tag{display:inline-block;border:1px solid var(--line);border-radius:999px;padding:0 .5rem;font-size:.8125rem;font-weight:500;
color:var(--soft);margin-left:.375rem;vertical-align:.0625rem}
.tag.open{color:var(--good);border-color:var(--good)}
.limit{display:block;color:var(--tentative)}
.bounced{color:var(--wrong)}
.row{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;justify-content:space-between}
.acts{display:flex;flex-wrap:wrap;gap:.5rem}
.acts{align-items:center}
.acts a,.acts button{font-size:.9375rem;padding:.25rem .625rem}
dl.rules{margin:.5rem 0 0}
dl.rules div{display:flex;flex-wrap:wrap;gap:0 1rem;justify-content:space-between;padding:.5rem 0;border-top:1px solid var(--line)}
dl.rules dt{font-weight:600}
dl.rules dd{margin:0;color:var(--soft)}
fieldset{border:0;padding:0;margin:0 0 1.25rem;min-width:0}
legend{font-weight:650;padding:0;margin-bottom:.375rem}
.signed-in fieldset fieldset{margin:0 0 .75rem}
.signed-in fieldset fieldset legend{font-weight:400;font-size:.875rem;color:var(--soft)}
.field{margin:0 0 .875rem}
.field label,.pair label{color:var(--ink);font-size:1rem}
.hint{color:var(--soft);font-size:.875rem;margin:.125rem 0 0}
.wrong{color:var(--wrong);font-size:.9375rem;margin:.125rem 0 0}
.field input[type=text],.field textarea,.field input[type=email]{width:100%}
textarea{font:inherit;color:var(--ink);background:var(--card);border:1px solid var(--soft);border-radius:8px;padding:.4375rem .75rem;
min-height:4.5rem;resize:vertical;max-width:100%}
[aria-invalid=true]{border:2px solid var(--wrong)}
.pair{display:flex;flex-wrap:wrap;gap:0 1.25rem}
.pair .field{flex:1 1 12rem;min-width:0}
.pair input,.pair select{width:100%}
.choice{display:grid;grid-template-columns:1.25rem minmax(0,1fr);gap:0 .625rem;padding:.375rem 0;align-items:start}
.choice input{width:1.125rem;height:1.125rem;margin:.1875rem 0 0;accent-color:var(--accent);padding:0}
.choice label{color:var(--ink);font-size:1rem}
.choice .hint,.choice .limit{grid-column:2;margin:0;font-size:.875rem}
.days{display:flex;flex-wrap:wrap;gap:.25rem 1.125rem}
.days .choice{grid-template-columns:1.25rem auto;gap:0 .375rem;padding:.125rem 0}
.send{display:flex;flex-wrap:wrap;gap:.625rem;align-items:center;margin-top:1.25rem}
.address{display:block;width:100%;font:0.9375rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--paper);
padding:.625rem .75rem;border:1px solid var(--line);border-radius:8px;overflow-wrap:anywhere;user-select:all}
.signed-in main.entry{max-width:36rem;padding-top:12vh}
.entry p{margin:.5rem 0 1rem}
@media (max-width:44rem){.signed-in .card{padding:.9375rem}}
`

export const OWNER_SHEET = new Sheet(STYLE + SIGNED_IN_STYLE)
