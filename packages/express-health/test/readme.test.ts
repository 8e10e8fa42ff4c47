import { EventEmitter, once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import * as http from 'node:http'
import type { AddressInfo } from 'node:net'
import * as testing from '@org/core/testing'
import { createManualClock } from '@org/core/testing'
import express from 'express'
import ts from 'typescript'
import { describe, expect, it, vi } from 'vitest'
import * as library from '../src/index.js'
import { ask } from './fixtures/loopback.js'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const examples = [...readme.matchAll(/```ts\n(.*?)```\n\n```text\n(.*?)```/gs)].map(([, code = '', output = '']) => ({
  code,
  output,
}))

/** Runs an example as a program; resolves, once it has ended, to the function that tells what it has printed. */
async function run(code: string, modules: Readonly<Record<string, unknown>> = {}): Promise<() => string> {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
  })
  const available: Readonly<Record<string, unknown>> = {
    '@org/express-health': library,
    '@org/core/testing': testing,
    'node:http': http,
    express: { default: express, __esModule: true },
    ...modules,
  }
  const require = (name: string): unknown => {
    if (!(name in available)) throw new Error(`The README imports ${name}, which the test does not provide`)
    return available[name]
  }
  let printed = ''
  const log = (...values: readonly unknown[]) => {
    printed += `${values.join(' ')}\n`
  }
  const program = new Function('require', 'exports', 'console', 'process', `return (async () => { ${outputText} })()`)
  await program(require, {}, { log }, { env: { PORT: '0' } })
  return () => printed
}

/** The cells of every table row, without their padding. */
function tableRows(): readonly (readonly string[])[] {
  const rows = readme.split('\n').filter((line) => line.startsWith('| '))
  return rows.map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  )
}

describe('the README', () => {
  it('shows its three examples with what they print', () => {
    expect(examples).toHaveLength(3)
    expect(readme.match(/```ts/g)).toHaveLength(3)
  })

  it('has a first example that answers as shown, and on SIGTERM flushes and exits with 0', async () => {
    const [example] = examples
    const clock = createManualClock()
    const source = new EventEmitter()
    const exits: number[] = []
    const flushed: unknown[] = []
    let server: library.DrainableServer | undefined
    let shutdown: library.GracefulShutdown | undefined
    const gracefulShutdown: typeof library.gracefulShutdown = (given, options) => {
      server = given
      const system = Object.assign(source, { exit: (code: number) => void exits.push(code) })
      shutdown = library.gracefulShutdown(given, { ...options, clock, process: system, onDiagnostic: () => {} })
      return shutdown
    }

    const printed = await run(example?.code ?? '', {
      '@org/express-health': { ...library, gracefulShutdown },
      './services.js': {
        database: { ping: async () => {} },
        telemetry: { shutdown: async (options: unknown) => flushed.push(options) },
      },
    })
    if (server === undefined || shutdown === undefined) throw new Error('the example does not call gracefulShutdown')
    if (!server.listening) await once(server, 'listening')
    await vi.waitFor(() => expect(printed()).toBe(example?.output))

    const { port } = server.address() as AddressInfo
    const answer = await ask(port, '/readyz')
    const shown = /```http\nHTTP\/1\.1 (?<status>\d+) OK\n(?<headers>.*?)\n\n(?<body>.*?)\n```/s.exec(readme)?.groups
    expect(answer).toMatchObject({ status: Number(shown?.['status']), body: shown?.['body'] })
    for (const line of shown?.['headers']?.split('\n') ?? []) {
      const [name = '', value] = line.split(': ')
      expect(answer.headers[name.toLowerCase()]).toBe(value)
    }

    source.emit('SIGTERM', 'SIGTERM')
    await clock.advance(library.SHUTDOWN_DEFAULTS.readinessDelayMs)
    await shutdown.done
    await vi.waitFor(() => expect(exits).toEqual([0]))
    expect(flushed).toEqual([{ timeoutMs: library.SHUTDOWN_DEFAULTS.hookTimeoutMs }])
    expect(printed()).toBe(`${example?.output}probe readiness: pass -> fail\n`)
  })

  it.each(examples.slice(1))('prints what it says it prints (example %#)', async ({ code, output }) => {
    const printed = await run(code)

    expect(printed()).toBe(output)
  })

  it('tells the defaults that apply', () => {
    const { signals, ...times } = library.SHUTDOWN_DEFAULTS
    const { details, startReady, ...paths } = library.HEALTH_DEFAULTS

    const told = new Map(tableRows().map(([name = '', , , value]) => [name, value]))

    for (const [name, value] of Object.entries({ ...library.CHECK_DEFAULTS, ...times, startReady })) {
      expect([name, told.get(`\`${name}\``)]).toEqual([name, `\`${value}\``])
    }
    expect(told.get('`details`')).toBe(`\`'${details}'\``)
    expect(readme).toContain(signals.map((signal) => `\`${signal}\``).join(', '))
    expect(readme).toContain(`\`${paths.livenessPath}\`, \`${paths.readinessPath}\``)
  })

  it('lists every code that the source can give, and no other', () => {
    const directory = new URL('../src/', import.meta.url)
    const sources = readdirSync(directory).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    const text = sources.map((name) => readFileSync(new URL(name, directory), 'utf8')).join('\n')
    const given = new Set(text.match(/MON_[A-Z_]+/g))
    const listed = tableRows().flatMap(([name = '']) => /^`(MON_[A-Z_]+)`$/.exec(name)?.[1] ?? [])

    expect(new Set(listed)).toEqual(given)
    expect(listed).toHaveLength(given.size)
  })
})
