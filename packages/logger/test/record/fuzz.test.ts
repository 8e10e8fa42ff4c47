import { runWithContext } from '@org/core/context'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseStrictJson } from '../../../../scripts/testing/strict-json.mjs'
import { createCapture } from '../capture.js'
import { RandomMeta, SECRET } from './random-meta.js'

/** Records of one seed, in which a failure is easy to find again. */
const RECORDS_PER_SEED = 20_000

describe('any record', () => {
  const { stackTraceLimit } = Error

  beforeAll(() => {
    // Errors are many here, and their stacks are not what is looked at.
    Error.stackTraceLimit = 2
  })

  afterAll(() => {
    Error.stackTraceLimit = stackTraceLimit
  })

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
    'is one valid line within its limit, without a key twice and without a secret: seed %d',
    (seed) => {
      const random = new RandomMeta(seed)
      const { logger, lines, diagnostics } = createCapture({ level: 'silly', limits: { maxLineBytes: 4_096 } })
      let bindings: object = {}
      let child = logger

      for (let count = 0; count < RECORDS_PER_SEED; count++) {
        if (count % 20 === 0) {
          bindings = random.fields()
          child = logger.child(bindings)
        }
        const self = random.chance(0.5) ? child : logger
        const log = (): unknown => call(random, self)
        if (random.chance(0.3)) runWithContext({ traceId: 't-1', c: random.text(), level: 'x' }, log)
        else log()
      }

      for (const line of lines) check(line)
      expect(lines.length).toBe(RECORDS_PER_SEED)
      expect(diagnostics.filter(({ code }) => code !== 'MON_LOGGER_UNKNOWN_LEVEL')).toEqual([])
    },
  )
})

function call(random: RandomMeta, logger: ReturnType<typeof createCapture>['logger']): unknown {
  const info = logger.info.bind(logger) as (...args: unknown[]) => unknown
  switch (random.upTo(8)) {
    case 0:
      return info(random.text(), random.error())
    case 1:
      return info(random.text(), random.error(), random.fields())
    case 2:
      return info(random.value(0))
    case 3:
      return logger.log({ ...safeCopy(random.fields()), level: 'warn', message: random.text() })
    case 4:
      return info(`%s %j ${random.text()}`, random.value(1), random.value(1), random.value(1))
    default:
      return info(random.text(), random.fields())
  }
}

/** A record as one object is made by the application, whose own getters are its own business. */
function safeCopy(fields: Record<string, unknown>): object {
  try {
    return { ...fields }
  } catch {
    return {}
  }
}

function check(line: string): void {
  if (Buffer.byteLength(line) > 4_096) throw new Error(`It has ${Buffer.byteLength(line)} bytes: ${line}`)
  if (line.includes(SECRET)) throw new Error(`It has a secret: ${line}`)
  const record = parseStrictJson(line) as Record<string, unknown>
  if (record['service'] !== 'test' || typeof record['eventId'] !== 'string') throw new Error(`Not ours: ${line}`)
}
