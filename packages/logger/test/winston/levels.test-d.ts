/** Checked by `tsc`, not run: which methods a logger has. An expected error that does not occur is an error. */
import { createLogger, type Logger, requestLogger } from '../../src/index.js'

const npm: Logger = createLogger({ service: 'shop' })
npm.info('order created', { orderId: 'o-17' })
npm.child({ component: 'billing' }).silly('detail')

const traffic = createLogger({ service: 'shop', levels: { red: 0, amber: 1, green: 2 }, level: 'amber' })
traffic.red('stop')
traffic.child({ crossing: 'north' }).amber('wait', { forMs: 3_000 })
traffic.close().isGreenEnabled()
traffic.log('green', 'go')
await traffic.shutdown({ timeoutMs: 5_000 })
requestLogger(traffic, { debugOnError: { level: 'green' } })

// @ts-expect-error The logger has no such level.
traffic.info('not there')
// @ts-expect-error Neither has a child.
traffic.child({}).silly('not there')
// @ts-expect-error `isInfoEnabled` is not there either.
traffic.isInfoEnabled()
// @ts-expect-error The level is none of the levels.
createLogger({ service: 'shop', levels: { red: 0 }, level: 'blue' })

const quiet = createLogger({ levels: { error: 0, note: 1 } })
quiet.error('failed', new Error('boom'))
quiet.note('a note')
// @ts-expect-error This one is not there.
quiet.warn('not there')
