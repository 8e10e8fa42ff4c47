import { describe, expect, it } from 'vitest'
import { awsClientSettings, lazyClient } from './aws-client.js'

describe('the settings of a client', () => {
  it('bound a request in time and leave attempts to delivery', () => {
    expect(awsClientSettings({ requestTimeoutMs: 5_000 })).toEqual({
      maxAttempts: 1,
      requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
    })
  })

  it('say where AWS is only when told, and never connect longer than a request may take', () => {
    expect(awsClientSettings({ region: 'eu-west-1', endpoint: 'http://127.0.0.1:1', requestTimeoutMs: 300 })).toEqual({
      region: 'eu-west-1',
      endpoint: 'http://127.0.0.1:1',
      maxAttempts: 1,
      requestHandler: { connectionTimeout: 300, requestTimeout: 300, throwOnRequestTimeout: true },
    })
  })
})

describe('a lazy client', () => {
  it('is loaded once, when it is first needed, and closed', async () => {
    const events: string[] = []
    const source = lazyClient<object>(undefined, async () => {
      events.push('loaded')
      return { destroy: () => events.push('destroyed') }
    })

    await source.close()
    expect(events).toEqual([])
    expect(await source.get()).toBe(await source.get())
    await source.close()

    expect(events).toEqual(['loaded', 'destroyed'])
  })

  it('is the one that was given, which is not closed', async () => {
    let destroyed = false
    const given = {
      destroy: () => {
        destroyed = true
      },
    }
    const source = lazyClient<object>(given, () => Promise.reject(new Error('not needed')))

    expect(await source.get()).toBe(given)
    await source.close()

    expect(destroyed).toBe(false)
  })

  it('is loaded again when loading failed', async () => {
    let attempts = 0
    const source = lazyClient<object>(undefined, async () => {
      attempts += 1
      if (attempts === 1) throw new Error('no such module')
      return {}
    })

    await expect(source.get()).rejects.toThrow('no such module')
    await expect(source.close()).resolves.toBeUndefined()
    expect(await source.get()).toEqual({})
  })
})
