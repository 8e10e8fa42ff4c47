import { describe, expect, it } from 'vitest'
import { isSafeId, looksLikeDate, readTraceparent, readXRayHeader } from './trace.js'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const SPAN = '00f067aa0ba902b7'
const ROOT = '1-67891233-abcdef012345678912345678'
const ROOT_ID = '67891233abcdef012345678912345678'
const PARENT = '53995c3f42cd8ad8'

describe('a traceparent header', () => {
  it.each([
    `00-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-00`,
    `01-${TRACE}-${SPAN}-01`,
    `cc-${TRACE}-${SPAN}-01-what-the-future-will-be-like`,
  ])('gives trace and span: %s', (header) => {
    expect(readTraceparent(header)).toEqual({ traceId: TRACE, spanId: SPAN })
  })

  it.each([
    '',
    'none',
    `ff-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01-more`,
    `00-${TRACE}-${SPAN}-1`,
    `00-${TRACE}-${SPAN}`,
    `00-${TRACE.slice(1)}-${SPAN}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    ` 00-${TRACE}-${SPAN}-01`,
    `cc-${TRACE}-${SPAN}-01.more`,
  ])('that is not valid gives nothing: %j', (header) => {
    expect(readTraceparent(header)).toBeUndefined()
  })
})

describe('an X-Ray header', () => {
  it.each([
    [`Root=${ROOT};Parent=${PARENT};Sampled=1`, { traceId: ROOT_ID, spanId: PARENT }],
    [`Root=${ROOT}`, { traceId: ROOT_ID }],
    [`Self=1-67891234-12456789abcdef012345678;Root=${ROOT}`, { traceId: ROOT_ID }],
    [`Sampled=0; Root=${ROOT}; Parent=${PARENT}`, { traceId: ROOT_ID, spanId: PARENT }],
    [`Root=${ROOT.toUpperCase()};Parent=${PARENT.toUpperCase()}`, { traceId: ROOT_ID, spanId: PARENT }],
    [`root=${ROOT};PARENT=${PARENT}`, { traceId: ROOT_ID, spanId: PARENT }],
    [`Root=${ROOT};Parent=${'0'.repeat(16)}`, { traceId: ROOT_ID }],
    [`Root=${ROOT};Parent=short;Lineage=1:a87bd80c:0`, { traceId: ROOT_ID }],
  ])('gives the trace, and the span where there is one: %s', (header, trace) => {
    expect(readXRayHeader(header)).toEqual(trace)
  })

  it.each([
    '',
    'Sampled=1',
    'Root=1-67891233',
    'Root=2-67891233-abcdef012345678912345678',
    `Root=1-67891233-${'0'.repeat(24)}`,
    `Root=${ROOT}0`,
    `NotRoot=${ROOT}`,
  ])('that is not valid gives nothing: %j', (header) => {
    expect(readXRayHeader(header)).toBeUndefined()
  })
})

describe('an id from outside', () => {
  it.each(['r-1', 'Root=1-2-3', 'a', 'x'.repeat(128), 'a.b:c/d+e=@_'])('is believed in the shape of one: %j', (id) => {
    expect(isSafeId(id)).toBe(true)
  })

  it.each(['', 'x'.repeat(129), 'a b', 'a\n', '"', 'é', '<script>', undefined, null, 3, {}, ['a']])(
    'is not believed otherwise: %j',
    (id) => {
      expect(isSafeId(id)).toBe(false)
    },
  )
})

describe('ids that a search engine would take for dates', () => {
  it.each([
    '2024',
    '2024-01',
    '2024-01-01',
    '2024-1-1',
    '2024-01-01T00:00:00Z',
    '2024/01/01',
    '12024-01-01',
    '-2024-01-01',
  ])('are not believed: %s', (id) => {
    expect([looksLikeDate(id), isSafeId(id)]).toEqual([true, false])
  })

  it.each([
    '97494a6d-7b61-11e6-9a41-93e8deadbeef',
    '2024abc',
    '2024-abc',
    '20240101123',
    '2024-123',
    '1-67891233-abcdef012345678912345678',
    'a2024-01-01',
    '123456789012',
  ])('are none of these: %s', (id) => {
    expect([looksLikeDate(id), isSafeId(id)]).toEqual([false, true])
  })
})
