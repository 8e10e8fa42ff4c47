import { describe, expect, it } from 'vitest'
import { sparkline } from './sparkline.js'

const MINUTE = 60_000
const frame = { from: 0, to: 9 * MINUTE, periodMs: MINUTE, label: 'Sum of visits', width: 108, height: 28 }

function points(...entries: readonly [minute: number, value: number][]) {
  return entries.map(([minute, value]) => ({ timestamp: minute * MINUTE, value }))
}

function count(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length
}

describe('sparkline', () => {
  it('spans the frame, with zero at the bottom and the largest value at the top', () => {
    const { text } = sparkline({ ...frame, points: points([0, 0], [1, 5], [2, 10]) })

    expect(text).toContain('points="4.0,24.0 15.1,14.0 26.2,4.0"')
  })

  it('breaks the line where minutes have no data', () => {
    const { text } = sparkline({ ...frame, points: points([0, 1], [1, 1], [5, 1], [6, 1]) })

    expect(count(text, /<polyline/g)).toBe(2)
  })

  it('draws the threshold within the frame, and marks what breaches it', () => {
    const { text } = sparkline({
      ...frame,
      points: points([0, 1], [1, 30], [2, 1]),
      threshold: 20,
      isBreaching: (value) => value > 20,
    })

    expect(text).toContain('<line class="threshold" x1="0" x2="108" y1="10.7" y2="10.7"/>')
    expect(count(text, /class="breach"/g)).toBe(1)
  })

  it('shows a threshold that no value reaches', () => {
    const { text } = sparkline({ ...frame, points: points([0, 1]), threshold: 100 })

    expect(text).toContain('y1="4.0"')
  })

  it('draws a lonely point, which a line would not show', () => {
    const { text } = sparkline({ ...frame, points: points([0, 1], [3, 1], [4, 1]) })

    expect(count(text, /<circle class="point"/g)).toBe(2)
  })

  it('says in words what it shows', () => {
    expect(sparkline({ ...frame, points: points([0, 1234.5]) }).text).toContain(
      'aria-label="Sum of visits: latest 1,235"',
    )
    expect(sparkline({ ...frame, points: [] }).text).toContain('aria-label="Sum of visits: no data"')
  })

  it('takes negative and equal values without dividing by nothing', () => {
    const { text } = sparkline({ ...frame, points: points([0, -5], [1, -5]) })

    expect(text).not.toMatch(/NaN|Infinity/)
    expect(sparkline({ ...frame, points: points([0, 0]) }).text).not.toMatch(/NaN|Infinity/)
  })
})
