import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { ConfigurationError, ConsoleError, type ConsoleOptions, MonitoringError, startConsole } from '../src/index.js'
import { send, start } from './harness.js'

async function refusal(options: ConsoleOptions): Promise<MonitoringError> {
  try {
    const console = await startConsole({ port: 0, env: {}, ...options })
    await console.close()
  } catch (error) {
    if (MonitoringError.is(error)) return error
    throw error
  }
  throw new Error('Expected a refusal, but the console started.')
}

describe('startConsole', () => {
  it.each(['0.0.0.0', '::', '192.168.0.10', 'example.com', '', 'localhost.example.com', '127.0.0.1.example.com'])(
    'refuses the host %j, which is not loopback',
    async (host) => {
      const error = await refusal({ host })

      expect(error.code).toBe('MON_CONFIG_INVALID')
      expect(error.message).toContain('loopback')
    },
  )

  it.each([-1, 65_536, 1.5, Number.NaN])('refuses the port %d', async (port) => {
    expect((await refusal({ port })).code).toBe('MON_CONFIG_INVALID')
  })

  it('refuses to start in production, unless told to', async () => {
    const env = { NODE_ENV: 'production' }

    const error = await refusal({ env })
    const console = await startConsole({ port: 0, env, allowInProduction: true })
    await console.close()

    expect(error.code).toBe('MON_CONSOLE_PRODUCTION')
    expect(error.message).toContain('development only')
  })

  it('says that the port is taken', async () => {
    const { console } = await start()

    const error = await refusal({ port: console.port })

    expect(error.code).toBe('MON_CONSOLE_LISTEN')
    expect(error.message).toContain(`127.0.0.1:${console.port} (EADDRINUSE)`)
  })

  it('refuses alarms that @org/alarms would refuse', async () => {
    const alarms = JSON.parse('[{ "name": "half an alarm" }]')

    await expect(startConsole({ port: 0, env: {}, alarms })).rejects.toMatchObject({ code: 'MON_CONFIG_INVALID' })
  })

  it('goes on after a client that went away in the middle of its body', async () => {
    const { console } = await start()
    await new Promise<void>((resolve) => {
      const socket = connect(console.port, '127.0.0.1', () => {
        const head = `POST / HTTP/1.1\r\nhost: 127.0.0.1:${console.port}\r\nx-amz-target: AWSEvents.PutEvents\r\n`
        socket.write(`${head}content-type: application/x-amz-json-1.1\r\ncontent-length: 100\r\n\r\n{"Entr`, () => {
          socket.destroy()
          resolve()
        })
      })
    })

    const answer = await send(console, { path: '/api/summary' })

    expect(answer.status).toBe(200)
  })

  it('closes once, with open connections and after being told twice', async () => {
    const console = await startConsole({ port: 0, env: {} })
    await send(console, { path: '/api/summary', headers: { connection: 'keep-alive' } })

    await Promise.all([console.close(), console.close()])

    await expect(send(console)).rejects.toThrow('ECONNREFUSED')
  })

  it('throws a ConsoleError when it cannot start although its options make sense', async () => {
    const error = await refusal({ env: { NODE_ENV: 'production' } })

    expect(error).toBeInstanceOf(ConsoleError)
    expect(error).toMatchObject({ name: 'ConsoleError', retryable: false })
  })
})

/** Options as JavaScript may give them: no compiler has seen them. */
function untyped(options: unknown): ConsoleOptions {
  return options as ConsoleOptions
}

describe('the options of startConsole', () => {
  it.each<[string, unknown, string]>([
    ['an unknown option', { prot: 0 }, 'startConsole has no option `prot`; known options: port, host'],
    [
      'an unknown limit',
      { limits: { maxLog: 1 } },
      'limits has no option `maxLog`; known options: maxLogs, maxLogBytes',
    ],
    ['a limit of nothing', { limits: { maxLogs: 0 } }, '`limits.maxLogs` must be a whole number of at least 1; got 0'],
    ['limits that are a number', { limits: 5 }, '`limits` must be an object; got 5'],
    ['a stream for a list of streams', { deliveryStreams: 'FirehoseLogs' }, '`deliveryStreams` must be an array'],
    ['a stream that is no name', { deliveryStreams: ['ok', 'a b'] }, '`deliveryStreams[1]` must be the name'],
    ['a clock that stands still for ever', { now: 5 }, '`now` must be a function; got 5'],
    ['a clock object', { now: { now: () => 0 } }, '`now` must be a function; got an object'],
    ['a monotonic clock that is none', { monotonic: 'x' }, '`monotonic` must be a function; got "x"'],
    ['no clock at all', { now: null }, '`now` must be a function; got null'],
    ['an unknown fault', { faults: { trottle: 1 } }, 'faults has no option `trottle`; known options: throttle'],
    ['a fault of no operation', { faults: { operations: ['PutRecordBach'] } }, '"PutRecordBatch"'],
    ['a flag that is a word', { allowInProduction: 'yes' }, '`allowInProduction` must be one of true, false'],
    ['an environment that is none', { env: 'production' }, '`env` must be an object'],
    ['alarms that are no list', { alarms: {} }, 'must be an array; got an object'],
    ['null', null, 'must be an object; got null'],
  ])('refuse %s', async (_what, options, message) => {
    const error = await startConsole(untyped(options)).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )

    expect(error).toBeInstanceOf(ConfigurationError)
    expect(error).toMatchObject({ code: 'MON_CONFIG_INVALID', message: expect.stringContaining(message) as string })
  })
})

describe('the filters of what is held', () => {
  it.each<[string, unknown, string]>([
    ['logs', { lvel: 'error' }, 'logs has no option `lvel`; known options: limit, q, level'],
    ['logs', { limit: 0 }, '`limit` must be a whole number of at least 1; got 0'],
    ['logs', { after: -1 }, '`after` must be a whole number of at least 0; got -1'],
    ['logs', { q: 5 }, '`q` must be a text; got 5'],
    ['events', { detailtype: 'x' }, 'events has no option `detailtype`'],
    ['calls', { service: 'firhose' }, '`service` must be one of "cloudwatch", "firehose", "eventbridge", "unknown"'],
    ['metrics', { nmae: 'x' }, 'metrics has no option `nmae`'],
    ['metrics', { statistic: 'Median' }, '`statistic` must be Sum'],
    ['metrics', { statistic: 'Sum', period: 0.5 }, '`period` must be a whole number of at least 1 s'],
    ['metrics', { end: 'now' }, '`end` must be a number'],
    ['metrics', null, 'must be an object; got null'],
  ])('of %s refuse %j', async (method, query, message) => {
    const { console } = await start()
    const read = Reflect.get(console, method) as (query: unknown) => unknown

    expect(() => read(query)).toThrow(ConfigurationError)
    expect(() => read(query)).toThrow(message)
  })
})
