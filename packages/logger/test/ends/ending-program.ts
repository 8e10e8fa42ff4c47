import { createServer } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { createLogger, type FirehosePort } from '../../src/index.js'

/**
 * A program that logs in two loggers and then ends in the way that its first argument names, while the destination
 * behaves as the second one says. What is delivered is written to stdout.
 */
const [ending = '', destination = 'healthy'] = process.argv.slice(2)

const client: FirehosePort = {
  async send({ Records }) {
    if (destination === 'down') throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    if (destination === 'silent') await new Promise(() => {})
    await delay(destination === 'slow' ? 300 : 20)
    process.stdout.write(Buffer.concat(Records.map(({ Data }) => Data)))
    return { RequestResponses: Records.map(() => ({})) }
  },
}

const firehose = {
  deliveryStreamName: 'logs',
  client,
  ...(ending === 'frozen' ? { flushIntervalMs: 500, retry: { maxAgeMs: 300 } } : { flushIntervalMs: 60_000 }),
}
const options = { service: 'ending', console: false, runtimeMetadata: false, onDiagnostic: () => {} } as const
const logger = createLogger({ ...options, firehose, exitHooks: ending !== 'exit without hooks' })
const second = createLogger({ ...options, firehose: { ...firehose, deliveryStreamName: 'more-logs' } })

logger.info('first')
second.info('second')

/** Keeps the process alive, and tells the parent to send its signal. */
function wait(): void {
  createServer().listen(0, '127.0.0.1', () => process.stderr.write('ready\n'))
}

function throwLater(message: string, ms: number): void {
  setTimeout(() => {
    throw new Error(message)
  }, ms)
}

switch (ending) {
  case 'event loop empty':
    break
  case 'shutdown':
    await Promise.all([logger.shutdown(), second.shutdown()])
    break
  case 'end':
    for (const each of [logger, second]) each.end()
    break
  case 'await using': {
    await using _first = logger
    await using _second = second
    break
  }
  case 'process.exit':
  case 'exit without hooks':
    process.exit(7)
    break
  case 'many unsent': {
    for (let line = 0; line < 500; line++) logger.info(`${line}`, { filler: 'x'.repeat(4_000) })
    // Touching it makes the pipe non-blocking, so that a full one answers EAGAIN.
    process.stderr.write('touched\n')
    process.stdout.write('exiting\n')
    process.exit(4)
    break
  }
  case 'frozen': {
    const timer = setInterval(() => {
      const [one, other] = [logger.stats().delivery, second.stats().delivery]
      if (one?.queued.items !== 0 || other?.queued.items !== 0 || one.inFlight.items + other.inFlight.items > 0) return
      clearInterval(timer)
    }, 10)
    process.stderr.write('ready\n')
    break
  }
  case 'exit code':
    process.exitCode = 3
    break
  case 'uncaught exception':
    process.on('uncaughtExceptionMonitor', () => process.stderr.write('monitored\n'))
    throwLater('the application is broken', 1)
    wait()
    break
  case 'two uncaught exceptions':
    throwLater('root cause', 5)
    throwLater('symptom', 30)
    wait()
    break
  case 'unhandled rejection':
    void Promise.reject(new Error('nobody caught this'))
    wait()
    break
  case 'handled signal':
    process.once('SIGTERM', () => {
      setTimeout(() => process.exit(9), 300)
    })
    wait()
    break
  case 'signal beside a polite listener': {
    // As signal-exit does: whoever is alone raises the signal again.
    const listener = (): void => {
      if (process.listenerCount('SIGTERM') > 1) return
      process.off('SIGTERM', listener)
      process.kill(process.pid, 'SIGTERM')
    }
    process.on('SIGTERM', listener)
    wait()
    break
  }
  case 'impatient signals':
    process.kill(process.pid, 'SIGTERM')
    // Again and again: one that is handled in the turn in which the half second ends still repeats the first.
    setInterval(() => process.kill(process.pid, 'SIGINT'), 700)
    wait()
    break
  case 'signal':
    wait()
    break
  default:
    throw new Error(`Unknown ending: ${ending}`)
}
