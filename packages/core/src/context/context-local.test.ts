import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createContextLocal } from './context-local.js'
import { currentContext, runWithContext } from './scope.js'

describe('a context local', () => {
  it('has no value outside of a run, and inside of one the innermost', () => {
    const local = createContextLocal<string>()

    const seen = local.run('outer', () => [local.current(), local.run('inner', local.current), local.current()])

    expect(seen).toEqual(['outer', 'inner', 'outer'])
    expect(local.current()).toBeUndefined()
  })

  it('is apart from others', () => {
    const [a, b] = [createContextLocal<string>(), createContextLocal<string>()]

    const seen = a.run('a', () => [b.current(), b.run('b', () => [a.current(), b.current()])])

    expect(seen).toEqual([undefined, ['a', 'b']])
  })

  it('follows the request through contexts, promises and timers', async () => {
    const local = createContextLocal<string>()

    const seen = local.run('value', () =>
      runWithContext({ requestId: 'r-1' }, async () => {
        await Promise.resolve()
        return runWithContext(
          { user: 'u-1' },
          () => new Promise((resolve) => setImmediate(() => resolve(local.current()))),
        )
      }),
    )

    expect(await seen).toBe('value')
  })

  it('keeps the context around it, and shows nowhere in it', () => {
    const local = createContextLocal<string>()

    runWithContext({ requestId: 'r-1' }, () => {
      const outside = currentContext()
      expect(local.run('value', currentContext)).toBe(outside)
    })
    expect(Reflect.ownKeys(local.run('value', () => runWithContext({ a: 1 }, currentContext)))).toEqual(['a'])
    expect(local.run('value', currentContext)).toEqual({})
  })

  it('lets what the function throws through', () => {
    const local = createContextLocal<string>()

    expect(() =>
      local.run('value', () => {
        throw new Error('from within')
      }),
    ).toThrow('from within')
    expect(local.current()).toBeUndefined()
  })
})

describe('with two copies of the package, a context local', () => {
  beforeEach(() => {
    vi.resetModules()
  })

  it('goes through a context of the other copy', async () => {
    const copy = await import('./scope.js')
    const local = createContextLocal<string>()
    expect(copy.runWithContext).not.toBe(runWithContext)

    expect(local.run('value', () => copy.runWithContext({ a: 1 }, local.current))).toBe('value')
  })
})
