import { AccountPrincipal, ManagedPolicy, Role, ServicePrincipal, User } from 'aws-cdk-lib/aws-iam'
import { describe, expect, it } from 'vitest'
import { createStack, resourcesOf, synthesize } from '../test/fixtures/stack.js'
import { telemetry } from '../test/fixtures/telemetry.js'
import { grantTelemetry } from './grant-telemetry.js'
import { telemetryPolicyDocument } from './policy/telemetry-policy.js'

describe('grantTelemetry', () => {
  it('puts the statements of the catalog on the grantee, in the account and region of its stack', () => {
    const stack = createStack()
    grantTelemetry(telemetry, new Role(stack, 'Task', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') }))

    const [policy] = resourcesOf(synthesize(stack), 'AWS::IAM::Policy').values()

    const inStack = (service: string, resource: string) => ({
      'Fn::Join': [
        '',
        [
          'arn:',
          { Ref: 'AWS::Partition' },
          `:${service}:`,
          { Ref: 'AWS::Region' },
          ':',
          { Ref: 'AWS::AccountId' },
          `:${resource}`,
        ],
      ],
    })
    const document = telemetryPolicyDocument(telemetry, { region: 'r', account: 'a' })
    const resources = ['*', inStack('events', 'event-bus/default'), inStack('firehose', 'deliverystream/FirehoseLogs')]
    expect(policy?.Properties['PolicyDocument']).toEqual({
      ...document,
      Statement: document.Statement.map((statement, index) => ({ ...statement, Resource: resources[index] })),
    })
  })

  it('writes the very policy of telemetryPolicyDocument where the location is told', () => {
    const location = { region: 'eu-west-1', account: '123456789012' }
    const stack = createStack()
    grantTelemetry(telemetry, new User(stack, 'User'), location)

    const [policy] = resourcesOf(synthesize(stack), 'AWS::IAM::Policy').values()

    expect(policy?.Properties['PolicyDocument']).toEqual(telemetryPolicyDocument(telemetry, location))
  })

  it('grants nothing for a catalog that declares nothing', () => {
    const stack = createStack()
    grantTelemetry({ service: 'silent' }, new User(stack, 'User'))

    expect(resourcesOf(synthesize(stack), 'AWS::IAM::Policy').size).toBe(0)
  })

  it('refuses a grantee that would be left without permission', () => {
    expect(() => grantTelemetry(telemetry, new AccountPrincipal('123456789012'))).toThrow(
      expect.objectContaining({ code: 'MON_CONFIG_INVALID', message: expect.stringContaining('takes no statements') }),
    )
  })

  it('works on a managed policy too', () => {
    const stack = createStack()
    grantTelemetry(telemetry, new ManagedPolicy(stack, 'Policy'))

    expect(resourcesOf(synthesize(stack), 'AWS::IAM::ManagedPolicy').size).toBe(1)
  })
})
