import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createContextLocal } from './context-local.js'
import { currentContext, enterContext, outsideContext, runWithContext } from './scope.js'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

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
    const copy = await import('./scope.js')
    expect(copy.runWithContext).not.toBe(runWithContext)

    expect(runWithContext({ requestId: 'r-1' }, copy.currentContext)).toEqual({ requestId: 'r-1' })
    expect(copy.runWithContext({ requestId: 'r-2' }, currentContext)).toEqual({ requestId: 'r-2' })
    expect(runWithContext({ requestId: 'r-1' }, () => copy.runWithContext({ user: 'u-1' }, currentContext))).toEqual({
      requestId: 'r-1',
      user: 'u-1',
    })
  })
})

describe('what runs outside of any context', () => {
  it('sees no fields and no locals, and everything that it starts neither', async () => {
    const local = createContextLocal<string>()
    const seen = await runWithContext({ requestId: 'r-1' }, () =>
      local.run('value', () =>
        outsideContext(async () => {
          const first = [currentContext(), local.current()]
          await turn()
          return [...first, currentContext(), local.current()]
        }),
      ),
    )

    expect(seen).toEqual([{}, undefined, {}, undefined])
  })

  it('leaves the context of whoever called it as it was', () => {
    runWithContext({ requestId: 'r-1' }, () => {
      expect(outsideContext(() => 42)).toBe(42)
      expect(() =>
        outsideContext(() => {
          throw new Error('from within')
        }),
      ).toThrow('from within')
      expect(currentContext()).toEqual({ requestId: 'r-1' })
    })
  })

  it('is nothing special where there is no context', () => {
    expect(outsideContext(currentContext)).toEqual({})
  })

  it('may have a context of its own', () => {
    const seen = runWithContext({ requestId: 'r-1' }, () =>
      outsideContext(() => runWithContext({ job: 'j-1' }, currentContext)),
    )

    expect(seen).toEqual({ job: 'j-1' })
  })
})

describe('a context that is entered', () => {
  it('is there for the rest of the work, and for what that starts', async () => {
    async function work(): Promise<unknown[]> {
      enterContext({ requestId: 'r-1' })
      const first = currentContext()
      await turn()
      return [first, currentContext()]
    }

    expect(await runWithContext({}, work)).toEqual([{ requestId: 'r-1' }, { requestId: 'r-1' }])
    expect(currentContext()).toEqual({})
  })

  it('has nothing of one that was entered before: that may be of another request', async () => {
    const seen = await runWithContext({}, async () => {
      enterContext({ requestId: 'r-1', traceId: 't-1' })
      await turn()
      enterContext({ requestId: 'r-2' })
      return currentContext()
    })

    expect(seen).toEqual({ requestId: 'r-2' })
    expect(Object.isFrozen(seen)).toBe(true)
  })

  it('keeps the locals around it', () => {
    const local = createContextLocal<string>()

    expect(
      local.run('value', () => {
        enterContext({ requestId: 'r-1' })
        return local.current()
      }),
    ).toBe('value')
  })
})
