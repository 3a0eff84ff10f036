/** Steps one below the other, what each did beside it. */
export const EXPLAIN_STYLE = `
ol.steps{list-style:none;margin:0;padding:0}
.step{display:grid;grid-template-columns:8.5rem minmax(0,1fr);gap:0 1rem;padding:.75rem 0;border-top:1px solid var(--line)}
.step:first-child{border-top:0;padding-top:0}
.step h3{font-size:1rem;font-weight:650;margin:0}
.step .did{margin:0;font-weight:600;color:var(--good)}
.step.cap .did{color:var(--tentative)}
.step.deny .did{color:var(--wrong)}
.step.unknown .did{color:var(--unknown)}
.step .facts{margin-bottom:0}
.step code,.audit code,.access code{font-size:.875em;overflow-wrap:anywhere}
.signed-in h2.people::first-letter{text-transform:none}
.outcome{font-size:1.125rem;font-weight:650;margin:0 0 .25rem}
.looked-at{padding:1rem 0 0;border-top:1px solid var(--line);margin-top:1rem}
details.more>summary{color:var(--accent);cursor:pointer;margin-bottom:.75rem}
.link code{user-select:all;overflow-wrap:anywhere}
@media (max-width:44rem){.step{grid-template-columns:minmax(0,1fr)}}
`
