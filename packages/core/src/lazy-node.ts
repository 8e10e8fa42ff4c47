import { createRequire } from 'node:module'

// Modules of Node are found from any file.
const require = createRequire(process.execPath)

/**
 * Modules of Node that importing these packages does not need: loaded with the first use, as some of them
 * cost milliseconds.
 */
export const lazyNode = {
  get crypto(): typeof import('node:crypto') {
    return require('node:crypto') as typeof import('node:crypto')
  },
  get workerThreads(): typeof import('node:worker_threads') {
    return require('node:worker_threads') as typeof import('node:worker_threads')
  },
}
