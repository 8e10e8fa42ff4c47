import { describe, expect, it } from 'vitest'
import type { AwsClientSettings } from '../aws/client.js'
import { TUNING_NAMES } from '../delivery/index.js'
import { OUTLET_OPTION_NAMES, type OutletOptions, resolveOutlet } from './outlet-options.js'

interface Request {
  readonly Records: readonly string[]
}
type Options = OutletOptions<'putRecords', Request, { readonly Failed: number }>

const untyped = <T>(value: unknown): T => value as T

function resolveWith(options: Options) {
  const settings: AwsClientSettings[] = []
  const outlet = resolveOutlet<'putRecords', Request, { readonly Failed: number }>(options, {
    operation: 'putRecords',
    clientName: 'RecordsClient',
    packageName: '@aws-sdk/client-records',
    load: async () => ({
      createClient(given) {
        settings.push(given)
        return { config: {}, send: async () => ({ Failed: 0 }) }
      },
      createCommand: (request) => ({ input: request }),
    }),
  })
  const { signal } = new AbortController()
  return { ...outlet, settings, send: () => outlet.port.send({ Records: [] }, { signal }) }
}

describe('where a package sends to', () => {
  it('is AWS, in the environment’s region, unless it is told otherwise', async () => {
    const { send, settings, spill } = resolveWith({})

    expect(await send()).toEqual({ Failed: 0 })
    expect(settings[0]).toMatchObject({ requestHandler: { requestTimeout: 5_000 } })
    expect(settings[0]).not.toHaveProperty('region')
    expect(settings[0]).not.toHaveProperty('endpoint')
    expect(spill).toBeUndefined()
  })

  it('is the region and the endpoint that are given, with the time for a request', async () => {
    const { send, settings } = resolveWith({
      region: 'eu-west-1',
      endpoint: 'http://127.0.0.1:1',
      requestTimeoutMs: 250,
    })
    await send()

    expect(settings[0]).toMatchObject({
      region: 'eu-west-1',
      endpoint: 'http://127.0.0.1:1',
      requestHandler: { requestTimeout: 250 },
    })
  })

  it('is the client that is given', async () => {
    const { send, settings } = resolveWith({ client: { putRecords: async () => ({ Failed: 7 }) } })

    expect(await send()).toEqual({ Failed: 7 })
    expect(settings).toEqual([])
  })

  it('keeps what is for delivery and for the spill', () => {
    const tuning = {
      flushIntervalMs: 10,
      buffer: { maxItems: 5 },
      retry: { maxAgeMs: 1_000 },
      concurrency: { max: 1 },
      requestTimeoutMs: 100,
      flushTimeoutMs: 200,
    }
    const spill = { directory: '/spill' }
    const resolved = resolveWith({ ...tuning, spill })

    expect(resolved.tuning).toEqual(tuning)
    expect(resolved.spill).toBe(spill)
    expect(Object.keys(tuning).sort()).toEqual([...TUNING_NAMES].sort())
  })

  it.each<[object, string]>([
    [{ region: '' }, '`region` must be a non-empty string'],
    [{ endpoint: 3 }, '`endpoint` must be a non-empty string'],
    [{ requestTimeoutMs: 0 }, '`requestTimeoutMs` must be a whole number of at least 1 ms'],
    [{ client: {} }, '`client` must be a RecordsClient of @aws-sdk/client-records, an object with `putRecords`'],
  ])('is refused where it is wrong: %o', (options, text) => {
    expect(() => resolveWith(untyped<Options>(options))).toThrow(
      expect.objectContaining({ code: 'MON_CONFIG_INVALID', message: expect.stringContaining(text) }),
    )
  })

  it('has these options beside those of delivery', () => {
    expect([...OUTLET_OPTION_NAMES].sort()).toEqual(['client', 'endpoint', 'region', 'spill', ...TUNING_NAMES].sort())
  })
})
