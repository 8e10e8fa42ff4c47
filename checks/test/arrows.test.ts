import { builtinModules } from 'node:module'
import { posix } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { readPackages, readSources } from './workspace.js'

interface Arrows {
  /** What the source may import. A name stands for its subpaths too, unless those are named. */
  readonly may: readonly string[]
  /** Imports that only these files may have: the adapters. */
  readonly only?: Readonly<Record<string, RegExp>>
}

/** Who may import whom. An import that is not here is a mistake. */
const ARROWS: Readonly<Record<string, Arrows>> = {
  '@org/core': { may: [] },
  '@org/logger': {
    may: ['@org/core', 'winston', 'winston-transport', '@aws-sdk/client-firehose'],
    only: { '@aws-sdk/client-firehose': /^aws\// },
  },
  '@org/metrics': {
    may: ['@org/core', '@aws-sdk/client-cloudwatch'],
    only: { '@aws-sdk/client-cloudwatch': /^aws\// },
  },
  '@org/events': {
    may: ['@org/core', '@aws-sdk/client-eventbridge'],
    only: { '@aws-sdk/client-eventbridge': /^aws\// },
  },
  '@org/express-health': { may: ['@org/core'] },
  '@org/alarms': { may: ['@org/core/catalog', '@org/core/aws', '@org/core/reporting', 'zod'] },
  '@org/infra': { may: ['@org/alarms', '@org/core/catalog', '@org/core/aws', 'aws-cdk-lib', 'constructs'] },
  '@org/console': { may: ['@org/alarms', '@org/core'] },
}

/**
 * The rooms of core, from the ground up. A room may import those above it in this list, and none below: what tells
 * must hide secrets and belongs to no request, so that reporting stands on redaction and context.
 */
const FLOORS: readonly (readonly string[])[] = [
  ['redaction', 'context', 'aws'],
  ['catalog', 'reporting'],
  ['delivery', 'lifecycle'],
  ['spill'],
  ['sender'],
  ['lambda'],
  ['testing'],
]

/** The AWS clients are loaded on the first send, so no file may import their values statically. */
const LAZY = /^@aws-sdk\//

interface Import {
  readonly file: string
  readonly specifier: string
  readonly isTypeOnly: boolean
  readonly isDynamic: boolean
}

function importsOf(file: string, text: string): readonly Import[] {
  const found: Import[] = []
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined) {
      const isTypeOnly = ts.isImportDeclaration(node)
        ? node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
        : node.isTypeOnly
      found.push({ file, specifier: textOf(node.moduleSpecifier), isTypeOnly, isDynamic: false })
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [specifier] = node.arguments
      if (specifier !== undefined)
        found.push({ file, specifier: textOf(specifier), isTypeOnly: false, isDynamic: true })
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      found.push({ file, specifier: textOf(node.argument.literal), isTypeOnly: true, isDynamic: false })
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true))
  return found
}

function textOf(node: ts.Node): string {
  return ts.isStringLiteral(node) ? node.text : ''
}

function isBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(specifier)
}

function isAllowed(specifier: string, may: readonly string[]): boolean {
  return may.some((allowed) => specifier === allowed || specifier.startsWith(`${allowed}/`))
}

describe.each(readPackages())('$manifest.name', ({ folder, manifest }) => {
  const arrows = ARROWS[manifest.name]
  const imports = readSources(folder).flatMap(({ file, text }) => importsOf(file, text))
  const foreign = imports.filter(({ specifier }) => !specifier.startsWith('.') && !isBuiltin(specifier))

  it('is known here', () => {
    expect(arrows).toBeDefined()
  })

  it('imports only what its arrows allow', () => {
    const strays = foreign.filter(({ specifier }) => !isAllowed(specifier, arrows?.may ?? []))

    expect(strays).toEqual([])
  })

  it('reaches into no other package by path, and names node modules with their scheme', () => {
    const strays = imports.filter(
      ({ file, specifier }) =>
        (specifier.startsWith('.') &&
          specifier.split('/').filter((part) => part === '..').length > file.split('/').length - 1) ||
        (!specifier.startsWith('node:') && builtinModules.includes(specifier)),
    )

    expect(strays).toEqual([])
  })

  it('imports what it adapts only where it adapts it', () => {
    for (const [specifier, files] of Object.entries(arrows?.only ?? {})) {
      const strays = foreign.filter((found) => found.specifier === specifier && !files.test(found.file))
      expect(strays).toEqual([])
    }
  })

  it('loads AWS clients only when something is sent', () => {
    const early = foreign.filter(
      ({ specifier, isTypeOnly, isDynamic }) => LAZY.test(specifier) && !isTypeOnly && !isDynamic,
    )

    expect(early).toEqual([])
  })

  it('declares what it imports, and nothing else', () => {
    const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
    const imported = new Set(foreign.map(({ specifier }) => packageOf(specifier)))

    expect(declared.filter((name) => !imported.has(name))).toEqual([])
    expect([...imported].filter((name) => !declared.includes(name))).toEqual([])
  })
})

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

/** The files of a package that each of its files imports. */
function fileGraph(folder: string): ReadonlyMap<string, readonly string[]> {
  return new Map(
    readSources(folder).map(({ file, text }) => [
      file,
      importsOf(file, text)
        .filter(({ specifier }) => specifier.startsWith('.'))
        .map(({ specifier }) => posix.join(posix.dirname(file), specifier).replace(/\.js$/, '.ts')),
    ]),
  )
}

/** A way from a file back to itself, or undefined. */
function findCircle(graph: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (done.has(file)) return undefined
    for (const next of graph.get(file) ?? []) {
      const circle = visit(next, [...path, file])
      if (circle !== undefined) return circle
    }
    done.add(file)
    return undefined
  }
  for (const file of graph.keys()) {
    const circle = visit(file, [])
    if (circle !== undefined) return circle
  }
  return undefined
}

describe.each(readPackages())('the files of $manifest.name', ({ folder }) => {
  it('import each other in no circle', () => {
    expect(findCircle(fileGraph(folder))).toBeUndefined()
  })
})

describe('the rooms of @org/core', () => {
  const core = readPackages().find(({ manifest }) => manifest.name === '@org/core')
  const graph = fileGraph(core?.folder ?? '')
  const roomOf = (file: string): string => (file.includes('/') ? file.slice(0, file.indexOf('/')) : 'ground')
  const floorOf = (room: string): number => FLOORS.findIndex((rooms) => rooms.includes(room))

  it('are all on a floor', () => {
    const rooms = new Set([...graph.keys()].map(roomOf))
    rooms.delete('ground')

    expect([...rooms].filter((room) => floorOf(room) === -1)).toEqual([])
  })

  it('import only what lies below them, and the ground imports no room', () => {
    const upward = [...graph].flatMap(([file, imports]) =>
      imports
        .filter((imported) => file !== 'index.ts' && roomOf(imported) !== roomOf(file))
        .filter((imported) => floorOf(roomOf(imported)) >= floorOf(roomOf(file)))
        .map((imported) => `${file} -> ${imported}`),
    )

    expect(upward).toEqual([])
  })
})
