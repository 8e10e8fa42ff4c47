import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineTelemetry, type StandardSchema } from '@org/core/catalog'
import { type DeclaredIdentity, detectIdentity, type IdentityOptions } from '@org/core/context'
import { createManualClock } from '@org/core/testing'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { captureStderr } from '../../../scripts/testing/stderr.mjs'
import { createEvents, type PutEventsEntry, type PutEventsRequest } from '../src/index.js'

const anything: StandardSchema = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } }

const directory = mkdtempSync(join(tmpdir(), 'identity-'))
const versionFile = join(directory, 'VERSION')
beforeAll(() => writeFileSync(versionFile, '4.5.6\n'))
afterAll(() => rmSync(directory, { recursive: true }))

const FROM_ENVIRONMENT = {
  OTEL_SERVICE_NAME: 'from-env',
  OTEL_RESOURCE_ATTRIBUTES: 'service.version=9.9.9,deployment.environment.name=staging',
}

describe('who is running', () => {
  it.each<[string, IdentityOptions, Omit<DeclaredIdentity, 'service'>, Readonly<Record<string, string>>]>([
    ['the catalog alone', {}, {}, {}],
    ['the catalog before the environment', {}, { version: '1.0.0', environment: 'production' }, FROM_ENVIRONMENT],
    ['the environment where the catalog says nothing', {}, {}, FROM_ENVIRONMENT],
    [
      'options before the catalog',
      { service: 'option', version: '7', environment: 'test', hostname: 'h', region: 'eu-west-1' },
      { version: '1.0.0' },
      FROM_ENVIRONMENT,
    ],
    ['a version file', { versionFile }, {}, {}],
    ['a version file after the catalog', { versionFile }, { version: '1.0.0' }, {}],
  ])('is told as everywhere else: %s', async (_what, options, declared, environment) => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
    const stderr = captureStderr()
    onTestFinished(stderr.release)
    const telemetry = defineTelemetry({
      service: 'catalog',
      ...declared,
      events: { source: 'a.b', types: { started: anything } },
    })
    const { region: _region, ...expected } = detectIdentity(options, telemetry)
    const clock = createManualClock()
    const sent: PutEventsEntry[] = []
    const events = createEvents({
      telemetry,
      ...options,
      client: {
        send({ Entries }: PutEventsRequest) {
          sent.push(...Entries)
          return Promise.reject(new Error('down'))
        },
      },
      clock,
      runtimeMetadata: false,
      exitHooks: false,
    })
    // One line is a diagnostic, the other an event that was not sent.
    events.publish('started', [])
    events.publish('started', {})
    const ended = events.shutdown({ timeoutMs: 0 })
    await clock.advance(0)
    await ended

    const lines = stderr.lines()
    expect(lines.filter(({ code, unsent }) => code === 'MON_EVENTS_DETAIL_INVALID' || unsent === true)).toHaveLength(2)
    for (const line of lines) expect(line).toMatchObject(expected)
    expect(JSON.parse(sent[0]?.Detail ?? '')).toMatchObject({ metadata: expected })
  })
})
