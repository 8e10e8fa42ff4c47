import { describe, expect, it } from 'vitest'
import { MonitoringError } from '../errors.js'
import { createRedaction } from './redaction.js'

function messageOf(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    if (MonitoringError.is(error) && error.code === 'MON_CONFIG_INVALID') return error.message
    throw error
  }
  throw new Error('Nothing was thrown.')
}

describe('createRedaction', () => {
  it('is on by default', () => {
    const redaction = createRedaction()

    expect(redaction.verdictOf('password')).toBe('secret')
    expect(redaction.redactText('token=abc')).toBe('token=[REDACTED]')
    expect(redaction.replacement).toBe('[REDACTED]')
  })

  it('is off with false', () => {
    const redaction = createRedaction(false)

    expect(redaction.verdictOf('password')).toBe('plain')
    expect(redaction.hides('password', 'secret', 'S')).toBe(false)
    expect(redaction.hidesBeside(['password', 'S'], 1, 'S')).toBe(false)
    expect(redaction.isValueKey('value')).toBe(false)
    expect(redaction.redactText('token=abc')).toBe('token=abc')
    expect(redaction.counts).toEqual({ byName: 0, inText: 0 })
  })

  it('puts a replacement of the application in, also an empty one', () => {
    expect(createRedaction({ replacement: '' }).redactText('token=abc')).toBe('token=')
    expect(createRedaction({ replacement: '***' }).redactText('token=abc')).toBe('token=***')
    expect(createRedaction({ replacement: 'x'.repeat(256) }).replacement).toHaveLength(256)
  })

  it.each([
    [{ keys: 'password' }, 'redact.keys'],
    [{ keys: ['ok', 7] }, 'redact.keys'],
    [{ keys: ['--'] }, 'redact.keys'],
    [{ allow: { sid: true } }, 'redact.allow'],
    [{ allow: [''] }, 'redact.allow'],
    [{ replacement: 7 }, 'redact.replacement'],
    [{ replacement: 'x'.repeat(257) }, 'redact.replacement'],
    [{ paths: ['a.b'] }, 'paths'],
    [true, 'redact'],
    [null, 'redact'],
  ])('names the wrong option of %j', (options, name) => {
    expect(messageOf(() => createRedaction(options as never))).toContain(`\`${name}\``)
  })

  it('says what was expected and what was received', () => {
    expect(messageOf(() => createRedaction({ keys: 'password' as never }))).toBe(
      'Option `redact.keys` must be an array of field names; got "password".',
    )
    expect(messageOf(() => createRedaction({ allow: ['-'] }))).toBe(
      'Option `redact.allow` must hold names with letters or digits; got "-".',
    )
    expect(messageOf(() => createRedaction({ paths: [] } as never))).toBe(
      'redact has no option `paths`; known options: keys, allow, replacement.',
    )
  })
})

describe('a value under a name', () => {
  const redaction = createRedaction({ keys: ['flavour'] })
  const hides = (name: string, value: unknown): boolean => redaction.hides(name, redaction.verdictOf(name), value)

  it.each([null, undefined, true, false, '', 'true', 'false', () => 'S'])('never is hidden when it is %s', (value) => {
    for (const name of ['password', 'token', 'tokens', 'session', 'flavour', 'author'])
      expect(hides(name, value)).toBe(false)
  })

  it.each(['S', 7, 7n, Symbol('S'), ['S'], { a: 1 }, new Map(), Buffer.from('S'), new String('S')])(
    'is hidden under a secret name, whatever it is',
    (value) => {
      expect(hides('password', value)).toBe(true)
      expect(hides('flavour', value)).toBe(true)
      expect(hides('author', value)).toBe(false)
    },
  )

  it('decides where the name does not, also in lists, in boxes and as bytes', () => {
    const values: readonly (readonly [name: string, value: unknown, isHidden: boolean])[] = [
      ['pin', ['13', '1234'], true],
      ['pin', ['13'], false],
      ['token', ['BTC', 'abc'], true],
      ['token', [['abc']], true],
      ['token', new String('abc'), true],
      ['token', new String('BTC'), false],
      ['token', Buffer.from('abc'), true],
      ['token', { type: 'Buffer', data: [1] }, true],
      ['token', { deep: [{ raw: 'Zq7xK2mN9pR4sT6v' }] }, true],
      ['token', Array.from({ length: 1_000 }, () => 'BTC'), true],
      ['tokens', [], false],
      ['session', Symbol('Zq7xK2mN9pR4'), true],
      ['session', new Map(), false],
    ]

    for (const [name, value, isHidden] of values)
      expect([name, value, hides(name, value)]).toEqual([name, value, isHidden])
  })

  it('is hidden as the verdict says, whatever the name', () => {
    expect(redaction.hides('password', 'plain', 'S')).toBe(false)
    expect(redaction.hides('token', 'secret', 'BTC')).toBe(true)
    expect(redaction.hides('token', 'depends', 'BTC')).toBe(false)
  })

  it('is taken for harmless where it throws when it is looked at', () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    const getter = {
      get raw(): string {
        throw new Error('no')
      },
    }

    expect(hides('token', proxy)).toBe(false)
    expect(hides('token', getter)).toBe(false)
    expect(hides('password', proxy)).toBe(true)
  })

  it('is counted when it is hidden', () => {
    const { counts, hides: hidesNow } = createRedaction()

    hidesNow('password', 'secret', 'S')
    hidesNow('password', 'secret', null)
    hidesNow('tokens', 'depends', 512)
    hidesNow('tokens', 'depends', ['a'])

    expect(counts).toEqual({ byName: 2, inText: 0 })
  })
})
