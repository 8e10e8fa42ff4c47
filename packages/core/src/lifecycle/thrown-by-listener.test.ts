import { describe, expect, it } from 'vitest'
import { isToldByNode } from './thrown-by-listener.js'

describe('who tells of an error', () => {
  it('is not Node where the application calls', () => {
    const { stackTraceLimit } = Error

    expect(isToldByNode()).toBe(false)
    expect(Error.stackTraceLimit).toBe(stackTraceLimit)
  })
})
