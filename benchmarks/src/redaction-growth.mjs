// Does the work of redaction stay linear on text that was made to be slow?
import { createLogger } from '@org/logger'
import { format, median, table } from './harness.mjs'

/** Texts that repeat what a detector looks for, and never finish it. */
const HOSTILE = [
  ['starts of JSON web tokens', (length) => 'eyJ-'.repeat(length / 4)],
  ['JSON web tokens that never end', (length) => `eyJ${'a'.repeat(length)}`],
  ['dots and tokens', (length) => 'eyJabcdef.'.repeat(length / 10)],
  ['starts of URLs', (length) => '://'.repeat(length / 3)],
  ['colons after a URL', (length) => `://${':'.repeat(length)}`],
  ['at signs after a URL', (length) => `://a:${'@'.repeat(length)}/`],
  ['users without a host', (length) => '://a:b'.repeat(length / 6)],
  ['names that never end', (length) => `?${'token'.repeat(length / 5)}`],
  ['names without a value', (length) => 'token='.repeat(length / 6)],
  ['quotes that never close', (length) => `token="token='`.repeat(length / 14)],
  ['separators', (length) => '?&; '.repeat(length / 4)],
  ['long words before an equals sign', (length) => `${'a.'.repeat(length / 2)}=`],
  ['starts of keys', (length) => '-----BEGIN PRIVATE KEY-----'.repeat(length / 27)],
  ['half starts of keys', (length) => `-----BEGIN ${'A '.repeat(18)}`.repeat(length / 47)],
  ['bearers', (length) => 'bearer '.repeat(length / 7)],
  ['basic and letters', (length) => `basic ${'a'.repeat(length)}`],
  ['capitals', (length) => 'AKIA'.repeat(length / 4)],
  ['hyphens', (length) => '-'.repeat(length)],
  ['names of JSON', (length) => '"password":'.repeat(length / 11)],
  ['strings of JSON that never end', (length) => `"password":"${'\\"'.repeat(length / 2)}`],
  ['backslashes before quotes', (length) => `"a":${'\\'.repeat(30)}"`.repeat(length / 35)],
  ['names and values of YAML', (length) => '- name: a\n  value: b\n'.repeat(length / 21)],
  ['lines of a header', (length) => `cookie: a=b${'\n a'.repeat(length / 3)}`],
  ['options of one letter', (length) => ' -p'.repeat(length / 3)],
  ['commands and options', (length) => 'curl -u a '.repeat(length / 10)],
  ['names of settings', (length) => 'key '.repeat(length / 4)],
  ['users of URLs without a scheme', (length) => '//a:'.repeat(length / 4)],
  ['spaces after names of JSON', (length) => `"password"${' '.repeat(15)}`.repeat(length / 25)],
]

const SHORT = 16 * 1_024
const GROWTH = 16

const sink = { write: () => true }
const logger = createLogger({
  service: 'shop',
  console: { format: 'json', stream: sink },
  limits: { maxStringLength: 600_000, maxLineBytes: 1_000_000 },
})

/** The shortest of some runs says the most about the work and the least about the machine. */
function shortest(text, runs) {
  const times = []
  for (let run = 0; run < runs; run++) {
    const begin = process.hrtime.bigint()
    logger.info(text)
    times.push(Number(process.hrtime.bigint() - begin))
  }
  return Math.min(...times)
}

export function run({ rounds }) {
  const body = HOSTILE.map(([name, make]) => {
    // A trailing `=` wakes the detectors, whatever the text.
    const short = `${make(SHORT)} =`
    const long = `${make(SHORT * GROWTH)} =`
    const growths = []
    for (let round = 0; round < rounds; round++) growths.push(shortest(long, 3) / shortest(short, 5))
    const micros = (text) => `${format(shortest(text, 3) / 1_000)} µs`
    return [name, micros(short), micros(long), `${median(growths).toFixed(0)}×`]
  })
  const head = ['text', '16 KiB', '256 KiB', `growth (linear is ${GROWTH}×, quadratic ${GROWTH ** 2}×)`]
  return table(head, body)
}
