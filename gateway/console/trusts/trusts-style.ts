/** Fingerprints as words in a grid, two sides beside each other, what is to be done by whom. */
export const TRUSTS_STYLE = `
.filter{display:flex;flex-wrap:wrap;gap:.25rem .75rem;align-items:flex-end}
.signed-in form.filter{display:flex}
.filter .field{margin:0}
.signed-in .row form{margin:0 0 .75rem}
ul.need{list-style:none;margin:0;padding:0;color:var(--wrong)}
ol.words{display:grid;grid-template-columns:repeat(auto-fill,minmax(8.25rem,1fr));gap:.125rem .75rem;list-style:none;margin:.5rem 0;padding:0;
font-variant-numeric:tabular-nums}
ol.words{counter-reset:word}
ol.words li{display:flex;gap:.5rem;counter-increment:word}
ol.words li::before{content:counter(word);color:var(--soft);font-size:.8125rem;min-width:1.25rem;text-align:right;padding-top:.125rem}
.hex{font:0.9375rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.prints{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,20rem),1fr));gap:1rem 2rem}
.prints h3,.todo h3{font-size:1rem;margin:0 0 .25rem;font-weight:650}
.todo{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));gap:1rem 2rem}
.todo ul{margin:0;padding-left:1.25rem}
.todo li{margin:.25rem 0}
.record{display:block;font:0.875rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere;
background:var(--paper);border:1px solid var(--line);border-radius:8px;padding:.375rem .625rem;margin:.25rem 0;user-select:all}
.standing{font-size:1.0625rem}
dl.plain div{display:grid;grid-template-columns:minmax(0,12rem) minmax(0,1fr)}
dl.plain dd{overflow-wrap:anywhere;min-width:0}
dl.plain .facts{margin:0}
h3.sub{font-size:1rem;margin:1rem 0 .25rem;font-weight:650}
.card p+form{margin-top:1rem}
.sides th,.sides td{padding:.625rem 1rem .625rem 0;border-top:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
.sides thead th,.sides thead td{border-top:0;color:var(--soft);font-weight:500;font-size:.875rem;padding-top:0}
.sides .heading{display:none}
.sides td p{margin:0}
.sides ul{list-style:none;margin:0;padding:0}
.sides .need{color:var(--wrong)}
.halves th[scope=row]{width:22%}
@media (max-width:44rem){
dl.plain div{display:block}
.sides thead{position:absolute;clip-path:inset(50%)}
.sides,.sides tbody,.sides tr,.sides th,.sides td,.halves th[scope=row]{display:block;width:100%}
.sides tr{border-top:1px solid var(--line);padding:.75rem 0}
.sides th,.sides td{border:0;padding:.125rem 0}
.sides .heading{display:inline;color:var(--soft);font-size:.875rem;font-weight:400}
}
.card textarea.file{min-height:12rem;font:0.875rem/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
`
