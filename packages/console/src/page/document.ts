import { type Html, html } from './html.js'
import { alarmsSection } from './sections/alarms-section.js'
import { faultsForm } from './sections/faults-section.js'
import { logRows } from './sections/logs-section.js'
import { metricRows } from './sections/metrics-section.js'
import { summarySection } from './sections/summary-section.js'
import { callRows, eventRows } from './sections/traffic-sections.js'
import type { PageSource } from './source.js'

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath d='M1 9h3l2-6 4 11 2-5h3' fill='none' stroke='%230b62c4' stroke-width='2'/%3E%3C/svg%3E"

const LEVELS = ['error', 'warn', 'info', 'debug'] as const

/** The whole page, filled, so that it says something even before its script runs. */
export function pageDocument(source: PageSource): Html {
  const logs = logRows(source, {})
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Monitoring console</title>
<link rel="icon" href="${ICON}">
<link rel="stylesheet" href="/style.css">
<script type="module" src="/app.js"></script>
</head>
<body>
<a class="skip" href="#logs">Skip to the logs</a>
<header class="bar">
<h1>Monitoring console</h1>
<code>AWS_ENDPOINT_URL=${source.url}</code>
<span class="live" id="live" role="status">loading</span>
<button type="button" id="pause" aria-pressed="false" title="Key: p">Pause</button>
<button type="button" id="clear">Clear</button>
<nav aria-label="Sections"><a href="#alarms">Alarms</a><a href="#metrics">Metrics</a><a href="#logs">Logs</a><a href="#events">Events</a><a href="#calls">Calls</a><a href="#faults">Faults</a></nav>
</header>
<main>
<section id="summary" aria-label="Summary">${summarySection(source)}</section>
<section id="alarms"><h2>Alarms</h2><div id="alarms-body">${alarmsSection(source)}</div></section>
<section id="metrics"><h2>Metrics</h2><div class="panel scroll" tabindex="0" role="region" aria-label="Metrics"><table>
<thead><tr><th>Metric</th><th class="unit">Unit</th><th>By minute</th><th class="number">Sum</th><th class="number minor">Count</th><th class="number minor">Average</th><th class="number">p50</th><th class="number">p99</th><th class="number minor">Max</th></tr></thead>
<tbody id="metrics-body">${metricRows(source)}</tbody></table></div></section>
<section id="logs"><h2>Logs <span class="tools"><input type="search" id="logs-q" placeholder="Filter" aria-label="Filter log lines by text" autocomplete="off"> <kbd title="Key: /">/</kbd> <select id="logs-level" aria-label="Level"><option value="">every level</option>${LEVELS.map((level) => html`<option>${level}</option>`)}</select></span></h2>
<div class="panel scroll" id="logs-body" tabindex="0" role="log" aria-label="Log lines" data-last="${logs.last}">${logs.count === 0 ? html`<p class="empty">No log lines yet.</p>` : logs.rows}</div></section>
<div class="pair">
<section id="events"><h2>Events</h2><div class="panel scroll" id="events-body" tabindex="0" role="region" aria-label="Events">${eventRows(source)}</div></section>
<section id="calls"><h2>AWS calls</h2><div class="panel scroll" tabindex="0" role="region" aria-label="AWS calls"><table>
<thead><tr><th>Time</th><th>Operation</th><th class="number">Status</th><th class="number">Items</th><th class="number minor">Bytes</th><th class="number minor">Took</th></tr></thead>
<tbody id="calls-body">${callRows(source)}</tbody></table></div></section>
</div>
<section id="faults"><h2>Faults</h2><div class="panel">${faultsForm(source.injector.settings)}</div></section>
</main>
</body>
</html>
`
}
