import { describe, expect, it } from 'vitest'
import { Child } from './fixtures/child.js'
import { ask } from './fixtures/loopback.js'

/** Real processes and real signals: what the service of `fixtures/service.ts` says and answers until it is gone. */

async function start(env: Readonly<Record<string, string>> = {}, program = 'service.ts') {
  const service = new Child(program, env)
  const { port = 0, probes = 0 } = await service.says('listening')
  return { service, port, probes }
}

/** What a service says that ends as it should, from the first signal on. */
const IN_ORDER = ['MON_SHUTDOWN_STARTED', 'hook ran', 'MON_SHUTDOWN_COMPLETED', 'flushed']

/** What was said, without the mark of time that only one test waits for. */
function sequence({ events }: Child): string[] {
  return events.filter((event) => event !== 'a second later')
}

describe('SIGTERM', () => {
  it('turns readiness to 503 first, the slow request is answered in full, the hook runs, telemetry is flushed, the exit code is 0', async () => {
    const { service, port } = await start({ READINESS_DELAY_MS: '1500' })
    const slow = ask(port, '/slow')
    await service.says('slow started')

    service.kill('SIGTERM')
    await service.says('MON_SHUTDOWN_STARTED')

    expect(await ask(port, '/readyz')).toMatchObject({ status: 503, headers: { connection: 'close' } })
    expect(await ask(port, '/livez')).toMatchObject({ status: 200 })
    expect(await slow).toMatchObject({ status: 200, body: 'slow and whole' })
    expect(await service.exited).toEqual({ code: 0, signal: null })
    expect(sequence(service)).toEqual(['listening', 'slow started', ...IN_ORDER])
    expect(service.errors).toEqual([])
    await expect(ask(port, '/readyz')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('to a process with two servers answers the requests of both and exits once, after the hooks', async () => {
    const { service, port, probes } = await start({ PROBE_SERVER: 'yes', READINESS_DELAY_MS: '1500' })
    const slow = ask(port, '/slow')
    await service.says('slow started')

    service.kill('SIGTERM')
    await service.says('MON_SHUTDOWN_STARTED')

    expect(await ask(probes, '/readyz')).toMatchObject({ status: 503 })
    expect(await slow).toMatchObject({ status: 200, body: 'slow and whole' })
    expect(await service.exited).toEqual({ code: 0, signal: null })
    expect(sequence(service)).toEqual(['listening', 'slow started', ...IN_ORDER])
  })

  it('with an async health.drain that rejects runs the hooks and exits with 0', async () => {
    const { service } = await start({ READINESS_DELAY_MS: '0', FAILING_DRAIN: 'yes' })

    service.kill('SIGTERM')

    expect(await service.exited).toEqual({ code: 0, signal: null })
    expect(sequence(service).sort()).toEqual(['listening', 'MON_SHUTDOWN_DRAIN_FAILED', ...IN_ORDER].sort())
    expect(service.errors).toEqual([])
  })

  it('leaves the records of the requests that were cut off to the last flush of the logs', async () => {
    const { service, port } = await start({ READINESS_DELAY_MS: '0', CLOSE_TIMEOUT_MS: '100' })
    const answers = [1, 2, 3].map(() => ask(port, '/hang').catch((error: { code?: string }) => error.code))
    await service.says('hang started', 3)

    service.kill('SIGTERM')

    expect(await service.exited).toEqual({ code: 0, signal: null })
    expect(await Promise.all(answers)).toEqual(['ECONNRESET', 'ECONNRESET', 'ECONNRESET'])
    expect(sequence(service).slice(4)).toEqual([
      'MON_SHUTDOWN_STARTED',
      'MON_SHUTDOWN_CONNECTIONS_DESTROYED',
      ...IN_ORDER.slice(1),
    ])
    expect(await service.says('flushed')).toMatchObject({ records: 3 })
  })
})

it('a hook that fails makes the exit code 1 and is named', async () => {
  const { service } = await start({ READINESS_DELAY_MS: '0', FAILING_HOOK: 'yes' })

  service.kill('SIGINT')

  expect(await service.exited).toEqual({ code: 1, signal: null })
  expect(service.events).toContain('MON_SHUTDOWN_HOOK_FAILED')
})

describe('a signal that comes twice', () => {
  const PAIRS: readonly (readonly [NodeJS.Signals, NodeJS.Signals])[] = [
    ['SIGTERM', 'SIGTERM'],
    ['SIGINT', 'SIGTERM'],
    ['SIGTERM', 'SIGHUP'],
  ]

  it.each(PAIRS)(
    'as %s and %s at once ends it once: the request is answered and the hook runs',
    async (first, second) => {
      const { service, port } = await start()
      const slow = ask(port, '/slow')
      await service.says('slow started')

      service.kill(first)
      service.kill(second)

      expect(await slow).toMatchObject({ status: 200, body: 'slow and whole' })
      expect(await service.exited).toEqual({ code: 0, signal: null })
      expect(sequence(service)).toEqual(['listening', 'slow started', ...IN_ORDER])
    },
  )

  it('ends it once also when the loop was blocked between the two for longer than they may be apart', async () => {
    const { service } = await start({ READINESS_DELAY_MS: '100', BLOCK_MS: '1500' })

    service.kill('SIGTERM')
    await service.says('blocked')
    service.kill('SIGTERM')

    expect(await service.exited).toEqual({ code: 0, signal: null })
    expect(service.events).not.toContain('MON_SHUTDOWN_FORCED')
    expect(service.events).toContain('hook ran')
  })

  it('as a framework raises it again that has ended, ends it once', async () => {
    const { service } = await start({ RAISE_AGAIN: 'yes' })

    service.kill('SIGTERM')

    expect(await service.exited).toEqual({ code: 0, signal: null })
    expect(sequence(service)).toEqual(['listening', ...IN_ORDER])
  })

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'as %s to the group of a service and of a launcher that hands signals on, ends it once',
    async (signal) => {
      const { service: launcher, port } = await start({}, 'launcher.ts')
      const slow = ask(port, '/slow')
      await launcher.says('slow started')

      launcher.killGroup(signal)

      expect(await slow).toMatchObject({ status: 200, body: 'slow and whole' })
      expect(await launcher.exited).toEqual({ code: 0, signal: null })
      expect(sequence(launcher)).toEqual(['listening', 'slow started', ...IN_ORDER])
    },
  )

  it('a second later exits at once with 128 + its number, and what telemetry holds is left where it can be found', async () => {
    const { service, port } = await start({ READINESS_DELAY_MS: '20000' })
    const slow = ask(port, '/slow').catch((error: Error) => error)
    await service.says('slow started')
    service.kill('SIGINT')
    await service.says('a second later')

    service.kill('SIGTERM')

    expect(await service.exited).toEqual({ code: 143, signal: null })
    expect(service.events).toEqual([
      'listening',
      'slow started',
      'MON_SHUTDOWN_STARTED',
      'a second later',
      'MON_SHUTDOWN_FORCED',
      'abandoned',
    ])
    expect(await slow).toMatchObject({ code: 'ECONNRESET' })
  })
})
