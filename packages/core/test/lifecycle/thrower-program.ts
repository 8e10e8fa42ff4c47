import { holdItems } from './held-items.js'

/** A program in which a listener of the process, that its first argument names, throws, with or without us. */
const [event = '', cause = '', mode = ''] = process.argv.slice(2)

const hold = (): void => void holdItems((line) => void process.stdout.write(`${line}\n`), 30)
if (mode === 'held before') hold()
process.on(event, function ofTheApplication() {
  process.stdout.write(`${event}\n`)
  throw new TypeError('of the listener')
})
if (mode === 'held after') hold()
process.on('exit', (code) => void process.stdout.write(`exit ${code}\n`))

setTimeout(() => {
  if (cause === 'an exit') process.exit(3)
  if (cause === 'an error') throw new Error('root cause')
  if (cause === 'a rejection') void Promise.reject(new Error('root cause'))
  if (cause !== 'the application itself') return
  // What it emits itself ends nothing.
  try {
    process.emit(event as never, new Error('root cause') as never)
  } catch {
    process.stdout.write('caught\n')
  }
}, 5)
