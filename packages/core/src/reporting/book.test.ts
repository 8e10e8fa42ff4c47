import { describe, expect, it } from 'vitest'
import { createManualClock } from '../testing/index.js'
import { Book, type BookOptions } from './book.js'
import type { Diagnostic } from './diagnostic.js'
import { createReport } from './report.js'

type Kind = 'negative' | 'unknown' | 'cut'

function createBook(more: Partial<BookOptions<Kind>> = {}) {
  const clock = createManualClock()
  const told: Diagnostic[] = []
  const report = createReport({ source: 'metrics', clock, onDiagnostic: (diagnostic) => told.push(diagnostic) })
  const book = new Book<Kind>({
    report,
    noun: 'Metric',
    explanations: {
      negative: { code: 'MON_METRIC_REFUSED', text: 'a counter was given a negative number; it was refused' },
      unknown: { code: 'MON_METRIC_REFUSED', text: 'it has no such dimension', level: 'error' },
      cut: { code: 'MON_METRIC_ADJUSTED', text: 'a value was shortened', level: 'info' },
    },
    ...more,
  })
  return { book, told, clock, messages: () => told.map(({ message }) => message) }
}

describe('the book of what was refused or adjusted', () => {
  it('tells each case once, in one sentence, with its subject and figures', () => {
    const { book, told } = createBook()
    book.note('negative', 'orders', { value: -1 })

    expect(told).toEqual([
      {
        level: 'warn',
        source: 'metrics',
        code: 'MON_METRIC_REFUSED',
        subject: 'orders',
        message:
          'Metric "orders": a counter was given a negative number; it was refused. Further cases are counted in stats() only.',
        details: { value: -1, kind: 'negative' },
      },
    ])
  })

  it('tells a case once for each kind, subject and place, for ever, and counts every one', async () => {
    const { book, clock, messages } = createBook()
    for (let hour = 0; hour < 5; hour++) {
      for (const subject of ['a', 'b', 'c']) book.note('negative', subject)
      book.note('unknown', 'a')
      book.note('cut', 'a', {}, ['user.name'])
      book.note('cut', 'a', {}, ['user.mail', 'note'])
      await clock.advance(3_600_000)
    }

    expect(messages()).toHaveLength(6)
    expect(messages().at(-1)).toBe(
      'Metric "a": a value was shortened. At: user.mail, note. Further cases are counted in stats() only.',
    )
    expect(book.count(['negative', 'unknown', 'cut'])).toEqual({ negative: 15, unknown: 5, cut: 10 })
    expect(book.count(['negative'])).toEqual({ negative: 15 })
    expect(createBook().book.count(['cut'])).toEqual({ cut: 0 })
  })

  it('has the level of each explanation', () => {
    const { book, told } = createBook()
    for (const kind of ['negative', 'unknown', 'cut'] as const) book.note(kind, 'a')

    expect(told.map(({ level }) => level)).toEqual(['warn', 'error', 'info'])
  })

  it('tells later what there were too many of within a minute', async () => {
    const { book, clock, told } = createBook()
    const subjects = Array.from({ length: 101 }, (_unused, index) => `metric-${index}`)
    for (const subject of subjects) book.note('negative', subject)
    expect(told).toHaveLength(100)

    await clock.advance(60_000)
    for (const subject of subjects) book.note('negative', subject)

    expect(told.map(({ subject }) => subject)).toEqual(subjects)
  })

  it('tells a thousand different cases, and only counts what comes after', async () => {
    const { book, clock, told } = createBook()
    for (let index = 0; index < 1_100; index++) {
      if (index % 100 === 0) await clock.advance(60_000)
      book.note('negative', `metric-${index}`)
    }

    expect(told).toHaveLength(1_000)
    expect(book.count(['negative'])).toEqual({ negative: 1_100 })
  })

  it.each([
    [undefined, '(undefined)'],
    [null, '(object)'],
    [Symbol('s'), '(symbol)'],
    [{ toString: () => 'no' }, '(object)'],
    [7, '(number)'],
    ['x'.repeat(300), 'x'.repeat(256)],
  ])('names a subject that is no name: %o', (subject, name) => {
    const { book, told } = createBook()
    book.note('negative', subject)

    expect(told[0]?.subject).toBe(name)
    expect(told[0]?.message).toContain(`Metric "${name}": `)
  })

  it('shows no secret that stands where a name should', () => {
    const { book, told } = createBook()
    book.note('negative', 'Bearer abcdefgh.ijklmnop.s3cr3t', { name: 'http://u:s3cr3t@h' }, ['?token=s3cr3t'])

    expect(JSON.stringify(told)).not.toContain('s3cr3t')
  })

  it('keeps two subjects apart that differ only in where one ends and its places begin', () => {
    const { book, told } = createBook()
    book.note('cut', 'a', {}, ['b'])
    book.note('cut', 'a","b', {}, [])
    book.note('cut', 'a', {}, ['b', ''])

    expect(told).toHaveLength(3)
  })
})
