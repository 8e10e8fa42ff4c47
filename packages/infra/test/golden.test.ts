import { albLatencyAlarms, albServerErrorAlarms } from '@org/alarms'
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { expect, it } from 'vitest'
import { Alarms, AlarmTopics, grantTelemetry } from '../src/index.js'
import { createStack, synthesize } from './fixtures/stack.js'
import { telemetry } from './fixtures/telemetry.js'

function createMonitoring() {
  const stack = createStack()
  const topics = new AlarmTopics(stack, 'Topics', {
    subscriptions: { critical: [new UrlSubscription('https://events.example.com/pager')] },
  })
  const loadBalancer = 'app/shop/50dc6c495c0c9188'
  const definitions = [...albServerErrorAlarms({ loadBalancer }), ...albLatencyAlarms({ loadBalancer })]
  new Alarms(stack, 'Alarms', { definitions, topics })
  grantTelemetry(telemetry, new Role(stack, 'Task', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') }))
  return synthesize(stack)
}

it('everything together is one plain template: resources only, no assets, parameters or metadata, the same every time', async () => {
  const template = createMonitoring()

  expect(Object.keys(template)).toEqual(['Resources'])
  expect(createMonitoring()).toEqual(template)
  await expect(`${JSON.stringify(template, null, 2)}\n`).toMatchFileSnapshot('fixtures/data/monitoring.template.json')
})
