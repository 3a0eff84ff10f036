/** Rows side by side; where there is no room, each person is a list of her days. */
export const SCHEDULE_STYLE = `
.question summary{cursor:pointer;color:var(--accent)}
.question summary h2{display:inline;margin:0}
.question form{margin-top:.875rem}
.question textarea{width:100%}
.why summary{color:var(--accent);cursor:pointer;font-size:.9375rem;font-weight:400}
.why ul{margin:.25rem 0 0;padding-left:1.125rem;font-weight:400;font-size:.9375rem;color:var(--soft);max-width:34rem}
.people bdi{font-weight:600}
ul.people{margin-bottom:1.25rem}
.side.several th[scope=col]:first-child{width:12rem}
.proposed{margin:.5rem 0 0;padding:0;list-style:none}
.proposed li{padding:.375rem 0;border-top:1px solid var(--line);display:flex;flex-wrap:wrap;gap:0 .875rem}
.proposed li:first-child{border-top:0}
.proposed .slot{font-weight:600;font-variant-numeric:tabular-nums}
.proposed .free{margin:0}
.side th,.side td{padding:.625rem 1rem .625rem 0;border-top:1px solid var(--line);vertical-align:top}
.side td:last-child{padding-right:0}
.side thead th{border-top:0;padding-top:0;color:var(--soft);font-weight:500;font-size:.875rem}
.side th p{font-weight:400}
.side.one th[scope=row]{width:18rem}
.side.one .cell{display:grid;grid-template-columns:minmax(0,2fr) minmax(0,3fr);gap:0 1.25rem}
.side.several{table-layout:fixed}
.side.several .entries,.side.several .cell p{font-size:.875rem}
.side.several .entries li{display:block;padding:.125rem 0}
.side.several i.k{margin:0 .375rem 0 0;vertical-align:-.125rem}
.side.several .when{margin-right:.375rem}
.side ul.entries{margin-top:0}
.weeks+.weeks{margin-top:1.5rem}
@media (max-width:63.9375rem){
.side thead{position:absolute;clip-path:inset(50%)}
.side,.side tbody,.side tr,.side th,.side td{display:block;width:100%}
.side.one th[scope=row]{width:100%}
.side tr{border-top:1px solid var(--line);padding:.75rem 0}
.side th,.side td{border:0;padding:.25rem 0}
.side.one .heading{display:none}
}
@media (max-width:44rem){.side.one .cell{display:block}}
`
