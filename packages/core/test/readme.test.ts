import { readdirSync, readFileSync } from 'node:fs'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import * as zod from 'zod'
import * as catalog from '../src/catalog/index.js'
import * as limits from '../src/catalog/limits.js'
import * as context from '../src/context/index.js'
import * as delivery from '../src/delivery/index.js'
import * as core from '../src/index.js'
import * as testing from '../src/testing.js'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const examples = [...readme.matchAll(/```ts\n(.*?)```(?:\n\n```text\n(.*?)```)?/gs)].map(
  ([, code = '', output = '']) => ({ code, output }),
)

const MODULES: Readonly<Record<string, unknown>> = {
  '@org/core': core,
  '@org/core/catalog': catalog,
  '@org/core/context': context,
  '@org/core/delivery': delivery,
  '@org/core/testing': testing,
  zod,
}

type AsyncProgram = (require: (name: string) => unknown, exports: object, console: object) => Promise<void>
const AsyncFunction = (async () => {}).constructor as new (...parts: string[]) => AsyncProgram

/** Runs an example as a program and returns what it printed. */
async function run(code: string): Promise<string> {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
  })
  const printed: string[] = []
  const load = (name: string): unknown => {
    if (!(name in MODULES)) throw new Error(`The README imports ${name}, which the test does not provide.`)
    return MODULES[name]
  }
  const log = (...values: readonly unknown[]): void => void printed.push(`${values.join(' ')}\n`)
  await new AsyncFunction('require', 'exports', 'console', outputText)(load, {}, { log })
  await new Promise((resolve) => setImmediate(resolve))
  return printed.join('')
}

/** The cells of the row that starts with `name` in code quotes. */
function row(name: string): readonly string[] {
  const line = readme.split('\n').find((candidate) => candidate.startsWith(`| \`${name}\``))
  return (line ?? '').split('|').map((cell) => cell.trim())
}

describe('the README', () => {
  it('has four examples', () => {
    expect(examples).toHaveLength(4)
  })

  it.each(examples)('prints what it says it prints (example %#)', async ({ code, output }) => {
    expect(await run(code)).toBe(output)
  })

  it('begins with an example of at most 15 lines', () => {
    expect(examples[0]?.code.trim().split('\n').length).toBeLessThanOrEqual(15)
  })

  it('states every default of delivery', () => {
    const { shutdownTimeoutMs, ...defaults } = delivery.DELIVERY_DEFAULTS
    const names: Readonly<Record<keyof typeof defaults, string>> = {
      flushIntervalMs: 'flushIntervalMs',
      bufferMaxItems: 'buffer.maxItems',
      bufferMaxBytes: 'buffer.maxBytes',
      retryBaseDelayMs: 'retry.baseDelayMs',
      retryMaxDelayMs: 'retry.maxDelayMs',
      retryMaxAgeMs: 'retry.maxAgeMs',
      retryProbeIntervalMs: 'retry.probeIntervalMs',
      concurrencyInitial: 'concurrency.initial',
      concurrencyMax: 'concurrency.max',
      requestTimeoutMs: 'requestTimeoutMs',
    }

    const told = Object.values(names).map((option) => [option, row(option)[4]])

    expect(told).toEqual(
      Object.entries(defaults).map(([name, value]) => [names[name as keyof typeof names], String(value)]),
    )
    expect(readme).toContain(`takes ${shutdownTimeoutMs} ms by default`)
  })

  it('states every limit of the catalog', () => {
    const told = [...readme.matchAll(/^\| [a-z][^|]+\| 1 to (\d+) /gm)].map(([, length]) => Number(length))

    expect(told).toEqual([
      limits.MAX_NAMESPACE_LENGTH,
      limits.MAX_METRIC_NAME_LENGTH,
      limits.MAX_DIMENSION_NAME_LENGTH,
      limits.MAX_SOURCE_LENGTH,
      limits.MAX_DETAIL_TYPE_LENGTH,
      limits.MAX_EVENT_BUS_NAME_LENGTH,
      limits.MAX_DELIVERY_STREAM_NAME_LENGTH,
    ])
    expect(readme).toContain(`at most ${limits.MAX_DIMENSIONS} per metric`)
  })

  it('lists every code that the source can give, and no other', () => {
    const source = new URL('../src/', import.meta.url)
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
    )
    const given = files.flatMap((file) => {
      const code = readFileSync(new URL(file, source), 'utf8').replaceAll(/\/\*\*.*?\*\//gs, '')
      return [...code.matchAll(/'(MON_[A-Z_]+)'/g)].map(([, name]) => name)
    })
    const listed = [...readme.matchAll(/^\| `(MON_[A-Z_]+)`/gm)].map(([, name]) => name)

    expect(new Set(listed)).toEqual(new Set(given))
    expect(new Set(listed).size).toBe(listed.length)
  })

  it('names every reason for a loss', () => {
    for (const reason of delivery.DROP_REASONS) expect(readme).toContain(`\`${reason}\``)
  })
})
