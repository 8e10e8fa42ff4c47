import { writeSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createLogger } from '../../src/index.js'

/**
 * A program whose log lines go to a stdout that is read late, slowly or not at all, and that ends in the way that its
 * first argument names. It numbers its lines.
 */
const [ending = '', count = '400', ...modes] = process.argv.slice(2)

const options = { service: 'stdout', runtimeMetadata: false, console: { format: 'json' } } as const
const logger = createLogger(options)
const loggers = modes.includes('two loggers') ? [logger, createLogger({ ...options, service: 'second' })] : [logger]

let number = 0

function log(records: number): void {
  for (let each = 0; each < records; each++) {
    loggers[number % loggers.length]?.info('line', { number, filler: 'x'.repeat(200) })
    if (modes.includes('console.log')) console.log(JSON.stringify({ printed: number, filler: 'y'.repeat(200) }))
    number += 1
  }
}

/** Bytes that are not garbage. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed
}

switch (ending) {
  case 'process.exit(0)':
    log(Number(count))
    process.exit(0)
    break
  case 'process.exit(1) later':
    log(Number(count))
    setTimeout(() => process.exit(1), 20)
    break
  case 'uncaught exception, handled':
    process.on('uncaughtException', (error) => {
      logger.error('fatal', error)
      process.exit(1)
    })
    log(Number(count))
    throw new Error('the reason')
  case 'uncaught exception':
    log(Number(count))
    throw new Error('the reason')
  case 'event loop empty':
    log(Number(count))
    break
  case 'signal':
    log(Number(count))
    setInterval(() => {}, 1_000)
    writeSync(2, 'ready\n')
    break
  case 'stalled reader': {
    // Nobody reads; then it tells what became of its memory.
    const before = heapInUse()
    const timer = setInterval(() => {
      log(10_000)
      if (number < Number(count)) return
      clearInterval(timer)
      const { console: stats } = logger.stats()
      writeSync(2, `${JSON.stringify({ heapGrownBy: heapInUse() - before, ...stats })}\n`)
      process.exit(0)
    }, 1)
    break
  }
  case 'reader goes away': {
    // Until the parent has closed its end, lines are taken; after that, each fails.
    process.stdin.once('data', () => {
      const timer = setInterval(() => {
        log(50)
        if (number < Number(count)) return
        clearInterval(timer)
        process.stdin.destroy()
        writeSync(2, 'survived\n')
      }, 1)
    })
    log(1)
    break
  }
  default:
    throw new Error(`Unknown ending: ${ending}`)
}
