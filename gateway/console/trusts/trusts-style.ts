/** Fingerprints as words in a grid, two sides beside each other, what is to be done by whom. */
export const TRUSTS_STYLE = `
.filter{display:flex;flex-wrap:wrap;gap:.25rem .75rem;align-items:flex-end}
.signed-in form.filter{display:flex}
.filter .field{margin:0}
.signed-in .row form{margin:0 0 .75rem}
.trusts td,.trusts th{overflow-wrap:anywhere}
.trusts .soft{display:block}
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
dl.plain dd{overflow-wrap:anywhere;min-width:0}
.scroll{max-height:18rem;overflow:auto}
.card textarea.file{min-height:12rem;font:0.875rem/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
`
