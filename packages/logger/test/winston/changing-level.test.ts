import { describe, expect, it } from 'vitest'
import type { Logger } from '../../src/index.js'
import { createCapture } from '../capture.js'

/** Logs once a level with every logger and says what came through. */
function written(loggers: Readonly<Record<string, Logger>>, lines: string[]): string[] {
  lines.length = 0
  for (const [name, logger] of Object.entries(loggers)) {
    for (const level of ['error', 'warn', 'info', 'debug']) logger.log(level, `${name} ${level}`)
    logger.error(`${name}.error`)
    logger.warn(`${name}.warn`)
    logger.info(`${name}.info`)
    logger.debug(`${name}.debug`)
  }
  return lines.map((line) => (JSON.parse(line) as { message: string }).message)
}

/** What must come through when `name` writes these levels. */
function expected(name: string, levels: readonly string[]): string[] {
  return [...levels.map((level) => `${name} ${level}`), ...levels.map((level) => `${name}.${level}`)]
}

const TO_WARN = ['error', 'warn']
const TO_INFO = [...TO_WARN, 'info']
const TO_DEBUG = [...TO_INFO, 'debug']

function createFamily() {
  const capture = createCapture()
  const root = capture.logger
  const child = root.child({ a: 1 })
  return { ...capture, family: { root, child, grandchild: child.child({ b: 2 }), sibling: root.child({ c: 3 }) } }
}

describe('a level that changes between calls', () => {
  it('of a parent counts for descendants that logged before', () => {
    const { family, lines } = createFamily()
    written(family, lines)

    family.root.level = 'debug'

    expect(written(family, lines)).toEqual(Object.keys(family).flatMap((name) => expected(name, TO_DEBUG)))
  })

  it('of a child counts for its own descendants and for nobody else', () => {
    const { family, lines } = createFamily()
    written(family, lines)

    family.child.level = 'warn'

    expect(written(family, lines)).toEqual([
      ...expected('root', TO_INFO),
      ...expected('child', TO_WARN),
      ...expected('grandchild', TO_WARN),
      ...expected('sibling', TO_INFO),
    ])
  })

  it('of a parent leaves a child alone that has its own', () => {
    const { family, lines } = createFamily()
    family.grandchild.level = 'warn'
    written(family, lines)

    family.root.level = 'debug'

    expect(written(family, lines)).toEqual([
      ...expected('root', TO_DEBUG),
      ...expected('child', TO_DEBUG),
      ...expected('grandchild', TO_WARN),
      ...expected('sibling', TO_DEBUG),
    ])
  })

  it('counts from inside a call on', () => {
    const { logger, lines } = createCapture()
    const child = logger.child({})
    child.debug('before')

    logger.info('m', {
      get late() {
        logger.level = 'debug'
        child.debug('inside')
        return true
      },
    })
    child.debug('after')

    expect(lines.map((line) => (JSON.parse(line) as { message: string }).message)).toEqual(['inside', 'm', 'after'])
  })

  it('for a time ends between calls, for descendants too', async () => {
    const { family, lines, clock } = createFamily()
    family.root.setLevel('debug', { forMs: 1_000 })
    const during = written(family, lines)

    await clock.advance(1_000)

    expect(during).toEqual(Object.keys(family).flatMap((name) => expected(name, TO_DEBUG)))
    expect(written(family, lines)).toEqual(Object.keys(family).flatMap((name) => expected(name, TO_INFO)))
  })

  it('for a time on a child gives it back to a parent that changed meanwhile', async () => {
    const { family, lines, clock } = createFamily()
    family.child.setLevel('debug', { forMs: 1_000 })
    written(family, lines)
    family.root.level = 'warn'
    const during = written(family, lines)

    await clock.advance(1_000)

    expect(during).toEqual([
      ...expected('root', TO_WARN),
      ...expected('child', TO_DEBUG),
      ...expected('grandchild', TO_DEBUG),
      ...expected('sibling', TO_WARN),
    ])
    expect(written(family, lines)).toEqual(Object.keys(family).flatMap((name) => expected(name, TO_WARN)))
  })

  it('counts for a child that is made after the change', () => {
    const { logger, lines } = createCapture()
    logger.level = 'debug'

    const child = logger.child({})

    expect(written({ child }, lines)).toEqual(expected('child', TO_DEBUG))
  })
})

describe('levels that are configured anew', () => {
  it('have their new numbers in methods, log and isLevelEnabled, also of children', () => {
    const { logger, lines } = createCapture({ level: 'info' })
    const child = logger.child({})
    for (const one of [logger, child]) one.debug('before')

    logger.configure({ levels: { error: 0, debug: 1, info: 2, warn: 3 }, level: 'info' })
    for (const one of [logger, child]) one.error('e').debug('d').info('i').warn('w').log('warn', 'w').log('debug', 'd')

    const messages = lines.map((line) => (JSON.parse(line) as { message: string }).message)
    expect(messages).toEqual(['e', 'd', 'i', 'd', 'e', 'd', 'i', 'd'])
    expect([child.isLevelEnabled('debug'), child.isLevelEnabled('warn')]).toEqual([true, false])
  })
})

describe('a call of a disabled level', () => {
  const UNTOUCHABLE = {
    get field(): never {
      throw new Error('was read')
    },
    toJSON(): never {
      throw new Error('was converted')
    },
  }

  it.each([
    ['nothing', []],
    ['fields', ['m', UNTOUCHABLE]],
    ['many arguments', ['%s %s %s %s %s', UNTOUCHABLE, UNTOUCHABLE, UNTOUCHABLE, UNTOUCHABLE, UNTOUCHABLE, 7, () => 1]],
  ])('with %s writes nothing, reads nothing and returns the logger', (_name, args) => {
    const { logger, lines, diagnostics } = createCapture()
    const child = logger.child({})
    const call = (one: Logger) => (one.debug as (...all: unknown[]) => Logger)(...args)

    expect(Reflect.apply(logger.debug, logger, args)).toBe(logger)
    expect(Reflect.apply(child.debug, child, args)).toBe(child)
    expect(call(logger)).toBe(logger)
    expect([lines, diagnostics]).toEqual([[], []])
  })

  it('keeps no argument from a call of an enabled level', () => {
    const { logger, last } = createCapture()

    ;(logger.info as (...all: unknown[]) => Logger)('%s %s %s', 'a', 'b', 'c', 'd', 'e', { f: 1 })

    expect(last()).toEqual({ level: 'info', message: 'a b c d e', f: 1 })
  })
})

describe('a method without its logger', () => {
  it('follows the level of the root', () => {
    const { logger, lines } = createCapture()
    const { debug, info } = logger
    debug('a')
    info('b')

    logger.level = 'debug'
    expect(debug('c')).toBe(logger)
    logger.level = 'error'
    info('d')

    expect(lines.map((line) => (JSON.parse(line) as { message: string }).message)).toEqual(['b', 'c'])
  })
})
