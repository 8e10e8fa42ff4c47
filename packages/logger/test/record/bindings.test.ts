import { runWithContext } from '@org/core/context'
import { describe, expect, it } from 'vitest'
import winston from 'winston'
import Transport from 'winston-transport'
import { createCapture } from '../capture.js'

/** What a record has of its own besides level and message. */
function fieldsOf(last: Record<string, unknown>): Record<string, unknown> {
  const { level: _level, message: _message, ...fields } = last
  return fields
}

describe('the bindings of a child', () => {
  it('are those at the time of the call of child, whenever the first record comes', () => {
    const { logger, last } = createCapture()
    const bindings: Record<string, unknown> = { a: 1, text: 'b', nothing: null, yes: true, big: 10n }
    const child = logger.child(bindings)

    bindings['a'] = 2
    bindings['late'] = 'x'
    delete bindings['text']
    child.info('m')

    expect(fieldsOf(last())).toEqual({ a: 1, text: 'b', nothing: null, yes: true, big: '10' })
  })

  it.each<readonly [string, () => { bindings: Record<string, unknown>; change: () => void; shown: unknown }]>([
    [
      'an object',
      () => {
        const value = { id: 1 }
        return { bindings: { value }, change: () => Object.assign(value, { id: 2 }), shown: { id: 1 } }
      },
    ],
    [
      'an array',
      () => {
        const value = [1]
        return { bindings: { value }, change: () => value.push(2), shown: [1] }
      },
    ],
    [
      'a date',
      () => {
        const value = new Date(0)
        return { bindings: { value }, change: () => value.setTime(1), shown: '1970-01-01T00:00:00.000Z' }
      },
    ],
    [
      'a toJSON',
      () => {
        let shown = 'before'
        const change = () => {
          shown = 'after'
        }
        return { bindings: { value: { toJSON: () => shown } }, change, shown: 'before' }
      },
    ],
    [
      'a getter',
      () => {
        let reads = 0
        const bindings = {
          get value() {
            reads += 1
            return reads
          },
        }
        return { bindings, change: () => {}, shown: 1 }
      },
    ],
  ])('with %s are written as it was at the time of the call', (_name, make) => {
    const { logger, last } = createCapture()
    const { bindings, change, shown } = make()
    const child = logger.child(bindings)

    change()
    child.info('m')
    const first = last()
    child.info('m')

    expect([fieldsOf(first), fieldsOf(last())]).toEqual([{ value: shown }, { value: shown }])
  })

  it('of its parent are written as they were when the child was made, also below plain ones', () => {
    const { logger, last } = createCapture()
    const request = { id: 1 }
    const parent = logger.child({ request })
    request.id = 2
    const child = parent.child({ a: 1 })
    request.id = 3

    child.info('m')
    expect(fieldsOf(last())).toEqual({ request: { id: 2 }, a: 1 })

    parent.info('m')
    expect(fieldsOf(last())).toEqual({ request: { id: 1 } })
  })

  it('are read once, one that throws included', () => {
    const { logger, last } = createCapture()
    let reads = 0
    const child = logger.child({
      a: 1,
      get broken() {
        reads += 1
        throw new Error('no')
      },
    })

    for (let index = 0; index < 3; index++) child.child({ b: index }).info('m')

    expect(reads).toBe(1)
    expect(fieldsOf(last())).toEqual({ a: 1, broken: '[Unreadable: no]', b: 2 })
  })

  it('are redacted by name and by shape', () => {
    const { logger, lines, last } = createCapture({ redact: { keys: ['internal_id'] } })

    logger
      .child({ password: 'hunter2', internalId: 'i-1', url: 'https://u:p4ss@host/', token: null })
      .child({ apiKey: 17 })
      .info('m')

    expect(fieldsOf(last())).toEqual({
      password: '[REDACTED]',
      internalId: '[REDACTED]',
      url: 'https://[REDACTED]@host/',
      token: null,
      apiKey: '[REDACTED]',
    })
    expect(lines.join()).not.toMatch(/hunter2|i-1|p4ss/)
  })

  it('cannot take reserved names, a first child of many included', () => {
    const { logger, last } = createCapture()

    for (let index = 0; index < 3; index++) {
      runWithContext({ traceId: 't-1' }, () => logger.child({ level: index, message: 'x', traceId: 'mine' }).info('m'))
      expect(last()).toEqual({
        level: 'info',
        message: 'm',
        level_: index,
        message_: 'x',
        traceId: 't-1',
        traceId_: 'mine',
      })
    }
  })

  it('may have any name', () => {
    const { logger, lines } = createCapture()
    const bindings = JSON.parse('{"__proto__":"a","constructor":"b","toString":"c"}') as object

    logger.child(bindings).info('m', { own: 1 })

    expect(lines[0]).toContain('"__proto__":"a","constructor":"b","toString":"c","own":1')
  })

  it('of two children with names that are too long stay apart', () => {
    const { logger, records } = createCapture()
    const name = 'n'.repeat(600)

    for (let index = 0; index < 2; index++) logger.child({ [`${name}1`]: index, [`${name}2`]: index }).info('m')

    for (const [index, record] of records().entries()) {
      const { truncated, ...fields } = record
      expect(Object.entries(fields).filter(([key]) => key.startsWith('nn'))).toEqual([
        [`${'n'.repeat(512)}~1`, index],
        [`${'n'.repeat(512)}~2`, index],
      ])
      expect(truncated).toEqual(['a name of 601 characters', 'a name of 601 characters'])
    }
  })

  it('reach a foreign transport that comes after them, as they were given', () => {
    const infos: object[] = []
    class Keeping extends Transport {
      override log(info: object, callback: () => void): void {
        infos.push(info)
        callback()
      }
    }
    const { logger } = createCapture()
    const bindings: Record<string, unknown> = { a: 1, password: 'kept' }
    const request = { id: 1 }
    const child = logger.child(bindings).child({ request })
    child.info('before')
    bindings['a'] = 2

    logger.add(new Keeping({ format: winston.format((info) => info)() }))
    child.info('m')

    expect(infos).toMatchObject([{ a: 1, password: 'kept', message: 'm' }])
    expect((infos[0] as { request: unknown }).request).toBe(request)
  })

  it('do not need an object', () => {
    const { logger, last } = createCapture()
    const child = logger.child as (bindings?: unknown) => typeof logger

    for (const nothing of [undefined, null, {}, []]) {
      child.call(logger, nothing).info('m', { a: 1 })
      expect(fieldsOf(last())).toEqual({ a: 1 })
    }
  })

  it('are those of the child for a child that is made while they are read', () => {
    const { logger, records } = createCapture()

    const outer = logger.child({
      get name() {
        logger.child({ name: 'inner', secret: 'x' }).info('inside')
        return {
          toJSON() {
            logger.child({ deep: 1 }).info('deeper')
            return 'outer'
          },
        }
      },
    })
    outer.info('outside')

    expect(records()).toMatchObject([
      { message: 'inside', name: 'inner', secret: '[REDACTED]' },
      { message: 'deeper', deep: 1 },
      { message: 'outside', name: 'outer' },
    ])
  })
})
