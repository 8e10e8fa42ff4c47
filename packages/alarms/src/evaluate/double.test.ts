import { describe, expect, it } from 'vitest'
import { formatDouble } from './double.js'

describe('formatDouble', () => {
  it.each([
    [0, '0.0'],
    [31, '31.0'],
    [-5, '-5.0'],
    [32.6, '32.6'],
    [40.609605060341245, '40.609605060341245'],
    [0.001, '0.001'],
    [0.0001, '1.0E-4'],
    [9_999_999, '9999999.0'],
    [10_000_000, '1.0E7'],
    [12_345_678.5, '1.23456785E7'],
  ])('writes %d as %s', (value, expected) => {
    expect(formatDouble(value)).toBe(expected)
  })
})
