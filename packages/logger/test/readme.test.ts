import * as fs from 'node:fs'
import { readdirSync, readFileSync } from 'node:fs'
import * as http from 'node:http'
import * as os from 'node:os'
import * as path from 'node:path'
import { DELIVERY_DEFAULTS } from '@org/core/delivery'
import * as coreTesting from '@org/core/testing'
import express from 'express'
import ts from 'typescript'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import winston from 'winston'
import { billedBytes, frameLines } from '../src/firehose/framing.js'
import { DEBUG_ON_ERROR_DEFAULTS } from '../src/http/debug-on-error.js'
import * as logger from '../src/index.js'
import { resolveLoggerOptions } from '../src/options.js'
import { RECORD_LIMIT_DEFAULTS } from '../src/record/limits.js'
import { DEFAULT_REPLACEMENT } from '../src/redact/redaction.js'
import { SPILL_DEFAULTS } from '../src/spill/spill-options.js'
import { parseStrictJson } from './strict-json.js'

/** The default client of the examples takes everything. */
vi.mock('@aws-sdk/client-firehose', () => ({
  FirehoseClient: class {
    async send({ Records }: { Records: readonly unknown[] }): Promise<unknown> {
      return { RequestResponses: Records.map(() => ({ RecordId: 'r' })) }
    }
  },
  PutRecordBatchCommand: class {
    constructor(input: object) {
      Object.assign(this, input)
    }
  },
}))

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const blocks = [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = '', text = '']) => ({
  language,
  text,
}))

const modules: Record<string, unknown> = {
  '@org/logger': logger,
  '@org/core/testing': coreTesting,
  'node:fs': fs,
  'node:http': http,
  'node:os': os,
  'node:path': path,
  express: { __esModule: true, default: express },
  winston: { __esModule: true, default: winston },
}

/** Runs one block and returns what it prints. */
async function run(source: string): Promise<string> {
  let printed = ''
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text)
    return true
  })
  const log = vi.spyOn(console, 'log').mockImplementation((...values) => {
    printed += `${values.map((value) => (typeof value === 'object' ? show(value) : String(value))).join(' ')}\n`
  })
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  })
  const body = new Function('require', 'exports', `return (async () => {${outputText}\n})()`) as (
    require: (name: string) => unknown,
    exports: object,
  ) => Promise<void>
  try {
    await body((name) => {
      if (!(name in modules)) throw new Error(`The README imports ${name}, which the test does not know.`)
      return modules[name]
    }, {})
  } finally {
    write.mockRestore()
    log.mockRestore()
  }
  return printed
}

function show(value: object): string {
  return JSON.stringify(value)
    .replaceAll(/"(\w+)":/g, ' $1: ')
    .replaceAll(/}$/g, ' }')
}

/** Output without what differs from run to run and from host to host. */
function comparable(output: string): string {
  return output
    .replaceAll(/"timestamp":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"/g, '"timestamp":"…"')
    .replaceAll(/"hostname":"[^"]+"/g, '"hostname":"…"')
    .replaceAll(/"eventId":"[\w-]{8}-/g, '"eventId":"…-')
}

/** The cell of an options table that states a default. */
function defaultOf(option: string): string | undefined {
  const row = readme.split('\n').find((line) => line.startsWith(`| \`${option}\``))
  return row?.split(/(?<!\\)\|/).map((cell) => cell.trim())[4]
}

/** The names that the message about an unknown option lists. */
function knownOptions(configure: () => unknown): string[] {
  try {
    configure()
    return []
  } catch (error) {
    return (error as Error).message.replace(/^.*known options: |\.$/g, '').split(', ')
  }
}

function numberOf(text: string | undefined): number {
  return Number(text?.replaceAll(/[`_,]/g, ''))
}

describe('the README', () => {
  beforeEach(() => {
    vi.stubEnv('AWS_REGION', undefined)
    vi.stubEnv('AWS_DEFAULT_REGION', undefined)
    vi.stubEnv('LOG_LEVEL', undefined)
  })

  it('has examples that run and print what it says', async () => {
    let examples = 0
    for (const [index, block] of blocks.entries()) {
      if (block.language !== 'ts') continue
      examples += 1
      const next = blocks[index + 1]
      expect(comparable(await run(block.text))).toBe(next?.language === 'text' ? comparable(next.text) : '')
    }
    expect(examples).toBe(7)
  })

  it('shows lines that are valid', () => {
    const lines = blocks.flatMap(({ text }) => text.split('\n').filter((line) => line.startsWith('{"timestamp"')))

    expect(lines.length).toBe(2)
    for (const line of lines) parseStrictJson(line)
  })

  it('states the defaults that hold', () => {
    for (const [name, value] of Object.entries(RECORD_LIMIT_DEFAULTS))
      expect(numberOf(defaultOf(`limits.${name}`))).toBe(value)
    for (const [name, value] of Object.entries(DEBUG_ON_ERROR_DEFAULTS))
      expect(numberOf(defaultOf(`debugOnError.${name}`))).toBe(value)
    const delivery: Record<string, number> = {
      flushIntervalMs: DELIVERY_DEFAULTS.flushIntervalMs,
      'buffer.maxItems': DELIVERY_DEFAULTS.bufferMaxItems,
      'buffer.maxBytes': DELIVERY_DEFAULTS.bufferMaxBytes,
      'retry.baseDelayMs': DELIVERY_DEFAULTS.retryBaseDelayMs,
      'retry.maxDelayMs': DELIVERY_DEFAULTS.retryMaxDelayMs,
      'retry.maxAgeMs': DELIVERY_DEFAULTS.retryMaxAgeMs,
      'retry.probeIntervalMs': DELIVERY_DEFAULTS.retryProbeIntervalMs,
      'concurrency.initial': DELIVERY_DEFAULTS.concurrencyInitial,
      'concurrency.max': DELIVERY_DEFAULTS.concurrencyMax,
      requestTimeoutMs: DELIVERY_DEFAULTS.requestTimeoutMs,
    }
    for (const [name, value] of Object.entries(delivery)) expect(numberOf(defaultOf(name))).toBe(value)
    for (const [name, value] of Object.entries(SPILL_DEFAULTS)) expect(numberOf(defaultOf(`spill.${name}`))).toBe(value)
    const { level, console, exitHooks, runtimeMetadata } = resolveLoggerOptions({})
    expect(defaultOf('level')).toBe(`\`LOG_LEVEL\`, else \`${level}\``)
    expect(defaultOf('console.format')).toBe(`\`${console?.format}\``)
    expect(defaultOf('exitHooks')).toBe(`\`${exitHooks}\``)
    expect(defaultOf('runtimeMetadata')).toBe(`\`${runtimeMetadata}\``)
    expect(defaultOf('redact.replacement')).toBe(`\`${DEFAULT_REPLACEMENT}\``)
    expect(defaultOf('fieldNames')).toBe('`plain`')
  })

  it('names every option', () => {
    const anyLogger = logger.createLogger({ console: false })
    const debugOnError = { unknown: true } as never
    const ofLogger = knownOptions(() => resolveLoggerOptions({ unknown: true } as never))
    const ofRequests = knownOptions(() => logger.requestLogger(anyLogger, { unknown: true } as never))
    const ofHolds = knownOptions(() => logger.requestLogger(anyLogger, { debugOnError }))

    const ofFirehose = knownOptions(() => new logger.FirehoseTransport({ unknown: true } as never))
    const ofSpill = [{ directory: 'x' }, { store: {} }].flatMap((spill) =>
      knownOptions(() => {
        const firehose = { deliveryStreamName: 'logs', spill: { ...spill, unknown: true } as never }
        return logger.createLogger({ console: false, firehose })
      }),
    )

    expect([ofLogger.length > 15, ofRequests.length, ofHolds.length]).toEqual([true, 5, 5])
    expect([ofFirehose.length, ofSpill.length]).toEqual([9, 5])
    for (const name of [
      ...ofLogger,
      ...ofRequests,
      ...ofFirehose,
      ...ofHolds.map((option) => `debugOnError.${option}`),
      ...ofSpill.map((option) => `spill.${option}`),
    ])
      expect(readme).toMatch(new RegExp(`^\\| .*\`${name}(?:\\.\\w+)?\``, 'm'))
  })

  it('states what Firehose bills', () => {
    const rows = [...readme.matchAll(/^\| ([\d,]+) bytes +\| ([\d.]+) +\| ([\d.]+) +\|$/gm)]
    for (const [, size, single, packed] of rows) {
      const bytes = numberOf(size)
      const lines = Array.from({ length: Math.floor((4 * 1024 * 1024) / bytes) }, () => ({ line: '', bytes }))
      const factor = (destination: 's3' | 'opensearch'): number =>
        frameLines(lines, destination).reduce((sum, record) => sum + billedBytes(record.bytes), 0) /
        (lines.length * bytes)

      expect([factor('opensearch').toFixed(2), factor('s3').toFixed(2)]).toEqual([single, packed])
    }
    expect(rows.length).toBe(6)
  })

  it('names every diagnostic code of the package', () => {
    const source = readdirSync(new URL('../src', import.meta.url), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => readFileSync(new URL(`../src/${file}`, import.meta.url), 'utf8'))
      .join('\n')
    const codes = new Set(source.match(/'MON_\w+'/g)?.map((code) => code.slice(1, -1)))

    expect(codes.size).toBeGreaterThanOrEqual(5)
    for (const code of codes) expect(readme).toContain(`\`${code}\``)
  })
})
