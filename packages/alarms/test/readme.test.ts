import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import * as catalog from '@org/core/catalog'
import { describe, expect, it } from 'vitest'
import { knownOptions, openReadme, runExample } from '../../../scripts/testing/readme.mjs'
import * as alarms from '../src/index.js'
import { type AlarmState, judgeWindow, MISSING_DATA_TREATMENTS } from '../src/index.js'
import { pointsOf } from './fixtures/points.js'

const readme = openReadme(new URL('../README.md', import.meta.url))

const modules: Readonly<Record<string, unknown>> = {
  '@org/alarms': alarms,
  '@org/core/catalog': catalog,
  'node:assert/strict': { default: assert, __esModule: true },
}

/** The cells of a table row, which are padded. */
function statesIn(cells: string): readonly string[] {
  return cells.split('|').map((cell) => cell.trim())
}

describe('the README', () => {
  it('has three examples', () => {
    expect(readme.examples).toHaveLength(3)
  })

  it.each(readme.examples)('prints what it says it prints (example %#)', async ({ code, output }) => {
    const { printed } = await runExample(code, { modules })

    expect(printed()).toBe(output)
  })

  it('lists every option of the presets and of their severities, and no other', () => {
    const [, ...rows] = readme.rows('Of the presets; `loadBalancer` and `targetGroup` are those of an ALB')
    const names = rows.flatMap(([cell = '']) => [...cell.matchAll(/`(\.?\w+)`/g)].map(([, name = '']) => name))
    const alb = { loadBalancer: 'app/shop/50dc6c495c0c9188' }
    const classic = { loadBalancerName: 'shop' }
    const options = [
      alarms.albServerErrorAlarms,
      alarms.albLatencyAlarms,
      alarms.classicElbServerErrorAlarms,
      alarms.classicElbLatencyAlarms,
    ].flatMap((preset) => knownOptions(preset))
    const settings = [
      (critical: never) => alarms.albServerErrorAlarms({ ...alb, critical }),
      (critical: never) => alarms.albLatencyAlarms({ ...alb, critical }),
      (critical: never) => alarms.classicElbServerErrorAlarms({ ...classic, critical }),
      (critical: never) => alarms.classicElbLatencyAlarms({ ...classic, critical }),
    ].flatMap((preset) => knownOptions(preset).map((name) => `.${name}`))

    expect(new Set(names)).toEqual(new Set([...options, ...settings]))
  })

  it('tells the states as they are judged', () => {
    const rows = [...readme.text.matchAll(/^\| `([0X -]+)` +\| (\d) of (\d) \| (.+) \|$/gm)]

    expect(rows).toHaveLength(6)
    for (const [row, points = '', m, n, cells = ''] of rows) {
      const told = statesIn(cells)
      const judged = ['missing', 'ignore', 'breaching', 'notBreaching'].map((treatment) => {
        const states = (['OK', 'ALARM', 'INSUFFICIENT_DATA'] satisfies AlarmState[]).map(
          (previousState) =>
            judgeWindow({
              points: pointsOf(points),
              datapointsToAlarm: Number(m),
              evaluationPeriods: Number(n),
              treatMissingData: MISSING_DATA_TREATMENTS.find((known) => known === treatment) ?? 'missing',
              previousState,
            }).state,
        )
        return new Set(states).size === 1 ? states[0] : 'keep'
      })

      expect(judged, row).toEqual(told)
    }
  })

  it('shows the same cases in its picture', () => {
    const svg = readFileSync(new URL('../docs/missing-data.svg', import.meta.url), 'utf8')
    const told = [...readme.text.matchAll(/^\| `[0X -]+` +\| (\d of \d) \| (.+) \|$/gm)].slice(0, 4)

    const drawn = [...svg.matchAll(/<g transform="translate\(0 \d+\)">.*?<\/g>/gs)].map(([group]) =>
      [...group.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, content]) => content),
    )

    expect(drawn).toHaveLength(4)
    expect(drawn.map(([mOfN, , ...states]) => [mOfN, states])).toEqual(
      told.map(([, mOfN, cells]) => [mOfN, statesIn(cells ?? '')]),
    )
  })
})
