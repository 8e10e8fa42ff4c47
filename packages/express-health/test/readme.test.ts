import { once } from 'node:events'
import * as http from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { describe, expect, expectTypeOf, it, vi } from 'vitest'
import { codesIn, openReadme, runExample } from '../../../scripts/testing/readme.mjs'
import {
  type LIVENESS_CHECK_OPTION_NAMES,
  type LivenessCheck,
  READINESS_CHECK_OPTION_NAMES,
  type ReadinessCheck,
} from '../src/checks/check.js'
import * as library from '../src/index.js'
import { HEALTH_OPTION_NAMES } from '../src/options.js'
import { SHUTDOWN_OPTION_NAMES } from '../src/shutdown/shutdown-options.js'
import * as testing from '../src/testing.js'
import { ask } from './fixtures/loopback.js'

const readme = openReadme(new URL('../README.md', import.meta.url))
const { examples, text } = readme

/** Runs an example; resolves, once it has ended, to the function that tells what it has printed. */
async function run(code: string, more: Readonly<Record<string, unknown>> = {}): Promise<() => string> {
  const modules = {
    '@org/express-health': library,
    '@org/express-health/testing': testing,
    'node:http': http,
    express: { default: express, __esModule: true },
    ...more,
  }
  const { printed } = await runExample(code, { modules, globals: { process: { env: { PORT: '0', PROBE_PORT: '0' } } } })
  return printed
}

/** Runs an example that shuts down, on a process and a clock of the test. */
async function runServers(code: string) {
  const clock = testing.createManualClock()
  const source = testing.createTestProcess()
  const ended = vi.fn()
  const servers: library.DrainableServer[] = []
  const shutdowns: library.GracefulShutdown[] = []
  const gracefulShutdown: typeof library.gracefulShutdown = (server, options) => {
    const shutdown = library.gracefulShutdown(server, { onDiagnostic: () => {}, ...options, clock, process: source })
    servers.push(server)
    shutdowns.push(shutdown)
    return shutdown
  }
  const printed = await run(code, {
    '@org/express-health': { ...library, gracefulShutdown },
    './services.js': { database: { ping: async () => {}, end: ended } },
  })
  const [first] = servers
  if (first === undefined) throw new Error('the example does not call gracefulShutdown')
  for (const server of servers) if (!server.listening) await once(server, 'listening')

  async function end(): Promise<void> {
    source.signal('SIGTERM')
    await clock.advance(library.SHUTDOWN_DEFAULTS.readinessDelayMs)
    await Promise.all(shutdowns.map(({ done }) => done))
    await vi.waitFor(() => expect(source.exits).toHaveLength(1))
  }
  return { printed, end, source, ended, port: (first.address() as AddressInfo).port }
}

describe('the README', () => {
  it('shows its four examples with what they print', () => {
    expect(examples).toHaveLength(4)
    expect(examples.every(({ output }) => output !== '')).toBe(true)
  })

  it('has a first example that answers as shown, and on SIGTERM runs the hook and exits with 0', async () => {
    const [example] = examples
    const { printed, end, ended, source, port } = await runServers(example?.code ?? '')
    await vi.waitFor(() => expect(printed()).toBe(example?.output))

    const answer = await ask(port, '/readyz')
    const shown = /```http\nHTTP\/1\.1 (?<status>\d+) OK\n(?<headers>.*?)\n\n(?<body>.*?)\n```/s.exec(text)?.groups
    expect(answer).toMatchObject({ status: Number(shown?.['status']), body: shown?.['body'] })
    for (const line of shown?.['headers']?.split('\n') ?? []) {
      const [name = '', value] = line.split(': ')
      expect(answer.headers[name.toLowerCase()]).toBe(value)
    }

    await end()
    expect(source.exits).toEqual([0])
    expect(ended).toHaveBeenCalledTimes(1)
    expect(printed()).toBe(`${example?.output}probe readiness: pass -> fail\n`)
  })

  it('has an example of two servers that say what is shown, and exit once', async () => {
    const example = examples.find(({ code }) => code.includes('const probes'))
    const { printed, end, source, ended } = await runServers(example?.code ?? '')

    await end()

    expect(printed()).toBe(example?.output)
    expect(source.exits).toEqual([0])
    expect(ended).toHaveBeenCalledTimes(1)
  })

  it.each(examples.filter(({ code }) => !code.includes('gracefulShutdown')))(
    'prints what it says it prints (example %#)',
    async ({ code, output }) => {
      const printed = await run(code)

      expect(printed()).toBe(output)
    },
  )

  it('names what its examples import in the line that installs it', () => {
    const installed = /npm install (.*)/.exec(text)?.[1]?.split(' ')
    const imported = [...text.matchAll(/^import .* from '((?:@org\/)?[a-z][\w-]*)/gm)].map(([, name]) => name)

    expect(new Set(imported.filter((name) => name !== 'node'))).toEqual(new Set(installed))
  })
})

describe('the tables of options', () => {
  const TABLES = [
    ['`createHealth(options)`', HEALTH_OPTION_NAMES, library.HEALTH_DEFAULTS],
    ['Each check', READINESS_CHECK_OPTION_NAMES, library.CHECK_DEFAULTS],
    ['`gracefulShutdown(server, options)`', SHUTDOWN_OPTION_NAMES, library.SHUTDOWN_DEFAULTS],
  ] as const

  it.each(TABLES)('of %s has every option once, and no other', (line, names) => {
    const listed = readme
      .rows(`${line}:`)
      .slice(1)
      .map(([name = '']) => name.replaceAll('`', ''))

    expect([...listed].sort()).toEqual([...names].sort())
  })

  it.each(TABLES)('of %s says of each option its type and its meaning, and the unit of each number', (line) => {
    const [head, ...rows] = readme.rows(`${line}:`)

    expect(head).toEqual(['name', 'type', 'unit', 'default', 'meaning'])
    for (const [name = '', type = '', unit = '', , meaning = ''] of rows) {
      expect([name, type !== '', meaning !== '']).toEqual([name, true, true])
      expect([name, unit !== '']).toEqual([name, type.includes('number') && !type.includes('=>')])
      expect([name, unit === 'ms']).toEqual([name, name.endsWith('Ms`')])
    }
  })

  it.each(TABLES)('of %s tells the defaults that apply', (line, _names, defaults) => {
    const told = new Map(readme.rows(`${line}:`).map(([name = '', , , value]) => [name, value]))

    for (const [name, value] of Object.entries(flatDefaults(defaults))) {
      expect([name, told.get(`\`${name}\``)]).toEqual([name, value])
    }
  })

  /** As the tables show them. */
  function flatDefaults(defaults: object): Record<string, string> {
    const { livenessPath, readinessPath, ...others } = defaults as Record<string, unknown>
    const shown = Object.entries(others).map(([name, value]) => [name, shownDefault(value)] as const)
    const paths = livenessPath === undefined ? [] : [['paths', `\`${livenessPath}\`, \`${readinessPath}\``] as const]
    return Object.fromEntries([...shown, ...paths])
  }

  function shownDefault(value: unknown): string {
    if (value === '') return 'none'
    if (Array.isArray(value)) return value.map((item) => `\`${item}\``).join(', ')
    return typeof value === 'string' ? `\`'${value}'\`` : `\`${value}\``
  }

  it('are compared with the names of all options that the types have', () => {
    expectTypeOf<(typeof HEALTH_OPTION_NAMES)[number]>().toEqualTypeOf<keyof library.HealthOptions>()
    expectTypeOf<(typeof SHUTDOWN_OPTION_NAMES)[number]>().toEqualTypeOf<keyof library.GracefulShutdownOptions>()
    expectTypeOf<(typeof READINESS_CHECK_OPTION_NAMES)[number]>().toEqualTypeOf<keyof ReadinessCheck>()
    expectTypeOf<(typeof LIVENESS_CHECK_OPTION_NAMES)[number]>().toEqualTypeOf<keyof LivenessCheck>()
  })
})

describe('the table of codes', () => {
  it('lists every code that the source can give, and no other', () => {
    // Two come from what all packages share.
    const given = new Set([
      ...codesIn(new URL('../src/', import.meta.url)),
      'MON_CONFIG_INVALID',
      'MON_CALLBACK_FAILED',
    ])
    const listed = readme.codes

    expect(new Set(listed)).toEqual(given)
    expect(listed).toHaveLength(given.size)
  })
})
