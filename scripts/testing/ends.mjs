// Every way in which a process of ours may end, with every destination: what tests of several packages walk through.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deadEndpointUrl, startEndpoint } from './endpoint.mjs'
import { runProgram } from './run-program.mjs'

/** Which budget each end has. */
export const ENDS = [
  { ending: 'empty loop', time: 'end' },
  { ending: 'process.exit', time: 'none' },
  { ending: 'signal', time: 'end' },
  { ending: 'uncaught exception', time: 'crash' },
  { ending: 'unhandled rejection', time: 'crash' },
]

const ANSWERS = {
  healthy: {},
  denied: { status: 403, type: 'AccessDeniedException' },
  hanging: 'silence',
}

export const DESTINATIONS = ['healthy', 'denied', 'hanging', 'dead']

export const END_CASES = ENDS.flatMap((end) =>
  DESTINATIONS.flatMap((destination) => [false, true].map((isSpilling) => ({ ...end, destination, isSpilling }))),
)

/** What the SDK needs, so that it looks nowhere else. */
const ENVIRONMENT = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_EC2_METADATA_DISABLED: 'true' }

export function runToEnd(program, argument) {
  return runProgram(program, argument, {
    env: ENVIRONMENT,
    ...(argument.ending === 'signal' ? { signal: 'SIGTERM' } : {}),
  })
}

export async function startDestination(destination, { onTestFinished }) {
  if (destination === 'dead') return { url: await deadEndpointUrl(), taken: () => [] }
  const endpoint = await startEndpoint(ANSWERS[destination])
  onTestFinished(() => endpoint.close())
  return {
    url: endpoint.url,
    taken: (operation) => endpoint.taken.filter((call) => call.operation === operation).map(({ body }) => body),
  }
}

export function createSpillDirectory({ onTestFinished }) {
  const directory = mkdtempSync(join(tmpdir(), 'ends-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return {
    directory,
    segments() {
      if (!existsSync(directory)) return []
      return readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.segment'))
    },
  }
}
