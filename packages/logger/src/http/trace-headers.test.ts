import { describe, expect, it } from 'vitest'
import { readRequestIds } from './trace-headers.js'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const SPAN = '00f067aa0ba902b7'
const XRAY = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'

describe('the ids of a request', () => {
  it('are those of W3C trace context', () => {
    expect(readRequestIds({ traceparent: `00-${TRACE}-${SPAN}-01` })).toMatchObject({ traceId: TRACE, spanId: SPAN })
    expect(readRequestIds({ traceparent: `01-${TRACE}-${SPAN}-01-later` })).toMatchObject({
      traceId: TRACE,
      spanId: SPAN,
    })
  })

  it('are those of X-Ray, in the form of W3C', () => {
    const ids = { traceId: '5759e988bd862e3fe1be46a994272793', spanId: '53995c3f42cd8ad8' }

    expect(readRequestIds({ 'x-amzn-trace-id': XRAY })).toMatchObject(ids)
    expect(readRequestIds({ 'x-amzn-trace-id': `Self=1-abc;${XRAY};Lineage=a:1` })).toMatchObject(ids)
    expect(readRequestIds({ 'x-amzn-trace-id': XRAY.toUpperCase() })).toMatchObject(ids)
    expect(readRequestIds({ 'x-amzn-trace-id': 'Root=1-5759e988-bd862e3fe1be46a994272793' })).not.toHaveProperty(
      'spanId',
    )
  })

  it('are those of W3C when both are there', () => {
    const headers = { traceparent: `00-${TRACE}-${SPAN}-01`, 'x-amzn-trace-id': XRAY }

    expect(readRequestIds(headers)).toMatchObject({ traceId: TRACE, spanId: SPAN })
    expect(readRequestIds({ ...headers, traceparent: 'broken' }).traceId).toBe('5759e988bd862e3fe1be46a994272793')
  })

  it.each([
    `00-${TRACE}-${SPAN}-01-more`,
    `ff-${TRACE}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}`,
    `00-${TRACE}0-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01\n`,
    `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`,
    '',
  ])('are new ones for the invalid traceparent %j', (traceparent) => {
    const ids = readRequestIds({ traceparent })

    expect(ids.traceId).toMatch(/^[\da-f]{32}$/)
    expect(ids.traceId).not.toBe(TRACE)
    expect(ids).not.toHaveProperty('spanId')
  })

  it.each([
    'Root=1-5759e988-short',
    'Root=2-5759e988-bd862e3fe1be46a994272793',
    `Root=1-00000000-${'0'.repeat(24)}`,
    '"',
  ])('are new ones for the invalid X-Ray header %j', (header) => {
    expect(readRequestIds({ 'x-amzn-trace-id': header }).traceId).toMatch(/^(?!5759e988)(?!0{32})[\da-f]{32}$/)
  })

  it.each(['r', 'r-1', 'a.b:c/d=e+f@g_h', 'x'.repeat(128)])('keep the request id %s', (id) => {
    expect(readRequestIds({ 'x-request-id': id }).requestId).toBe(id)
  })

  it.each(['', 'x'.repeat(129), 'a b', 'a\nb', '<script>', '{"a":1}', 'é', '\u001b[31m', 'a;b', "a'b"])(
    'replace the request id %j',
    (id) => {
      expect(readRequestIds({ 'x-request-id': id }).requestId).toMatch(/^[\da-f]{8}-/)
    },
  )

  it('take the first of several headers', () => {
    expect(readRequestIds({ 'x-request-id': ['first', 'second'] }).requestId).toBe('first')
  })
})
