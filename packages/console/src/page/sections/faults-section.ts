import type { FaultSettings } from '../../faults/settings.js'
import { MAX_LATENCY_MS } from '../../faults/settings.js'
import { type Html, html } from '../html.js'

type Probability = 'throttle' | 'partialFailure' | 'reset' | 'error500' | 'acceptThenDrop'

const PROBABILITIES: readonly { readonly name: Probability; readonly label: string; readonly note: string }[] = [
  { name: 'throttle', label: 'Throttle', note: 'calls refused as the service throttles' },
  { name: 'partialFailure', label: 'Partial failure', note: 'records and entries refused one by one' },
  { name: 'error500', label: 'Internal error', note: 'calls answered with 500' },
  { name: 'reset', label: 'Reset', note: 'connection reset, nothing stored' },
  { name: 'acceptThenDrop', label: 'Accept, then drop', note: 'stored, but never answered' },
]

/** The switches; the script sends them as one object. */
export function faultsForm(settings: FaultSettings): Html {
  return html`<form id="faults-form">
<div class="switches">${PROBABILITIES.map(
    ({ name, label, note }) =>
      html`<label><span>${label}</span><input type="number" name="${name}" min="0" max="100" step="any" value="${settings[name] * 100}"><small>% · ${note}</small></label>`,
  )}
<label><span>Latency</span><input type="number" name="latencyMs" min="0" max="${MAX_LATENCY_MS}" step="1" value="${settings.latencyMs}"><small>ms · stored first, answered later</small></label>
<label><span>Only operations</span><input type="text" name="operations" value="${settings.operations?.join(', ')}" placeholder="all" autocomplete="off"><small>for example PutEvents, PutRecordBatch</small></label>
<label><span>Seed</span><input type="number" name="seed" step="1" value="${settings.seed}"><small>repeats the same faults</small></label></div>
<p class="actions"><button type="submit" class="primary">Apply</button> <button type="button" id="faults-clear">No faults</button> <output id="faults-message"></output></p>
</form>`
}
