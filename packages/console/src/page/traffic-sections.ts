import { type CallView, type EventView, viewCalls, viewEvents } from '../api/views.js'
import { formatBytes, timeElement } from './format.js'
import { type Html, html } from './html.js'
import type { PageSource } from './source.js'

const MAX_ROWS = 50

/** The newest events, newest first. */
export function eventRows({ store }: PageSource): Html {
  const { items } = viewEvents(store, { limit: MAX_ROWS })
  if (items.length === 0) return html`<p class="empty">No events yet.</p>`
  return html`${[...items].reverse().map(eventRow)}`
}

function eventRow({ sequence, time, source, detailType, detail, eventBusName }: EventView): Html {
  return html`<details class="line" data-key="event-${sequence}"><summary>${timeElement(Date.parse(time))} <span class="message">${detailType}</span> <span class="fields">${source}${eventBusName === 'default' ? '' : ` → ${eventBusName}`} ${JSON.stringify(detail)}</span></summary><pre>${JSON.stringify(detail, undefined, 2)}</pre></details>`
}

/** The newest calls, newest first. */
export function callRows({ store }: PageSource): Html {
  const { items } = viewCalls(store, { limit: MAX_ROWS })
  if (items.length === 0) return html`<tr><td class="empty" colspan="6">No calls yet.</td></tr>`
  return html`${[...items].reverse().map(callRow)}`
}

function callRow(call: CallView): Html {
  const { status, fault, error, items, failedItems, wireBytes, bodyBytes } = call
  const kind = status !== 200 ? 'error' : failedItems > 0 ? 'warn' : 'plain'
  const compression = bodyBytes > wireBytes ? ` (of ${formatBytes(bodyBytes)})` : ''
  return html`<tr class="${kind}"><td>${timeElement(Date.parse(call.time))}</td><td><b>${call.operation || '?'}</b>${error !== undefined && html`<br><small>${error}</small>`}${fault !== undefined && html` <span class="dim">fault: ${fault}</span>`}</td><td class="number">${status === 0 ? 'none' : status}</td><td class="number">${failedItems > 0 ? `${items - failedItems} of ${items}` : items}</td><td class="number minor">${formatBytes(wireBytes)}${compression}</td><td class="number minor">${call.durationMs.toFixed(1)} ms</td></tr>`
}
