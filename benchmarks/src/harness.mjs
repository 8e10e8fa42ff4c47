// Fair comparisons on a shared machine: the contenders take turns, the first round is a warm-up that
// does not count, medians are quoted with their spread, and ratios are made round by round.
import { spawn } from 'node:child_process'
import { once } from 'node:events'

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** Nanoseconds per call of each contender, in turns. `contenders` is `{ name: { run(index), iterations?, after?() } }`. */
export async function timeCalls(contenders, { rounds = 9, iterations = 200_000 } = {}) {
  const times = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]))
  for (let round = 0; round <= rounds; round++) {
    for (const [name, contender] of Object.entries(contenders)) {
      const count = contender.iterations ?? iterations
      globalThis.gc?.()
      const begin = process.hrtime.bigint()
      for (let index = 0; index < count; index++) contender.run(index)
      const perCall = Number(process.hrtime.bigint() - begin) / count
      if (round > 0) times[name].push(perCall)
      await contender.after?.()
    }
  }
  return times
}

/** Rows of a table: median, spread and ratio to `baseline`. */
export function rows(times, baseline, unit = 'ns') {
  return Object.entries(times).map(([name, values]) => {
    const ratio = median(values.map((value, round) => value / times[baseline][round]))
    return [
      name,
      `${format(median(values))} ${unit}`,
      `${format(Math.min(...values))}–${format(Math.max(...values))}`,
      ratio.toFixed(2),
    ]
  })
}

export function format(value) {
  if (value >= 1_000) return Math.round(value).toLocaleString('en-US')
  return value >= 10 ? value.toFixed(0) : value.toFixed(1)
}

export function table(head, body) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n')
}

/** Runs a script in a process of its own and returns the JSON that it prints last, with its peak memory and CPU. */
export async function runScript(file, args = [], { env = {}, nodeArgs = [] } = {}) {
  const child = spawn(process.execPath, [...nodeArgs, file, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${file} ended with ${code}: ${output}`)
  return JSON.parse(output.trim().split('\n').at(-1))
}
