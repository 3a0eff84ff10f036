/** Tables of limits and levels: what decides stands out, and says so in a column of its own. */
export const ACCESS_STYLE = `
.access .tight>th,.access .tight>td{background:var(--tint)}
.access .tight>th{padding-left:.5rem;border-left:3px solid var(--accent)}
.access .tight .heading{color:var(--ink)}
.access td p.soft{font-size:.875rem}
h3.part{font-size:1rem;margin:1.25rem 0 .25rem}
`
