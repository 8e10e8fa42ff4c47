import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import * as alarms from '@org/alarms'
import * as catalog from '@org/core/catalog'
import * as cdk from 'aws-cdk-lib'
import * as assertions from 'aws-cdk-lib/assertions'
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import * as infra from '../src/index.js'
import * as policy from '../src/policy/index.js'
import { createStack } from './fixtures/stack.js'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const examples = [...readme.matchAll(/```ts\n(.*?)```(?:\n\n```text\n(.*?)```)?/gs)].map(
  ([, code = '', output = '']) => ({ code, output }),
)

const MODULES: Readonly<Record<string, unknown>> = {
  '@org/alarms': alarms,
  '@org/core/catalog': catalog,
  '@org/infra': infra,
  '@org/infra/policy': policy,
  'aws-cdk-lib': cdk,
  'aws-cdk-lib/assertions': assertions,
  'aws-cdk-lib/aws-sns-subscriptions': subscriptions,
  'node:assert/strict': { default: assert, __esModule: true },
}

/** Runs an example as a program and returns what it printed. */
function run(code: string): string {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
  })
  const printed: string[] = []
  const load = (name: string): unknown => {
    if (!(name in MODULES)) throw new Error(`The README imports ${name}, which the test does not provide.`)
    return MODULES[name]
  }
  const log = (...values: readonly unknown[]): void => void printed.push(`${values.join(' ')}\n`)
  new Function('require', 'exports', 'console', outputText)(load, {}, { log })
  return printed.join('')
}

describe('the README', () => {
  it('has three examples, of which the first has at most 15 lines', () => {
    expect(examples).toHaveLength(3)
    expect(examples[0]?.code.trim().split('\n').length).toBeLessThanOrEqual(15)
  })

  it.each(examples)('prints what it says it prints (example %#)', ({ code, output }) => {
    expect(run(code)).toBe(output)
  })

  it('names the actions and services that the templates hold', () => {
    const stack = createStack()
    new infra.AlarmTopics(stack, 'Topics')
    const template = JSON.stringify(assertions.Template.fromStack(stack).toJSON())
    const told = [...readme.matchAll(/`(kms:[A-Za-z*]+|sns:Publish|[a-z]+\.amazonaws\.com)`/g)].map(
      ([, name = '']) => name,
    )

    expect(new Set(told).size).toBe(5)
    for (const name of told) expect(template).toContain(`"${name}"`)
  })
})
