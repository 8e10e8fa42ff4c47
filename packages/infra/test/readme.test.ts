import assert from 'node:assert/strict'
import * as alarms from '@org/alarms'
import * as catalog from '@org/core/catalog'
import * as cdk from 'aws-cdk-lib'
import * as assertions from 'aws-cdk-lib/assertions'
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions'
import { describe, expect, it } from 'vitest'
import { knownOptions, openReadme, runExample } from '../../../scripts/testing/readme.mjs'
import * as infra from '../src/index.js'
import * as policy from '../src/policy/index.js'
import { createStack } from './fixtures/stack.js'

const readme = openReadme(new URL('../README.md', import.meta.url))

const modules: Readonly<Record<string, unknown>> = {
  '@org/alarms': alarms,
  '@org/core/catalog': catalog,
  '@org/infra': infra,
  '@org/infra/policy': policy,
  'aws-cdk-lib': cdk,
  'aws-cdk-lib/assertions': assertions,
  'aws-cdk-lib/aws-sns-subscriptions': subscriptions,
  'node:assert/strict': { default: assert, __esModule: true },
}

describe('the README', () => {
  it('has three examples, of which the first has at most 15 lines', () => {
    expect(readme.examples).toHaveLength(3)
    expect(readme.examples[0]?.code.trim().split('\n').length).toBeLessThanOrEqual(15)
  })

  it.each(readme.examples)('prints what it says it prints (example %#)', async ({ code, output }) => {
    const { printed } = await runExample(code, { modules })

    expect(printed()).toBe(output)
  })

  it('lists every option of the constructs, and no other', () => {
    const [, ...rows] = readme.rows('## Options')
    const told = new Map<string, string[]>()
    let options: string[] = []
    for (const [cell = ''] of rows) {
      const [, name] = /^\*\*`(\w+)`\*\*$/.exec(cell) ?? []
      if (name === undefined) options.push(...[...cell.matchAll(/`([\w.]+)`/g)].map(([, option = '']) => option))
      else {
        options = []
        told.set(name, options)
      }
    }
    const roots = (name: string): ReadonlySet<string | undefined> =>
      new Set(told.get(name)?.map((option) => option.split('.')[0]))
    const known = (create: (props: never) => unknown): ReadonlySet<string> => new Set(knownOptions(create))

    expect([...told.keys()]).toEqual(['AlarmTopics', 'Alarms', 'TelemetryLocation'])
    expect(roots('AlarmTopics')).toEqual(known((props) => new infra.AlarmTopics(createStack(), 'Topics', props)))
    expect(roots('Alarms')).toEqual(known((props) => new infra.Alarms(createStack(), 'Alarms', props)))
    expect(new Set(told.get('AlarmTopics')?.filter((option) => option.startsWith('subscriptions.')))).toEqual(
      new Set(alarms.SEVERITIES.map((severity) => `subscriptions.${severity}`)),
    )
    expect(roots('TelemetryLocation')).toEqual(
      known((location) => policy.telemetryPolicyDocument(catalog.defineTelemetry({ service: 's' }), location)),
    )
  })

  it('names the actions and services that the templates hold', () => {
    const stack = createStack()
    new infra.AlarmTopics(stack, 'Topics')
    const template = JSON.stringify(assertions.Template.fromStack(stack).toJSON())
    const told = [...readme.text.matchAll(/`(kms:[A-Za-z*]+|sns:Publish|[a-z]+\.amazonaws\.com)`/g)].map(
      ([, name = '']) => name,
    )

    expect(new Set(told).size).toBe(5)
    for (const name of told) expect(template).toContain(`"${name}"`)
  })
})
