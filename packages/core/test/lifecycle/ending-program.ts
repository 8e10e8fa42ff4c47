import { spawn } from 'node:child_process'
import cluster from 'node:cluster'
import { writeSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { isMainThread, Worker } from 'node:worker_threads'
import { type Participant, processLifecycle } from '../../src/lifecycle/index.js'
import { holdItems } from './held-items.js'
import { LISTENERS } from './listeners.js'

/**
 * A program that ends in the way that its first argument names, beside the listeners that its second one names, with
 * something to lose or without us, as its third one says. What happens is written to stdout, a line each.
 */
const [ending = '', listener = 'none', mode = 'held', flushMs = '30', ...copies] = process.argv.slice(2)

const say = (line: string): void => void writeSync(1, `${line}\n`)
let held: readonly Participant[] = []
const hold = (): void => {
  held = holdItems(say, Number(flushMs))
}

/** Further copies of the package in this process, each in a file of its own. */
async function holdInCopies(): Promise<void> {
  const require = createRequire(import.meta.url)
  for (const copy of copies) {
    const loaded: typeof import('./held-items.js') = copy.endsWith('.cjs') ? require(copy) : await import(copy)
    loaded.holdItems(say, Number(flushMs))
  }
  say(`listeners ${process.listenerCount('SIGTERM')} ${process.listenerCount('uncaughtException')}`)
}

if (mode === 'held') hold()
if (copies.length > 0) await holdInCopies()
process.on('uncaughtExceptionMonitor', () => say('monitor'))
process.on('exit', (code) => say(`exit ${code}`))
if (mode === 'held at exit') process.on('exit', hold)
if (!isMainThread) say(`listeners of signals ${process.listenerCount('SIGTERM')}`)
await LISTENERS[listener]?.(say)
if (mode === 'held at beforeExit' || mode === 'held after beforeExit') {
  // As a sender does when it is made.
  processLifecycle()
  process.on('beforeExit', () => {
    if (mode === 'held at beforeExit') hold()
    else void Promise.resolve().then(hold)
  })
}
if (mode === 'held after them') hold()

/** Keeps the process alive and tells the parent to send its signals. */
function wait(): void {
  createServer().listen(0, '127.0.0.1', () => say('ready'))
}

function later(error: unknown, ms = 5): void {
  setTimeout(() => {
    throw error
  }, ms)
}

/** The same program, which ends in another way. */
const sameProgram = (otherEnding: string): string[] => [process.argv[1] ?? '', otherEnding, listener, mode, flushMs]

const ENDINGS: Readonly<Record<string, () => unknown>> = {
  'empty loop'() {},
  'exit code'() {
    process.exitCode = 4
  },
  'process.exit'() {
    process.exit(3)
  },
  'process.exit later'() {
    setTimeout(() => process.exit(3), 10)
  },
  uncaught() {
    wait()
    later(new Error('root cause'))
  },
  'two uncaught'() {
    wait()
    later(new Error('root cause'))
    later(new Error('symptom'), 8)
  },
  'throw null'() {
    wait()
    later(null)
  },
  rejection() {
    wait()
    void Promise.reject(new Error('root cause'))
  },
  'rejection of a text'() {
    wait()
    void Promise.reject('root cause')
  },
  'uncaught in the turn in which somebody listens'() {
    wait()
    setTimeout(() => {
      void LISTENERS['crash reporter that is alone']?.(say)
      throw new Error('root cause')
    }, 5)
  },
  'unsettled await': () => new Promise(() => {}),
  signal: wait,
  /** A signal that the system hands over in the turn in which nothing is left to lose. */
  'signal as all is delivered'() {
    wait()
    setTimeout(() => {
      process.kill(process.pid, 'SIGTERM')
      for (const participant of held) processLifecycle().remove(participant)
    }, 5)
  },
  /** A launcher, such as npm, that gets the signals of its group, and hands them on to its child, which got them, too. */
  launcher() {
    const child = spawn(process.execPath, sameProgram('signal'), { stdio: 'inherit' })
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => child.kill(signal))
    child.on('exit', (code, signal) => say(`child ${code} ${signal}`))
  },
  /** Hands signals on to its workers. */
  'cluster that forwards'() {
    if (!cluster.isPrimary) return wait()
    const worker = cluster.fork()
    process.on('SIGTERM', () => worker.process.kill('SIGTERM'))
    worker.on('exit', (code, signal) => say(`worker ${code} ${signal}`))
  },
  /** Has its workers close. */
  'cluster that disconnects'() {
    if (!cluster.isPrimary) return wait()
    cluster.fork().on('exit', (code, signal) => say(`worker ${code} ${signal}`))
    process.on('SIGTERM', () => cluster.disconnect())
  },
  /** Its workers find themselves alone, and exit. */
  'cluster whose primary is killed'() {
    if (cluster.isPrimary) cluster.fork()
    // Nothing is on its way to the primary any more.
    else process.send?.('hello', () => say('ready'))
  },
  'cluster whose worker breaks'() {
    if (!cluster.isPrimary) return later(new Error('root cause'))
    cluster.fork().on('exit', (code, signal) => say(`worker ${code} ${signal}`))
  },
}

if (!ending.startsWith('worker: ') || !isMainThread) {
  const end = ENDINGS[ending.replace(/^worker: /, '')]
  if (end === undefined) throw new Error(`Unknown ending: ${ending}`)
  await end()
} else {
  new Worker(process.argv[1] ?? '', { argv: sameProgram(ending).slice(1) })
    .on('error', (error) => say(`worker failed: ${error instanceof Error ? error.message : error}`))
    .on('exit', (code) => say(`worker ${code}`))
}
