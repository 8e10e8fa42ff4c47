// Runs a compiled program to its end, and takes the time that the end needs.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { childEnvironment } from './program.mjs'

/**
 * @param {string} program Path of the compiled program.
 * @param {object} argument Handed over as JSON.
 * @param {{ readonly signal?: NodeJS.Signals, readonly env?: Readonly<Record<string, string>> }} [how]
 * @returns {Promise<import('./run-program.d.mts').Ended>}
 */
export async function runProgram(program, argument, { signal, env } = {}) {
  const child = spawn(process.execPath, [program, JSON.stringify(argument)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: childEnvironment(env),
  })
  let stdout = ''
  let stderr = ''
  let endingAt
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text
    if (endingAt !== undefined || !stdout.includes('ending\n')) return
    endingAt = performance.now()
    if (signal !== undefined) child.kill(signal)
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text
  })
  const [code, killedBy] = await once(child, 'close')
  const lines = stderr.split('\n').filter((line) => line !== '')
  return {
    code,
    signal: killedBy,
    stdout,
    stderr,
    endedWithinMs: performance.now() - (endingAt ?? 0),
    unsent: lines.filter((line) => line.startsWith('{"unsent":true')).map((line) => JSON.parse(line)),
    diagnostics: lines.filter((line) => line.startsWith('{"timestamp"')).map((line) => JSON.parse(line)),
    crash: lines.filter((line) => /^\s+at |^\w*(Error|Rejection)\b.*:/.test(line)).map(withoutPosition),
  }
}

/** The program stands in one file, whose lines differ with what it is made of. */
function withoutPosition(line) {
  return line.replace(/:\d+:\d+\)?$/, '')
}
