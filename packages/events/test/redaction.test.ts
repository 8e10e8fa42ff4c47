import { defineTelemetry, event, type RedactionCatalog, type StandardSchema } from '@org/core/catalog'
import { runWithContext } from '@org/core/context'
import { createJsonReplacer, createRedaction, type RedactionOptions } from '@org/core/redaction'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
// What core decides of names, which is no part of its public face.
import { NAME_TABLE } from '../../core/src/redaction/names/name-table.js'
import { createTestEvents } from '../src/testing/index.js'

const anything: StandardSchema = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } }

/** What rows of the table of names have that state no value. */
const LOOKS_SECRET = 'Zq7xK2mN9pR4sT6v'

interface Rules {
  readonly catalog?: RedactionCatalog
  /** Of the type `marked`; the type `plain` has none. */
  readonly type?: RedactionCatalog
  readonly redact?: RedactionOptions | false
}

function setUp({ catalog, type = {}, redact }: Rules = {}) {
  const telemetry = defineTelemetry({
    service: 'shop',
    version: '1.2.3',
    environment: 'production',
    events: { source: 'shop.app', types: { plain: anything, marked: event(anything, type) } },
    redaction: catalog,
  })
  const kit = createTestEvents({ telemetry, redact, hostname: 'host-1', buffer: { maxItems: 100_000 } })
  const publish = async (detail: object, name: 'plain' | 'marked' = 'plain') => {
    kit.events.publish(name, detail as never)
    await kit.events.flush()
    const { metadata, ...rest } = kit.bus.events().at(-1)?.detail ?? { metadata: undefined }
    return { metadata, rest }
  }
  return { ...kit, publish }
}

/** What a log line has of the same fields: both go through the one rule of core. */
function asLogged(fields: object): unknown {
  return JSON.parse(JSON.stringify(fields, createJsonReplacer(createRedaction())))
}

describe('secrets in events', () => {
  it('are those of log lines, name by name', async () => {
    const { publish } = setUp()
    for (const row of NAME_TABLE) {
      const { name, hidden, why } = row
      const value = 'value' in row ? row.value : LOOKS_SECRET
      const detail = { [name]: value, deep: [{ [name]: value }] }
      const rest: Readonly<Record<string, unknown>> = (await publish(detail)).rest

      expect(rest, name).toEqual(asLogged(detail))
      if (Object.hasOwn(rest, name)) expect(rest[name] === '[REDACTED]', `${name}: ${why}`).toBe(hidden)
    }
  })

  it.each<[string, object, object]>([
    ['a header list', { headers: [{ name: 'authorization', value: 'Bearer abc.def' }] }, {}],
    ['raw headers', { rawHeaders: ['Authorization', 'Bearer hunter2'] }, {}],
    ['a URL', { url: 'https://h.test/?access_token=hunter2' }, {}],
    ['a connection string', { dsn: 'postgres://app:hunter2@db/orders' }, {}],
    ['JSON in a text', { body: '{"password":"hunter2"}' }, {}],
    ['a token in prose', { message: 'Authorization: Bearer hunter2hunter2' }, {}],
    ['an option of a command', { argv: ['--password', 'hunter2'] }, {}],
    [
      'what only looks so',
      {},
      {
        session: { title: 'Keynote' },
        pan: 'left',
        credit: { amount: 5 },
        nextToken: 'page-2',
        tokens: 512,
        hasPassword: true,
        author: 'ada',
        cacheKey: 'k',
      },
    ],
  ])('are found as in log lines: %s', async (_what, secret, plain) => {
    const { publish } = setUp()
    const { rest } = await publish({ ...secret, ...plain })

    expect(JSON.stringify(rest)).not.toContain('hunter2')
    expect(rest).toEqual(asLogged({ ...secret, ...plain }))
    expect(rest).toMatchObject(plain)
  })

  it('are those of log lines in any detail', async () => {
    const { publish } = setUp()
    const name = fc.oneof(
      fc.constantFrom('password', 'authorization', 'name', 'value', 'key', 'url', 'headers', '__proto__', 'a b'),
      fc.string(),
    )
    const text = fc.oneof(
      fc.constantFrom('Bearer abc.def.ghi', 'https://u:p@h/', '{"pin":"1234"}', '--password', 'x', ''),
      fc.string(),
    )
    const value = fc.letrec((tie) => ({
      any: fc.oneof({ maxDepth: 3 }, text, fc.boolean(), fc.integer(), fc.constant(null), tie('list'), tie('object')),
      list: fc.array(tie('any'), { maxLength: 4 }),
      object: fc.dictionary(name, tie('any'), { maxKeys: 4 }),
    }))
    await fc.assert(
      fc.asyncProperty(
        value.object.filter((detail) => !('metadata' in (detail as object))),
        async (detail) => {
          const { rest } = await publish(detail as object)

          expect(JSON.stringify(rest)).toBe(JSON.stringify(asLogged(detail as object)))
        },
      ),
      { numRuns: 200 },
    )
  })

  it('are seen in a detail that is a name and a value', async () => {
    const { publish } = setUp()

    expect((await publish({ name: 'password', value: 'S3cret' })).rest).toEqual({
      name: 'password',
      value: '[REDACTED]',
    })
    expect((await publish({ name: 'colour', value: 'red' })).rest).toEqual({ name: 'colour', value: 'red' })
  })

  it('are hidden in resources, and counted; ARNs stay as they are', async () => {
    const { events, bus } = setUp()
    const arns = [
      'arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf',
      'arn:aws:lambda:eu-west-1:123456789012:function:rotate-secret:PROD',
      'arn:aws:ssm:eu-west-1:123456789012:parameter/prod/db/password',
      'arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/token:*',
      'arn:aws:sts::123456789012:assumed-role/shop/session',
    ]

    events.publish('plain', {}, { resources: ['https://ann:hunter2@x/?token=S3cret&a=1', ...arns] })
    await events.flush()

    expect(bus.events().at(-1)?.resources).toEqual(['https://[REDACTED]@x/?token=[REDACTED]&a=1', ...arns])
    expect(events.stats()).toMatchObject({ redacted: 2, adjusted: { resourceLeftOut: 0 } })
  })

  it('leave no resource that EventBridge would refuse', async () => {
    const { events, bus } = setUp({ redact: { replacement: 'x'.repeat(256) } })

    events.publish('plain', {}, { resources: [`${'a'.repeat(2_000)}?token=S`, 'b'] })
    await events.flush()

    expect(bus.events().at(-1)?.resources).toEqual(['b'])
    expect(events.stats().adjusted.resourceLeftOut).toBe(1)
  })

  it('stay in resources where the option says so', async () => {
    const { events, bus } = setUp({ redact: false })

    events.publish('plain', {}, { resources: ['https://x/?token=S3cret'] })
    await events.flush()

    expect(bus.events().at(-1)?.resources).toEqual(['https://x/?token=S3cret'])
  })

  it('are counted, by name and in texts', async () => {
    const { events, publish } = setUp()
    await publish({ password: 'p', url: 'https://u:p@h/', deep: [{ token: 't'.repeat(20) }], plain: 1 })
    await publish({ password: 'p' }, 'marked')

    expect(events.stats().redacted).toBe(4)
  })

  it('leave the objects of the application as they are', async () => {
    const { publish } = setUp()
    const detail = { user: { name: 'ada', password: 'p' }, metadata: { secret: 's' } }
    const before = structuredClone(detail)
    await publish(detail)

    expect(detail).toEqual(before)
  })

  it('are sent when the option says so', async () => {
    const { events, publish } = setUp({ redact: false, catalog: { secret: ['nickname'] } })
    const { rest } = await publish({ password: 'p', nickname: 'n', url: 'https://u:p@h/' })

    expect(rest).toEqual({ password: 'p', nickname: 'n', url: 'https://u:p@h/' })
    expect(events.stats().redacted).toBe(0)
  })
})

describe('what is secret', () => {
  const NAMES = ['password', 'nickname', 'badge'] as const

  it.each<[string, Rules, 'plain' | 'marked', readonly (typeof NAMES)[number][]]>([
    ['by itself', {}, 'plain', ['password']],
    ['by the options', { redact: { keys: ['nick-name'] } }, 'plain', ['password', 'nickname']],
    ['not, by the options', { redact: { allow: ['PASSWORD'] } }, 'plain', []],
    ['by the catalog', { catalog: { secret: ['nickname'] } }, 'plain', ['password', 'nickname']],
    ['not, by the catalog', { catalog: { safe: ['password'] } }, 'plain', []],
    ['by its type', { type: { secret: ['badge'] } }, 'marked', ['password', 'badge']],
    ['not, by its type', { type: { safe: ['password'] } }, 'marked', []],
    ['by another type alone', { type: { secret: ['badge'], safe: ['password'] } }, 'plain', ['password']],
    [
      'by all of them',
      { redact: { keys: ['nickname'] }, catalog: { safe: ['password'] }, type: { secret: ['badge'] } },
      'marked',
      ['nickname', 'badge'],
    ],
  ])('is so %s', async (_why, rules, type, hidden) => {
    const { publish } = setUp(rules)
    const { rest } = await publish({ deep: { password: 'p', nickname: 'n', badge: 'b' } }, type)
    const deep = (rest as { readonly deep: Readonly<Record<string, string>> }).deep

    expect(NAMES.filter((name) => deep[name] === '[REDACTED]')).toEqual(hidden)
  })

  it('is replaced as the options say', async () => {
    const { publish } = setUp({ redact: { replacement: '***' } })

    expect((await publish({ password: 'p' })).rest).toEqual({ password: '***' })
  })
})

describe('our own metadata', () => {
  const ours = ['id', 'publisher', 'sequence', 'service', 'hostname', 'version', 'environment', 'requestId', 'metadata']

  it('is never redacted, whatever is called secret', async () => {
    const { events, bus } = setUp({ redact: { keys: ours }, catalog: { secret: ours }, type: { secret: ours } })
    for (const id of ['u-1', 'u-2', 'u-3']) {
      // One that looks like a secret of a provider.
      runWithContext({ requestId: `AKIAIOSFODNN7EXAMPLE${id}` }, () => events.publish('marked', { id } as never))
    }
    await events.flush()

    expect(bus.events().map(({ detail }) => detail)).toEqual(
      ['u-1', 'u-2', 'u-3'].map((id, index) => ({
        id: '[REDACTED]',
        metadata: {
          id: `test-${index + 1}`,
          publisher: 'test',
          sequence: index + 1,
          service: 'shop',
          hostname: 'host-1',
          version: '1.2.3',
          environment: 'production',
          requestId: `AKIAIOSFODNN7EXAMPLE${id}`,
        },
      })),
    )
  })

  it('stands beside that of the application, which is redacted', async () => {
    const { publish } = setUp()
    const { metadata } = await publish({ metadata: { traceparent: '00-1-2-01', password: 'p', id: 'mine' } })

    expect(metadata).toMatchObject({ traceparent: '00-1-2-01', password: '[REDACTED]', id: 'test-1' })
  })

  it('stands alone where the application calls its own metadata secret', async () => {
    const { publish, events } = setUp({ redact: { keys: ['metadata'] } })
    const { metadata } = await publish({ metadata: { note: 'hunter2' }, plain: 1 })

    expect(Object.keys(metadata ?? {})).toEqual([
      'id',
      'publisher',
      'sequence',
      'service',
      'hostname',
      'version',
      'environment',
    ])
    expect(events.stats().redacted).toBe(1)
  })
})
