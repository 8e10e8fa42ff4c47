import type { FaultSettings } from '../../faults/settings.js'
import { formatBytes, formatNumber } from '../format.js'
import { type Html, html } from '../html.js'
import type { PageSource } from '../source.js'

/** The counters at the top. */
export function summarySection({ store, board, injector }: PageSource): Html {
  const { logs, metrics, events, calls } = store
  const services = Object.values(calls.totals())
  const errors = services.reduce((sum, totals) => sum + totals.errors, 0)
  const wireBytes = services.reduce((sum, totals) => sum + totals.wireBytes, 0)
  const dropped = [logs.ring, metrics.ring, events.ring].reduce((sum, ring) => sum + ring.droppedFromMemory, 0)
  const bytes = [logs.ring, metrics.ring, events.ring, calls.ring].reduce((sum, ring) => sum + ring.bytes, 0)
  const alarms = board.list()
  const firing = alarms.filter(({ state }) => state === 'ALARM').length
  const faults = describeFaults(injector.settings)
  return html`${[
    tile('Log lines', formatNumber(logs.ring.total), 'by PutRecordBatch'),
    tile('Metrics', formatNumber(metrics.seriesCount), `${formatNumber(metrics.ring.total)} datums`),
    tile('Events', formatNumber(events.ring.total), 'by PutEvents'),
    tile(
      'AWS calls',
      formatNumber(calls.ring.total),
      `${formatNumber(errors)} failed · ${formatBytes(wireBytes)} on the wire`,
    ),
    tile(
      'Alarms',
      alarms.length === 0 ? '–' : `${firing} / ${alarms.length}`,
      firing > 0 ? 'in ALARM' : 'none in ALARM',
      firing > 0 ? 'bad' : undefined,
    ),
    tile('In memory', formatBytes(bytes), dropped === 0 ? 'nothing dropped' : `${formatNumber(dropped)} older dropped`),
  ]}${
    faults.length > 0 &&
    html`<p class="banner" role="status">Faults are on: ${faults.join(', ')}. <a href="#faults">Change</a></p>`
  }`
}

function tile(title: string, value: string, note: string, kind?: string): Html {
  return html`<div class="tile ${kind}"><h3>${title}</h3><strong>${value}</strong><small>${note}</small></div>`
}

function describeFaults(settings: FaultSettings): readonly string[] {
  const { operations, seed: _seed, latencyMs, ...probabilities } = settings
  const active = Object.entries(probabilities)
    .filter(([, probability]) => probability > 0)
    .map(([name, probability]) => `${name} ${formatNumber(probability * 100)} %`)
  if (latencyMs > 0) active.push(`latency ${formatNumber(latencyMs)} ms`)
  if (active.length > 0 && operations !== undefined) active.push(`only ${operations.join(' and ')}`)
  return active
}
