import { createRequire } from 'node:module'
import { createManualClock } from '@org/core/testing'
import * as vitest from 'vitest'
import { FirehoseTransport } from '../../src/index.js'
import { createFakeFirehose } from '../fake-firehose.js'

type MochaBody = (done: () => void) => void

/** Mocha calls a body with `done` if it takes one; Vitest wants a promise. */
function awaited(body: MochaBody): () => Promise<void> {
  return async () => {
    if (body.length > 0) await new Promise<void>((resolve) => body(resolve))
    else body(() => {})
  }
}

Object.assign(globalThis, {
  describe: vitest.describe,
  it: (name: string, body: MochaBody) => vitest.it(name, awaited(body)),
  beforeEach: (body: MochaBody) => vitest.beforeEach(awaited(body)),
  afterEach: (body: MochaBody) => vitest.afterEach(awaited(body)),
  after: (body: MochaBody) => vitest.afterAll(awaited(body)),
})

const suite = createRequire(import.meta.url)('abstract-winston-transport') as (options: object) => void

suite({
  name: 'FirehoseTransport',
  Transport: FirehoseTransport,
  construct: () => ({
    deliveryStreamName: 'logs',
    client: createFakeFirehose(),
    exitHooks: false,
    clock: createManualClock(),
  }),
})
