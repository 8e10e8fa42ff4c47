import { readFile } from 'node:fs/promises'
import { type AlarmDefinition, parseAlarmDefinitions } from '@org/alarms'
import { ConfigurationError } from '@org/core'
import { readArguments } from './cli-arguments.js'
import { type RunningConsole, startConsole } from './console.js'
import { DEFAULT_HOST, DEFAULT_PORT } from './options.js'

const USAGE = `Usage: monitoring-console [options]

A local stand-in for the CloudWatch, Firehose and EventBridge endpoints, with a
page to watch what arrives. For development only; it listens on loopback.

Options:
  --port <number>          port to listen on; 0 picks a free one (default ${DEFAULT_PORT})
  --host <address>         loopback address (default ${DEFAULT_HOST})
  --alarms <file>          JSON array of alarm definitions (@org/alarms) to judge
  --stream <name>          a Firehose stream that exists; repeat for more (default: every name)
  --allow-in-production    start although NODE_ENV is "production"
  --help                   show this text

Point a service at it with AWS_ENDPOINT_URL and any credentials:
  AWS_ENDPOINT_URL=http://${DEFAULT_HOST}:${DEFAULT_PORT} AWS_REGION=us-east-1 \\
  AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local node service.js
`

/** What the command needs of its process. */
export interface CliProcess {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdout: (text: string) => void
  readonly stderr: (text: string) => void
  /** Calls back on SIGINT or SIGTERM. */
  readonly onStop: (callback: () => void) => void
}

/** Runs the command; resolves to the exit code once it was told to stop, or failed. */
export async function runCli(self: CliProcess): Promise<number> {
  try {
    const console = await startFromArguments(self)
    if (console === undefined) return 0
    const stopped = new Promise<void>((resolve) => self.onStop(resolve))
    self.stdout(`Console: ${console.url}\nEndpoint for services: AWS_ENDPOINT_URL=${console.url}\nStop with Ctrl-C.\n`)
    await stopped
    await console.close()
    return 0
  } catch (error) {
    self.stderr(`monitoring-console: ${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
}

async function startFromArguments(self: CliProcess): Promise<RunningConsole | undefined> {
  const { port, host, alarms, stream, allowInProduction, help } = readArguments(self.argv)
  if (help) {
    self.stdout(USAGE)
    return undefined
  }
  return startConsole({
    port,
    host,
    alarms: alarms === undefined ? undefined : await readAlarms(alarms),
    deliveryStreams: stream,
    allowInProduction,
    env: self.env,
  })
}

async function readAlarms(file: string): Promise<readonly AlarmDefinition[]> {
  try {
    return parseAlarmDefinitions(JSON.parse(await readFile(file, 'utf8')))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new ConfigurationError(`--alarms ${file}: ${message}`, { cause: error })
  }
}
