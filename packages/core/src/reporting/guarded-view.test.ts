import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rejectingThenable, throwingThenable } from '../../test/thenable.js'
import { guardedView } from './guarded-view.js'

/** What an application may bring, with every kind of method. */
interface Store {
  keep(line: string): number | undefined
  forget(line: string): void
  load(limit: number): Promise<readonly string[]>
  size(): number
}

const unhandled: unknown[] = []
const listener = (reason: unknown): void => void unhandled.push(reason)
beforeEach(() => {
  unhandled.length = 0
  process.on('unhandledRejection', listener)
})
afterEach(() => {
  process.off('unhandledRejection', listener)
})

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const FAILURE = new Error('failure')
const METHODS = ['keep', 'forget', 'load', 'size'] as const

const fail = {
  throwing: (): never => {
    throw FAILURE
  },
  rejecting: (): never => Promise.reject(FAILURE) as never,
  hostile: (): never => throwingThenable(FAILURE) as never,
}

class WorkingStore implements Store {
  readonly lines: string[] = []
  keep(line: string): number {
    return this.lines.push(line)
  }
  forget(line: string): void {
    this.lines.splice(this.lines.indexOf(line), 1)
  }
  async load(limit: number): Promise<readonly string[]> {
    return this.lines.slice(0, limit)
  }
  size(): number {
    return this.lines.length
  }
}

function createView(store: Store) {
  const errors: [string, unknown][] = []
  const view = guardedView<Store>(
    store,
    {
      keep: { returns: undefined },
      forget: { returnsNothing: true },
      load: { resolves: ['nothing'] },
      size: { returns: -1 },
    },
    (method, error) => errors.push([method, error]),
  )
  return { view, errors }
}

/** What each method answers, with its promise awaited. */
async function callAll(view: Store): Promise<unknown[]> {
  return [view.keep('a'), view.forget('b'), await view.load(1), view.size()]
}

describe('a view of an object of the application', () => {
  it('does what the object does, which is itself in its methods', async () => {
    const store = new WorkingStore()
    const { view, errors } = createView(store)
    view.keep('a')
    view.keep('b')
    view.forget('a')

    expect([view.keep('c'), await view.load(1), view.size()]).toEqual([2, ['b'], 2])
    expect(store.lines).toEqual(['b', 'c'])
    expect(errors).toEqual([])
  })

  it.each(Object.entries(fail))(
    'answers with its fallbacks where every method is %s, and tells each by its name',
    async (_how, method) => {
      const { view, errors } = createView({ keep: method, forget: method, load: method, size: method })

      expect(await callAll(view)).toEqual([undefined, undefined, ['nothing'], -1])
      await turn()

      expect(
        errors
          .filter(([, error]) => error === FAILURE)
          .map(([name]) => name)
          .sort(),
      ).toEqual([...METHODS].sort())
      expect(unhandled).toEqual([])
    },
  )

  it('lets a method that answers nothing be async, and says of every other that it may not', async () => {
    const later = async (): Promise<never> => 'later' as never
    const { view, errors } = createView({
      keep: later as never,
      forget: later as never,
      load: later,
      size: later as never,
    })

    expect(await callAll(view)).toEqual([undefined, undefined, 'later', -1])
    await turn()

    expect(errors.map(([name, error]) => [name, (error as Error).message])).toEqual(
      ['keep', 'size'].map((name) => [
        name,
        `\`${name}\` must be synchronous; it returned a promise, whose answer cannot be waited for.`,
      ]),
    )
    expect(errors[0]?.[1]).toBeInstanceOf(TypeError)
  })

  it('sees a method that changes, or that is gone', async () => {
    const store: Partial<Record<keyof Store, unknown>> = new WorkingStore()
    const { view, errors } = createView(store as unknown as Store)
    store.size = () => 42
    expect(view.size()).toBe(42)
    store.size = undefined
    store.load = undefined

    expect(view.size()).toBe(-1)
    expect(await view.load(1)).toEqual(['nothing'])
    expect(errors.map(([name]) => name)).toEqual(['size', 'load'])
  })

  it('has the methods with a fallback, and no other', () => {
    const { view } = createView(new WorkingStore())

    expect(Object.keys(view).sort()).toEqual([...METHODS].sort())
  })

  it('tells one failure once, also of a thenable that rejects before it returns', async () => {
    const rejecting = (): never => rejectingThenable(FAILURE) as never
    const { view, errors } = createView({ ...new WorkingStore(), keep: rejecting } as unknown as Store)

    expect(view.keep('a')).toBeUndefined()
    await turn()

    expect(errors).toEqual([['keep', FAILURE]])
  })
})
