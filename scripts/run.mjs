// The root scripts. Each works on a machine that has only Node and npm: the pinned pnpm comes
// through npx, and dependencies are installed from the lock file when they are missing or stale.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const manifest = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))
const pnpmVersion = manifest.packageManager.replace('pnpm@', '')

const TASKS = {
  async start(args) {
    await turbo('build', '--filter=@org/example-helloworld', '--output-logs=errors-only')
    return await run(process.execPath, ['examples/helloworld/dist/launcher/main.js', ...args], { isolated: false })
  },
  test: (args) => turbo('test', ...args),
  build: (args) => turbo('build', ...args),
  typecheck: (args) => turbo('typecheck', ...args),
  // The linter's type-aware rules follow a workspace import to its built declarations.
  async lint(args) {
    await turbo('build', '--output-logs=errors-only')
    return await pnpm('exec', 'biome', 'ci', '--error-on-warnings', ...args)
  },
  'check:packages': (args) => turbo('check:package', ...args),
  async bench(args) {
    await turbo('build', '--output-logs=errors-only')
    return await pnpm('--filter', '@org/benchmarks', 'run', 'bench', ...args)
  },
  format: (args) => pnpm('exec', 'biome', 'check', '--write', '.', ...args),
  changeset: (args) => pnpm('exec', 'changeset', ...args),
  install: () => 0,
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  console.error(
    `Node ${process.versions.node} is too old: this needs Node ${manifest.engines.node}. Install a newer one and try again.`,
  )
  process.exit(1)
}

async function installIfStale() {
  const stampFile = `${root}/node_modules/.installed-lock`
  const lock = createHash('sha256')
    .update(readFileSync(`${root}/pnpm-lock.yaml`))
    .update(process.version)
    .digest('hex')
  if (read(stampFile) === lock) return
  console.log('Installing dependencies …')
  await pnpm('install', '--frozen-lockfile', '--reporter=append-only', '--loglevel=warn')
  writeFileSync(stampFile, lock)
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function turbo(...args) {
  return pnpm('exec', 'turbo', 'run', ...args)
}

async function pnpm(...args) {
  return await run('npx', ['--yes', `pnpm@${pnpmVersion}`, ...args])
}

/** Runs a command; ends this process with its exit code when it fails. */
function run(command, args, { isolated = true } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: 'inherit',
      shell: process.platform === 'win32' && isolated,
      env: {
        ...process.env,
        TURBO_TELEMETRY_DISABLED: '1',
        TURBO_NO_UPDATE_NOTIFIER: '1',
        npm_config_update_notifier: 'false',
      },
    })
    // Ctrl-C reaches the whole group of processes; the child decides when to end, and this one waits.
    const ignore = () => {}
    const terminate = () => child.kill('SIGTERM')
    process.on('SIGINT', ignore)
    process.on('SIGTERM', terminate)
    const stopWatching = watchParent(terminate)
    child.once('error', (error) => {
      console.error(`Cannot run ${command}: ${error.message}`)
      process.exit(1)
    })
    child.once('exit', (code, signal) => {
      process.off('SIGINT', ignore)
      process.off('SIGTERM', terminate)
      stopWatching()
      if (code === 0) resolve(0)
      else process.exit(code ?? (signal === 'SIGINT' ? 130 : 143))
    })
  })
}

/** npm runs scripts in a shell that dies of SIGTERM without passing it on; being left behind means the same. */
function watchParent(onGone) {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    onGone()
  }, 250)
  timer.unref()
  return () => clearInterval(timer)
}

const [task = '', ...args] = process.argv.slice(2)
if (!Object.hasOwn(TASKS, task)) {
  console.error(`Unknown task "${task}"; known tasks: ${Object.keys(TASKS).join(', ')}.`)
  process.exit(1)
}
requireNode()
await installIfStale()
process.exit(await TASKS[task](args))
