import { readFileSync } from 'node:fs'
import * as catalog from '@org/core/catalog'
import { DELIVERY_DEFAULTS } from '@org/core/delivery'
import ts from 'typescript'
import { describe, expect, it, vi } from 'vitest'
import * as metrics from '../src/index.js'
import { METRICS_DEFAULTS } from '../src/options.js'
import * as testing from '../src/testing.js'
import { createInMemoryCloudWatch, type InMemoryCloudWatch } from '../src/testing.js'

const aws = vi.hoisted(() => ({ clients: [] as unknown[] }))

/** The default client of the examples ends in memory. */
vi.mock('@aws-sdk/client-cloudwatch', () => ({
  CloudWatch: class {
    readonly #memory: InMemoryCloudWatch = createInMemoryCloudWatch()
    constructor() {
      aws.clients.push(this.#memory)
    }
    putMetricData(...call: Parameters<InMemoryCloudWatch['putMetricData']>): Promise<unknown> {
      return this.#memory.putMetricData(...call)
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
  '@org/metrics': metrics,
  '@org/metrics/testing': testing,
}

/** Runs one block and returns what it prints. */
async function run(source: string): Promise<string> {
  const printed: string[] = []
  const log = vi.spyOn(console, 'log').mockImplementation((...values) => {
    printed.push(values.map((value) => (typeof value === 'object' ? show(value) : String(value))).join(' '))
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

function show(value: object): string {
  return JSON.stringify(value)
    .replaceAll(/"(\w+)":/g, ' $1: ')
    .replaceAll(/}$/g, ' }')
}

/** The cell of the options table that states a default. */
function defaultOf(option: string): string | undefined {
  const row = readme.split('\n').find((line) => line.startsWith(`| \`${option}\``))
  return row?.split(/(?<!\\)\|/).map((cell) => cell.trim())[4]
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
    expect(examples).toBe(4)
  })

  it('shows the request that its example makes', () => {
    const shown = JSON.parse(blocks.find((block) => block.text.includes('"MetricData"'))?.text ?? '') as {
      readonly MetricData: { Timestamp: string }[]
    }
    const [sent] = (aws.clients[0] as InMemoryCloudWatch).requests
    const timestamp = sent?.MetricData[0]?.Timestamp.toISOString() ?? ''
    for (const datum of shown.MetricData) datum.Timestamp = timestamp

    expect(JSON.parse(JSON.stringify(sent))).toEqual(shown)
  })

  it('states the defaults that hold', () => {
    const number = (text: string | undefined): number => Number(text?.replaceAll(/[`_]/g, ''))
    const { retryMaxAgeMs, ...defaults } = METRICS_DEFAULTS

    for (const [name, value] of Object.entries(defaults)) expect(number(defaultOf(name))).toBe(value)
    expect(defaultOf('retry')?.split(', ').map(number)).toEqual([
      DELIVERY_DEFAULTS.retryBaseDelayMs,
      DELIVERY_DEFAULTS.retryMaxDelayMs,
      retryMaxAgeMs,
      DELIVERY_DEFAULTS.retryProbeIntervalMs,
    ])
    expect(number(defaultOf('requestTimeoutMs'))).toBe(DELIVERY_DEFAULTS.requestTimeoutMs)
  })

  it('names every diagnostic code of the package', () => {
    const source = readFileSync(new URL('../src/issues.ts', import.meta.url), 'utf8')
    const codes = new Set(source.match(/MON_METRICS_\w+/g))

    expect(codes.size).toBe(4)
    for (const code of codes) expect(readme).toContain(`\`${code}\``)
  })
})
