import { describe, expect, it } from 'vitest'
import { accept, account, createSender, failWith, type SenderHarness } from './create-sender.js'

/** What the next request may cure, as AWS and Node name it. */
const CURABLE = [
  ['a clock that is wrong, as after a thaw', 'InvalidSignatureException', { $metadata: { httpStatusCode: 403 } }],
  ['a request in the past', 'RequestExpired', { $metadata: { httpStatusCode: 400 } }],
  ['a request too far from the server’s time', 'RequestTimeTooSkewed', { $metadata: { httpStatusCode: 403 } }],
  ['credentials that expired', 'ExpiredTokenException', { $metadata: { httpStatusCode: 400 } }],
  ['a connection that was closed meanwhile', 'Error', { code: 'ECONNRESET' }],
  ['a pipe that broke', 'Error', { code: 'EPIPE' }],
] as const

/** The first so many requests fail; then all is well. */
function failFirst(harness: SenderHarness, count: number, ...[name, more]: [string, object]): void {
  const fail = failWith(name, more)
  harness.reply = (request, signal) => (harness.requests.length <= count ? fail : accept)(request, signal)
}

describe.each(CURABLE)('%s', (_what, name, more) => {
  it.each([1, 3])('and %i such failures delay a flush by no more than moments', async (failures) => {
    const harness = createSender()
    failFirst(harness, failures, name, more)
    harness.offer(3)
    const flushed = harness.sender.flush()
    await harness.clock.advance(5)

    expect(await flushed).toEqual(account({ delivered: 3 }))
  })

  it.each([1, 3])('and %i such failures cost a shutdown nothing', async (failures) => {
    const harness = createSender()
    failFirst(harness, failures, name, more)
    harness.offer(3)
    const ended = harness.sender.shutdown({ timeoutMs: 3_000 })
    await harness.clock.advance(5)

    expect(await ended).toEqual(account({ delivered: 3 }))
    expect(harness.closed).toBe(1)
  })

  it('and four such failures are taken for lasting: held with a flush, bounded with a shutdown', async () => {
    const isStale = 'code' in more
    const harness = createSender()
    failFirst(harness, 4, name, more)
    harness.offer(3)
    const flushed = harness.sender.flush()
    await harness.clock.advance(1_000)

    // A connection fails for reasons that pass; credentials need somebody to act.
    expect(await flushed).toEqual(isStale ? account({ delivered: 3 }) : account({ pending: 3 }))
    await harness.clock.advance(30_000)
    expect(harness.accepted).toEqual([0, 1, 2])
  })
})

describe('access that is denied', () => {
  it('lets a flush return at once the second time, and a later probe delivers', async () => {
    const { sender, clock, offer, requests, accepted, codes, ...harness } = createDenied()
    offer(3)
    const first = await sender.flush()
    const second = await sender.flush()
    await clock.settle()

    expect([first, second]).toEqual([account({ pending: 3 }), account({ pending: 3 })])
    expect(requests).toHaveLength(1)
    expect(codes()).toEqual(['MON_DELIVERY_UNAVAILABLE'])
    harness.allow()
    await clock.advance(30_000)

    expect(accepted).toEqual([0, 1, 2])
    expect(codes()).toEqual(['MON_DELIVERY_UNAVAILABLE', 'MON_DELIVERY_RECOVERED'])
  })

  it.each([
    'AccessDeniedException',
    'ResourceNotFoundException',
    'CredentialsProviderError',
    'UnrecognizedClientException',
  ])('ends a shutdown at once, like every other thing that somebody must mend: %s', async (name) => {
    const harness = createSender({ onUnsent: () => {} })
    harness.reply = failWith(name)
    harness.offer(3)
    const begin = harness.clock.monotonic()

    expect(await harness.sender.shutdown()).toEqual(account({ dropped: 3, byReason: { unsent: 3 } }))
    expect(harness.clock.monotonic() - begin).toBe(0)
    expect(harness.requests).toHaveLength(1)
  })

  function createDenied() {
    const harness = createSender()
    harness.reply = failWith('AccessDeniedException', { $metadata: { httpStatusCode: 403 } })
    const allow = (): void => {
      harness.reply = accept
    }
    return { ...harness, allow }
  }
})

describe('every other failure', () => {
  it.each([
    ['ThrottlingException', { $metadata: { httpStatusCode: 400 } }],
    ['InternalFailure', { $metadata: { httpStatusCode: 500 } }],
    ['AbortError', {}],
  ] as const)('does not hold up a flush for longer than its time: %s', async (name, more) => {
    const harness = createSender()
    harness.reply = failWith(name, more)
    harness.offer(3)
    let endedAt: number | undefined
    void harness.sender.flush().then(() => {
      endedAt = harness.clock.monotonic()
    })
    await harness.clock.advance(10_000)

    expect(endedAt).toBe(5_000)
  })

  it('whose request may have arrived is counted apart', async () => {
    const harness = createSender()
    failFirst(harness, 2, 'TimeoutError', {})
    harness.offer(3)
    await harness.clock.advance(5_000)

    expect(harness.sender.stats()).toMatchObject({ delivered: 3, retried: 6, ambiguous: 6 })
  })
})
