import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, unknown>>>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly [field: string]: unknown
}

export interface Package {
  readonly folder: string
  readonly manifest: Manifest
}

/** Every package that is published. */
export function readPackages(): readonly Package[] {
  const parent = join(ROOT, 'packages')
  return readdirSync(parent)
    .sort()
    .map((name) => {
      const folder = join(parent, name)
      return { folder, manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest }
    })
}

/** The source files of a package, without its tests. */
export function readSources(folder: string): readonly { readonly file: string; readonly text: string }[] {
  return readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.test(-d)?\.ts$/.test(file))
    .map((file) => ({ file, text: readFileSync(join(folder, 'src', file), 'utf8') }))
}

/** The entries of a package that are modules, each with its source file. */
export function entriesOf(manifest: Manifest): readonly (readonly [string, string])[] {
  return Object.entries(manifest.exports).flatMap(([name, target]) =>
    typeof target === 'string' ? [] : [[name, String(target['@org/source'])] as const],
  )
}
