import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { openReadme } from '../../scripts/testing/readme.mjs'
import { readPackages } from './workspace.js'

/** What the application has beside its catalog. */
const SERVICES = `export declare const database: {
  ping(options: { readonly signal: AbortSignal }): Promise<void>
  end(): Promise<void>
}`

const STRICT: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  moduleDetection: ts.ModuleDetectionKind.Force,
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: true,
  noEmit: true,
}

describe.each(readPackages().map(({ folder, manifest }) => [manifest.name, folder] as const))(
  'the examples in the README of %s',
  (_name, folder) => {
    it('compile as they stand, with the strictest settings', { timeout: 60_000 }, () => {
      const examples = openReadme(new URL(`file://${folder}/README.md`)).examples.map(({ code }) => code)
      expect(examples).not.toEqual([])

      expect(errorsOf(folder, examples)).toEqual([])
    })
  },
)

/** Compiles texts as if they were files of a package. */
function errorsOf(folder: string, texts: readonly string[]): readonly string[] {
  const files = new Map(texts.map((text, index) => [join(folder, `example-${index + 1}.ts`), text]))
  files.set(join(folder, 'services.ts'), SERVICES)
  const catalog = texts.find((text) => text.includes('export const telemetry ='))
  if (catalog !== undefined) files.set(join(folder, 'telemetry.ts'), catalog)
  const host = ts.createCompilerHost(STRICT)
  const program = ts.createProgram([...files.keys()], STRICT, {
    ...host,
    fileExists: (file) => files.has(file) || host.fileExists(file),
    readFile: (file) => files.get(file) ?? host.readFile(file),
    getSourceFile: (file, options, ...rest) => {
      const text = files.get(file)
      return text === undefined
        ? host.getSourceFile(file, options, ...rest)
        : ts.createSourceFile(file, text, options, true)
    },
  })
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const line = file === undefined ? '' : `${file.fileName}:${file.getLineAndCharacterOfPosition(start).line + 1}: `
    return line.replace(`${folder}/`, '') + ts.flattenDiagnosticMessageText(messageText, ' ')
  })
}
