import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { entriesOf, readPackages } from './workspace.js'

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  customConditions: ['@org/source'],
  types: ['node'],
  strict: true,
  skipLibCheck: true,
  noEmit: true,
}

describe.each(readPackages())('$manifest.name', ({ folder, manifest }) => {
  it('says what everything is that it exports, and every member of it', { timeout: 60_000 }, () => {
    const files = entriesOf(manifest).map(([, source]) => join(folder, source))
    const program = ts.createProgram(files, OPTIONS)
    const checker = program.getTypeChecker()
    const exported = new Set(files.flatMap((file) => exportsOf(program, checker, file)))
    expect(exported.size).toBeGreaterThan(0)

    const undocumented = [...exported].flatMap((symbol) => {
      const members = membersOf(symbol, folder).filter((member) => !isDocumented(member, checker))
      return [
        ...(isDocumented(symbol, checker) || !isOf(symbol, folder) ? [] : [symbol.name]),
        ...members.map(({ name }) => `${symbol.name}.${name}`),
      ]
    })

    expect(undocumented).toEqual([])
  })
})

function exportsOf(program: ts.Program, checker: ts.TypeChecker, file: string): readonly ts.Symbol[] {
  const source = program.getSourceFile(file)
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source)
  if (module === undefined) throw new Error(`${file} is no module.`)
  return checker
    .getExportsOfModule(module)
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
}

/** The members that an interface or a class declares itself; what overrides is documented where it comes from. */
function membersOf(symbol: ts.Symbol, folder: string): readonly ts.Symbol[] {
  const isOpen = symbol.declarations?.some((node) => ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node))
  if (isOpen !== true || !isOf(symbol, folder)) return []
  return [...(symbol.members?.values() ?? [])].filter(
    ({ name, declarations = [] }) =>
      !name.startsWith('__') &&
      declarations.some((node) => {
        const isHidden =
          (ts.getCombinedModifierFlags(node) & (ts.ModifierFlags.Private | ts.ModifierFlags.Override)) !== 0
        return !isHidden && !isOfPrivateName(node) && !ts.isTypeParameterDeclaration(node)
      }),
  )
}

function isOfPrivateName(node: ts.Declaration): boolean {
  const name = ts.getNameOfDeclaration(node)
  return name !== undefined && ts.isPrivateIdentifier(name)
}

/** What another package exports is documented there. */
function isOf(symbol: ts.Symbol, folder: string): boolean {
  return symbol.declarations?.some((node) => node.getSourceFile().fileName.startsWith(`${folder}/src/`)) === true
}

function isDocumented(symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  return symbol.getDocumentationComment(checker).length > 0 || symbol.getJsDocTags(checker).length > 0
}
