// Compiles a program of a test once, so that every child process of it starts as fast as shipped code does.
import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'

/** Set by whoever measures or inspects children; nothing of it belongs to the program. */
const INHERITED = ['NODE_OPTIONS', 'NODE_V8_COVERAGE', 'VITEST', 'VITEST_WORKER_ID', 'VITEST_POOL_ID']

/**
 * Compiles a TypeScript program with its sources of this workspace into one file. Packages of npm stay outside, and
 * are found from the package whose test it is.
 *
 * @param {string} entry Path of the program.
 * @param {string} packageFolder Folder of the package.
 * @param {'esm' | 'cjs'} [format]
 * @param {boolean} [hasSourceMap] Whether the map stands at the end of the file.
 * @returns {Promise<string>} Path of the compiled program.
 */
export async function compileProgram(entry, packageFolder, format = 'esm', hasSourceMap = false) {
  const name = createHash('sha256').update(entry).digest('hex').slice(0, 12)
  const outfile = join(
    packageFolder,
    'node_modules',
    '.programs',
    `${name}-${process.pid}.${format === 'esm' ? 'mjs' : 'cjs'}`,
  )
  mkdirSync(dirname(outfile), { recursive: true })
  await build({
    entryPoints: [entry],
    outfile,
    format,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    conditions: ['@org/source'],
    external: ['winston', 'winston-transport', '@aws-sdk/*', 'zod', 'express', 'signal-exit', 'signal-exit-3'],
    sourcemap: hasSourceMap ? 'inline' : false,
    logLevel: 'silent',
  })
  return outfile
}

/** The environment of a child, without what the test runner adds to its own. */
export function childEnvironment(more = {}) {
  const env = { ...process.env, ...more }
  for (const name of INHERITED) if (!(name in more)) delete env[name]
  return env
}
