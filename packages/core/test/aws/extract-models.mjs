/**
 * Makes fixtures/data/service-models.json again: what AWS's own published models say of the requests that these
 * packages send. The models come with botocore (https://pypi.org/project/botocore/):
 *
 *   pip download --no-deps botocore && unzip botocore-*.whl -d models
 *   node packages/core/test/aws/extract-models.mjs models/botocore
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

/** The operations that are sent, and the shapes of theirs that hold something to compare. */
const SERVICES = {
  cloudwatch: { folder: 'cloudwatch', operations: ['PutMetricData'] },
  eventbridge: { folder: 'events', operations: ['PutEvents'] },
  firehose: { folder: 'firehose', operations: ['PutRecordBatch', 'PutRecord'] },
}

const CONSTRAINTS = ['type', 'min', 'max', 'pattern', 'enum', 'required']

const folder = process.argv[2]
if (folder === undefined) {
  console.error('Usage: node extract-models.mjs <folder of an unpacked botocore package>')
  process.exit(1)
}

const [, version] = /__version__ = '([^']+)'/.exec(readFileSync(join(folder, '__init__.py'), 'utf8')) ?? []
const services = Object.fromEntries(
  Object.entries(SERVICES).map(([service, { folder: name, operations }]) => [service, extract(name, operations)]),
)
const target = fileURLToPath(new URL('./fixtures/data/service-models.json', import.meta.url))
writeFileSync(target, `${JSON.stringify({ source: `botocore ${version}`, services }, null, 2)}\n`)
console.log(`${target}: botocore ${version}`)

/** The newest version of a service's model, reduced to what constrains the operations. */
function extract(name, operations) {
  const versions = readdirSync(join(folder, 'data', name)).sort()
  const apiVersion = versions.at(-1)
  const model = JSON.parse(read(join(folder, 'data', name, apiVersion, 'service-2.json')))
  const shapes = {}
  const errors = {}
  for (const operation of operations) {
    const { input, errors: thrown = [] } = model.operations[operation]
    collect(model, input.shape, shapes)
    for (const { shape } of thrown) errors[shape] = errorOf(model.shapes[shape])
  }
  const { targetPrefix, jsonVersion } = model.metadata
  return { apiVersion, targetPrefix, jsonVersion, operations, shapes: sorted(shapes), errors: sorted(errors) }
}

function collect(model, name, shapes) {
  if (name in shapes) return
  const shape = model.shapes[name]
  const members = shape.members ?? {}
  shapes[name] = {
    ...Object.fromEntries(CONSTRAINTS.filter((key) => key in shape).map((key) => [key, shape[key]])),
    ...(shape.members === undefined
      ? {}
      : { members: Object.fromEntries(Object.entries(members).map(([member, { shape: of }]) => [member, of])) }),
    ...(shape.member === undefined ? {} : { member: shape.member.shape }),
    ...(shape.key === undefined ? {} : { key: shape.key.shape, value: shape.value.shape }),
  }
  for (const { shape: of } of [...Object.values(members), shape.member, shape.key, shape.value].filter(Boolean)) {
    collect(model, of, shapes)
  }
}

/** The query code and status of an exception, where the model states them. */
function errorOf({ error = {}, fault = false }) {
  return {
    ...(error.code === undefined ? {} : { queryCode: error.code }),
    ...(error.httpStatusCode === undefined ? {} : { httpStatusCode: error.httpStatusCode }),
    fault,
  }
}

/** Models are packed in newer versions and plain in older ones. */
function read(path) {
  try {
    return gunzipSync(readFileSync(`${path}.gz`)).toString('utf8')
  } catch {
    return readFileSync(path, 'utf8')
  }
}

function sorted(object) {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)))
}
