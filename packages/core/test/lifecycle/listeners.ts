import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** What else listens in the processes of others, by name. Each is what a real library or framework does. */
export const LISTENERS: Readonly<Record<string, (say: (line: string) => void) => unknown>> = {
  none() {},

  /** Below execa, proper-lockfile, write-file-atomic: raises the signal again only if nobody else listens. */
  async 'signal-exit 4'(say) {
    const { onExit } = await import('signal-exit')
    onExit((code, signal) => say(`cleaned up ${code ?? signal}`))
  },

  async 'signal-exit 3'(say) {
    const { default: onExit } = await import('signal-exit-3')
    onExit((code, signal) => say(`cleaned up ${code ?? signal}`))
  },

  async 'signal-exit 3 and 4'(say) {
    await LISTENERS['signal-exit 3']?.(say)
    await LISTENERS['signal-exit 4']?.(say)
  },

  /** A service that closes and exits by itself. */
  'close and exit'() {
    for (const signal of SIGNALS) process.once(signal, () => setTimeout(() => process.exit(0), 60))
  },

  'close once and exit'(say) {
    process.once('SIGTERM', () => {
      say('closing')
      setTimeout(() => process.exit(0), 60)
    })
  },

  /** NestJS: closes, takes its listener away, and raises the signal again. */
  'close and raise again'(say) {
    for (const signal of SIGNALS) {
      const listener = (): void => {
        setTimeout(() => {
          say('closed')
          process.removeListener(signal, listener)
          process.kill(process.pid, signal)
        }, 20)
      }
      process.on(signal, listener)
    }
  },

  /** The same within the call. */
  'raise again at once'(say) {
    for (const signal of SIGNALS) {
      const listener = (): void => {
        say('closed')
        process.removeListener(signal, listener)
        process.kill(process.pid, signal)
      }
      process.on(signal, listener)
    }
  },

  /** A reporter of crashes that ends the process only when it is alone. */
  'crash reporter that is alone'(say) {
    const listener = (error: unknown): void => {
      say('reported')
      if (process.listenerCount('uncaughtException') > 1) return
      console.error(error)
      process.exit(7)
    }
    process.on('uncaughtException', listener)
  },

  /** A reporter of crashes that sends first and then ends the process. */
  'crash reporter that exits'(say) {
    process.on('uncaughtException', (error) => {
      console.error(error)
      setTimeout(() => {
        say('reported')
        process.exit(7)
      }, 60)
    })
  },

  'rejections as warnings'() {
    process.on('unhandledRejection', (reason) => {
      console.error(reason)
      process.exitCode = 9
      setTimeout(() => process.exit(), 60)
    })
  },

  /** Counts before it decides, in whichever way. */
  'polite counter'(say) {
    for (const signal of SIGNALS) {
      const listener = (): void => {
        if (process.listeners(signal).length > 1 || process.rawListeners(signal).length > 1) return
        say('alone')
        process.off(signal, listener)
        process.kill(process.pid, signal)
      }
      process.on(signal, listener)
    }
  },

  'listener of beforeExit'(say) {
    process.on('beforeExit', (code) => say(`before exit ${code}`))
  },

  /** Node emits the event again after each of them. */
  'listener of beforeExit that works three times'(say) {
    let rounds = 0
    process.on('beforeExit', () => {
      say(`before exit, ${rounds} rounds done`)
      if (rounds < 3)
        setTimeout(() => {
          rounds += 1
        }, 20)
    })
  },

  'listener of beforeExit that works in promises'(say) {
    let rounds = 0
    process.on('beforeExit', async () => {
      say(`before exit, ${rounds} rounds done`)
      await undefined
      if (rounds < 2) await readFile(fileURLToPath(import.meta.url))
      rounds += 1
    })
  },

  'listener of beforeExit that works for a turn'(say) {
    let rounds = 0
    process.on('beforeExit', () => {
      say(`before exit, ${rounds} rounds done`)
      if (rounds < 2)
        setImmediate(() => {
          rounds += 1
        })
    })
  },

  'listener of beforeExit that fails'(say) {
    process.on('beforeExit', () => {
      say('before exit')
      throw new Error('root cause')
    })
  },

  'listener of beforeExit that exits'(say) {
    process.on('beforeExit', () => {
      say('before exit')
      process.exit(3)
    })
  },

  'listener that does nothing'() {
    for (const signal of SIGNALS) process.on(signal, () => {})
    process.on('SIGUSR2', () => process.exit(5))
  },
}

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const
