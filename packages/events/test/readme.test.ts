import { readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import * as catalog from '@org/core/catalog'
import { DELIVERY_DEFAULTS } from '@org/core/delivery'
import ts from 'typescript'
import { describe, expect, it, vi } from 'vitest'
import * as zod from 'zod'
import type { PutEventsEntry, PutEventsRequest } from '../src/index.js'
import * as events from '../src/index.js'
import * as testing from '../src/testing.js'

const aws = vi.hoisted(() => ({ requests: [] as unknown[] }))

/** The default client of the examples takes everything. */
vi.mock('@aws-sdk/client-eventbridge', () => ({
  EventBridge: class {
    async putEvents(request: PutEventsRequest): Promise<object> {
      aws.requests.push(request)
      return { FailedEntryCount: 0, Entries: request.Entries.map(() => ({ EventId: 'e' })) }
    }
    destroy(): void {}
  },
}))

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const blocks = [...readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = '', text = '']) => ({
  language,
  text,
}))

const modules: Record<string, unknown> = {
  '@org/core/catalog': catalog,
  '@org/events': events,
  '@org/events/testing': testing,
  zod,
}

/** Runs one block and returns what it prints. */
async function run(source: string): Promise<string> {
  const printed: string[] = []
  const log = vi.spyOn(console, 'log').mockImplementation((...values) => {
    printed.push(values.map((value) => (typeof value === 'string' ? value : inspect(value))).join(' '))
  })
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  })
  const exported: Record<string, unknown> = {}
  const body = new Function('require', 'exports', `return (async () => {${outputText}\n})()`) as (
    require: (name: string) => unknown,
    exports: Record<string, unknown>,
  ) => Promise<void>
  await body((name) => {
    if (!(name in modules)) throw new Error(`The README imports ${name}, which the test does not know.`)
    return modules[name]
  }, exported)
  log.mockRestore()
  const file = /^\/\/ (\S+)\.ts\n/.exec(source)?.[1]
  if (file !== undefined) modules[`./${file}.js`] = exported
  return printed.map((line) => `${line}\n`).join('')
}

/** The cell of the options table that states a default. */
function defaultOf(option: string): string | undefined {
  const row = readme.split('\n').find((line) => line.startsWith(`| \`${option}\``))
  return row?.split('|').map((cell) => cell.trim())[4]
}

describe('the README', () => {
  it('has examples that run and print what it says', async () => {
    let examples = 0
    for (const [index, block] of blocks.entries()) {
      if (block.language !== 'ts') continue
      examples += 1
      const next = blocks[index + 1]
      expect(await run(block.text)).toBe(next?.language === 'text' ? next.text : '')
    }
    expect(examples).toBe(3)
  })

  it('shows the entry that its example sends, but for what depends on the machine', () => {
    const shown = JSON.parse(blocks.find((block) => block.text.includes('"DetailType"'))?.text ?? '') as {
      readonly Detail: { readonly metadata: object }
    }
    const [request] = aws.requests as readonly PutEventsRequest[]
    const entry = request?.Entries[0] as PutEventsEntry
    const detail = JSON.parse(entry.Detail) as typeof shown.Detail
    const { hostname, version, environment } = shown.Detail.metadata as Record<string, string>

    expect({
      ...entry,
      Detail: { ...detail, metadata: { ...detail.metadata, hostname, version, environment } },
    }).toEqual({ ...shown, Time: entry.Time })
  })

  it('states the defaults that hold', () => {
    const number = (text: string | undefined): number => Number(text?.replaceAll(/[`_]/g, ''))

    expect(number(defaultOf('flushIntervalMs'))).toBe(DELIVERY_DEFAULTS.flushIntervalMs)
    expect(number(defaultOf('requestTimeoutMs'))).toBe(DELIVERY_DEFAULTS.requestTimeoutMs)
    expect(defaultOf('retry')?.split(', ').map(number)).toEqual([
      DELIVERY_DEFAULTS.retryBaseDelayMs,
      DELIVERY_DEFAULTS.retryMaxDelayMs,
      DELIVERY_DEFAULTS.retryMaxAgeMs,
      DELIVERY_DEFAULTS.retryProbeIntervalMs,
    ])
  })

  it('names every diagnostic code and every reason of the package', () => {
    const source = (file: string): string => readFileSync(new URL(`../src/${file}`, import.meta.url), 'utf8')
    const codes = new Set(`${source('issues.ts')}${source('send.ts')}`.match(/MON_EVENTS_\w+/g))
    const { refused } = testing.createTestEvents({ telemetry: { service: 's' } }).events.stats()

    expect(codes.size).toBe(8)
    for (const code of codes) expect(readme).toContain(`\`${code}\``)
    for (const reason of Object.keys(refused)) expect(readme).toContain(`\`${reason}\``)
  })
})
