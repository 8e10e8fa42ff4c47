// Reads a package's README as a test does: its examples are run, and its tables compared with the code.
import { readdirSync, readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import ts from 'typescript'

/**
 * @param {URL} url Of a README.
 */
export function openReadme(url) {
  const text = readFileSync(url, 'utf8')
  const blocks = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
    ([whole, language = '', content = ''], index) => ({
      language,
      text: content,
      index,
      whole,
    }),
  )
  return {
    text,
    blocks,
    /** Each program with the output that is shown right after it. */
    examples: blocks
      .filter(({ language }) => language === 'ts')
      .map(({ text: code, index, whole }) => {
        const next = blocks[index + 1]
        const isOutput = next?.language === 'text' && text.includes(`${whole}\n\n${next.whole}`)
        return { code, output: isOutput ? next.text : '' }
      }),
    /** The tables by the line in their head's first cell, each row as its cells. */
    rows: (/** @type {string | undefined} */ line) => rowsAfter(text, line),
    /** The row that begins with a name in code quotes. */
    row: (/** @type {string} */ name) => rowsAfter(text).find(([first]) => first?.startsWith(`\`${name}\``)),
    /** The diagnostic and error codes that the tables list, in their order. */
    codes: rowsAfter(text).flatMap(([first = '']) => /^`(MON_[A-Z_]+)`$/.exec(first)?.[1] ?? []),
  }
}

/** Rows of the first table after a line, or of all tables. */
function rowsAfter(text, line) {
  const part = line === undefined ? text : (text.split(`\n${line}`)[1]?.split('\n\n')[1] ?? '')
  return part
    .split('\n')
    .filter((row) => row.startsWith('| ') && !row.startsWith('| ---'))
    .map((row) =>
      row
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    )
}

/**
 * The codes that a package can give, as its sources name them outside of comments.
 *
 * @param {URL} source Of the folder with the sources.
 */
export function codesIn(source) {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  )
  const codes = files.flatMap((file) => {
    const code = readFileSync(new URL(file, source), 'utf8').replaceAll(/\/\*\*.*?\*\//gs, '')
    return [...code.matchAll(/['"](MON_[A-Z_]+)['"]/g)].map(([, name]) => name)
  })
  return new Set(codes)
}

/**
 * The options that a function knows, as its message about an unknown one lists them.
 *
 * @param {(options: never) => unknown} configure Calls the function with these options, or with more.
 */
export function knownOptions(configure) {
  try {
    configure(/** @type {never} */ ({ unknown: true }))
  } catch (error) {
    const [, names] = /known options: (.*)\.$/.exec(error.message) ?? []
    if (names !== undefined) return names.split(', ')
    throw error
  }
  throw new Error('An option that nobody knows was taken.')
}

/**
 * Runs an example as a program of its own, with the modules that it may import.
 *
 * @param {string} code
 * @param {{ modules: Record<string, unknown>, globals?: Record<string, unknown>, print?: (text: string) => void }} options
 * @returns {Promise<{ printed: () => string, exported: Record<string, unknown> }>} What it printed so far, and what it exports.
 */
export async function runExample(code, { modules, globals = {}, print = () => {} }) {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
  })
  let printed = ''
  const log = (...values) => {
    const line = `${values.map((value) => (typeof value === 'string' ? value : inspect(value, { depth: 5 }))).join(' ')}\n`
    printed += line
    print(line)
  }
  const load = (name) => {
    if (!Object.hasOwn(modules, name)) throw new Error(`The README imports ${name}, which the test does not provide.`)
    return modules[name]
  }
  const scope = { require: load, exports: {}, console: { log }, ...globals }
  const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor
  await new AsyncFunction(...Object.keys(scope), outputText)(...Object.values(scope))
  // What the example leaves to the next turn is printed, too.
  await new Promise((resolve) => setImmediate(resolve))
  return { printed: () => printed, exported: scope.exports }
}
