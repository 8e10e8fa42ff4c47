// Does what a newcomer does: `npm start`, a visit, a look at the console, and an end.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'

const TIMEOUT_MS = 300_000

const child = spawn('npm', ['start'], {
  env: { ...process.env, PORT: '0', CONSOLE_PORT: '0' },
  stdio: ['ignore', 'pipe', 'inherit'],
  // A group of its own, so that nothing of it is left behind when this goes wrong.
  detached: true,
})
// The output ends with the last process that could write to it, not with npm.
const ended = once(child, 'close')
function killAll() {
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // Everything has ended, as it should.
  }
}
process.on('exit', killAll)
const deadline = setTimeout(() => {
  console.error('npm start did not come up in time')
  process.exit(1)
}, TIMEOUT_MS)

let output = ''
const printed = new Promise((resolve) => {
  child.stdout.setEncoding('utf8').on('data', (text) => {
    process.stdout.write(text)
    output += text
    const service = /helloworld +(http:\S+)/.exec(output)?.[1]
    const local = /console +(http:\S+)/.exec(output)?.[1]
    if (service !== undefined && local !== undefined && output.includes('Stop ')) resolve({ service, local })
  })
})

const early = ended.then(([code]) => Promise.reject(new Error(`npm start ended with ${code} before it was up`)))
const { service, local } = await Promise.race([printed, early])
early.catch(() => {})

const visit = await fetch(service)
assert.equal(await visit.text(), 'Hello World')

async function arrived() {
  const { services } = await (await fetch(`${local}/api/summary`)).json()
  return ['firehose', 'cloudwatch', 'eventbridge'].every((name) => (services[name]?.items ?? 0) > 0)
}
while (!(await arrived())) await new Promise((resolve) => setTimeout(resolve, 200))

child.kill('SIGTERM')
await ended
clearTimeout(deadline)
assert.match(output, /Arrived +[1-9]\d* log records, [1-9]\d* metric datums and 1 events/)
console.log('npm start: a visit arrived as log records, metrics and an event, and the end was clean')
