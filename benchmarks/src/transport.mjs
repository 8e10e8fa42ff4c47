// What do 200,000 records cost on their way to an endpoint, and what does Firehose bill for them?

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { format, median, runScript, table } from './harness.mjs'

const CONTENDER = fileURLToPath(new URL('./transport-contender.mjs', import.meta.url))
const CONSOLE = fileURLToPath(new URL('../node_modules/@org/console/bin/monitoring-console.js', import.meta.url))

// winston-firehose makes one call a record, so it gets fewer records, and its figures are per record too.
const COUNTS = { '@org/logger to opensearch': 200_000, '@org/logger to s3': 200_000, 'winston-firehose': 5_000 }
const KIB = 1_024

async function startEndpoint() {
  const child = spawn(process.execPath, [CONSOLE, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /http:\/\/[\w.:[\]]+/.exec(line)?.[0]
    if (url !== undefined) return { url, stop: () => child.kill('SIGTERM') }
  }
  throw new Error('The endpoint did not start.')
}

async function measure(contender, count) {
  const endpoint = await startEndpoint()
  try {
    const env = {
      AWS_ENDPOINT_URL: endpoint.url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      NODE_ENV: 'development',
    }
    const result = await runScript(CONTENDER, [contender, String(count)], { env })
    const { services } = await (await fetch(`${endpoint.url}/api/summary`)).json()
    return { ...result, calls: services.firehose.calls, arrived: services.firehose.items }
  } finally {
    endpoint.stop()
  }
}

export async function run({ rounds }) {
  const results = Object.fromEntries(Object.keys(COUNTS).map((name) => [name, []]))
  for (let round = 0; round < Math.max(1, Math.floor(rounds / 3)); round++) {
    for (const [name, count] of Object.entries(COUNTS)) results[name].push(await measure(name, count))
  }
  const body = Object.entries(results).map(([name, runs]) => {
    const count = COUNTS[name]
    const of = (read) => median(runs.map(read))
    const billed = runs[0].billedBytes
    const raw = runs[0].rawBytes
    return [
      name,
      format(count),
      format(of((run) => run.calls)),
      `${format(of((run) => run.wallMs))} ms`,
      `${format((of((run) => run.wallMs) / count) * 1_000)} µs`,
      `${format((of((run) => run.cpuMs) / count) * 1_000)} µs`,
      `${format(of((run) => run.peakMiB))} MiB`,
      raw === undefined ? '–' : `${format(raw / KIB)} KiB`,
      billed === undefined ? `${format(count * 5)} KiB` : `${format(billed / KIB)} KiB (${(billed / raw).toFixed(2)}×)`,
      runs.every((run) => run.delivered === count) ? 'all' : runs.map((run) => run.delivered).join(', '),
    ]
  })
  const head = [
    'contender',
    'records',
    'calls',
    'wall',
    'wall per record',
    'CPU per record',
    'peak memory',
    'raw',
    'billed',
    'delivered',
  ]
  return table(head, body)
}
