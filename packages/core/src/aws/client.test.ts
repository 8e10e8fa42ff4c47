import { describe, expect, it } from 'vitest'
import { awsClientSettings } from './client.js'

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
