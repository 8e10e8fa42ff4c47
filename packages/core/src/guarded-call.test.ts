import { describe, expect, it } from 'vitest'
import { guardedCall } from './guarded-call.js'

describe('guardedCall', () => {
  it('hands over what a callback throws, and nothing when it does not', () => {
    const errors: unknown[] = []
    const failure = new Error('thrown')

    guardedCall(
      () => {
        throw failure
      },
      (error) => errors.push(error),
    )
    guardedCall(
      () => 'fine',
      (error) => errors.push(error),
    )

    expect(errors).toEqual([failure])
  })

  it('hands over what an async callback rejects with', async () => {
    const failure = new Error('rejected')

    const caught = await new Promise((resolve) => guardedCall(() => Promise.reject(failure), resolve))

    expect(caught).toBe(failure)
  })
})
