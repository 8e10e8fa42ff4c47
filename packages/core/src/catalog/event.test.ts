import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type EventOptions, event, eventDefinitionOf, isEventType, schemaError } from './event.js'

/** As a caller without types may write it. */
const untyped = <T>(value: unknown): T => value as T
const schema = z.object({ order: z.object({ id: z.string() }) })
const callable = Object.assign(() => {}, {
  '~standard': { version: 1 as const, vendor: 'test', validate: (value: unknown) => ({ value }) },
})

describe('a type of event', () => {
  it('has its schema and what is said of it', () => {
    const options: EventOptions = {
      description: 'An order was placed.',
      eventBusName: 'orders',
      resources: ['arn:aws:s3:::bucket'],
      priority: 5,
      orderingKey: 'order.id',
      secret: ['loyaltyNumber'],
      safe: ['nextToken'],
    }

    expect(event(schema, options)).toEqual({ schema, ...options })
    expect(event(schema)).toEqual({ schema })
    expect(Object.isFrozen(event(schema))).toBe(true)
  })

  it('may have a schema that is a function, as some libraries make them', () => {
    expect(event(callable).schema).toBe(callable)
  })

  it.each<[object, string]>([
    [{ description: '' }, '`event.description` must be a non-empty string'],
    [{ eventBusName: 'with space' }, '`event.eventBusName` must be the name or ARN of an event bus'],
    [{ resources: 'arn' }, '`event.resources` must be an array of texts'],
    [{ resources: [''] }, '`event.resources` must be a non-empty string'],
    [{ priority: -1 }, '`event.priority` must be a whole number from 0 to 15'],
    [{ priority: 16 }, '`event.priority` must be a whole number from 0 to 15'],
    [{ priority: 1.5 }, '`event.priority` must be a whole number from 0 to 15'],
    [{ secret: 'x' }, '`event.secret` must be an array of texts'],
    [{ safe: [3] }, '`event.safe` must be a non-empty string'],
    [{ bus: 'x' }, 'event has no option `bus`'],
  ])('refuses the options %o', (options, text) => {
    expect(() => event(schema, untyped<EventOptions>(options))).toThrow(
      expect.objectContaining({ code: 'MON_CONFIG_INVALID', message: expect.stringContaining(text) }),
    )
  })

  it.each([0, 15])('takes the priority %i', (priority) => {
    expect(event(schema, { priority }).priority).toBe(priority)
  })

  it.each(['id', 'order.id', 'a.b.c', 'order-id'])('may be ordered by the path %s', (orderingKey) => {
    expect(event(schema, { orderingKey }).orderingKey).toBe(orderingKey)
  })

  it.each(['', '.', 'order.', '.id', 'a..b', 'order id', 'a b.c'])('may not be ordered by %j', (orderingKey) => {
    expect(() => event(schema, { orderingKey })).toThrow(/`event\.orderingKey` must be the path of a field/)
  })

  it.each([null, undefined, {}, 'schema', { '~standard': {} }, { parse: () => 1 }])(
    'needs a schema, not %o',
    (wrong) => {
      expect(() => event(untyped<typeof schema>(wrong))).toThrow(schemaError('event').message)
    },
  )
})

describe('the event types of a catalog', () => {
  it('may be definitions or schemas alone', () => {
    const definition = event(schema)

    expect([schema, callable, definition, { schema }].map(isEventType)).toEqual([true, true, true, true])
    expect(eventDefinitionOf(definition)).toBe(definition)
    expect(eventDefinitionOf(schema)).toEqual({ schema })
  })

  it.each([null, undefined, 'schema', 3, {}, { schema: {} }, () => {}])('may not be %o', (value) => {
    expect(isEventType(value)).toBe(false)
  })

  it('say which one has no schema', () => {
    expect(schemaError('order placed')).toMatchObject({
      code: 'MON_CONFIG_INVALID',
      message:
        'Event `order placed` must have a schema that follows Standard Schema, such as z.object({ … }) of zod 4.',
    })
  })
})
