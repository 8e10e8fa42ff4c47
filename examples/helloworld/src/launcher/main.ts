import { parseArgs } from 'node:util'
import { ConsoleError, DEFAULT_PORT, type RunningConsole, startConsole } from '@org/console'
import { alarms } from '../alarms.js'
import { startService } from './service-process.js'
import { sendTraffic } from './traffic.js'

/**
 * Runs helloworld with everything local: the console stands in for the AWS endpoints, and the service
 * is told of it by environment variables alone.
 */
async function launch(traffic: boolean): Promise<number> {
  await using console = await openConsole(process.env['CONSOLE_PORT'])
  const service = startService(console.url, process.env)
  const stopTraffic = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      stopTraffic.abort()
      // From a terminal the service has had the signal too; a second one would end it without draining.
      if (signal === 'SIGTERM' || !process.stdin.isTTY) service.kill(signal)
    })
  }
  const port = await service.listening
  const url = `http://127.0.0.1:${port}`
  say(welcome(url, console.url, traffic))
  if (traffic) sendTraffic(url, stopTraffic.signal)
  const code = await service.ended
  say(farewell(console))
  return code
}

/** The console on its usual port, or on a free one if that is taken and nobody asked for it. */
async function openConsole(wanted: string | undefined): Promise<RunningConsole> {
  const port = wanted === undefined || wanted === '' ? DEFAULT_PORT : Number(wanted)
  try {
    return await startConsole({ port, alarms })
  } catch (error) {
    const taken = error instanceof ConsoleError && error.code === 'MON_CONSOLE_LISTEN'
    if (!taken || wanted) throw error
    return await startConsole({ port: 0, alarms })
  }
}

function welcome(url: string, consoleUrl: string, traffic: boolean): string {
  return `
  helloworld   ${url}
  console      ${consoleUrl}   logs, metrics, events and alarms as they arrive

  Try          curl ${url}/
               curl ${url}/error
               curl "${url}/slow?ms=800"
  ${traffic ? 'Traffic      about ten requests a second, some slow and some failing' : 'Traffic      npm start -- --traffic'}
  Stop         Ctrl-C; it drains, delivers what is held, and says what arrived
`
}

function farewell(console: RunningConsole): string {
  const { logs, metrics, events, calls } = console.summary()
  return `
  Arrived      ${logs.total} log records, ${metrics.total} metric datums and ${events.total} events, in ${calls.total} calls
`
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

const { values } = parseArgs({ options: { traffic: { type: 'boolean', default: false } } })
try {
  process.exitCode = await launch(values.traffic)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
