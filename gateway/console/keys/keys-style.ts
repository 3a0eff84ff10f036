/** Certificates, keys, and who is ready for the next ones. */
export const KEYS_STYLE = `
.slots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));gap:0 1rem;align-items:start}
.slots dl.rules div{display:block}
.slots dl.rules .need,.need{color:var(--wrong);margin:.125rem 0}
.print{font-size:.9375rem;overflow-wrap:anywhere}
code.print{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.8125rem}
.mark{display:inline-block;min-width:1.125rem;font-weight:650}
pre.address{white-space:pre-wrap;margin:.5rem 0}
.field textarea.file{font:.8125rem/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;min-height:10rem}
`
