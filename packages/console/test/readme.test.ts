import { readFileSync } from 'node:fs'
import * as cloudwatch from '@aws-sdk/client-cloudwatch'
import * as alarms from '@org/alarms'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { MAX_LATENCY_MS } from '../src/faults/settings.js'
import * as console from '../src/index.js'

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const MODULES: Readonly<Record<string, unknown>> = {
  '@aws-sdk/client-cloudwatch': cloudwatch,
  '@org/alarms': alarms,
  '@org/console': console,
}

/** Each example with the output that the README states right after it. */
const EXAMPLES = [...README.matchAll(/```ts\n(.*?)```\n\n```text\n(.*?)```/gs)].map(([, code = '', output = '']) => ({
  code,
  output,
}))

/** Runs an example as the reader would, and returns what it prints. */
async function run(code: string): Promise<string> {
  const printed: string[] = []
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  })
  const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as FunctionConstructor
  const body = new AsyncFunction('require', 'exports', 'console', outputText) as (
    require: (name: string) => unknown,
    exports: object,
    console: { log: (...values: unknown[]) => void },
  ) => Promise<void>
  await body((name) => MODULES[name], {}, { log: (...values) => printed.push(values.join(' ')) })
  return `${printed.join('\n')}\n`
}

describe('README.md', () => {
  it.each(EXAMPLES)('prints what it says (example %#)', async ({ code, output }) => {
    expect(await run(code)).toBe(output)
  })

  it('has no example that is not run here', () => {
    expect(EXAMPLES).toHaveLength(README.match(/```ts\n/g)?.length ?? 0)
    expect(EXAMPLES).toHaveLength(2)
  })

  it('states the defaults of the code', () => {
    const table = README.replaceAll(/ +/g, ' ')
    for (const [name, value] of Object.entries(console.DEFAULT_STORE_LIMITS)) {
      expect(table).toMatch(new RegExp(`\\| \`${name}\` \\|[^|]*\\| ${value.toLocaleString('en-US')} \\|`))
    }
    expect(table).toContain(`| \`port\` | number | | ${console.DEFAULT_PORT} |`)
    expect(table).toContain(`| \`host\` | string | | \`'${console.DEFAULT_HOST}'\` |`)
    expect(table).toContain(`up to ${MAX_LATENCY_MS.toLocaleString('en-US')}`)
    for (const name of Object.keys(console.NO_FAULTS)) expect(table).toContain(`| \`${name}\` |`)
  })
})
