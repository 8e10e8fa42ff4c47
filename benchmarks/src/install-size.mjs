// What does installing put on disk, with everything that is needed at run time?
import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { format, table } from './harness.mjs'

const HERE = dirname(fileURLToPath(import.meta.url))
const CONTENDERS = [
  '@org/logger',
  'pino',
  'winston',
  'winston-firehose',
  'winston-cloudwatch',
  '@aws-lambda-powertools/logger',
]
const AWS_SDK = /^(?:aws-sdk$|@aws-sdk\/|@aws-crypto\/|@aws\/|@smithy\/)/
const ALWAYS_PUBLISHED = /^(?:package\.json|readme|licen[cs]e|copying)(?:\.|$)/i
const BYTES_PER_MIB = 1024 * 1024

export async function run() {
  const installed = CONTENDERS.filter((name) => find(name, HERE) !== undefined)
  const missing = CONTENDERS.filter((name) => !installed.includes(name))
  const body = installed.map((name) => {
    const packages = closure(name)
    const sizes = packages.map((one) => ({ ...one, ...measure(one.folder) }))
    const sdk = sizes.filter((one) => AWS_SDK.test(one.name))
    const own = sizes.filter((one) => !AWS_SDK.test(one.name))
    return [name, sizes.length, count(sizes), mebibytes(sizes), mebibytes(sdk), mebibytes(own)]
  })
  const head = ['installed', 'packages', 'files', 'size', 'of it AWS SDK', 'of it the rest']
  const note = missing.length === 0 ? [] : [`Not installed here, so not counted: ${missing.join(', ')}.`]
  return [table(head, body), ...note].join('\n\n')
}

/** The package and all that it needs at run time, each version once: what npm installs, peers included. */
function closure(name) {
  const found = new Map()
  const pending = [[name, HERE, true]]
  for (const [wanted, from, isRequired] of pending) {
    const folder = find(wanted, from)
    if (folder === undefined && isRequired) throw new Error(`${wanted} is not installed, which ${from} needs.`)
    if (folder === undefined || found.has(folder)) continue
    const manifest = readManifest(folder)
    found.set(folder, { name: manifest.name, version: manifest.version, folder })
    for (const [dependency, required] of dependenciesOf(manifest)) pending.push([dependency, folder, required])
  }
  // One version may be on disk more than once, in different company.
  return [...new Map([...found.values()].map((one) => [`${one.name}@${one.version}`, one])).values()]
}

function dependenciesOf({ dependencies = {}, optionalDependencies = {}, peerDependencies = {}, ...manifest }) {
  const optionalPeers = manifest.peerDependenciesMeta ?? {}
  return [
    ...Object.keys(dependencies).map((name) => [name, !Object.hasOwn(optionalDependencies, name)]),
    ...Object.keys(optionalDependencies).map((name) => [name, false]),
    ...Object.keys(peerDependencies)
      .filter((name) => optionalPeers[name]?.optional !== true)
      .map((name) => [name, true]),
  ]
}

/** Where `name` is found by what lies in `from`, links followed. */
function find(name, from) {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name)
    if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate)
    if (folder === dirname(folder)) return undefined
  }
}

function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
}

function measure(folder) {
  const isOurs = !folder.split(/[\\/]/).includes('node_modules')
  const files = isOurs ? publishedFiles(folder) : filesBelow(folder)
  return { files: files.length, bytes: files.reduce((sum, file) => sum + lstatSync(file).size, 0) }
}

/** A package of this workspace as it would be published, not as it lies here. */
function publishedFiles(folder) {
  const { files } = readManifest(folder)
  const missing = files.find((entry) => !existsSync(join(folder, entry)))
  if (missing !== undefined) throw new Error(`Build first: ${folder} has no ${missing}.`)
  const always = readdirSync(folder).filter((entry) => ALWAYS_PUBLISHED.test(entry))
  return [...always, ...files].flatMap((entry) => filesBelow(join(folder, entry)))
}

function filesBelow(path) {
  const status = lstatSync(path)
  if (status.isFile()) return [path]
  if (!status.isDirectory()) return []
  const entries = readdirSync(path).filter((entry) => entry !== 'node_modules')
  return entries.flatMap((entry) => filesBelow(join(path, entry)))
}

function count(packages) {
  return format(packages.reduce((sum, { files }) => sum + files, 0))
}

function mebibytes(packages) {
  const bytes = packages.reduce((sum, one) => sum + one.bytes, 0)
  return bytes === 0 ? '–' : `${(bytes / BYTES_PER_MIB).toFixed(1)} MiB`
}
