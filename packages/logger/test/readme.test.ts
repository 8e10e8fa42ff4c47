import * as fs from 'node:fs'
import * as http from 'node:http'
import * as os from 'node:os'
import * as path from 'node:path'
import * as aws from '@org/core/aws'
import * as catalog from '@org/core/catalog'
import { DELIVERY_DEFAULTS } from '@org/core/delivery'
import { LAMBDA_DEFAULTS } from '@org/core/lambda'
import { CRASH_TIMEOUT_MS, END_TIMEOUT_MS } from '@org/core/lifecycle'
import { DEFAULT_REPLACEMENT } from '@org/core/redaction'
import { SPILL_DEFAULTS } from '@org/core/spill'
import express from 'express'
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import winston from 'winston'
import { codesIn, knownOptions, openReadme, runExample } from '../../../scripts/testing/readme.mjs'
import { parseStrictJson } from '../../../scripts/testing/strict-json.mjs'
import { billedBytes, frameLines } from '../src/firehose/exchange.js'
import { DEBUG_ON_ERROR_DEFAULTS } from '../src/http/debug-on-error.js'
import * as logger from '../src/index.js'
import * as lambda from '../src/lambda.js'
import { RESERVED_FIELDS, resolveFieldNames } from '../src/record/field-names.js'
import { MAX_TERM_BYTES, RECORD_LIMIT_DEFAULTS } from '../src/record/limits.js'
import { MAX_WAITING_BYTES } from '../src/sinks/stdout-writer.js'
import * as testing from '../src/testing/index.js'
import { standardError } from './standard-error.js'

/** The default client of the examples takes everything. */
vi.mock('@aws-sdk/client-firehose', () => ({
  FirehoseClient: class {
    async send({ Records }: { Records: readonly unknown[] }): Promise<unknown> {
      return { RequestResponses: Records.map(() => ({ RecordId: 'r' })) }
    }
    destroy(): void {}
  },
  PutRecordBatchCommand: class {
    constructor(input: object) {
      Object.assign(this, input)
    }
  },
}))

const readme = openReadme(new URL('../README.md', import.meta.url))
const [first, ...others] = readme.examples

const modules: Record<string, unknown> = {
  '@org/core/catalog': catalog,
  '@org/logger': logger,
  '@org/logger/lambda': lambda,
  '@org/logger/testing': testing,
  express: { __esModule: true, default: express },
  'node:fs': fs,
  'node:http': http,
  'node:os': os,
  'node:path': path,
  winston: { __esModule: true, default: winston },
}

/** What the machine and the moment say. */
const CHANGING = { timestamp: '…', hostname: '…', eventId: '…' }

/** Runs an example and returns what it prints and exports; what the logger writes to stdout counts as printed. */
async function run(code: string): Promise<{ readonly printed: string; readonly exported: unknown }> {
  let printed = ''
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text)
    return true
  })
  try {
    const print = (text: string): void => {
      printed += text
    }
    const { exported } = await runExample(code, { modules, print })
    return { printed, exported }
  } finally {
    write.mockRestore()
  }
}

/** Output without what differs from run to run and from host to host. */
function comparable(output: string): string {
  return output
    .split('\n')
    .map((line) => (line.startsWith('{"') ? JSON.stringify({ ...(JSON.parse(line) as object), ...CHANGING }) : line))
    .join('\n')
}

beforeEach(() => {
  for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'LOG_LEVEL']) vi.stubEnv(name, undefined)
})

describe('the examples of the README', () => {
  beforeAll(async () => {
    for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'LOG_LEVEL']) vi.stubEnv(name, undefined)
    const { printed, exported } = await run(first?.code ?? '')
    modules['./telemetry.js'] = exported
    expect(comparable(printed)).toBe(comparable(first?.output ?? ''))
  })

  it('begin with one of at most 15 lines, whose output is valid', () => {
    expect(first?.code.trim().split('\n').length).toBeLessThanOrEqual(15)
    const lines = first?.output.trim().split('\n') ?? []
    expect(lines).toHaveLength(2)
    for (const line of lines) parseStrictJson(line)
  })

  it.each(others)('print what they say they print (%#)', async ({ code, output }) => {
    const { printed } = await run(code)

    expect(comparable(printed)).toBe(comparable(output))
  })

  it('all have an output, but for the one that starts a service', () => {
    expect(others.filter(({ output }) => output === '').map(({ code }) => code.includes('express'))).toEqual([true])
    expect(others).toHaveLength(7)
  })

  it('show the line of a record that was not sent', async () => {
    const stderr = standardError()
    const { logger: unsent, clock } = testing.createTestLogger({
      ...(modules['./telemetry.js'] as { readonly telemetry: catalog.Telemetry }),
      firehose: { deliveryStreamName: 'logs', client: { send: () => new Promise<never>(() => {}) } },
    })
    unsent.info('order created', { orderId: 'o-17' })
    const ended = unsent.shutdown({ timeoutMs: 0 })
    await clock.advance(0)
    await ended
    const block = readme.blocks.find(({ language, text }) => language === 'json' && text.includes('"unsent": true'))
    const shown = JSON.parse(block?.text ?? '') as object

    expect(Object.keys(stderr()[0] ?? {})).toEqual(Object.keys(shown))
    expect({ ...stderr()[0], ...CHANGING }).toEqual({ ...shown, ...CHANGING })
  })
})

/** Options with their defaults, by name, of the table after a line. */
function optionsAfter(line: string): ReadonlyMap<string, string> {
  const [head, ...rows] = readme.rows(line)
  expect(head).toEqual(['Name', 'Type', 'Unit', 'Default', 'Meaning'])
  return new Map(rows.map(([name = '', , , value = '']) => [name.replaceAll('`', ''), value]))
}

const numbersOf = (options: ReadonlyMap<string, string>): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [...options].filter(([, value]) => /^\d+$/.test(value)).map(([name, value]) => [name, Number(value)]),
  )

const prefixed = (prefix: string, defaults: Readonly<Record<string, number>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(defaults).map(([name, value]) => [`${prefix}.${name}`, value]))

const roots = (options: ReadonlyMap<string, string>): ReadonlySet<string | undefined> =>
  new Set([...options.keys()].map((name) => name.split('.')[0]))

describe('the README', () => {
  const ofLogger = optionsAfter('Of `createLogger`, all optional. An option that nobody knows is refused.')
  const ofFirehose = optionsAfter('Of `firehose`, and of `FirehoseTransport`.')
  const ofRequests = optionsAfter('Of `requestLogger`, all optional.')

  it('has the parts of a README, in order', () => {
    expect([...readme.text.matchAll(/^## (.*)$/gm)].map(([, title]) => title)).toEqual([
      'When to use it, and when not',
      'Install',
      'Example',
      'What is written',
      'What reaches AWS',
      'Options',
      'Delivery guarantees and loss',
      'The end of a process',
      'Lambda',
      'Diagnostics and errors',
      'Testing kit',
      'Links',
    ])
  })

  it('lists every option, and no other', () => {
    const anyLogger = logger.createLogger({ console: false, runtimeMetadata: false })
    const requests = knownOptions((options) => logger.requestLogger(anyLogger, options))
    const holds = knownOptions((debugOnError) => logger.requestLogger(anyLogger, { debugOnError }))
    const spills = ([{ directory: 'x' }, { store: {} }] as const).flatMap((spill) =>
      knownOptions((unknown: object) =>
        logger.createLogger({
          console: false,
          firehose: { deliveryStreamName: 'logs', spill: { ...spill, ...unknown } as never },
        }),
      ),
    )

    expect(roots(ofLogger)).toEqual(new Set(knownOptions((options) => logger.createLogger(options))))
    expect(roots(ofFirehose)).toEqual(new Set(knownOptions((firehose) => logger.createLogger({ firehose }))))
    expect(roots(ofRequests)).toEqual(new Set(requests))
    expect(new Set([...ofRequests.keys()].filter((name) => name.includes('.')))).toEqual(
      new Set(holds.map((name) => `debugOnError.${name}`)),
    )
    expect(new Set([...ofFirehose.keys()].filter((name) => name.startsWith('spill.')))).toEqual(
      new Set(spills.map((name) => `spill.${name}`)),
    )
    for (const option of ['redact', 'limits', 'console'] as const) {
      const known = knownOptions((value) => logger.createLogger({ [option]: value }))
      const named = [...ofLogger.keys()].filter((name) => name.startsWith(`${option}.`))
      expect(new Set(named)).toEqual(new Set(known.map((name) => `${option}.${name}`)))
    }
  })

  it('states the defaults that hold', () => {
    expect(numbersOf(ofLogger)).toEqual(prefixed('limits', RECORD_LIMIT_DEFAULTS))
    expect(numbersOf(ofRequests)).toEqual(prefixed('debugOnError', DEBUG_ON_ERROR_DEFAULTS))
    expect(numbersOf(ofFirehose)).toEqual({
      flushIntervalMs: DELIVERY_DEFAULTS.flushIntervalMs,
      requestTimeoutMs: DELIVERY_DEFAULTS.requestTimeoutMs,
      flushTimeoutMs: DELIVERY_DEFAULTS.flushTimeoutMs,
      'buffer.maxItems': DELIVERY_DEFAULTS.bufferMaxItems,
      'buffer.maxBytes': DELIVERY_DEFAULTS.bufferMaxBytes,
      'retry.baseDelayMs': DELIVERY_DEFAULTS.retryBaseDelayMs,
      'retry.maxDelayMs': DELIVERY_DEFAULTS.retryMaxDelayMs,
      'retry.maxAgeMs': DELIVERY_DEFAULTS.retryMaxAgeMs,
      'retry.probeIntervalMs': DELIVERY_DEFAULTS.retryProbeIntervalMs,
      'concurrency.initial': DELIVERY_DEFAULTS.concurrencyInitial,
      'concurrency.max': DELIVERY_DEFAULTS.concurrencyMax,
      'spill.maxBytes': SPILL_DEFAULTS.maxBytes,
      'spill.writeWithinMs': SPILL_DEFAULTS.writeWithinMs,
    })
    expect([ofLogger.get('exitHooks'), ofLogger.get('runtimeMetadata')]).toEqual(['true', 'true'])
    expect([ofLogger.get('redact.replacement'), ofRequests.get('message')]).toEqual([
      `\`${DEFAULT_REPLACEMENT}\``,
      'request',
    ])
  })

  it('names the logger’s own fields in every preset', () => {
    const presets = (['plain', 'ecs', 'otel'] as const).map((preset) => resolveFieldNames(preset))
    const rows = readme.rows('## What is written').slice(1)

    expect(rows.map((row) => row.slice(0, 4))).toEqual(
      RESERVED_FIELDS.map((field) => [field, ...presets.map((names) => names[field])].map((name) => `\`${name}\``)),
    )
  })

  it('states limits, prices and times that hold', () => {
    const number = new Intl.NumberFormat('en')
    for (const statement of [
      `${aws.MAX_RECORDS_PER_REQUEST} records and ${aws.MAX_RECORD_BATCH_BYTES / 1024 ** 2} MiB a request`,
      `${number.format(aws.MAX_RECORD_BYTES)} bytes a record`,
      `5 KB (${number.format(aws.FIREHOSE_BILLING_INCREMENT_BYTES)} bytes), $${aws.FIREHOSE_USD_PER_GIGABYTE} per GB`,
      `or ${aws.MAX_LINES_PER_RECORD} lines`,
      `at most ${number.format(MAX_TERM_BYTES)}, the longest term`,
      `up to ${MAX_WAITING_BYTES / 1024 ** 2} MiB; then the oldest go`,
      `until ${DELIVERY_DEFAULTS.retryMaxAgeMs / 60_000} minutes after its first failure`,
      `recorded in the last ${SPILL_DEFAULTS.writeWithinMs / 1_000} s`,
      `delivered for at most ${END_TIMEOUT_MS / 1_000} s`,
      `delivered for at most ${CRASH_TIMEOUT_MS / 1_000} s`,
      `for at most ${LAMBDA_DEFAULTS.flushTimeoutMs / 1_000} s and never`,
    ])
      expect(readme.text).toContain(statement)
  })

  it('states what Firehose bills', () => {
    const rows = readme.rows().filter(([size]) => /^[\d,]+ bytes$/.test(size ?? ''))
    for (const [size = '', single, packed] of rows) {
      const bytes = Number(size.replaceAll(/\D/g, ''))
      const lines = Array.from({ length: Math.floor(aws.MAX_RECORD_BATCH_BYTES / bytes) }, () => ({ line: '', bytes }))
      const factor = (destination: 's3' | 'opensearch'): number =>
        frameLines(lines, destination).reduce((sum, record) => sum + billedBytes(record.bytes), 0) /
        (lines.length * bytes)

      expect([factor('opensearch').toFixed(2), factor('s3').toFixed(2)]).toEqual([single, packed])
    }
    expect(rows).toHaveLength(6)
  })

  it('lists every code that the package can tell, and no other', () => {
    const codes = new Set([
      ...codesIn(new URL('../src/', import.meta.url)),
      ...codesIn(new URL('../../core/src/', import.meta.url)),
    ])
    // What `send` of a delivery answers is written by this package.
    codes.delete('MON_DELIVERY_ANSWER_INVALID')

    expect(new Set(readme.codes)).toEqual(codes)
    expect(new Set(readme.codes).size).toBe(readme.codes.length)
  })
})
