import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { entriesOf, type Manifest, readPackages } from './workspace.js'

interface Face {
  readonly values: readonly string[]
  readonly types: readonly string[]
  /** Statements that are no named export. */
  readonly others: readonly string[]
}

function faceOf(file: string): Face {
  const values: string[] = []
  const types: string[] = []
  const others: string[] = []
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ESNext, true)
  for (const statement of source.statements) {
    const { exportClause } = ts.isExportDeclaration(statement) ? statement : {}
    if (ts.isExportDeclaration(statement) && exportClause !== undefined && ts.isNamedExports(exportClause)) {
      for (const element of exportClause.elements) {
        ;(statement.isTypeOnly || element.isTypeOnly ? types : values).push(element.name.text)
      }
    } else {
      others.push(statement.getText().slice(0, 60))
    }
  }
  return { values: values.sort(), types: types.sort(), others }
}

describe.each(readPackages())('$manifest.name', ({ folder, manifest }) => {
  it.each(entriesOf(manifest).filter(([, source]) => source.endsWith('index.ts')))(
    'has an index of named exports only (%s)',
    (_name, source) => {
      expect(faceOf(join(folder, source)).others).toEqual([])
    },
  )

  it('exports these names', () => {
    const faces = Object.fromEntries(
      entriesOf(manifest)
        .filter(([, source]) => source.endsWith('index.ts'))
        .map(([name, source]) => {
          const { values, types } = faceOf(join(folder, source))
          return [name, { values, types }]
        }),
    )

    expect(faces).toMatchSnapshot()
  })

  it('has the manifest that every package has', () => {
    const { name } = manifest
    expect(manifest).toMatchObject({
      version: expect.any(String),
      license: 'MIT',
      type: 'module',
      sideEffects: false,
      engines: { node: '>=20.19' },
      main: './dist/index.cjs',
      types: './dist/index.d.cts',
      repository: { directory: `packages/${name.replace('@org/', '')}` },
      publishConfig: { access: 'public' },
    })
    expect(manifest['files']).toContain('dist')
  })

  it('publishes the same entries as it has here, without the source condition, types first', () => {
    const published = (manifest['publishConfig'] as { exports: Manifest['exports'] }).exports

    expect(Object.keys(published)).toEqual(Object.keys(manifest.exports))
    for (const [entry, target] of Object.entries(published)) {
      if (typeof target === 'string') continue
      const { '@org/source': _source, ...rest } = manifest.exports[entry] as Record<string, unknown>
      expect(target).toEqual(rest)
      for (const condition of ['import', 'require']) {
        expect(Object.keys(target[condition] as object)).toEqual(['types', 'default'])
      }
    }
  })
})
