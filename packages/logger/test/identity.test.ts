import { defineTelemetry } from '@org/core/catalog'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import winston from 'winston'
import { createLogger, detectIdentity, FirehoseTransport, type LoggerOptions } from '../src/index.js'
import { awsError, createFakeFirehose } from './fake-firehose.js'
import { standardError } from './standard-error.js'

type Line = Readonly<Record<string, unknown>>

/** What a log line and a diagnostic on stderr say of who is running. */
function linesOf(options: Omit<LoggerOptions, 'levels'>): { readonly log: Line; readonly told: Line } {
  const stderr = standardError()
  const lines: string[] = []
  const logger = createLogger({
    runtimeMetadata: false,
    console: { format: 'json', stream: { write: (line) => lines.push(line) } },
    ...options,
  })
  logger.info('hello')
  logger.setLevel('loud')
  const [log = '{}'] = lines
  const [told = {}] = stderr()
  return { log: JSON.parse(log) as Line, told }
}

const catalog = defineTelemetry({ service: 'of-catalog', version: '2.0.0', environment: 'of-catalog' })
const serviceAlone = defineTelemetry({ service: 'of-catalog' })
const ENVIRONMENT = {
  OTEL_SERVICE_NAME: 'of-env',
  SERVICE_VERSION: '3.0.0',
  DEPLOYMENT_ENVIRONMENT: 'of-env',
}

beforeEach(() => {
  for (const name of ['OTEL_RESOURCE_ATTRIBUTES', 'SERVICE_NAME', 'AWS_LAMBDA_FUNCTION_NAME', 'NODE_ENV'])
    vi.stubEnv(name, undefined)
  for (const name of ['AWS_LAMBDA_FUNCTION_VERSION', 'npm_package_version', 'AWS_REGION', 'AWS_DEFAULT_REGION'])
    vi.stubEnv(name, undefined)
  for (const name of Object.keys(ENVIRONMENT)) vi.stubEnv(name, undefined)
})

describe('who is running', () => {
  it.each([
    ['nothing', {}, {}, 'unknown_service:node', undefined, undefined],
    ['the environment', {}, ENVIRONMENT, 'of-env', '3.0.0', 'of-env'],
    ['the catalog', { telemetry: catalog }, {}, 'of-catalog', '2.0.0', 'of-catalog'],
    ['the catalog before the environment', { telemetry: catalog }, ENVIRONMENT, 'of-catalog', '2.0.0', 'of-catalog'],
    [
      'the catalog, and of what that leaves open the environment',
      { telemetry: serviceAlone },
      ENVIRONMENT,
      'of-catalog',
      '3.0.0',
      'of-env',
    ],
    [
      'the options before the catalog and the environment',
      { telemetry: catalog, service: 'of-options', version: '1.0.0', environment: 'of-options' },
      ENVIRONMENT,
      'of-options',
      '1.0.0',
      'of-options',
    ],
    [
      'the options, and of what these leave open the catalog',
      { telemetry: catalog, version: '1.0.0' },
      ENVIRONMENT,
      'of-catalog',
      '1.0.0',
      'of-catalog',
    ],
  ])('is said by %s, in log lines and on stderr alike', (_case, options, env, service, version, environment) => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
    const { log, told } = linesOf({ ...options, hostname: 'host-1' })

    const expected = { service, version, environment, hostname: 'host-1' }
    expect(log).toMatchObject(JSON.parse(JSON.stringify(expected)) as object)
    for (const field of ['service', 'version', 'environment', 'hostname'] as const) {
      expect(log[field]).toBe(expected[field])
      expect(told[field]).toBe(expected[field])
    }
    const { telemetry, ...own } = options as { telemetry?: typeof catalog }
    expect(detectIdentity({ ...own, hostname: 'host-1' }, telemetry)).toMatchObject({ service, hostname: 'host-1' })
  })

  it('is the same on stderr for what the stream has to say', async () => {
    const stderr = standardError()
    const logger = createLogger({
      telemetry: defineTelemetry({
        service: 'shop',
        version: '1.4.2',
        logs: { deliveryStreamName: 'logs', destination: 's3' },
      }),
      hostname: 'host-1',
      runtimeMetadata: false,
      exitHooks: false,
      console: false,
      firehose: { client: createFakeFirehose(() => Promise.reject(awsError('AccessDeniedException', 400))) },
    })

    logger.info('hello')
    await logger.flush()

    expect(stderr()[0]).toMatchObject({
      code: 'MON_DELIVERY_UNAVAILABLE',
      message: expect.stringContaining('[firehose:logs]'),
      service: 'shop',
      version: '1.4.2',
      hostname: 'host-1',
    })
    await logger.shutdown({ timeoutMs: 0 })
  })

  it('is the same on stderr for a transport in a winston logger of others', () => {
    const stderr = standardError()
    const transport = new FirehoseTransport({
      telemetry: catalog,
      deliveryStreamName: 'logs',
      client: createFakeFirehose(),
      hostname: 'host-1',
      runtimeMetadata: false,
      exitHooks: false,
      format: winston.format(() => {
        throw new Error('no format')
      })(),
    })
    winston.createLogger({ transports: transport }).info('hello')

    expect(stderr()[0]).toMatchObject({
      code: 'MON_LOGGER_FORMAT_FAILED',
      service: 'of-catalog',
      version: '2.0.0',
      environment: 'of-catalog',
      hostname: 'host-1',
    })
  })
})

describe('the stream of a catalog', () => {
  const telemetry = defineTelemetry({
    service: 'shop',
    logs: { deliveryStreamName: 'of-catalog', destination: 's3' },
  })

  async function streamOf(firehose: LoggerOptions['firehose']): Promise<readonly (readonly [string, number])[]> {
    const client = createFakeFirehose()
    const option = firehose === false || firehose === undefined ? firehose : { client, ...firehose }
    const logger = createLogger({
      telemetry,
      runtimeMetadata: false,
      exitHooks: false,
      console: false,
      firehose: option,
    })
    for (const message of ['a', 'b']) logger.info(message)
    await logger.shutdown()
    return client.requests.map(({ deliveryStreamName, records }) => [deliveryStreamName, records.length])
  }

  it('is where lines go, packed as its destination allows', async () => {
    expect(await streamOf({})).toEqual([['of-catalog', 1]])
  })

  it('is replaced by that of the options', async () => {
    expect(await streamOf({ deliveryStreamName: 'of-options' })).toEqual([['of-options', 1]])
    expect(await streamOf({ destination: 'opensearch' })).toEqual([['of-catalog', 2]])
  })

  it('is turned off by `firehose: false`', async () => {
    expect(await streamOf(false)).toEqual([])
  })
})

describe('stderr lines', () => {
  it.each([
    ['plain', { timestamp: 'timestamp', level: 'level', message: 'message', service: 'service', error: 'error' }],
    [
      'ecs',
      { timestamp: '@timestamp', level: 'log.level', message: 'message', service: 'service.name', error: 'error' },
    ],
    [
      'otel',
      { timestamp: 'Timestamp', level: 'SeverityText', message: 'Body', service: 'service.name', error: 'exception' },
    ],
  ] as const)('have the names of the fields of the preset %s, and an error as an object', async (fieldNames, names) => {
    const stderr = standardError()
    const throwing = new winston.transports.Stream({
      stream: process.stderr,
      format: winston.format(() => {
        throw Object.assign(new TypeError('no format'), { code: 'E_FORMAT' })
      })(),
    })
    const logger = createLogger({
      service: 'shop',
      console: false,
      runtimeMetadata: false,
      fieldNames,
      transports: throwing,
    })
    logger.info('hello')
    await new Promise(setImmediate)

    const [told = {}] = stderr()
    expect(told).toMatchObject({
      [names.level]: 'error',
      [names.message]: expect.stringContaining('[logger] A transport or format'),
      [names.service]: 'shop',
      code: 'MON_LOGGER_TRANSPORT_FAILED',
    })
    expect(told[names.error]).toEqual({ name: 'TypeError', message: 'no format' })
    expect(String(told[names.timestamp])).toMatch(/^\d{4}-\d\d-\d\dT/)
  })

  it('tell two subjects of one code, each once a minute', () => {
    const stderr = standardError()
    const logger = createLogger({ service: 'shop', console: false, runtimeMetadata: false })

    for (let time = 0; time < 3; time++) for (const level of ['loud', 'quiet']) logger.setLevel(level)

    expect(stderr().map(({ code, subject }) => [code, subject])).toEqual([
      ['MON_LOGGER_UNKNOWN_LEVEL', 'loud'],
      ['MON_LOGGER_UNKNOWN_LEVEL', 'quiet'],
    ])
  })

  it('have no secret of an error of a client', async () => {
    const stderr = standardError()
    const error = new Error('tunnel via http://svc:hunter2@proxy:3128 failed: Bearer hunter2hunter2hunter2hunter2')
    const logger = createLogger({
      service: 'shop',
      console: false,
      runtimeMetadata: false,
      exitHooks: false,
      firehose: { deliveryStreamName: 'logs', client: createFakeFirehose(() => Promise.reject(error)) },
    })
    logger.info('hello')
    await logger.flush({ timeoutMs: 50 })
    await logger.shutdown({ timeoutMs: 0 })

    expect(stderr().length).toBeGreaterThan(0)
    expect(JSON.stringify(stderr())).not.toContain('hunter2')
  })
})

describe('LOG_LEVEL', () => {
  it('that is no level is told on stderr, and the service starts with the default', () => {
    vi.stubEnv('LOG_LEVEL', 'loud')
    const stderr = standardError()
    const lines: string[] = []
    const logger = createLogger({
      service: 'shop',
      runtimeMetadata: false,
      console: { stream: { write: (line) => lines.push(line) } },
    })
    logger.info('started')
    logger.debug('not written')

    expect(logger.level).toBe('info')
    expect(lines).toHaveLength(1)
    expect(stderr()).toMatchObject([
      {
        level: 'warn',
        code: 'MON_LOGGER_UNKNOWN_LEVEL',
        subject: 'LOG_LEVEL',
        message: expect.stringContaining('LOG_LEVEL is "loud", which is no level; the level is "info"'),
      },
    ])
  })
})
