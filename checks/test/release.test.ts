import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Manifest, ROOT, readPackages } from './workspace.js'

const packages = readPackages()

/** The manifests of the workspace in a folder of their own, as the root of a repository. */
function copyManifests(): string {
  const folder = mkdtempSync(join(tmpdir(), 'release-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const files = ['.changeset', 'package.json', 'pnpm-workspace.yaml', 'pnpm-lock.yaml']
  const members = [
    'checks',
    'benchmarks',
    'examples/helloworld',
    ...packages.map((member) => `packages/${member.manifest.name.split('/')[1]}`),
  ]
  for (const file of [...files, ...members.map((member) => `${member}/package.json`)]) {
    cpSync(join(ROOT, file), join(folder, file), { recursive: true })
  }
  const git = (...args: readonly string[]): void => {
    execFileSync('git', ['-c', 'user.name=release', '-c', 'user.email=release@localhost', ...args], {
      cwd: folder,
      stdio: 'ignore',
    })
  }
  git('init', '--initial-branch=main')
  git('add', '.')
  git('commit', '--message=before')
  return folder
}

function read(folder: string, name: string): Manifest {
  return JSON.parse(
    readFileSync(join(folder, 'packages', name.split('/')[1] ?? '', 'package.json'), 'utf8'),
  ) as Manifest
}

describe('a release', () => {
  it.runIf(packages.every(({ manifest }) => manifest.version === '0.0.0'))(
    'is 0.1.0 of every package when it is the first',
    () => {
      const folder = copyManifests()
      const program = join(ROOT, 'node_modules/@changesets/cli/bin.js')
      execFileSync(process.execPath, [program, 'version'], { cwd: folder, stdio: 'ignore' })
      for (const { manifest } of packages)
        expect([manifest.name, read(folder, manifest.name).version]).toEqual([manifest.name, '0.1.0'])
    },
  )

  it.each(packages.map(({ manifest }) => [manifest.name, manifest] as const))(
    'of %s does not force what only some publishers can do',
    (_name, manifest) => {
      // npm refuses provenance wherever it is not published from a trusted pipeline.
      expect(manifest['publishConfig']).not.toHaveProperty('provenance')
      expect(manifest['publishConfig']).toMatchObject({ access: 'public' })
    },
  )
})
