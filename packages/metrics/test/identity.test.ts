import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { counter, defineTelemetry } from '@org/core/catalog'
import { type DeclaredIdentity, detectIdentity, type IdentityOptions } from '@org/core/context'
import { createManualClock } from '@org/core/testing'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { captureStderr } from '../../../scripts/testing/stderr.mjs'
import { createMetrics } from '../src/index.js'

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
      metrics: { namespace: 'N', definitions: { started: counter() } },
    })
    const expected = detectIdentity(options, telemetry)
    const clock = createManualClock()
    const metrics = createMetrics({
      telemetry,
      ...options,
      client: { send: () => Promise.reject(new Error('down')) },
      clock,
      runtimeMetadata: false,
      exitHooks: false,
    })
    // One line is a diagnostic, the other a metric that was not sent.
    metrics.counter('started').add(-1)
    metrics.counter('started').add(1)
    const ended = metrics.shutdown({ timeoutMs: 0 })
    await clock.advance(0)
    await ended

    const { region: _region, ...shown } = expected
    const lines = stderr.lines()
    expect(lines.filter(({ code, unsent }) => code === 'MON_METRICS_VALUE_REFUSED' || unsent === true)).toHaveLength(2)
    for (const line of lines) expect(line).toMatchObject(shown)
  })
})
