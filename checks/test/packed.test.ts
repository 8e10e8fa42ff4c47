import { execFile, execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startConsole } from '@org/console'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT, readPackages } from './workspace.js'

const packages = readPackages()
const INSTALL_TIMEOUT_MS = 300_000

/** What the packages leave to their users to install. */
const PEERS = { 'aws-cdk-lib': 'infra', constructs: 'infra' } as const

const entries = packages.flatMap(({ manifest }) =>
  Object.keys(manifest.exports)
    .filter((entry) => entry !== './package.json')
    .map((entry) => manifest.name + entry.slice(1)),
)

let project = ''

function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

/** The packed packages in an empty project, as users have them. */
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'packed-'))
  const archives = join(project, 'archives')
  mkdirSync(archives)
  for (const { folder } of packages) {
    execFileSync('pnpm', ['pack', '--pack-destination', archives], { cwd: folder, stdio: 'pipe' })
  }
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'user', private: true }))
  const files = readdirSync(archives).map((name) => join(archives, name))
  run('npm', 'install', '--legacy-peer-deps', '--no-audit', '--no-fund', '--ignore-scripts', ...files)
  for (const [peer, owner] of Object.entries(PEERS)) {
    const { folder } = packages.find(({ manifest }) => manifest.name === `@org/${owner}`) ?? { folder: '' }
    symlinkSync(join(folder, 'node_modules', peer), join(project, 'node_modules', peer))
  }
}, INSTALL_TIMEOUT_MS)

afterAll(() => {
  if (project !== '') rmSync(project, { recursive: true, force: true })
})

describe('the packed packages', () => {
  it.each(entries)('%s can be imported and required, with the same names', (entry) => {
    const imported = run(
      'node',
      '--input-type=module',
      '-e',
      `console.log(Object.keys(await import('${entry}')).sort().join())`,
    )
    const required = run(
      'node',
      '--input-type=commonjs',
      '-e',
      `console.log(Object.keys(require('${entry}')).sort().join())`,
    )

    expect(imported.trim().length).toBeGreaterThan(0)
    expect(required).toBe(imported)
  })

  it.each(packages)('$manifest.name ships what it is for and no source', ({ manifest }) => {
    const folder = join(project, 'node_modules', manifest.name)
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })

    expect(files).toEqual(expect.arrayContaining(['package.json', 'README.md', 'LICENSE']))
    expect(files.filter((file) => /(^|\/)(src|test)(\/|$)/.test(file) || file.endsWith('.test.js'))).toEqual([])
    expect(JSON.stringify(run('node', '-p', `require('${manifest.name}/package.json').exports`))).not.toContain(
      '@org/source',
    )
  })

  it('recognises an error of the other format of a package', () => {
    const script = `
      import { createRequire } from 'node:module'
      import { ConfigurationError, MonitoringError } from '@org/core'
      const other = createRequire(import.meta.url)('@org/core')
      const error = new other.ConfigurationError('x')
      console.log(error instanceof ConfigurationError, MonitoringError.is(error))
    `

    expect(run('node', '--input-type=module', '-e', script).trim()).toBe('false true')
  })

  it('shares one request context between both formats', () => {
    const script = `
      import { createRequire } from 'node:module'
      import { runWithContext } from '@org/core/context'
      const { currentContext } = createRequire(import.meta.url)('@org/core/context')
      runWithContext({ requestId: 'r-1' }, () => console.log(JSON.stringify(currentContext())))
    `

    expect(run('node', '--input-type=module', '-e', script).trim()).toBe('{"requestId":"r-1"}')
  })

  it('run the example of the README, and what it makes arrives without its secret', async () => {
    const [example = ''] = /(?<=```ts\n)[\s\S]*?(?=```)/.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ?? []
    const { outputText } = ts.transpileModule(example, {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
    })
    writeFileSync(join(project, 'readme.mjs'), outputText)
    await using local = await startConsole({ port: 0 })

    await promisify(execFile)('node', ['readme.mjs'], {
      cwd: project,
      env: {
        PATH: process.env['PATH'] ?? '',
        AWS_ENDPOINT_URL: local.url,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
      },
    })

    const [record] = local.logs().items
    expect(record?.record).toMatchObject({ message: 'order created', orderId: 'o-17', password: '[REDACTED]' })
    expect(local.metrics({ name: 'order_created' }).series[0]).toMatchObject({ Sum: 1, dimensions: { Channel: 'web' } })
    expect(local.metrics({ name: 'checkout_duration' }).series[0]).toMatchObject({ Sum: 182, SampleCount: 1 })
    expect(local.events().items[0]).toMatchObject({ detailType: 'order created', detail: { orderId: 'o-17' } })
    expect(JSON.stringify([local.logs(), local.events()])).not.toContain('never logged')
  })

  it(
    'lets a strict TypeScript user compile against every entry, as ESM and as CommonJS',
    () => {
      const options = {
        strict: true,
        noEmit: true,
        skipLibCheck: false,
        module: 'NodeNext',
        moduleResolution: 'NodeNext',
        target: 'ES2022',
        lib: ['ES2023', 'ESNext.Disposable'],
        types: ['node'],
        exactOptionalPropertyTypes: true,
      }
      const source = entries
        .map((entry, index) => `import * as entry${index} from '${entry}'\nexport { entry${index} }`)
        .join('\n')
      writeFileSync(join(project, 'user.mts'), source)
      writeFileSync(join(project, 'user.cts'), source)
      writeFileSync(
        join(project, 'tsconfig.json'),
        JSON.stringify({ compilerOptions: { ...options, skipLibCheck: true }, files: ['user.mts', 'user.cts'] }),
      )
      mkdirSync(join(project, 'node_modules/@types'), { recursive: true })
      cpSync(join(import.meta.dirname, '../node_modules/@types/node'), join(project, 'node_modules/@types/node'), {
        recursive: true,
        dereference: true,
      })

      const compiler = join(import.meta.dirname, '../node_modules/typescript/bin/tsc')
      expect(run('node', compiler, '-p', '.')).toBe('')
    },
    INSTALL_TIMEOUT_MS,
  )
})
