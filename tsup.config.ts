import { readFileSync } from 'node:fs'
import { defineConfig } from 'tsup'

interface Manifest {
  readonly exports: Record<string, string | { readonly '@org/source'?: string }>
  readonly bin?: Record<string, string>
}

/**
 * One build for every package: the entries are what its own `exports` map names under the source
 * condition, so a public entry cannot be declared without being built.
 */
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest

const entry: Record<string, string> = {}
for (const target of Object.values(manifest.exports)) {
  const source = typeof target === 'string' ? undefined : target['@org/source']
  if (source !== undefined) entry[outputName(source)] = source
}
// A command is linked from a file in `bin/`, which loads the built `src/bin.ts`.
if (manifest.bin !== undefined) entry['bin'] = './src/bin.ts'

function outputName(source: string): string {
  return source.replace(/^\.\/src\//, '').replace(/\.ts$/, '')
}

export default defineConfig({
  entry,
  format: ['esm', 'cjs'],
  target: 'node20.19',
  platform: 'node',
  splitting: true,
  sourcemap: true,
  clean: true,
  treeshake: true,
  // tsup passes `baseUrl` to its declaration build, which TypeScript 6 reports as deprecated.
  dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
})
