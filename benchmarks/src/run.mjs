// npm run bench [-- question ...] [--rounds 9] [--write]: runs the questions in turn, and with --write
// puts the answers into RESULTS.md.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { parseArgs } from 'node:util'

const QUESTIONS = {
  'record-cost': 'What does one record cost?',
  transport: 'What do records cost on their way to Firehose?',
  outage: 'What does an outage of a minute cost?',
  spill: 'What does a spill directory cost?',
  'redaction-growth': 'Does redaction stay linear on hostile text?',
  'import-time': 'What does importing cost?',
  'install-size': 'What does installing put on disk?',
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '9' }, write: { type: 'boolean', default: false } },
})
const wanted = positionals.length === 0 ? Object.keys(QUESTIONS) : positionals

const sections = []
for (const name of wanted) {
  if (!Object.hasOwn(QUESTIONS, name))
    throw new Error(`Unknown question "${name}"; known: ${Object.keys(QUESTIONS).join(', ')}.`)
  const { run } = await import(`./${name}.mjs`)
  const answer = await run({ rounds: Number(values.rounds) })
  sections.push(
    `## ${QUESTIONS[name]}\n\n${answer}\n\nRun with \`npm run bench -- ${name}\` ([source](src/${name}.mjs)).`,
  )
  console.log(`\n${sections.at(-1)}`)
}

if (values.write) {
  const file = new URL('../RESULTS.md', import.meta.url)
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  const preface = readFileSync(new URL('./preface.md', import.meta.url), 'utf8').trim()
  const machine = `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, Node ${process.versions.node}, commit ${commit}`
  writeFileSync(file, `${preface}\n\nMachine: ${machine}.\n\n${sections.join('\n\n')}\n`)
}
process.exit(0)
