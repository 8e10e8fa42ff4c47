import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from './cli.js'

/** Runs the command in this process; `stop` is the signal. */
function run(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const output = { stdout: '', stderr: '' }
  let stop: () => void = () => {}
  let announced: () => void = () => {}
  const started = new Promise<void>((resolve) => {
    announced = resolve
  })
  const exitCode = runCli({
    argv,
    env,
    stdout(text) {
      output.stdout += text
      announced()
    },
    stderr(text) {
      output.stderr += text
    },
    onStop(callback) {
      stop = callback
    },
  })
  return { output, exitCode, started, stop: () => stop() }
}

async function withFile<T>(content: string, use: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'console-'))
  try {
    const file = join(folder, 'alarms.json')
    await writeFile(file, content)
    return await use(file)
  } finally {
    await rm(folder, { recursive: true })
  }
}

const ALARM = {
  name: 'errors',
  description: 'Requests fail.',
  severity: 'critical',
  metric: { namespace: 'Test', name: 'errors', dimensions: {} },
  statistic: 'Sum',
  periodSeconds: 60,
  evaluationPeriods: 1,
  comparisonOperator: 'GreaterThanThreshold',
  threshold: 0,
  treatMissingData: 'notBreaching',
}

describe('monitoring-console', () => {
  it('prints where it listens, serves, and exits with 0 when it is told to stop', async () => {
    const command = run(['--port', '0'])
    await command.started

    const [, url = ''] = /AWS_ENDPOINT_URL=(\S+)/.exec(command.output.stdout) ?? []
    const summary = await fetch(`${url}/api/summary`)
    command.stop()

    expect(summary.status).toBe(200)
    expect(await command.exitCode).toBe(0)
    await expect(fetch(url)).rejects.toThrow()
  })

  it('judges the alarms of a file', async () => {
    await withFile(JSON.stringify([ALARM]), async (file) => {
      const command = run(['--port', '0', '--alarms', file])
      await command.started
      const [, url = ''] = /AWS_ENDPOINT_URL=(\S+)/.exec(command.output.stdout) ?? []

      const { alarms } = (await (await fetch(`${url}/api/alarms`)).json()) as { alarms: { name: string }[] }
      command.stop()

      expect(alarms.map(({ name }) => name)).toEqual(['errors'])
      expect(await command.exitCode).toBe(0)
    })
  })

  it('prints its usage', async () => {
    const command = run(['--help'])

    expect(await command.exitCode).toBe(0)
    expect(command.output.stdout).toMatch(/^Usage: monitoring-console/)
  })

  it.each([
    [['--port', 'abc'], /--port must be a number; got "abc"/],
    [['--port', '70000'], /`port` must be a whole number from 0 to 65535/],
    [['--host', '0.0.0.0'], /`host` must be a loopback address/],
    [['--nonsense'], /Unknown option '--nonsense'; known options: --port, --host, --alarms, --stream/],
    [['--prot', '0'], /Unknown option '--prot'; known options: --port/],
    [['-x'], /Unknown option '-x'; known options: --port/],
    [['4580'], /Unknown argument '4580'; known options: --port/],
    [['--port'], /--port must be followed by a value; got nothing/],
    [['--port', '--host', '127.0.0.1'], /--port must be followed by a value/],
    [['--help=yes'], /--help must be given without a value; got "yes"/],
    [['--stream', 'a b'], /`deliveryStreams\[0\]` must be the name of a delivery stream/],
    [['--alarms', '/nowhere/alarms.json'], /--alarms \/nowhere\/alarms.json: ENOENT/],
  ])('exits with 1 and says why for %j', async (argv, message) => {
    const command = run(argv)

    expect(await command.exitCode).toBe(1)
    expect(command.output.stderr).toMatch(/^monitoring-console: /)
    expect(command.output.stderr).toMatch(message)
  })

  it('names the alarm and the field that are wrong', async () => {
    await withFile(JSON.stringify([{ ...ALARM, threshold: 'high' }]), async (file) => {
      const command = run(['--port', '0', '--alarms', file])

      expect(await command.exitCode).toBe(1)
      expect(command.output.stderr).toMatch(/errors.*threshold/s)
    })
  })

  it('does not start in production', async () => {
    const command = run(['--port', '0'], { NODE_ENV: 'production' })

    expect(await command.exitCode).toBe(1)
    expect(command.output.stderr).toContain('development only')
  })
})
