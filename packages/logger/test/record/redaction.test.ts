import { request as httpRequest } from 'node:http'
import { defineTelemetry } from '@org/core/catalog'
import { runWithContext } from '@org/core/context'
import express from 'express'
import express4 from 'express-4'
import { describe, expect, it } from 'vitest'
import winston from 'winston'
import { FirehoseTransport, type LoggerOptions } from '../../src/index.js'
import { resolveFieldNames } from '../../src/record/field-names.js'
import { createCapture } from '../capture.js'
import { createFakeFirehose } from '../fake-firehose.js'
import { captureAccesses, listen } from '../request-harness.js'

const SECRET = 'S3CRET'

/** What is written of fields. */
function written(fields: object, options: Partial<LoggerOptions> = {}): Record<string, unknown> {
  const { logger, last } = createCapture(options)
  logger.info('m', fields)
  const { level: _level, message: _message, ...rest } = last()
  return rest
}

describe('what is secret', () => {
  const telemetry = defineTelemetry({
    service: 'shop',
    redaction: { secret: ['loyalty number'], safe: ['sessionId', 'nickname'] },
  })

  it('is what the catalog calls secret, whatever the case and the separators', () => {
    expect(
      written({ loyaltyNumber: SECRET, nested: [{ loyalty_number: SECRET }], LOYALTY: 'x' }, { telemetry }),
    ).toEqual({
      loyaltyNumber: '[REDACTED]',
      nested: [{ loyalty_number: '[REDACTED]' }],
      LOYALTY: 'x',
    })
  })

  it('is not what the catalog calls safe', () => {
    expect(written({ sessionId: 's-1' })).toEqual({ sessionId: '[REDACTED]' })
    expect(written({ sessionId: 's-1' }, { telemetry })).toEqual({ sessionId: 's-1' })
  })

  it('is what catalog and logger say together', () => {
    const redact = { keys: ['nickname', 'shoeSize'], allow: ['apiKey'], replacement: '***' }

    expect(
      written(
        { loyaltyNumber: 1, shoeSize: 44, apiKey: 'public', nickname: 'ann', password: 'p' },
        { telemetry, redact },
      ),
    ).toEqual({ loyaltyNumber: '***', shoeSize: '***', apiKey: 'public', nickname: 'ann', password: '***' })
  })

  it('is nothing where the logger turns it off', () => {
    expect(written({ loyaltyNumber: 1, password: 'p' }, { telemetry, redact: false })).toEqual({
      loyaltyNumber: 1,
      password: 'p',
    })
  })

  it('is the same in a winston logger of others', async () => {
    const client = createFakeFirehose()
    const transport = new FirehoseTransport({
      telemetry,
      deliveryStreamName: 'logs',
      client,
      exitHooks: false,
      runtimeMetadata: false,
    })
    winston.createLogger({ transports: transport }).info('m', { loyaltyNumber: SECRET, sessionId: 's-1' })
    await transport.shutdown()

    expect(JSON.parse(client.lines()[0] ?? '')).toEqual({
      level: 'info',
      message: 'm',
      loyaltyNumber: '[REDACTED]',
      sessionId: 's-1',
    })
  })

  it('is counted', () => {
    const { logger } = createCapture({ telemetry })
    logger.info('password=hunter2', { loyaltyNumber: 1, list: [{ token: 'hunter2' }], plain: 1 })

    expect(logger.stats().redacted).toBe(3)
  })
})

describe('the logger’s own fields', () => {
  const keys = [
    ...['timestamp', 'level', 'message', 'service', 'version', 'environment', 'hostname', 'region'],
    ...['requestId', 'traceId', 'spanId', 'eventId', 'sequence', 'truncated', 'id', 'event.id'],
  ]

  it.each(['plain', 'ecs', 'otel'] as const)(
    'are never redacted, whatever is called secret, with the names of %s',
    (fieldNames) => {
      const secret = createCapture({ redact: { keys }, fieldNames, region: 'eu-west-1' })
      const open = createCapture({ fieldNames, region: 'eu-west-1' })
      for (const { logger } of [secret, open]) {
        runWithContext({ requestId: 'r-1', traceId: 't-1', spanId: 's-1' }, () => {
          logger.info('plain')
          logger.child({ a: 1 }).info('of a child', { b: 2 })
          // Fields that clash, and a line that is cut, are written in a way of their own.
          logger.child({ a: 1 }).info('a clash', { a: 2, level: 'x' })
          logger.info('cut', Object.fromEntries(Array.from({ length: 90 }, (_v, n) => [`k${n}`, 'x'.repeat(9_000)])))
          logger.error('an error', new Error('boom'))
        })
      }
      const { error: _error, eventId, ...names } = resolveFieldNames(fieldNames)
      const ofOurs = (records: readonly Record<string, unknown>[]): unknown[] =>
        records.map((record) => Object.values(names).map((name) => record[name]))

      expect(secret.lines.length).toBe(5)
      expect(ofOurs(secret.records())).toEqual(ofOurs(open.records()))
      for (const record of secret.records()) expect(record[eventId]).toMatch(/^[\w-]{8}-\d$/)
    },
  )

  it('do not make a field of the application of the same name plain, where that is no id', () => {
    expect(written({ nested: { service: SECRET, eventId: SECRET }, id: SECRET }, { redact: { keys } })).toEqual({
      nested: { service: '[REDACTED]', eventId: '[REDACTED]' },
      id: '[REDACTED]',
    })
    const { logger, records } = createCapture({ redact: { keys } })
    logger.child({ service: SECRET }).info('m', { level: SECRET })
    expect(records()[0]).toMatchObject({ service: 'test', service_: '[REDACTED]', level_: '[REDACTED]' })
  })

  it('are searched for secrets by their shape all the same', () => {
    const { logger, last } = createCapture()
    runWithContext({ requestId: `token=${SECRET}` }, () => logger.info('m'))

    expect(last()['requestId']).toBe('token=[REDACTED]')
  })
})

describe('names that stand beside their values', () => {
  it.each<[string, object]>([
    ['Headers of the Fetch API', { headers: new Headers({ 'x-api-key': SECRET, accept: '*/*' }) }],
    ['their entries', { headers: [...new Headers({ 'x-api-key': SECRET, accept: '*/*' })] }],
    ['parameters of a URL', { query: new URLSearchParams({ password: SECRET, page: '2' }) }],
    ['a form', { form: formOf({ password: SECRET, page: '2' }) }],
    ['a map', { map: new Map([['apiKey', SECRET]]) }],
    ['a map of maps', { map: new Map([['user', new Map([['password', SECRET]])]]) }],
    [
      'a list of pairs',
      {
        pairs: [
          ['x-api-key', SECRET],
          ['accept', '*/*'],
        ],
      },
    ],
    ['a set of pairs', { pairs: new Set([['x-api-key', SECRET]]) }],
    ['raw headers', { rawHeaders: ['X-Api-Key', SECRET, 'Accept', '*/*', 'x-vault-token', SECRET] }],
    ['a record that is a name and a value', { name: 'DB_PASSWORD', value: SECRET }],
    ['a record that is a key and a value', { key: 'x-api-key', value: SECRET, page: 2 }],
    ['a record with capital letters', { Value: [SECRET], Name: 'DbPassword' }],
    ['a record that is a header', { headerName: 'authorization', headerValue: `Token ${SECRET}` }],
    [
      'a map with a name and a value',
      {
        map: new Map([
          ['name', 'DB_PASSWORD'],
          ['value', SECRET],
        ]),
      },
    ],
    ['an object with name and value', { env: [{ name: 'DB_PASSWORD', value: SECRET }] }],
    ['a header of a HAR', { headers: [{ name: 'Cookie', value: `remember=${SECRET}` }] }],
    ['a parameter of CloudFormation', { parameters: [{ ParameterKey: 'DbPassword', ParameterValue: SECRET }] }],
    ['arguments of a command', { argv: ['--password', SECRET, '--verbose'] }],
    ['JSON in a text', { body: JSON.stringify({ tokens: [SECRET], credentials: { id: 'a', value: SECRET } }) }],
    ['JSON with an escaped name', { body: `{"p\\u0061ssword":"${SECRET}"}` }],
    ['a URL with a # in its password', { url: `postgres://app:Pa#ss-${SECRET}@db/x` }],
    ['a URL with a / in its password', { url: `postgres://app:Pa/ss-${SECRET}@db/x` }],
    ['a connection string', { dsn: `host=db user=app password=Pa#ss-${SECRET} dbname=x` }],
    ['a quoted password', { dsn: `password="a\\"${SECRET}"` }],
  ])('are seen in %s', (_name, fields) => {
    const { logger, lines } = createCapture()

    logger.info('m', fields)
    logger.child(fields).info('m')
    logger.info(`m %j`, fields)
    runWithContext({ ...fields }, () => logger.info('m'))

    expect(lines.length).toBe(4)
    for (const line of lines) {
      expect(line).toContain('[REDACTED]')
      expect(line).not.toContain(SECRET)
    }
  })

  it('are seen where the record has one and its logger or its request the other', () => {
    const { logger, lines, last } = createCapture()
    const [name, value] = [{ name: 'DB_PASSWORD' }, { value: SECRET }]

    logger.child(name).info('m', value)
    logger.child(value).info('m', name)
    logger.child(name).child(value).info('m')
    logger.child({ service: 'own', ...name }).info('m', { ...value, service: 'x' })
    runWithContext({ ...name }, () => logger.info('m', value))
    runWithContext({ ...value }, () => logger.info('m', name))
    runWithContext({ ...name }, () => logger.child(value).info('m'))
    runWithContext({ ...value }, () => logger.child(name).info('m', { page: 2 }))

    expect(last()).toMatchObject({ ...name, value: '[REDACTED]', page: 2 })
    for (const line of lines) expect(line).not.toContain(SECRET)
    expect(lines.length).toBe(8)
  })

  it('say nothing of a field whose name another one replaces', () => {
    const { logger, last } = createCapture()

    logger.child({ name: 'password' }).info('m', { name: 'colour', value: 'red' })

    expect(last()).toMatchObject({ name: 'colour', value: 'red' })
  })

  it('leave what has another name as it is', () => {
    for (const fields of [
      { name: 'COLOUR', value: 'red' },
      { name: 'session', value: 'open' },
      { name: 'reset-password', data: { userId: 7 } },
      { path: '/reset/credentials', data: { userId: 7 } },
    ]) {
      const { logger, last } = createCapture()
      logger.child(fields).info('m', { page: 2 })
      expect(last()).toMatchObject(fields)
      logger.child({ name: fields.name, path: fields.path }).info('m', { value: fields.value, data: fields.data })
      expect(last()).toMatchObject(fields)
    }
    expect(
      written({
        query: new URLSearchParams({ page: '2' }),
        headers: new Headers({ accept: '*/*' }),
        pairs: [['accept', '*/*']],
        env: [{ name: 'HOME', value: '/root' }],
        rawHeaders: ['Accept', '*/*'],
      }),
    ).toEqual({
      query: { page: '2' },
      headers: { accept: '*/*' },
      pairs: [['accept', '*/*']],
      env: [{ name: 'HOME', value: '/root' }],
      rawHeaders: ['Accept', '*/*'],
    })
  })
})

function formOf(fields: Readonly<Record<string, string>>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  return form
}

describe.each([
  ['4', express4],
  ['5', express],
])('requests and responses of Express %s', (_version, createApp) => {
  it('can be logged: no header of a secret name is written, before and after the answer', async () => {
    const { logger, lines } = captureAccesses({ limits: { maxDepth: 12 } })
    const app = createApp()
    const done = new Promise<void>((resolve) => {
      app.get('/in', (request, response) => {
        for (const fields of [{ req: request }, { res: response }, { request }, { response }])
          logger.error('failed', fields)
        logger.info(request as never)
        response.cookie('remember', SECRET)
        response.on('finish', () => {
          logger.error('finished', { res: response, req: request })
          resolve()
        })
        response.json({})
      })
    })
    const url = await listen(app)

    const client = httpRequest(`${url}/in`, {
      headers: {
        'x-api-key': SECRET,
        cookie: `remember=${SECRET}`,
        authorization: `Token ${SECRET}`,
        'x-vault-token': SECRET,
      },
    })
    client.on('response', (response) => response.resume())
    client.end()
    logger.error('sent', { request: client })
    await done
    logger.error('sent', { request: client })

    expect(lines.length).toBe(8)
    expect(lines.join('\n')).toContain('[REDACTED]')
    expect(lines.join('\n')).not.toContain(SECRET)
  })
})

describe('pairs', () => {
  it('that have one name become a list of their values', () => {
    const headers = new Headers({ accept: '*/*' })
    for (const name of ['a', 'b']) headers.append('set-cookie', `${name}=${SECRET}`)

    expect(written({ query: new URLSearchParams('tag=x&tag=y&page=2'), headers })).toEqual({
      query: { tag: ['x', 'y'], page: '2' },
      headers: { accept: '*/*', 'set-cookie': '[REDACTED]' },
    })
  })
})

/** Says of itself that it is one of the Fetch API's. */
class SoCalledHeaders {
  readonly entries: unknown

  constructor(entries: unknown) {
    this.entries = entries
  }

  get [Symbol.toStringTag](): string {
    return 'Headers'
  }
}

describe('a hostile value', () => {
  it.each<[string, object]>([
    [
      'headers whose entries throw',
      new SoCalledHeaders(() => {
        throw new Error('no')
      }),
    ],
    ['headers whose entries are none', new SoCalledHeaders(() => 5)],
    ['headers whose entries are no pairs', new SoCalledHeaders(() => [5])],
    ['headers whose entries are no function', new SoCalledHeaders(5)],
    [
      'headers without an end',
      new SoCalledHeaders(function* () {
        for (let number = 0; ; number++) yield [`n${number}`, 'v']
      }),
    ],
    [
      'a tag that throws',
      new (class {
        get [Symbol.toStringTag](): string {
          throw new Error('no')
        }
      })(),
    ],
  ])('does not disturb the record: %s', (_name, value) => {
    const { logger, last } = createCapture()

    logger.info('m', { value, after: 1 })

    expect(last()).toMatchObject({ message: 'm', after: 1 })
  })
})
