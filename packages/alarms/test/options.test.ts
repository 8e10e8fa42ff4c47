import { describe, expect, it } from 'vitest'
import {
  aggregate,
  albLatencyAlarms,
  albServerErrorAlarms,
  breaches,
  ConfigurationError,
  catalogAlarm,
  classicElbLatencyAlarms,
  classicElbServerErrorAlarms,
  defineAlarm,
  evaluate,
  judgeWindow,
  parseAlarmDefinitions,
  toCloudFormation,
} from '../src/index.js'
import { alarm } from './fixtures/alarm.js'
import { telemetry } from './fixtures/telemetry.js'

type AnyFunction = (...values: readonly unknown[]) => unknown

/** Calls a function as JavaScript may: no compiler has seen the arguments. */
function call(target: unknown, ...values: readonly unknown[]): unknown {
  return (target as AnyFunction)(...values)
}

const ALB = { loadBalancer: 'app/shop/50dc6c495c0c9188' }
const ELB = { loadBalancerName: 'shop' }
const CATALOG = {
  metric: 'queue_depth',
  severity: 'warning',
  threshold: 1,
  treatMissingData: 'notBreaching',
} as const
const WINDOW = {
  points: [true, true, true],
  datapointsToAlarm: 2,
  evaluationPeriods: 3,
  treatMissingData: 'missing',
  previousState: 'OK',
} as const

/** Every preset with an argument that it takes, and the settings that its severities have. */
const PRESETS = [
  ['albServerErrorAlarms', albServerErrorAlarms, ALB, 'threshold'],
  ['albLatencyAlarms', albLatencyAlarms, ALB, 'thresholdSeconds'],
  ['classicElbServerErrorAlarms', classicElbServerErrorAlarms, ELB, 'threshold'],
  ['classicElbLatencyAlarms', classicElbLatencyAlarms, ELB, 'thresholdSeconds'],
] as const

function expectRefusal(attempt: () => unknown, message: string | RegExp): void {
  let refusal: unknown
  try {
    attempt()
  } catch (error) {
    refusal = error
  }
  expect(refusal).toBeInstanceOf(ConfigurationError)
  expect(refusal).toMatchObject({ code: 'MON_CONFIG_INVALID' })
  expect((refusal as Error).message).toMatch(message)
}

describe.each(PRESETS)('%s', (name, preset, options, threshold) => {
  const otherThreshold = threshold === 'threshold' ? 'thresholdSeconds' : 'threshold'

  it.each<[string, unknown, string | RegExp]>([
    ['no argument', undefined, 'must be an object; got nothing'],
    ['null', null, 'must be an object; got null'],
    ['a text', 'app/shop/50dc6c495c0c9188', 'must be an object; got "app/shop'],
    ['no load balancer', {}, /`loadBalancer(Name)?` must be .* load balancer; got nothing/],
    ['a number for a load balancer', { loadBalancer: 5, loadBalancerName: 5 }, /has no option|got 5/],
    [
      'an unknown option',
      { ...options, critcal: false },
      new RegExp(`^${name} has no option .critcal.; known options: loadBalancer`),
    ],
    ['a word for a severity', { ...options, critical: 'no' }, '`critical` must be an object of settings, or false'],
    ['true for a severity', { ...options, warning: true }, '`warning` must be an object of settings, or false'],
    ['null for a severity', { ...options, warning: null }, '`warning` must be an object of settings, or false'],
    [
      'the threshold of another preset',
      { ...options, critical: { [otherThreshold]: 2 } },
      new RegExp(`^critical has no option .${otherThreshold}.; known options: periodSeconds, .*${threshold}`),
    ],
    [
      'a misspelt setting',
      { ...options, warning: { evaluationPeriod: 1 } },
      'warning has no option `evaluationPeriod`; known options: periodSeconds, evaluationPeriods',
    ],
    [
      'a threshold as text',
      { ...options, warning: { [threshold]: '5' } },
      `\`warning.${threshold}\` must be a finite number; got "5"`,
    ],
    ['a name that is a number', { ...options, name: 5 }, '`name` must be a non-empty string; got 5'],
  ])('refuses %s', (_what, argument, message) => {
    expectRefusal(() => call(preset, argument), message)
  })

  it('takes every option that it knows', () => {
    const settings = { [threshold]: 9, periodSeconds: 120, evaluationPeriods: 4, datapointsToAlarm: 2 }
    const known = {
      ...options,
      name: 'n',
      runbookUrl: 'https://example.com',
      owner: 'team',
      warning: settings,
      critical: undefined,
    }

    expect(call(preset, known)).not.toHaveLength(0)
  })
})

describe('albServerErrorAlarms', () => {
  it.each<[unknown, string]>([
    [['elb'], '`sources[0]` must be one of "target", "loadBalancer"; got "elb"'],
    [['target', 5], '`sources[1]` must be one of'],
    ['target', '`sources` must be an array of target and loadBalancer; got "target"'],
  ])('refuses the sources %j', (sources, message) => {
    expectRefusal(() => call(albServerErrorAlarms, { ...ALB, sources }), message)
  })
})

describe('latency presets', () => {
  it.each([
    [albLatencyAlarms, ALB],
    [classicElbLatencyAlarms, ELB],
  ])('refuse a statistic that is no percentile', (preset, options) => {
    for (const statistic of ['Average', 'p101', 5]) {
      expectRefusal(() => call(preset, { ...options, statistic }), '`statistic` must be a percentile such as "p99"')
    }
  })
})

describe('catalogAlarm', () => {
  it.each<[string, readonly unknown[], string]>([
    ['no arguments', [], '`telemetry` must be an object; got nothing'],
    ['a catalog alone', [telemetry], 'must be an object; got nothing'],
    [
      'a misspelt option',
      [telemetry, { ...CATALOG, evaluationPeriod: 1 }],
      'catalogAlarm has no option `evaluationPeriod`; known options: metric, dimensions',
    ],
    ['a metric that is none', [telemetry, { ...CATALOG, metric: undefined }], 'declares no metric nothing'],
    [
      'an operator that is none',
      [telemetry, { ...CATALOG, comparisonOperator: '>' }],
      '`comparisonOperator` must be one of "GreaterThanOrEqualToThreshold"',
    ],
    [
      'dimensions that are a list',
      [telemetry, { ...CATALOG, dimensions: [] }],
      '`dimensions` must be an object; got an array of 0',
    ],
    ['null for dimensions', [telemetry, { ...CATALOG, dimensions: null }], '`dimensions` must be an object; got null'],
    [
      'default dimensions that are none',
      [telemetry, { ...CATALOG, defaultDimensions: 'x' }],
      '`defaultDimensions` must be an object',
    ],
    [
      'a metric that no helper of the catalog made',
      [{ service: 's', metrics: { namespace: 'N', definitions: { queue_depth: {} } } }, CATALOG],
      'must be made with counter(), gauge() or histogram() of @org/core/catalog; got an object',
    ],
  ])('refuses %s', (_what, values, message) => {
    expectRefusal(() => call(catalogAlarm, ...values), message)
  })
})

describe('toCloudFormation', () => {
  const topics = { warning: [{ Ref: 'W' }], critical: [{ Ref: 'C' }] }

  it.each<[string, readonly unknown[], string]>([
    ['no arguments', [], 'must be an object; got nothing'],
    ['no options', [[]], 'must be an object; got nothing'],
    ['no topics', [[], {}], '`topics` must be an object; got nothing'],
    [
      'an unknown option',
      [[], { topics, prefix: 'X' }],
      'toCloudFormation has no option `prefix`; known options: topics, logicalIdPrefix',
    ],
    [
      'an unknown severity',
      [[], { topics: { ...topics, info: [] } }],
      'topics has no option `info`; known options: warning, critical',
    ],
    [
      'one topic for a list',
      [[], { topics: { warning: 'arn' } }],
      '`topics.warning` must be an array of topics; got "arn"',
    ],
    ['a topic that is none', [[], { topics: { warning: [5] } }], '`topics.warning[0]` must be the ARN of an SNS topic'],
    ['a prefix that is a number', [[], { topics, logicalIdPrefix: 5 }], '`logicalIdPrefix` must be a letter'],
    ['definitions that are no list', [undefined, { topics }], 'must be an array; got nothing'],
  ])('refuses %s', (_what, values, message) => {
    expectRefusal(() => call(toCloudFormation, ...values), message)
  })
})

describe('evaluate', () => {
  it.each<[string, readonly unknown[], string]>([
    ['no arguments', [], '`definition` must be an object; got nothing'],
    ['no observations', [alarm()], '`observations` must be an array; got nothing'],
    ['no options', [alarm(), []], 'must be an object; got nothing'],
    ['no moment', [alarm(), [], {}], '`at` must be a moment in milliseconds since the epoch; got nothing'],
    ['a moment as a Date', [alarm(), [], { at: new Date(0) }], '`at` must be a moment'],
    [
      'an unknown option',
      [alarm(), [], { at: 0, state: 'OK' }],
      'evaluate has no option `state`; known options: at, previousState, evaluationRange',
    ],
    [
      'a state that is none',
      [alarm(), [], { at: 0, previousState: 'ok' }],
      '`previousState` must be one of "OK", "ALARM", "INSUFFICIENT_DATA"; got "ok"',
    ],
    [
      'a range that is none',
      [alarm(), [], { at: 0, evaluationRange: 'wide' }],
      '`evaluationRange` must be a number or one of',
    ],
  ])('refuses %s', (_what, values, message) => {
    expectRefusal(() => call(evaluate, ...values), message)
  })
})

describe('judgeWindow', () => {
  it.each<[string, unknown, string]>([
    ['no argument', undefined, 'must be an object; got nothing'],
    [
      'an unknown member',
      { ...WINDOW, m: 2 },
      'judgeWindow has no option `m`; known options: points, datapointsToAlarm',
    ],
    [
      'no points',
      { ...WINDOW, points: undefined },
      '`points` must be an array of at least evaluationPeriods (3) datapoints',
    ],
    ['fewer points than periods', { ...WINDOW, points: [true] }, '`points` must be an array of at least'],
    [
      'a point that is a number',
      { ...WINDOW, points: [1, true, true] },
      '`points` must be an array of true, false and undefined; got 1',
    ],
    [
      'an M above N',
      { ...WINDOW, datapointsToAlarm: 4 },
      '`datapointsToAlarm` must be a whole number from 1 to 3; got 4',
    ],
    [
      'an N of 0',
      { ...WINDOW, evaluationPeriods: 0 },
      '`evaluationPeriods` must be a whole number of at least 1; got 0',
    ],
    [
      'a treatment that is none',
      { ...WINDOW, treatMissingData: 'skip' },
      '`treatMissingData` must be one of "breaching"',
    ],
    ['a state that is none', { ...WINDOW, previousState: undefined }, '`previousState` must be one of "OK"'],
  ])('refuses %s', (_what, window, message) => {
    expectRefusal(() => call(judgeWindow, window), message)
  })

  it('takes a window of known members', () => {
    expect(judgeWindow(WINDOW).state).toBe('ALARM')
  })
})

describe('the smaller functions', () => {
  it.each<[string, unknown, readonly unknown[], string]>([
    ['aggregate', aggregate, [[], 'Median'], '`statistic` must be SampleCount, Sum'],
    ['breaches', breaches, ['>', 1, 0], '`operator` must be one of "GreaterThanOrEqualToThreshold"'],
    ['defineAlarm', defineAlarm, [], 'must be an object'],
    ['parseAlarmDefinitions', parseAlarmDefinitions, [], 'must be an array; got nothing'],
  ])('%s refuses what it does not know', (_name, target, values, message) => {
    expectRefusal(() => call(target, ...values), message)
  })
})
