/** Style sheet of the page. */
export const STYLE = `:root {
  color-scheme: light dark;
  --bg: #f6f7f9; --panel: #fff; --line: #dfe3e8; --text: #1b2430; --dim: #5d6b7c; --accent: #0b62c4;
  --ok: #137a3f; --warn: #8f5600; --bad: #c0242c; --ok-bg: #e0f3e7; --warn-bg: #fbefd9; --bad-bg: #fde5e5; --none-bg: #e9edf2;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --bg: #10151c; --panel: #18202a; --line: #2b3644; --text: #e3e9f0; --dim: #93a2b4; --accent: #6cb0ff;
    --ok: #5fd08c; --warn: #f0b45a; --bad: #ff8087; --ok-bg: #163424; --warn-bg: #3a2c12; --bad-bg: #43191d; --none-bg: #26303c;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 4rem; }
body { margin: 0; background: var(--bg); color: var(--text); font: 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 1rem; top: 1rem; background: var(--panel); padding: .5rem; z-index: 3; }
.bar { position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: center; padding: .5rem 1.25rem; background: var(--panel); border-bottom: 1px solid var(--line); }
.bar h1 { font-size: 1rem; margin: 0; }
.bar code { color: var(--dim); font-size: .85em; }
.bar nav { display: flex; gap: .9rem; margin-inline-start: auto; }
.bar nav a { text-decoration: none; }
.live { display: inline-flex; align-items: center; gap: .4rem; color: var(--dim); font-size: .85em; }
.live::before { content: ""; width: .55rem; height: .55rem; border-radius: 50%; background: var(--dim); }
.live.on::before { background: var(--ok); }
.live.off::before { background: var(--bad); }
main { max-width: 1500px; margin: 0 auto; padding: 1rem 1.25rem 4rem; display: grid; gap: 1.25rem; grid-template-columns: minmax(0, 1fr); }
section { min-width: 0; }
section > h2 { font-size: .95rem; margin: 0 0 .5rem; display: flex; flex-wrap: wrap; align-items: center; gap: .5rem; }
.tools { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem; font-size: .9em; margin-inline-start: auto; font-weight: 400; }
.panel { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; overflow: auto; }
.scroll { max-height: 24rem; }
.pair { display: grid; gap: 1.25rem; grid-template-columns: minmax(0, 1fr); }
@media (min-width: 1000px) { .pair { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); } }
#summary { display: grid; grid-template-columns: repeat(6, minmax(0, 1fr)); gap: .75rem; }
@media (max-width: 960px) { #summary { grid-template-columns: repeat(3, minmax(0, 1fr)); } }
.tile { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: .6rem .8rem; }
.tile h3 { margin: 0; font-size: .8rem; font-weight: 500; color: var(--dim); }
.tile strong { display: block; font-size: 1.35rem; line-height: 1.4; white-space: nowrap; font-variant-numeric: tabular-nums; }
.tile small { color: var(--dim); display: block; }
.tile.bad { border-color: var(--bad); }
.tile.bad strong { color: var(--bad); }
.banner { grid-column: 1 / -1; margin: 0; padding: .5rem .8rem; border-radius: 8px; background: var(--warn-bg); color: var(--warn); }
.banner a { color: inherit; }
#alarms-body { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 340px), 1fr)); gap: .75rem; }
.card { background: var(--panel); border: 1px solid var(--line); border-inline-start: 4px solid var(--dim); border-radius: 8px; padding: .7rem .9rem; min-width: 0; }
.card.state-OK { border-inline-start-color: var(--ok); }
.card.state-ALARM { border-inline-start-color: var(--bad); }
.card header { display: flex; gap: .5rem; align-items: baseline; justify-content: space-between; }
.card h3 { margin: 0; font-size: .95rem; overflow-wrap: anywhere; }
.card p { margin: .3rem 0; overflow-wrap: anywhere; }
.card .spark { width: 100%; height: auto; margin: .3rem 0; }
.badge { font-size: .72rem; font-weight: 700; padding: .1rem .5rem; border-radius: 99px; white-space: nowrap; background: var(--none-bg); color: var(--dim); }
.badge.OK { background: var(--ok-bg); color: var(--ok); }
.badge.ALARM { background: var(--bad-bg); color: var(--bad); }
.severity, .reason, .dims, .history { color: var(--dim); font-size: .9em; }
.severity { border: 1px solid var(--line); border-radius: 4px; padding: 0 .3rem; }
.history { margin: .3rem 0; padding-inline-start: 1.2rem; max-height: 12rem; overflow: auto; }
.dim { display: inline-block; background: var(--none-bg); color: var(--dim); border-radius: 4px; padding: 0 .35rem; font-size: .85em; margin: 1px 0; }
.dim b { color: var(--text); font-weight: 600; }
.spark polyline { fill: none; stroke: var(--accent); stroke-width: 1.5; vector-effect: non-scaling-stroke; }
.spark .point { fill: var(--accent); }
.spark .breach { fill: var(--bad); }
.spark text { fill: var(--dim); font-size: 11px; }
.spark .threshold { stroke: var(--bad); stroke-dasharray: 4 3; vector-effect: non-scaling-stroke; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; padding: .4rem .7rem; border-bottom: 1px solid var(--line); vertical-align: middle; }
tbody tr:last-child td { border-bottom: 0; }
th { font-size: .8rem; font-weight: 500; color: var(--dim); position: sticky; top: 0; background: var(--panel); white-space: nowrap; }
td.metric { min-width: 150px; }
td small, .unit { color: var(--dim); }
td small { overflow-wrap: anywhere; }
td .spark { display: block; }
.number { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
tr.error td:nth-child(2), tr.error td:nth-child(3) { color: var(--bad); }
tr.warn td:nth-child(4) { color: var(--warn); }
.empty { color: var(--dim); padding: .8rem; margin: 0; text-align: start; }
.line { border-bottom: 1px solid var(--line); font-family: var(--mono); font-size: 12px; }
.line:last-child { border-bottom: 0; }
.line summary { display: block; padding: .2rem .7rem; cursor: pointer; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.line summary:hover { background: var(--none-bg); }
.line summary:focus-visible { outline-offset: -2px; }
.line[open] summary { white-space: normal; overflow-wrap: anywhere; background: var(--none-bg); }
.line pre { margin: 0; padding: .5rem .7rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.line time, .line .fields, .line .service { color: var(--dim); }
.line .level { display: inline-block; min-width: 3.4em; font-weight: 700; color: var(--dim); }
.line.error .level, .line.error .message { color: var(--bad); }
.line.warn .level { color: var(--warn); }
.line.info .level { color: var(--ok); }
button, input, select { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: .25rem .6rem; }
button { cursor: pointer; }
button:hover { border-color: var(--accent); }
button[aria-pressed="true"] { background: var(--warn-bg); color: var(--warn); border-color: var(--warn); }
.primary { background: var(--accent); border-color: var(--accent); color: var(--panel); }
#faults-form { padding: .8rem; }
.switches { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); gap: .6rem 1.5rem; }
.switches label { display: grid; grid-template-columns: 8.5rem 6rem minmax(0, 1fr); gap: .5rem; align-items: center; }
.switches input { width: 100%; }
.switches small { color: var(--dim); }
.actions { margin: .8rem 0 0; }
kbd { font: 11px var(--mono); border: 1px solid var(--line); border-radius: 4px; padding: 0 .3rem; color: var(--dim); }
@media (max-width: 640px) {
  body { font-size: 13px; }
  .bar, main { padding-inline: .75rem; }
  .bar nav { margin-inline-start: 0; flex-wrap: wrap; gap: .3rem .8rem; width: 100%; }
  #summary { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .5rem; }
  .minor, th.minor, .unit, th.unit, .bar code, kbd { display: none; }
  th, td { padding: .35rem .4rem; }
  td.metric { min-width: 6.5rem; overflow-wrap: anywhere; }
  td .spark { width: 84px; }
  .tools { margin-inline-start: 0; width: 100%; }
  .tools input { flex: 1; min-width: 0; }
  .line .fields, .line .service { display: none; }
  .switches label { grid-template-columns: 8rem 5rem minmax(0, 1fr); }
}
`
