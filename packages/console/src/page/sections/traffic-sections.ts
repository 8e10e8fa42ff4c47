import { type CallView, viewCalls } from '../../api/call-view.js'
import type { StoredEvent } from '../../store/events.js'
import { excerpt, formatBytes, timeElement } from '../format.js'
import { type Html, html } from '../html.js'
import type { PageSource } from '../source.js'

const MAX_ROWS = 50

/** The newest events, newest first. */
export function eventRows({ store }: PageSource): Html {
  const { items } = store.events.ring.newest(MAX_ROWS, () => true)
  if (items.length === 0) return html`<p class="empty">No events yet.</p>`
  return html`${[...items].reverse().map(eventRow)}`
}

/** Characters of a detail that the row shows, folded and opened. */
const MAX_SHOWN = 400
const MAX_EXPANDED = 16_384

function eventRow({ sequence, time, source, detailType, detail, eventBusName }: StoredEvent): Html {
  const bus = eventBusName === 'default' ? '' : ` → ${eventBusName}`
  return html`<details class="line" data-key="event-${sequence}"><summary>${timeElement(time)} <span class="message">${detailType}</span> <span class="fields">${source}${bus} ${excerpt(detail, MAX_SHOWN)}</span></summary><pre>${
    detail.length > MAX_EXPANDED ? excerpt(detail, MAX_EXPANDED) : JSON.stringify(JSON.parse(detail), undefined, 2)
  }</pre></details>`
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
