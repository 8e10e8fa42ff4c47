import { runCli } from './cli.js'

// The listening socket keeps the process alive until the signal; nothing has to be forced after it.
void runCli({
  argv: process.argv.slice(2),
  env: process.env,
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  onStop: (callback) => {
    process.once('SIGINT', callback)
    process.once('SIGTERM', callback)
  },
}).then((code) => {
  process.exitCode = code
})
