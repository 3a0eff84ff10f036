/** What the pages about sharing have besides. */
export const SHARING_STYLE = `
.sharing .card>.row{margin-bottom:.625rem}
.sharing .card>.row h2{margin:0}
.sharing form.narrow{max-width:46rem}
.sharing details{margin:0 0 1.25rem}
.sharing summary{color:var(--accent);cursor:pointer;font-weight:650;margin-bottom:.5rem}
.sharing .acts form{display:inline}
.sharing td .acts{gap:.375rem}
.sharing .choice{max-width:46rem}
.sharing .capped thead th,.sharing .capped .heading{color:var(--ink)}
.sharing .acts button{font-size:.9375rem;padding:.25rem .625rem}
.sharing .trusts td,.sharing .trusts th{overflow-wrap:break-word}
.sharing .trusts bdi{overflow-wrap:anywhere}
@media (min-width:64.01rem){.what-if .trusts th[scope=row],.what-if .trusts td:nth-child(2){min-width:12.5rem}}
.rows{margin:.5rem 0 0}
.rows .pair{gap:0 .75rem}
.rows .field{margin:0 0 .375rem}
.rows label{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.counts{margin:.375rem 0 1rem;padding-left:1.25rem}
.told-more{color:var(--wrong)}
.tag.warned{color:var(--wrong);border-color:var(--wrong)}
.what-if{margin-top:1.5rem}
.what-if h3{font-size:1rem;margin:1rem 0 .5rem}
.sharing form.find{display:flex;flex-wrap:wrap;gap:.5rem .75rem;align-items:flex-end;margin-bottom:1rem}
.sharing form.find .field{margin:0;flex:0 1 22rem}
`
