import { createServer } from 'node:http'
import { runInNewContext } from 'node:vm'
import { holdItems } from './held-items.js'

/** A program that throws the value that its first argument names, in the way of its second, with or without us. */
const [name = '', how = '', mode = ''] = process.argv.slice(2)

/** What may be thrown, by name; the errors say of themselves that they are some. */
const VALUES: Readonly<Record<string, () => unknown>> = {
  'a text': () => 'root cause',
  'an empty text': () => '',
  'lines of text': () => 'root cause\n    at nowhere (file.js:1:1)',
  undefined: () => undefined,
  null: () => null,
  'a number': () => 7,
  'a big integer': () => 7n,
  'a boolean': () => false,
  'a symbol': () => Symbol('root cause'),
  'an object': () => ({ code: 1 }),
  'an object with a stack': () => ({ message: 'root cause', stack: 'root cause\n    at nowhere' }),
  'an object of nothing': () => Object.create(null),
  'a list': () => ['root cause'],
  'a function': () => VALUES['a function'],
  'a proxy that throws': () =>
    new Proxy(
      {},
      {
        get() {
          throw new Error('trap')
        },
      },
    ),
  'what is made like an error': () => Object.create(Error.prototype),
  'an AbortError': () => new DOMException('root cause', 'AbortError'),
  'Error: one': () => new Error('root cause'),
  'Error: with a cause and fields': () => Object.assign(new TypeError('root cause', { cause: 'why' }), { code: 'X' }),
  'Error: of another realm': () => runInNewContext('new RangeError("root cause")'),
  'Error: several': () => new AggregateError([new Error('one'), new Error('two')], 'root cause'),
}

if (mode === 'held') holdItems((line) => void process.stdout.write(`${line}\n`), 30)
process.on('exit', (code) => void process.stdout.write(`exit ${code}\n`))
createServer().listen(0, '127.0.0.1')
const value = VALUES[name]?.()
setTimeout(() => {
  if (how === 'thrown') throw value
  void Promise.reject(value)
  // Nothing else ends the process then; in a later turn, when Node has told of the rejection.
  if (/=(warn|none)/.test(String(process.execArgv))) setTimeout(() => process.exit(9), 1)
}, 5)
