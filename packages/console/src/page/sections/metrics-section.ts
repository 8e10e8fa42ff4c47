import type { MetricStatistic } from '@org/alarms'
import { seriesView } from '../../api/metric-view.js'
import { datapointsOf } from '../../cloudwatch/datapoints.js'
import type { MetricSeries } from '../../store/metric-series.js'
import { dimensionLabels, formatNumber } from '../format.js'
import { type Html, html } from '../html.js'
import type { PageSource } from '../source.js'
import { sparkline } from '../sparkline.js'

const PERIOD_MS = 60_000
const PERIODS_SHOWN = 30
const MAX_ROWS = 200

/** A row for each metric. */
export function metricRows(source: PageSource): Html {
  const series = source.store.metrics.list()
  if (series.length === 0) {
    return html`<tr><td class="empty" colspan="9">No metrics yet. They arrive when the service flushes, by default once a minute.</td></tr>`
  }
  return html`${series.slice(0, MAX_ROWS).map((item) => row(item, source))}${
    series.length > MAX_ROWS &&
    html`<tr><td class="empty" colspan="9">${formatNumber(series.length - MAX_ROWS)} more metrics at <a href="/api/metrics">/api/metrics</a></td></tr>`
  }`
}

function row(series: MetricSeries, source: PageSource): Html {
  const view = seriesView(series)
  const isCount = view.unit === 'Count'
  return html`<tr><td class="metric"><b>${breakable(view.name)}</b> <small>${view.namespace}</small><br>${dimensionLabels(view.dimensions)}</td>
<td class="unit">${view.unit === 'None' ? '' : view.unit}</td>
<td>${graph(series, source, isCount ? 'Sum' : 'Average')}</td>
<td class="number">${formatNumber(view.Sum)}</td><td class="number minor">${formatNumber(view.SampleCount)}</td><td class="number minor">${formatNumber(view.Average)}</td><td class="number">${formatNumber(view.p50)}</td><td class="number">${formatNumber(view.p99)}</td><td class="number minor">${formatNumber(view.Maximum)}</td></tr>`
}

function graph(series: MetricSeries, { now }: PageSource, statistic: MetricStatistic): Html {
  const to = Math.floor(now() / PERIOD_MS) * PERIOD_MS
  const from = to - (PERIODS_SHOWN - 1) * PERIOD_MS
  return sparkline({
    points: datapointsOf(series, statistic, { start: from, end: to + PERIOD_MS, periodMs: PERIOD_MS }),
    from,
    to,
    periodMs: PERIOD_MS,
    label: `${statistic} of ${series.metric.name} by minute`,
  })
}

/** Lets a long name break after an underscore or a dot rather than anywhere. */
function breakable(name: string): Html {
  return html`${name.split(/(?<=[_.-])/).map((part) => html`${part}<wbr>`)}`
}
