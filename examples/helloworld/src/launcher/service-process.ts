import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** The service as a process of its own. */
export interface ServiceProcess {
  /** Resolves with the port once it listens; rejects when it ends before. */
  readonly listening: Promise<number>
  /** Resolves with the exit code. */
  readonly ended: Promise<number>
  kill(signal: NodeJS.Signals): void
}

const MAIN = fileURLToPath(new URL('../main.js', import.meta.url))

/** In the folder of the example. */
const SPILL_DIRECTORY = fileURLToPath(new URL('../../.spill', import.meta.url))

/** Starts the service with nothing of the caller's AWS account in its environment. */
export function startService(endpoint: string, environment: NodeJS.ProcessEnv): ServiceProcess {
  const child = spawn(process.execPath, [MAIN], {
    env: localEnvironment(endpoint, environment),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 128)))
  })
  return { listening: readPort(child, ended), ended, kill: (signal) => void child.kill(signal) }
}

function localEnvironment(endpoint: string, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const inherited = Object.entries(environment).filter(([name]) => !name.startsWith('AWS_'))
  return {
    FLUSH_INTERVAL_MS: '1000',
    DRAIN_DELAY_MS: '0',
    HELLOWORLD_VERSION: '1.0.0',
    HOST: '127.0.0.1',
    SPILL_DIRECTORY,
    ...Object.fromEntries(inherited),
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: environment['AWS_REGION'] || 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_EC2_METADATA_DISABLED: 'true',
    // Whether to move to a newer Node is not what a first look at helloworld is about.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  }
}

function readPort(child: ChildProcess, ended: Promise<number>): Promise<number> {
  return new Promise((resolve, reject) => {
    if (child.stdout === null) throw new Error('The service has no standard output.')
    createInterface({ input: child.stdout }).on('line', (line) => {
      process.stdout.write(`${line}\n`)
      const port = portOf(line)
      if (port !== undefined) resolve(port)
    })
    ended.then((code) => reject(new Error(`The service ended with exit code ${code} before it listened.`)), reject)
  })
}

function portOf(line: string): number | undefined {
  try {
    const { message, port } = JSON.parse(line) as { message?: unknown; port?: unknown }
    return message === 'listening' && typeof port === 'number' ? port : undefined
  } catch {
    return undefined
  }
}
