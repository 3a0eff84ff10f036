/** Charts of how partners answered: each status by its pattern and its word, never by colour alone. */
export const HEALTH_STYLE = `
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:.5rem 1.5rem}
figure.chart{margin:0 0 .75rem}
figure.chart figcaption{font-weight:600;margin:0 0 .25rem}
svg.tallies{display:block;width:100%;height:auto;max-width:40rem;print-color-adjust:exact;-webkit-print-color-adjust:exact}
svg.tallies .axis{stroke:var(--soft);stroke-width:1}
svg.tallies .zero{stroke:var(--line);stroke-width:1}
svg.tallies .answered{fill:var(--busy)}
svg.tallies .refused{fill:url(#tRefused)}
svg.tallies .unknown{fill:url(#tUnknown);stroke:var(--wrong);stroke-width:.75}
svg.tallies .took{fill:none;stroke:var(--ink);stroke-width:1.5}
svg.tallies text{fill:var(--soft);font-size:10px}
.fRefused{fill:var(--tentative)}.bRefused{fill:var(--tentative-bg)}
.fUnknown{fill:var(--wrong)}.bUnknown{fill:var(--wrong-bg)}
ul.key{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.125rem;margin:.25rem 0 .75rem;padding:0;font-size:.9375rem}
ul.key svg.tallies{display:inline-block;width:1.125rem;height:.875rem;vertical-align:-.0625rem;margin-right:.25rem}
.chart details{margin-top:.25rem}
.chart summary{color:var(--accent);cursor:pointer}
.tally{font-size:.875rem;margin-top:.5rem;overflow-wrap:normal}
.tally th,.tally td{padding:.25rem .5rem .25rem 0;border-top:1px solid var(--line);font-variant-numeric:tabular-nums;text-align:right}
.tally th:first-child{text-align:left;font-weight:500}
.scroll{overflow-x:auto}
.state{font-weight:650}
ol.steps{list-style:none;margin:0;padding:0}
ol.steps>li{padding:.75rem 0;border-top:1px solid var(--line)}
ol.steps>li:first-child{border-top:0}
ol.steps h3{font-size:1rem;margin:0;font-weight:650}
ol.steps .remedy{border-left:4px solid var(--wrong);background:var(--wrong-bg);padding:.5rem .75rem;margin:.5rem 0 0}
`
