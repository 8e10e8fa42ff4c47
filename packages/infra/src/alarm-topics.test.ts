import { RemovalPolicy } from 'aws-cdk-lib'
import { Match, Template } from 'aws-cdk-lib/assertions'
import { EmailSubscription, UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { describe, expect, it } from 'vitest'
import { createStack } from '../test/fixtures/stack.js'
import { AlarmTopics } from './alarm-topics.js'

describe('AlarmTopics', () => {
  it('are one topic per severity, encrypted with one key that is rotated and kept', () => {
    const stack = createStack()
    const topics = new AlarmTopics(stack, 'Topics')
    const template = Template.fromStack(stack)

    template.resourceCountIs('AWS::SNS::Topic', 2)
    template.allResourcesProperties('AWS::SNS::Topic', { KmsMasterKeyId: stack.resolve(topics.key.keyArn) })
    template.resourceCountIs('AWS::KMS::Key', 1)
    template.hasResource('AWS::KMS::Key', {
      Properties: { EnableKeyRotation: true },
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    })
  })

  it('subscribe those who are named, each to its severity', () => {
    const stack = createStack()
    const topics = new AlarmTopics(stack, 'Topics', {
      subscriptions: {
        warning: [new EmailSubscription('shop@example.com')],
        critical: [new EmailSubscription('shop@example.com'), new UrlSubscription('https://pager.example.com/')],
      },
    })
    const template = Template.fromStack(stack)

    template.resourceCountIs('AWS::SNS::Subscription', 3)
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'shop@example.com',
      TopicArn: stack.resolve(topics.warning.topicArn),
    })
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'https',
      Endpoint: 'https://pager.example.com/',
      TopicArn: stack.resolve(topics.critical.topicArn),
    })
  })

  it('let the key go with the stack when told', () => {
    const stack = createStack()
    new AlarmTopics(stack, 'Topics', { keyRemovalPolicy: RemovalPolicy.DESTROY })

    Template.fromStack(stack).hasResource('AWS::KMS::Key', { DeletionPolicy: 'Delete' })
  })

  it('give the services of AWS only what notifying takes', () => {
    const stack = createStack()
    new AlarmTopics(stack, 'Topics')
    const template = Template.fromStack(stack)

    const services = Object.values(template.findResources('AWS::KMS::Key')).flatMap(({ Properties }) =>
      Properties.KeyPolicy.Statement.filter(({ Principal }: { Principal: object }) => 'Service' in Principal),
    )
    expect(services.map(({ Action }) => Action)).toEqual([
      ['kms:Decrypt', 'kms:GenerateDataKey*'],
      ['kms:Decrypt', 'kms:GenerateDataKey*'],
    ])
    template.allResourcesProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: 'sns:Publish' }),
        ]),
      },
    })
  })
})
