import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLogger, runWithContext } from '../../src/index.js'

/** What a Node process would die of. */
const unhandled: unknown[] = []
const listener = (reason: unknown): void => void unhandled.push(reason)
beforeEach(() => {
  unhandled.length = 0
  process.on('unhandledRejection', listener)
})
afterEach(() => {
  process.off('unhandledRejection', listener)
})

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Async code of the application in a place where it makes no sense, and fails. */
const FAILING = {
  async toJSON() {
    throw new Error('of the application')
  },
}

describe('async code of the application that fails', () => {
  it('in a field, a child, the context or an error ends nothing, and the record is written', async () => {
    const lines: string[] = []
    const stream = { write: (line: string) => lines.push(line) }
    const logger = createLogger({ service: 's', runtimeMetadata: false, console: { format: 'json', stream } })
    logger.info('field', { order: FAILING })
    logger.child({ order: FAILING }).info('child')
    runWithContext({ order: FAILING }, () => logger.info('context'))
    logger.error('error', Object.assign(new Error('x'), FAILING))
    await turn()

    expect(lines.map((line) => (JSON.parse(line) as { readonly message: string }).message)).toEqual([
      'field',
      'child',
      'context',
      'error',
    ])
    expect(unhandled).toEqual([])
  })

  it('in the stream of the console ends nothing', async () => {
    const stream = {
      async write() {
        throw new Error('of the application')
      },
    }
    const logger = createLogger({ service: 's', runtimeMetadata: false, console: { format: 'json', stream } })
    logger.info('lost')
    await turn()

    expect(unhandled).toEqual([])
  })
})
