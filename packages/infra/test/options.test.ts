import { albLatencyAlarms } from '@org/alarms'
import { RemovalPolicy } from 'aws-cdk-lib'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { describe, expect, it } from 'vitest'
import { Alarms, AlarmTopics, ConfigurationError, grantTelemetry } from '../src/index.js'
import { createStack } from './fixtures/stack.js'
import { telemetry } from './fixtures/telemetry.js'

/** What JavaScript may pass: no compiler has seen it. */
function untyped<T>(value: unknown): T {
  return value as T
}

function refusalOf(make: () => unknown): unknown {
  try {
    make()
  } catch (error) {
    return error
  }
  return undefined
}

const definitions = albLatencyAlarms({ loadBalancer: 'app/shop/50dc6c495c0c9188' })

describe('what a construct does not know', () => {
  it.each<[string, (stack: ReturnType<typeof createStack>) => unknown, string]>([
    [
      'an option of AlarmTopics',
      (stack) => new AlarmTopics(stack, 'T', untyped({ subscription: {} })),
      'AlarmTopics has no option `subscription`; known options: subscriptions, eventBridge, keyRemovalPolicy',
    ],
    [
      'a severity of its subscriptions',
      (stack) => new AlarmTopics(stack, 'T', untyped({ subscriptions: { critcal: [] } })),
      'subscriptions has no option `critcal`; known options: warning, critical',
    ],
    [
      'one subscription for a list of them',
      (stack) => new AlarmTopics(stack, 'T', untyped({ subscriptions: { critical: {} } })),
      '`subscriptions.critical` must be an array of subscriptions; got an object',
    ],
    [
      'a word for a flag',
      (stack) => new AlarmTopics(stack, 'T', untyped({ eventBridge: 'no' })),
      '`eventBridge` must be one of true, false; got "no"',
    ],
    [
      'a removal policy that is none',
      (stack) => new AlarmTopics(stack, 'T', untyped({ keyRemovalPolicy: 'keep' })),
      '`keyRemovalPolicy` must be one of',
    ],
    [
      'an option of Alarms',
      (stack) => new Alarms(stack, 'A', untyped({ definitions, topics: {}, prefix: 'X' })),
      'Alarms has no option `prefix`; known options: definitions, topics, logicalIdPrefix',
    ],
    ['no options of Alarms', (stack) => new Alarms(stack, 'A', untyped(undefined)), 'must be an object; got nothing'],
    [
      'no topics',
      (stack) => new Alarms(stack, 'A', untyped({ definitions })),
      '`topics` must be an object; got nothing',
    ],
    [
      'a severity of its topics',
      (stack) => new Alarms(stack, 'A', untyped({ definitions, topics: { critcal: [] } })),
      'topics has no option `critcal`; known options: warning, critical',
    ],
    [
      'a topic that is none',
      (stack) => new Alarms(stack, 'A', untyped({ definitions, topics: { warning: [undefined], critical: [] } })),
      '`topics.warning` must be a topic of aws-cdk-lib/aws-sns; got nothing',
    ],
    [
      'definitions that are no list',
      (stack) => new Alarms(stack, 'A', untyped({ definitions: undefined, topics: {} })),
      'must be an array; got nothing',
    ],
    ['no grantee', () => grantTelemetry(telemetry, untyped(undefined)), '`grantee` must be a role'],
    [
      'a location of grantTelemetry',
      (stack) =>
        grantTelemetry(
          telemetry,
          new Role(stack, 'R', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') }),
          untyped({ region: 'eu-west-1', acount: '1' }),
        ),
      'location has no option `acount`',
    ],
  ])('is refused: %s', (_what, make, message) => {
    const error = refusalOf(() => make(createStack()))

    expect(error).toBeInstanceOf(ConfigurationError)
    expect(error).toMatchObject({ code: 'MON_CONFIG_INVALID', message: expect.stringContaining(message) as string })
  })

  it('leaves alone what is known', () => {
    const stack = createStack()
    const topics = new AlarmTopics(stack, 'Topics', {
      subscriptions: { warning: [], critical: undefined },
      eventBridge: false,
      keyRemovalPolicy: RemovalPolicy.DESTROY,
    })

    expect(new Alarms(stack, 'Alarms', { definitions, topics, logicalIdPrefix: undefined }).alarms.size).toBe(2)
  })
})
