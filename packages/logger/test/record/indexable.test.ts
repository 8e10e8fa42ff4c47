import { describe, expect, it } from 'vitest'
import { createLogger, type FieldNamesOption, runWithContext } from '../../src/index.js'

/** What a search engine refuses, or what would make it refuse the records that follow. */
function recordsOf(fieldNames: FieldNamesOption, log: (logger: ReturnType<typeof createLogger>) => void) {
  const lines: string[] = []
  const stream = { write: (line: string) => lines.push(line) }
  log(createLogger({ service: 's', runtimeMetadata: false, fieldNames, console: { format: 'json', stream } }))
  return lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
}

describe.each<[FieldNamesOption, readonly string[]]>([
  ['ecs', ['host', 'service', 'event', 'http', 'http.request', 'log', 'trace', 'span', 'cloud']],
  ['otel', ['host', 'service', 'event', 'http', 'http.request', 'deployment', 'deployment.environment', 'cloud']],
])('with the names of %s, a field above one of ours', (fieldNames, parents) => {
  it.each(parents)('is moved, in a call, a child and the context: %s', (name) => {
    const records = recordsOf(fieldNames, (logger) => {
      logger.info('a', { [name]: 'x' })
      logger.child({ [name]: 'x' }).info('b')
      runWithContext({ [name]: 'x' }, () => logger.info('c'))
    })

    for (const record of records) {
      expect(record).toMatchObject({ [`${name}_`]: 'x' })
      expect(record).not.toHaveProperty([name])
    }
  })
})

describe('a field below one of ours', () => {
  it.each(['service.owner', 'level.name', 'message.text', 'requestId.x'])('is moved: %s', (name) => {
    const [record] = recordsOf('plain', (logger) => logger.info('a', { [name]: 'x' }))

    expect(record).toMatchObject({ [name.replaceAll('.', '_')]: 'x' })
    expect(record).not.toHaveProperty([name])
  })
})

describe('a name that cannot be indexed', () => {
  it.each(['_id', '_index', '_source', '_routing', '_version'])('is moved: %s', (name) => {
    const records = recordsOf('plain', (logger) => {
      logger.info('a', { [name]: 'x', other: 1 })
      logger.child({ [name]: 'x' }).info('b')
    })

    for (const record of records) {
      expect(record).toMatchObject({ [`${name}_`]: 'x' })
      expect(record).not.toHaveProperty([name])
    }
  })

  it('is kept below the top, where it is no field of the engine', () => {
    expect(recordsOf('plain', (logger) => logger.info('a', { user: { _id: 'x' } }))[0]).toMatchObject({
      user: { _id: 'x' },
    })
  })

  it.each([
    ['', '_'],
    ['.', '_'],
    ['..', '__'],
    ['.a', '_a'],
    ['a..b', 'a__b'],
  ])('is written without the dots that nothing stands between, at any depth: %j', (name, written) => {
    const [record] = recordsOf('plain', (logger) => logger.info('a', { [name]: 1, nested: { [name]: 2 } }))
    const names = [...Object.keys(record ?? {}), ...Object.keys((record?.['nested'] ?? {}) as object)]

    expect(names.filter((key) => key === '' || key.startsWith('.') || key.includes('..'))).toEqual([])
    expect(names.filter((key) => key.startsWith(written))).toHaveLength(2)
  })

  it.each(['a.', 'a.b', ' ', '_type', 'host.ip'])('is not %j', (name) => {
    expect(recordsOf('plain', (logger) => logger.info('a', { [name]: 1 }))[0]).toHaveProperty([name], 1)
  })
})

describe('the error of a record', () => {
  it.each<[string, unknown]>([
    ['a text', 'timeout'],
    ['an error', new Error('timeout')],
    ['an object', { message: 'timeout', code: 7 }],
  ])('is an object, in a call, a child and the context: %s', (_what, error) => {
    const records = recordsOf('plain', (logger) => {
      logger.error('a', { error })
      logger.child({ error }).error('b')
      runWithContext({ error }, () => logger.error('c'))
    })

    for (const record of records) expect(record).toMatchObject({ error: { message: 'timeout' } })
  })

  it('stands under the name for errors, although it is called `error`', () => {
    const records = recordsOf('otel', (logger) => {
      logger.error('a', { error: 'timeout' })
      logger.child({ error: 'timeout' }).error('b')
      runWithContext({ error: 'timeout' }, () => logger.error('c'))
      logger.error('d', new Error('timeout'))
    })

    for (const record of records) {
      expect(record).toMatchObject({ exception: { message: 'timeout' } })
      expect(record).not.toHaveProperty('error')
    }
  })
})
