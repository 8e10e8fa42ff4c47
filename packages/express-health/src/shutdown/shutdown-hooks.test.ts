import { describe, expect, it } from 'vitest'
import { start, until } from '../../test/fixtures/shutdown.js'
import type { ShutdownContext } from './shutdown-hooks.js'

describe('hooks', () => {
  it('make the exit code 1 when one fails, and the others run all the same', async () => {
    const ran: string[] = []
    const { clock, shutdown, source, diagnostics } = await start({
      readinessDelayMs: 0,
      onShutdown: [
        async function flushLogs() {
          throw new Error('the pipe is gone')
        },
        () => {
          throw new Error('at once')
        },
        function flushMetrics() {
          ran.push('metrics')
        },
      ],
    })

    void shutdown.shutdown()
    await clock.advance(0)

    expect((await shutdown.done).hooks).toMatchObject([
      { name: 'flushLogs', outcome: 'failed', error: { message: 'the pipe is gone' } },
      { name: 'onShutdown[1]', outcome: 'failed' },
      { name: 'flushMetrics', outcome: 'completed' },
    ])
    await until(() => source.exits.length > 0)
    expect(source.exits).toEqual([1])
    expect(ran).toEqual(['metrics'])
    const failed = diagnostics.filter(({ code }) => code === 'MON_SHUTDOWN_HOOK_FAILED')
    expect(failed.map(({ subject, message }) => [subject, message])).toEqual([
      ['flushLogs', 'Shutdown hook `flushLogs` failed.'],
      ['onShutdown[1]', 'Shutdown hook `onShutdown[1]` failed.'],
    ])
  })

  it('share one budget: one that hangs is named, and takes nothing from the others', async () => {
    let given: ShutdownContext | undefined
    const { clock, shutdown, diagnostics } = await start({
      readinessDelayMs: 0,
      hookTimeoutMs: 3_000,
      onShutdown: [
        function hang(context) {
          given = context
          return new Promise(() => {})
        },
        () => new Promise<void>((resolve) => clock.schedule(resolve, 2_999)),
      ],
    })

    void shutdown.shutdown()
    await clock.advance(2_999)
    expect(given?.signal.aborted).toBe(false)
    await clock.advance(1)

    const report = await shutdown.done
    expect(report).toMatchObject({ exitCode: 1, durationMs: 3_000 })
    expect(report.hooks.map(({ outcome }) => outcome)).toEqual(['timed out', 'completed'])
    expect(given).toMatchObject({ timeoutMs: 3_000, signal: { aborted: true } })
    expect(diagnostics.find(({ code }) => code === 'MON_SHUTDOWN_HOOK_TIMED_OUT')).toMatchObject({
      subject: 'hang',
      message: 'Shutdown hook `hang` was not done within 3000 ms.',
    })
  })

  it('of one name are told apart by their places', async () => {
    const named = () =>
      async function close() {
        throw new Error('closed already')
      }
    const { clock, shutdown, diagnostics } = await start({ readinessDelayMs: 0, onShutdown: [named(), named()] })

    void shutdown.shutdown()
    await clock.advance(0)
    await shutdown.done

    const failed = diagnostics.filter(({ code }) => code === 'MON_SHUTDOWN_HOOK_FAILED')
    expect(failed.map(({ subject }) => subject)).toEqual(['close (onShutdown[0])', 'close (onShutdown[1])'])
  })
})
