import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { ask } from './fixtures/loopback.js'

/** Real processes and real signals: what the service of `fixtures/service.ts` says and answers until it is gone. */

interface Said {
  readonly event: string
  readonly code?: string
  readonly port?: number
}

class Service {
  readonly #child: ChildProcess
  readonly #said: Said[] = []
  readonly #waiting = new Set<() => void>()
  readonly exited: Promise<{ readonly code: number | null; readonly signal: string | null }>

  constructor(env: Record<string, string>) {
    const file = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url))
    this.#child = spawn(
      process.execPath,
      ['--conditions=@org/source', '--import', file('../../../../scripts/typescript/register.mjs'), file('service.ts')],
      { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] },
    )
    onTestFinished(() => void this.#child.kill('SIGKILL'))
    const { stdout } = this.#child
    if (stdout === null) throw new Error('no stdout')
    createInterface({ input: stdout }).on('line', (line) => {
      this.#said.push(JSON.parse(line))
      for (const wake of this.#waiting) wake()
    })
    this.exited = once(this.#child, 'close').then(([code, signal]) => ({ code, signal }))
  }

  get events(): readonly string[] {
    return this.#said.map(({ event, code }) => code ?? event)
  }

  /** Resolves when the service has said `event`, a name or the code of a diagnostic. */
  async says(event: string): Promise<Said> {
    for (;;) {
      const said = this.#said.find((candidate) => (candidate.code ?? candidate.event) === event)
      if (said !== undefined) return said
      await new Promise<void>((resolve) => this.#waiting.add(resolve))
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }
}

async function start(env: Record<string, string> = {}) {
  const service = new Service(env)
  const { port = 0 } = await service.says('listening')
  return { service, port }
}

it('SIGTERM: readiness is 503 first, the slow request is answered in full, the hook runs, the exit code is 0', async () => {
  const { service, port } = await start({ READINESS_DELAY_MS: '1500' })
  const slow = ask(port, '/slow')
  await service.says('slow started')

  service.kill('SIGTERM')
  await service.says('MON_SHUTDOWN_STARTED')

  expect(await ask(port, '/readyz')).toMatchObject({ status: 503, headers: { connection: 'close' } })
  expect(await ask(port, '/livez')).toMatchObject({ status: 200 })
  expect(await slow).toMatchObject({ status: 200, body: 'slow and whole' })
  expect(await service.exited).toEqual({ code: 0, signal: null })
  expect(service.events).toEqual([
    'listening',
    'slow started',
    'MON_SHUTDOWN_STARTED',
    'hook ran',
    'MON_SHUTDOWN_COMPLETED',
  ])
  await expect(ask(port, '/readyz')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
}, 20_000)

it('a second signal exits at once with 128 + n, whatever is in flight', async () => {
  const { service, port } = await start({ READINESS_DELAY_MS: '20000' })
  const slow = ask(port, '/slow').catch((error: Error) => error)
  await service.says('slow started')
  service.kill('SIGTERM')
  await service.says('MON_SHUTDOWN_STARTED')

  service.kill('SIGTERM')

  expect(await service.exited).toEqual({ code: 143, signal: null })
  expect(service.events).not.toContain('hook ran')
  expect(await slow).toMatchObject({ code: 'ECONNRESET' })
}, 15_000)

it('a hook that fails makes the exit code 1 and is named', async () => {
  const { service } = await start({ READINESS_DELAY_MS: '0', FAILING_HOOK: 'yes' })

  service.kill('SIGINT')

  expect(await service.exited).toEqual({ code: 1, signal: null })
  expect(service.events).toContain('MON_SHUTDOWN_HOOK_FAILED')
}, 20_000)
