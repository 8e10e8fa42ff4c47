import { afterEach, describe, expect, it, vi } from 'vitest'
import { type RunningProgram, startProgram } from './service.js'

const TIMEOUT_MS = 60_000

let launcher: RunningProgram

afterEach(async () => {
  // Not SIGKILL: the launcher could not end the service that it started.
  await launcher.stop('SIGTERM')
})

async function launch(...args: string[]): Promise<{ readonly url: string; readonly console: string }> {
  launcher = startProgram(
    'launcher/main.js',
    {
      PATH: process.env['PATH'] ?? '',
      PORT: '0',
      CONSOLE_PORT: '0',
      // What an earlier run may have left is not this one's.
      SPILL_DIRECTORY: '',
      // A real account in the caller's environment must never be used by a local run.
      AWS_PROFILE: 'production',
      AWS_SESSION_TOKEN: 'real',
    },
    ...args,
  )
  const address = async (name: string): Promise<string> => {
    const line = await launcher.line((text) => text.trim().startsWith(name))
    return /http:\/\/\S+/.exec(line)?.[0] ?? ''
  }
  return { url: await address('helloworld'), console: await address('console') }
}

describe('the launcher', () => {
  it(
    'starts everything, says where it is, and on SIGTERM drains and says what arrived',
    async () => {
      const { url, console } = await launch()

      expect(await (await fetch(url)).text()).toBe('Hello World')
      expect(await (await fetch(console)).text()).toContain('<!doctype html>')
      expect(await launcher.stop('SIGTERM')).toBe(0)

      expect(launcher.lines.join('\n')).toMatch(/Arrived +\d+ log records, 2 metric datums and 1 events/)
    },
    TIMEOUT_MS,
  )

  it(
    'sends traffic when asked to, and the alarms are judged from it',
    async () => {
      const { console } = await launch('--traffic')

      await vi.waitFor(
        async () => {
          const { services } = (await (await fetch(`${console}/api/summary`)).json()) as {
            services: Record<string, { items: number }>
          }
          expect(services['firehose']?.items).toBeGreaterThan(20)
          expect(services['cloudwatch']?.items).toBeGreaterThan(2)
          expect(services['eventbridge']?.items).toBeGreaterThan(20)
        },
        { timeout: 20_000, interval: 250 },
      )
      const { alarms } = (await (await fetch(`${console}/api/alarms`)).json()) as {
        alarms: { name: string; state: string }[]
      }
      expect(alarms.map(({ name }) => name)).toEqual([
        'helloworld-errors',
        'helloworld-errors-persist',
        'helloworld-slow',
      ])
      expect(await launcher.stop('SIGTERM')).toBe(0)
    },
    TIMEOUT_MS,
  )

  it(
    'ends with a message when the port of the service is taken',
    async () => {
      const { url } = await launch()
      const first = launcher

      launcher = startProgram('launcher/main.js', {
        PATH: process.env['PATH'] ?? '',
        PORT: new URL(url).port,
        CONSOLE_PORT: '0',
        SPILL_DIRECTORY: '',
      })
      await vi.waitFor(() => expect(launcher.errors()).toContain('ended with exit code 1 before it listened'), {
        timeout: 20_000,
      })
      expect(launcher.lines.join('\n')).toContain('choose another address with PORT and HOST')
      expect(await first.stop('SIGTERM')).toBe(0)
    },
    TIMEOUT_MS,
  )
})
