// What does one record cost, from the call to the line in an in-memory sink?
import { Writable } from 'node:stream'
import { createLogger, runWithContext } from '@org/logger'
import pino from 'pino'
import winston from 'winston'
import { rows, table, timeCalls } from './harness.mjs'

let consumed = 0
const sink = {
  write(line) {
    consumed += line.length
    return true
  },
}
const identity = { service: 'shop', version: '1.4.2', hostname: 'ip-10-0-0-1' }
const ours = createLogger({ ...identity, level: 'info', console: { format: 'json', stream: sink } })
const theirs = pino({ base: identity, timestamp: pino.stdTimeFunctions.isoTime, level: 'info' }, sink)
const plain = winston.createLogger({
  level: 'info',
  defaultMeta: identity,
  format: winston.format.combine(winston.format.timestamp(), winston.format.json()),
  transports: [
    new winston.transports.Stream({
      stream: new Writable({
        write(chunk, _encoding, callback) {
          consumed += chunk.length
          callback()
        },
      }),
    }),
  ],
})

const fields = (index) => ({
  orderId: index,
  customer: 'c-12345678',
  amount: 19.99,
  paid: true,
  note: 'left at the front door of house 7',
})
const nested = (index) => ({
  order: {
    id: index,
    items: [
      { sku: 'a-1', count: 2 },
      { sku: 'b-2', count: 1 },
    ],
  },
  tags: ['x', 'y'],
})
const drained = () => new Promise((resolve) => setImmediate(resolve))
const WINSTON = { iterations: 20_000, after: drained }

const questions = {
  '5 fields (ours with redaction, the others without)': {
    '@org/logger': { run: (index) => ours.info('order created', fields(index)) },
    pino: { run: (index) => theirs.info(fields(index), 'order created') },
    winston: { run: (index) => plain.info('order created', fields(index)), ...WINSTON },
  },
  'message only': {
    '@org/logger': { run: () => ours.info('order created') },
    pino: { run: () => theirs.info('order created') },
    winston: { run: () => plain.info('order created'), ...WINSTON },
  },
  'nested fields': {
    '@org/logger': { run: (index) => ours.info('order created', nested(index)) },
    pino: { run: (index) => theirs.info(nested(index), 'order created') },
    winston: { run: (index) => plain.info('order created', nested(index)), ...WINSTON },
  },
  'child with two bindings, 5 fields': (() => {
    const bindings = { component: 'billing', tenant: 't-9' }
    const [ourChild, theirChild, plainChild] = [ours.child(bindings), theirs.child(bindings), plain.child(bindings)]
    return {
      '@org/logger': { run: (index) => ourChild.info('order created', fields(index)) },
      pino: { run: (index) => theirChild.info(fields(index), 'order created') },
      winston: { run: (index) => plainChild.info('order created', fields(index)), ...WINSTON },
    }
  })(),
  'disabled level, with fields': {
    '@org/logger': { run: (index) => ours.debug('order created', fields(index)), iterations: 2_000_000 },
    pino: { run: (index) => theirs.debug(fields(index), 'order created'), iterations: 2_000_000 },
    winston: { run: (index) => plain.debug('order created', fields(index)), ...WINSTON },
  },
  'making a child': {
    '@org/logger': { run: (index) => ours.child({ requestId: index }), iterations: 50_000 },
    pino: { run: (index) => theirs.child({ requestId: index }), iterations: 50_000 },
    winston: { run: (index) => plain.child({ requestId: index }), iterations: 50_000 },
  },
}

export async function run({ rounds }) {
  const sections = []
  const head = ['contender', 'median', 'min–max', 'of pino']
  for (const [question, contenders] of Object.entries(questions)) {
    sections.push(`### ${question}\n\n${table(head, rows(await timeCalls(contenders, { rounds }), 'pino'))}`)
  }
  const context = await runWithContext({ requestId: 'r-1', traceId: '0af7651916cd43dd8448eb211c80319c' }, () =>
    timeCalls(
      {
        'with a request context': { run: (index) => ours.info('order created', fields(index)) },
        'the same by a child of pino': { run: (index) => requestChild.info(fields(index), 'order created') },
      },
      { rounds },
    ),
  )
  sections.push(
    `### 5 fields inside a request\n\n${table(['contender', 'median', 'min–max', 'of pino'], rows(context, 'the same by a child of pino'))}`,
  )
  if (consumed === 0) throw new Error('Nothing was written.')
  return sections.join('\n\n')
}

const requestChild = theirs.child({ requestId: 'r-1', traceId: '0af7651916cd43dd8448eb211c80319c' })
