import { describe, expect, it } from 'vitest'
import { excerpt, formatBytes, formatNumber, timeElement } from './format.js'

describe('formatNumber', () => {
  it.each([
    [0, '0'],
    [1234567, '1,234,567'],
    [12.3456, '12.35'],
    [0.0001234, '1.23e-4'],
    [2 ** 360, '2.35e+108'],
    [-5, '-5'],
    [null, '–'],
    [Number.NaN, '–'],
  ])('shows %s as %s', (value, text) => {
    expect(formatNumber(value)).toBe(text)
  })
})

describe('formatBytes', () => {
  it.each([
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [1_048_576, '1.0 MiB'],
  ])('shows %d as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text)
  })
})

describe('timeElement', () => {
  it('carries the full moment, and shows milliseconds when asked', () => {
    const { text } = timeElement(Date.UTC(2026, 0, 15, 12, 0, 0, 7), { milliseconds: true })

    expect(text).toMatch(/^<time datetime="2026-01-15T12:00:00.007Z" title="[^"]+">\d\d:\d\d:00\.007<\/time>$/)
  })
})

describe('excerpt', () => {
  it('keeps a text of the greatest length, and says how much is missing of a longer one', () => {
    expect(excerpt('12345', 5)).toBe('12345')
    expect(excerpt('123456', 5)).toBe('12345… (1 more characters in the JSON)')
  })
})
