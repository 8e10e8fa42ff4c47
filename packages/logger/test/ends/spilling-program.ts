import { appendFileSync, existsSync } from 'node:fs'
import { filesIn } from '../../../../scripts/testing/files-in.mjs'
import { createLogger, type FirehosePort } from '../../src/index.js'

/**
 * A service that logs numbered records for as long as it lives and ends in the way that its first
 * argument names. What it delivers is appended to a file, in the order of the requests.
 */
const [ending = '', name = '', directory = '', deliveredFile = '', count = '0'] = process.argv.slice(2)

const client: FirehosePort = {
  send({ Records }) {
    if (existsSync(`${deliveredFile}.down`)) return Promise.reject(new Error('connect ECONNREFUSED'))
    appendFileSync(deliveredFile, Buffer.concat(Records.map(({ Data }) => Data)))
    return Promise.resolve({ RequestResponses: Records.map(() => ({})) })
  },
}

const logger = createLogger({
  service: name,
  console: false,
  runtimeMetadata: false,
  firehose: {
    deliveryStreamName: 'logs',
    client,
    flushIntervalMs: 20,
    buffer: { maxItems: 500 },
    retry: { baseDelayMs: 5, maxDelayMs: 20, ...(ending === 'is quiet' ? { maxAgeMs: 200 } : {}) },
    spill: { directory, writeWithinMs: 10 },
  },
  onDiagnostic: () => {},
})

let number = 0
function log(records: number): void {
  for (let each = 0; each < records; each++) logger.info(`${name}-${number++}`)
}

switch (ending) {
  case 'lives': {
    // Tells what it has recorded, so that whoever kills it knows what may be lost.
    setInterval(() => {
      log(7)
      process.stdout.write(`${number}\n`)
    }, 5)
    break
  }
  case 'shutdown':
    log(Number(count))
    await logger.shutdown({ timeoutMs: 200 })
    break
  case 'event loop empty':
    log(Number(count))
    break
  case 'process.exit':
    log(Number(count))
    process.exit(7)
    break
  case 'uncaught exception':
    log(Number(count))
    throw new Error('the application is broken')
  case 'signal':
    log(Number(count))
    process.stdout.write('ready\n')
    setInterval(() => {}, 1_000)
    break
  case 'is quiet': {
    // All of it gets too old in memory, so that nothing is left there; then ends when Firehose has it.
    log(Number(count))
    let isTold = false
    const timer = setInterval(() => {
      const { spill, queued, delivered } = logger.stats().delivery ?? {}
      if (!isTold && spill !== undefined && spill.lines >= Number(count) - 1 && (queued?.items ?? 0) <= 1) {
        isTold = true
        process.stdout.write('on disk\n')
      }
      if (delivered !== Number(count)) return
      clearInterval(timer)
      void logger.shutdown()
    }, 20)
    break
  }
  case 'sends the rest': {
    // Ends when nobody has left anything.
    const timer = setInterval(() => {
      if (filesIn(directory).some((path) => path.endsWith('.segment'))) return
      clearInterval(timer)
      void logger.shutdown()
    }, 20)
    break
  }
  default:
    throw new Error(`Unknown ending: ${ending}`)
}
