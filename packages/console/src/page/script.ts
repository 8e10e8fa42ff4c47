/**
 * The page's module. It asks for new markup once a second and puts it in place; it makes none itself, so all
 * escaping is done by the server. Type checked by a test, as the browser gets it.
 */
export const SCRIPT = `const POLL_MS = 1000
const MAX_LINES = 300

/** @type {<T extends HTMLElement>(id: string, kind: new () => T) => T} */
function element(id, kind) {
  const found = document.getElementById(id)
  if (!(found instanceof kind)) throw new Error('The page has no ' + id)
  return found
}

const logs = element('logs-body', HTMLElement)
const live = element('live', HTMLElement)
const pause = element('pause', HTMLButtonElement)
const search = element('logs-q', HTMLInputElement)
const level = element('logs-level', HTMLSelectElement)
const form = element('faults-form', HTMLFormElement)
const message = element('faults-message', HTMLOutputElement)

let paused = false
let after = 0
/** @type {Map<string, string>} */
const shown = new Map()

/**
 * Replaces a part of the page if it changed; what was open or focused stays so.
 * @type {(id: string, markup: string) => void}
 */
function replace(id, markup) {
  if (shown.get(id) === markup) return
  shown.set(id, markup)
  const target = element(id, HTMLElement)
  const open = Array.from(target.querySelectorAll('details[open][data-key]'), keyOf)
  const focused = document.activeElement?.parentElement
  const focusedKey = focused && target.contains(focused) ? keyOf(focused) : null
  target.innerHTML = markup
  for (const details of target.querySelectorAll('details[data-key]')) {
    if (open.includes(keyOf(details))) details.setAttribute('open', '')
    if (focusedKey !== null && keyOf(details) === focusedKey) details.querySelector('summary')?.focus()
  }
}

/** @type {(details: Element) => string | null} */
function keyOf(details) {
  return details.getAttribute('data-key')
}

/**
 * Adds lines to the tail, and follows it unless the reader scrolled up.
 * @type {(markup: string) => void}
 */
function append(markup) {
  const follows = logs.scrollHeight - logs.scrollTop - logs.clientHeight < 40
  logs.querySelector('.empty')?.remove()
  logs.insertAdjacentHTML('beforeend', markup)
  while (logs.childElementCount > MAX_LINES) logs.firstElementChild?.remove()
  if (follows) logs.scrollTop = logs.scrollHeight
}

/** @type {AbortController | undefined} */
let running

/** @type {() => Promise<void>} */
async function refresh() {
  running?.abort()
  const controller = new AbortController()
  running = controller
  const query = new URLSearchParams({ after: String(after), q: search.value, level: level.value })
  const answer = await fetch('/view?' + query, { signal: controller.signal })
  if (!answer.ok) throw new Error('HTTP ' + answer.status)
  const view = await answer.json()
  if (controller.signal.aborted) return
  if (view.logs.last < after) return restartTail()
  for (const id of ['summary', 'alarms-body', 'metrics-body', 'events-body', 'calls-body']) replace(id, view[id])
  if (view.logs.count > 0) append(view.logs.rows)
  after = view.logs.last
}

/** @type {() => Promise<void>} */
function restartTail() {
  after = 0
  logs.textContent = ''
  return refresh()
}

/** @type {(state: 'on' | 'off' | '', text: string) => void} */
function showLive(state, text) {
  live.className = 'live ' + state
  live.textContent = text
}

async function poll() {
  if (!paused && !document.hidden) await attempt(refresh)
  setTimeout(poll, POLL_MS)
}

/** @type {(action: () => Promise<void>) => Promise<void>} */
async function attempt(action) {
  try {
    await action()
    showLive(paused ? '' : 'on', paused ? 'paused' : 'live')
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'AbortError')) showLive('off', 'the console does not answer')
  }
}

function togglePause() {
  paused = !paused
  pause.setAttribute('aria-pressed', String(paused))
  showLive(paused ? '' : 'on', paused ? 'paused' : 'live')
  if (!paused) void attempt(refresh)
}

pause.addEventListener('click', togglePause)
search.addEventListener('input', () => void attempt(restartTail))
level.addEventListener('change', () => void attempt(restartTail))

element('clear', HTMLButtonElement).addEventListener('click', async () => {
  if (!confirm('Forget everything that arrived?')) return
  await fetch('/api/data', { method: 'DELETE' })
  await attempt(restartTail)
})

const PERCENTAGES = ['throttle', 'partialFailure', 'reset', 'error500', 'acceptThenDrop']

function readFaults() {
  const values = new FormData(form)
  /** @type {(name: string) => number} */
  const number = (name) => Number(values.get(name) || 0)
  const operations = String(values.get('operations') ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  return {
    ...Object.fromEntries(PERCENTAGES.map((name) => [name, number(name) / 100])),
    latencyMs: number('latencyMs'),
    seed: number('seed'),
    ...(operations.length === 0 ? {} : { operations }),
  }
}

/** @type {(method: string, body?: string) => Promise<void>} */
async function sendFaults(method, body) {
  const answer = await fetch('/api/faults', body === undefined ? { method } : { method, body })
  const result = await answer.json()
  message.value = answer.ok ? (method === 'DELETE' ? 'No faults.' : 'Applied.') : result.error.message
  await attempt(refresh)
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  void sendFaults('PUT', JSON.stringify(readFaults()))
})

element('faults-clear', HTMLButtonElement).addEventListener('click', () => {
  for (const name of [...PERCENTAGES, 'latencyMs']) {
    const input = form.elements.namedItem(name)
    if (input instanceof HTMLInputElement) input.value = '0'
  }
  void sendFaults('DELETE')
})

document.addEventListener('keydown', (event) => {
  const target = event.target
  if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement) {
    if (event.key === 'Escape') target.blur()
    return
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key === '/') {
    event.preventDefault()
    search.focus()
  } else if (event.key === 'p') togglePause()
})

logs.scrollTop = logs.scrollHeight
after = Number(logs.dataset['last'] ?? 0)
void poll()
`
