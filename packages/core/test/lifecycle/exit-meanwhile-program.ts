import { holdItems } from './held-items.js'

/** A program that exits a little after something ended it, while the end still waits for the delivery, with or without us. */
const [cause = '', exit = '', mode = ''] = process.argv.slice(2)

if (mode === 'held') holdItems((line) => void process.stdout.write(`${line}\n`), 400)
process.on('exit', (code) => void process.stdout.write(`exit ${code}\n`))

setTimeout(() => {
  if (cause === 'an error') throw new TypeError('root cause')
  if (cause === 'a rejection') void Promise.reject(new TypeError('root cause'))
  if (cause === 'a rejection of no error') void Promise.reject('root cause')
  if (cause.startsWith('SIG')) process.kill(process.pid, cause)
}, 5)
setTimeout(() => {
  if (exit === 'exit code') process.exitCode = 5
  else if (exit === 'exit') process.exit()
  else process.exit(Number(exit))
}, 80)
