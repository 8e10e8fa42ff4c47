import { describe, expect, it } from 'vitest'
import { MAX_TERM_BYTES } from '../../src/record/limits.js'
import { createCapture } from '../capture.js'

function nested(depth: number): unknown {
  let value: unknown = 'end'
  for (let level = 0; level < depth; level++) value = { d: value }
  return value
}

function keyed(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_unused, index) => [`k${index}`, index]))
}

describe('a string', () => {
  it('of exactly the limit stays whole, one longer is cut and named', () => {
    const { logger, last } = createCapture({ limits: { maxStringLength: 100 } })

    logger.info('m', { a: 'x'.repeat(100) })
    expect(last()).toEqual({ level: 'info', message: 'm', a: 'x'.repeat(100) })

    logger.info('m', { a: { b: 'x'.repeat(101) } })
    expect(last()).toMatchObject({ a: { b: `${'x'.repeat(100)}… [101 characters]` }, truncated: ['a.b'] })

    logger.info('y'.repeat(101))
    expect(last()).toMatchObject({ message: `${'y'.repeat(100)}… [101 characters]`, truncated: ['message'] })
  })

  it('is named by its whole place, wherever it is', () => {
    const { logger, last } = createCapture({ limits: { maxStringLength: 100 } })
    const long = 'x'.repeat(101)

    logger.info('m', { a: { a: long }, b: [[long], { c: long }], d: { toJSON: () => long }, e: new Set([long]) })

    expect(last()['truncated']).toEqual(['a.a', 'b.0.0', 'b.1.c', 'd', 'e.0'])
  })

  it('is never longer than a term of OpenSearch, in bytes', () => {
    const { logger, last } = createCapture()
    const fits = '€'.repeat(MAX_TERM_BYTES / 3)

    logger.info('m', { a: fits })
    expect(last()).toEqual({ level: 'info', message: 'm', a: fits })

    for (const text of [`${fits}x`, '€'.repeat(16_384), '𝄞'.repeat(100_000)]) {
      logger.info('m', { a: text })
      expect(last()).toMatchObject({ truncated: ['a'] })
      expect(Buffer.byteLength(String(last()['a']))).toBeLessThanOrEqual(MAX_TERM_BYTES)
    }
  })

  it('may be longer for those who allow it', () => {
    const { logger, last } = createCapture({ limits: { maxStringLength: 40_000 } })

    logger.info('m', { a: '€'.repeat(40_000) })

    expect(last()['a']).toBe('€'.repeat(40_000))
  })

  it('is redacted before it is cut, so that no secret shows by halves', () => {
    const { logger, lines } = createCapture({ limits: { maxStringLength: 100 } })
    const secret = 'S3CR3T'.repeat(10)

    for (let offset = 0; offset < 260; offset += 3) {
      logger.info(`${'x'.repeat(offset)} postgres://user:${secret}@host ${'y'.repeat(200)}`)
      logger.info(
        `${'token=abcdefghijklmnop '.repeat(8)}${' '.repeat(offset % 20)} ftp://u:${secret}@h ${'y'.repeat(200)}`,
      )
    }

    expect(lines.filter((line) => line.includes('S3CR3T'))).toEqual([])
  })
})

describe('depth', () => {
  it('of exactly the limit stays, one more is cut and named', () => {
    const { logger, last } = createCapture({ limits: { maxDepth: 3 } })

    logger.info('m', { a: nested(3) })
    expect(last()).toEqual({ level: 'info', message: 'm', a: nested(3) })

    logger.info('m', { a: nested(4), b: [[[['x']]]] })
    expect(last()).toMatchObject({
      a: { d: { d: { d: '[Object]' } } },
      b: [[['[Array(1)]']]],
      truncated: ['a.d.d.d: too deep', 'b.0.0.0: too deep'],
    })
  })

  it('of 100,000 is no trouble', () => {
    const { logger, last } = createCapture()

    logger.info('m', { a: nested(100_000) })

    expect(last()).toMatchObject({ truncated: ['a.d.d.d.d.d.d.d.d: too deep'] })
  })
})

describe('keys and items', () => {
  it('of exactly the limit stay, one more is counted', () => {
    const { logger, last } = createCapture({ limits: { maxKeys: 5, maxArrayLength: 2 } })

    logger.info('m', { a: keyed(5), b: [1, 2], c: new Set([1, 2]), d: new Map([['x', 1]]) })
    expect(last()).toEqual({ level: 'info', message: 'm', a: keyed(5), b: [1, 2], c: [1, 2], d: { x: 1 } })

    logger.info('m', { a: keyed(6), b: [1, 2, 3], c: new Set([1, 2, 3]), d: new Map(Object.entries(keyed(7))) })
    expect(last()).toMatchObject({
      a: keyed(5),
      b: [1, 2],
      c: [1, 2],
      d: keyed(5),
      truncated: ['a: 1 more keys', 'b: 1 more items', 'c: 1 more items', 'd: 2 more keys'],
    })
  })

  it('of a record itself count, too', () => {
    const { logger, last } = createCapture({ limits: { maxKeys: 5 } })

    logger.info('m', keyed(5))
    expect(last()).toEqual({ level: 'info', message: 'm', ...keyed(5) })

    logger.info('m', keyed(6))
    expect(last()).toEqual({ level: 'info', message: 'm', ...keyed(5), truncated: ['1 more keys'] })
  })

  it('of more than ten places are named for ten and counted for the rest', () => {
    const { logger, last } = createCapture({ limits: { maxArrayLength: 0 } })

    logger.info('m', Object.fromEntries(Array.from({ length: 12 }, (_unused, index) => [`a${index}`, [1]])))

    expect(last()['truncated']).toEqual([
      ...Array.from({ length: 10 }, (_unused, index) => `a${index}: 1 more items`),
      '2 more',
    ])
  })

  it('are named once each, also where fields clash', () => {
    const { logger, last } = createCapture({ limits: { maxArrayLength: 1 } })

    logger.child({ c: [1, 2] }).info('m', { a: [1, 2], level: 'clash' })
    expect(last()['truncated']).toEqual(['c: 1 more items', 'a: 1 more items'])

    logger.child({ c: [1, 2] }).info('m', { a: [1, 2] })
    expect(last()['truncated']).toEqual(['a: 1 more items', 'c: 1 more items'])
  })

  it('with names that are too long, or half a character, stay apart', () => {
    const { logger, last } = createCapture()
    const long = 'k'.repeat(600)

    logger.info('m', { [`${long}a`]: 1, [`${long}b`]: 2, nested: { '\ud800': 3, '\udbff': 4 } })

    expect(last()).toMatchObject({
      [`${'k'.repeat(512)}~1`]: 1,
      [`${'k'.repeat(512)}~2`]: 2,
      nested: { '\ufffd~3': 3, '\ufffd~4': 4 },
      truncated: ['a name of 601 characters', 'a name of 601 characters'],
    })
  })
})

describe('a line', () => {
  it('of exactly the limit stays whole, one byte more is shrunk to valid JSON that says so', () => {
    const probe = createCapture({ limits: { maxLineBytes: 8_192 } })
    probe.logger.info('€', { a: '' })
    const room = 8_192 - Buffer.byteLength(probe.lines[0] ?? '')
    const { logger, lines, last } = createCapture({ limits: { maxLineBytes: 8_192 } })

    logger.info('€', { a: 'x'.repeat(room) })
    expect(Buffer.byteLength(lines[0] ?? '')).toBe(8_192)
    expect(last()).not.toHaveProperty('truncated')

    logger.info('€', { a: 'x'.repeat(room + 1) })
    expect(Buffer.byteLength(lines[1] ?? '')).toBeLessThan(8_192)
    expect(last()).toMatchObject({ message: '€', truncated: ['the line was too long', 'a'] })
  })

  it.each([
    ['a string of 10 MB', 'x'.repeat(10_000_000)],
    ['many long strings', Array.from({ length: 100 }, () => '€'.repeat(16_000))],
    ['a wide tree', Array.from({ length: 100 }, () => keyed(100))],
    ['escapes', '\u0000'.repeat(10_000)],
    ['an object of 100,000 keys', keyed(100_000)],
    [
      'names of 16 KiB',
      Object.fromEntries(Array.from({ length: 90 }, (_unused, index) => [`${index}${'n'.repeat(16_384)}`, 1])),
    ],
  ])('is never longer than its limit, whatever is in it: %s', (_name, value) => {
    for (const maxLineBytes of [4_096, 16_384, 262_144]) {
      const { logger, lines, records } = createCapture({ limits: { maxLineBytes } })
      const child = logger.child({ child: value })

      child.info('m', { own: value, level: 'clash' })
      child.error(typeof value === 'string' ? value : 'm', new Error(typeof value === 'string' ? value : 'boom'))
      logger.info(value as object)

      expect(lines.filter((line) => Buffer.byteLength(line) > maxLineBytes)).toEqual([])
      if (maxLineBytes > 4_096) continue
      expect(records().every((record) => Array.isArray(record['truncated']))).toBe(true)
    }
  })

  it('that is shrunk keeps the ids of its request, and the order of who wins', async () => {
    const { runWithContext } = await import('@org/core/context')
    const { logger, last } = createCapture({ limits: { maxLineBytes: 4_096 } })

    runWithContext({ traceId: 't-1', a: 'context' }, () =>
      logger.child({ a: 'child', b: 'child' }).info('m', { traceId: 'spoofed', b: 'own', big: 'x'.repeat(5_000) }),
    )

    expect(last()).toMatchObject({ traceId: 't-1', traceId_: 'spoofed', a: 'child', b: 'own' })
  })

  it('is kept by its head when nothing else fits, within the least limit', () => {
    const { logger, lines, last } = createCapture({ limits: { maxLineBytes: 4_096 } })
    const wide = Object.fromEntries(
      Array.from({ length: 20 }, (_unused, index) => [`\u0001${index}${'\u0000'.repeat(511)}`, 1]),
    )

    logger.log('\u0000'.repeat(1_000_000), '\u0000'.repeat(1_000_000), wide)

    expect(Buffer.byteLength(lines[0] ?? '')).toBeLessThanOrEqual(4_096)
    expect(last()['truncated']).toEqual(['[Unreadable: the line was too long]'])
  })
})
