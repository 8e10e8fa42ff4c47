// What does importing cost, and is an AWS client loaded before something is sent?
import { fileURLToPath } from 'node:url'
import { format, median, runScript, table } from './harness.mjs'

const PROBE = fileURLToPath(new URL('./import-probe.mjs', import.meta.url))
const MODULES = ['node:fs', 'winston', 'pino', '@org/logger', '@org/metrics', '@org/events', 'winston-firehose']

export async function run({ rounds }) {
  const times = Object.fromEntries(MODULES.map((name) => [name, []]))
  const loadsSdk = {}
  for (let round = 0; round <= rounds * 2; round++) {
    for (const name of MODULES) {
      const result = await runScript(PROBE, [name])
      if (round > 0) times[name].push(result.importMs)
      loadsSdk[name] = result.loadsSdk
    }
  }
  const winston = median(times.winston)
  const body = MODULES.slice(1).map((name) => [
    name,
    `${format(median(times[name]))} ms`,
    `${format(Math.min(...times[name]))}–${format(Math.max(...times[name]))}`,
    `${(median(times[name]) - winston).toFixed(1)} ms`,
    loadsSdk[name] ? 'yes' : 'no',
  ])
  return table(['module', 'median', 'min–max', 'over winston', 'loads an AWS client'], body)
}
