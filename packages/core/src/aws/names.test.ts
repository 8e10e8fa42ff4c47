import { describe, expect, it } from 'vitest'
import {
  expectDeliveryStreamName,
  expectDimensionName,
  expectEventBusName,
  expectEventSource,
  expectMetricName,
  expectNamespace,
  isDimensionName,
  isDimensionValue,
} from './names.js'

const ARN = 'arn:aws:events:eu-west-1:123456789012:event-bus/shop'

/** Each check, what it takes, and what it does not. */
const CHECKS: readonly (readonly [
  string,
  (option: string, value: unknown) => string,
  readonly string[],
  readonly unknown[],
])[] = [
  [
    'a namespace',
    expectNamespace,
    ['Shop', 'Shop/traffic', 'a.b-c_d/e#f:g h', '1', 'AWSome/x', 'aws/x', 'n'.repeat(255)],
    ['', 'AWS/EC2', 'AWS/', ':Shop', ' Shop', 'Shöp', 'Shop\n', 'Shop*', 'n'.repeat(256), 3, undefined],
  ],
  [
    'a metric name',
    expectMetricName,
    ['views', 'a:b', ' leading', '!', '~', 'm'.repeat(255)],
    ['', ':views', 'vüe', 'a\nb', '   ', 'm'.repeat(256), null],
  ],
  ['a dimension name', expectDimensionName, ['Route', 'd'.repeat(255)], ['', ':Route', 'Röute', 'd'.repeat(256)]],
  [
    'an event source',
    expectEventSource,
    ['shop.app', 'com.example/shop', 'awesome', 'aws', 's'.repeat(256)],
    ['aws.ec2', 'AWS.x', '', 'with space', 'shöp', 's'.repeat(257)],
  ],
  [
    'an event bus',
    expectEventBusName,
    ['default', ARN, ARN.replace('aws:', 'aws-cn:'), 'b'.repeat(1_600)],
    ['', 'with space', ARN.replace('123456789012', '1'), 'b'.repeat(1_601)],
  ],
  [
    'a delivery stream',
    expectDeliveryStreamName,
    ['FirehoseLogs', 'a_b.c-d', 's'.repeat(64)],
    ['', 'a b', 'a/b', 'arn:aws:firehose', 'ströme', 's'.repeat(65)],
  ],
]

describe.each(CHECKS)('%s', (_what, check, right, wrong) => {
  it.each(right)('may be %j', (value) => {
    expect(check('option', value)).toBe(value)
  })

  it.each(wrong)('may not be %j', (value) => {
    expect(() => check('option', value)).toThrow(
      expect.objectContaining({ code: 'MON_CONFIG_INVALID', message: expect.stringContaining('`option`') }),
    )
  })
})

describe('dimensions of a recording', () => {
  it.each([
    ['Route', true],
    ['d'.repeat(255), true],
    ['d'.repeat(256), false],
    [':Route', false],
    ['', false],
    ['ü', false],
    [3, false],
  ])('have a name like %j: %s', (name, expected) => {
    expect(isDimensionName(name)).toBe(expected)
  })

  it.each([
    ['/orders', true],
    [':a', true],
    ['v'.repeat(1_024), true],
    ['v'.repeat(1_025), false],
    ['', false],
    ['   ', false],
    ['ü', false],
    ['a\tb', false],
    [200, false],
    [undefined, false],
  ])('have a value like %j: %s', (value, expected) => {
    expect(isDimensionValue(value)).toBe(expected)
  })
})
