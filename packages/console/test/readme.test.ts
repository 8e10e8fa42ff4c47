import * as cloudwatch from '@aws-sdk/client-cloudwatch'
import * as alarms from '@org/alarms'
import { describe, expect, it } from 'vitest'
import { knownOptions, openReadme, runExample } from '../../../scripts/testing/readme.mjs'
import { MAX_LATENCY_MS } from '../src/faults/settings.js'
import * as console from '../src/index.js'
import { resolveOptions } from '../src/options.js'

const readme = openReadme(new URL('../README.md', import.meta.url))

const modules: Readonly<Record<string, unknown>> = {
  '@aws-sdk/client-cloudwatch': cloudwatch,
  '@org/alarms': alarms,
  '@org/console': console,
}

describe('README.md', () => {
  it.each(readme.examples)('prints what it says (example %#)', async ({ code, output }) => {
    const { printed } = await runExample(code, { modules })

    expect(printed()).toBe(output)
  })

  it('has two examples', () => {
    expect(readme.examples).toHaveLength(2)
  })

  it.each<[string, string, (options: never) => unknown]>([
    [
      'options',
      'An option, limit or fault that is not listed is refused, with the known ones in the message.',
      (options) => resolveOptions(options),
    ],
    ['limits', 'Of `limits`, what is kept in memory:', (limits) => resolveOptions({ limits })],
    ['faults', '`PUT /api/faults` with any of these replaces all of them.', (faults) => resolveOptions({ faults })],
  ])('lists all %s, and no other', (_what, line, configure) => {
    const [, ...rows] = readme.rows(line)

    expect(new Set(rows.map(([name = '']) => name.replaceAll('`', '')))).toEqual(new Set(knownOptions(configure)))
  })

  it('states the defaults of the code', () => {
    const table = readme.text.replaceAll(/ +/g, ' ')
    for (const [name, value] of Object.entries(console.DEFAULT_STORE_LIMITS)) {
      expect(table).toMatch(new RegExp(`\\| \`${name}\` \\|[^|]*\\| ${value.toLocaleString('en-US')} \\|`))
    }
    expect(table).toContain(`| \`port\` | number | | ${console.DEFAULT_PORT} |`)
    expect(table).toContain(`| \`host\` | string | | \`'${console.DEFAULT_HOST}'\` |`)
    expect(table).toContain(`up to ${MAX_LATENCY_MS.toLocaleString('en-US')}`)
    for (const name of Object.keys(console.NO_FAULTS)) expect(table).toContain(`| \`${name}\` |`)
  })
})
