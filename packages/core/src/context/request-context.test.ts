import { beforeEach, describe, expect, it, vi } from 'vitest'
import { currentContext, runWithContext } from './request-context.js'

describe('the request context', () => {
  it('is empty and frozen outside of any request', () => {
    expect(currentContext()).toEqual({})
    expect(Object.isFrozen(currentContext())).toBe(true)
  })

  it('is what the innermost call gave, over what the outer ones gave', () => {
    const seen = runWithContext({ requestId: 'r-1', user: 'u-1' }, () => [
      runWithContext({ user: 'u-2', job: 'j-1' }, currentContext),
      currentContext(),
    ])

    expect(seen).toEqual([
      { requestId: 'r-1', user: 'u-2', job: 'j-1' },
      { requestId: 'r-1', user: 'u-1' },
    ])
    expect(currentContext()).toEqual({})
  })

  it('returns what the function returns and lets its errors through', () => {
    expect(runWithContext({}, () => 42)).toBe(42)
    expect(() =>
      runWithContext({ requestId: 'r-1' }, () => {
        throw new Error('from within')
      }),
    ).toThrow('from within')
    expect(currentContext()).toEqual({})
  })

  it('follows promises, timers, microtasks and the next tick', async () => {
    const seen = await runWithContext({ requestId: 'r-1' }, async () => {
      await Promise.resolve()
      return Promise.all([
        currentContext(),
        new Promise((resolve) => setTimeout(() => resolve(currentContext()), 0)),
        new Promise((resolve) => setImmediate(() => resolve(currentContext()))),
        new Promise((resolve) => queueMicrotask(() => resolve(currentContext()))),
        new Promise((resolve) => process.nextTick(() => resolve(currentContext()))),
      ])
    })

    expect(seen).toEqual(Array.from({ length: 5 }, () => ({ requestId: 'r-1' })))
  })

  it('keeps requests that run at the same time apart', async () => {
    const handle = (requestId: string) =>
      runWithContext({ requestId }, async () => {
        for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
        return currentContext()['requestId']
      })

    const ids = Array.from({ length: 50 }, (_unused, index) => `r-${index}`)

    expect(await Promise.all(ids.map(handle))).toEqual(ids)
  })

  it('is a frozen copy: a later change of the given fields has no effect', () => {
    const fields: Record<string, unknown> = { requestId: 'r-1' }

    runWithContext(fields, () => {
      fields['requestId'] = 'changed'
      expect(currentContext()).toEqual({ requestId: 'r-1' })
      expect(Object.isFrozen(currentContext())).toBe(true)
    })
    expect(Object.isFrozen(fields)).toBe(false)
  })

  it('is the same object throughout a request, so that what is derived from it can be kept', () => {
    runWithContext({ requestId: 'r-1' }, () => {
      expect(currentContext()).toBe(currentContext())
    })
  })
})

describe('two copies of the package', () => {
  beforeEach(() => {
    vi.resetModules()
  })

  it('share one context', async () => {
    const copy = await import('./request-context.js')
    expect(copy.runWithContext).not.toBe(runWithContext)

    expect(runWithContext({ requestId: 'r-1' }, copy.currentContext)).toEqual({ requestId: 'r-1' })
    expect(copy.runWithContext({ requestId: 'r-2' }, currentContext)).toEqual({ requestId: 'r-2' })
    expect(runWithContext({ requestId: 'r-1' }, () => copy.runWithContext({ user: 'u-1' }, currentContext))).toEqual({
      requestId: 'r-1',
      user: 'u-1',
    })
  })
})
