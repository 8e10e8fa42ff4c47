import { beforeEach, describe, expect, it } from 'vitest'
import { FakeProcess } from '../../test/lifecycle/fake-process.js'
import { EmptyLoop } from './empty-loop.js'

let watched: FakeProcess
let loop: EmptyLoop
let isNeeded: boolean
let isBusy: boolean
let delivered: number

beforeEach(() => {
  watched = new FakeProcess()
  isNeeded = true
  isBusy = false
  delivered = 0
  loop = new EmptyLoop({
    watched: watched.watched,
    isNeeded: () => isNeeded,
    isBusy: () => isBusy,
    async deliver() {
      delivered += 1
    },
  })
})

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))
const need = (): void => {
  isNeeded = true
  loop.needed()
}

/** Node finds the loop empty, and goes on for so many turns. */
async function empty(turns = 3): Promise<void> {
  watched.emit('beforeExit', 0)
  for (let each = 0; each < turns; each++) await turn()
}

describe('an empty event loop', () => {
  it('is the moment to deliver, once, and the next one follows from that', async () => {
    expect(loop.isOurs('beforeExit')).toBe(false)
    await empty()

    expect(delivered).toBe(1)
    expect([loop.isOurs('exit'), loop.isOurs('beforeExit'), loop.isOurs('beforeExit')]).toEqual([false, true, false])
  })

  it('is nothing to us when nobody has anything to lose', async () => {
    isNeeded = false
    await empty()

    expect(delivered).toBe(0)
    expect(loop.isOurs('beforeExit')).toBe(false)
  })

  it.each<[string, () => void]>([
    ['in a listener of others', need],
    ['in a promise that such a listener began', () => void Promise.resolve().then(need)],
    ['in a promise after several', () => void Promise.resolve().then(turnOfPromises).then(need)],
  ])('is the moment to deliver also for what comes %s', async (_where, theirs) => {
    isNeeded = false
    watched.on('beforeExit', theirs)
    await empty()

    expect(delivered).toBe(1)
  })

  it('is left to others who have work, whose end is the moment to deliver', async () => {
    watched.once('beforeExit', () => void watched.active.push('Timeout'))
    await empty()
    expect(delivered).toBe(0)
    expect(loop.isOurs('beforeExit')).toBe(false)

    watched.active.length = 0
    await empty()
    expect(delivered).toBe(1)
  })

  it('is left to others who begin their work in a promise', async () => {
    watched.once('beforeExit', () => void Promise.resolve().then(() => watched.active.push('Timeout')))
    await empty()

    expect(delivered).toBe(0)
    expect(loop.isOurs('beforeExit')).toBe(false)
  })

  it('is left to others who have work, also when there is something to lose only after that', async () => {
    isNeeded = false
    watched.once('beforeExit', () => {
      watched.active.push('Timeout')
      void Promise.resolve().then(turnOfPromises).then(need)
    })
    await empty()

    expect(delivered).toBe(0)
  })

  it('is taken for empty although something idle stands in the list, or a console is opened', async () => {
    watched.active.push('TCPSocketWrap')
    watched.once('beforeExit', () => void watched.active.push('TTYWrap', 'TTYWrap'))
    await empty()

    expect(delivered).toBe(1)
  })

  it('is taken for empty although requests of ours are under way', async () => {
    watched.once('beforeExit', () => {
      isBusy = true
      watched.active.push('TCPSocketWrap')
    })
    await empty()

    expect(delivered).toBe(1)
    expect(loop.isOurs('beforeExit')).toBe(true)
  })

  it('has no list where the runtime has none', async () => {
    Object.assign(watched, { getActiveResourcesInfo: undefined })
    await empty()

    expect(delivered).toBe(1)
  })

  it('is over when anything else runs: what comes later is delivered later', async () => {
    isNeeded = false
    await empty()
    need()
    await turn()

    expect(delivered).toBe(0)
  })
})

async function turnOfPromises(): Promise<void> {
  for (let each = 0; each < 5; each++) await undefined
}
