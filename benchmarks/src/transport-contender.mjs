// One contender of transport.mjs in a process of its own: sends records to the endpoint and says what it took.
import { setImmediate as turn } from 'node:timers/promises'

const [contender, countText] = process.argv.slice(2)
const count = Number(countText)
const PAUSE_EVERY = 500

async function logger() {
  if (contender === 'winston-firehose') {
    const { default: WinstonFirehose } = await import('winston-firehose')
    const { default: winston } = await import('winston')
    const transport = new WinstonFirehose({
      streamName: 'logs',
      firehoseOptions: { region: 'us-east-1', endpoint: process.env.AWS_ENDPOINT_URL },
    })
    const made = winston.createLogger({ transports: [transport] })
    // It says nothing of what became of a record, so the answers are counted where it sends.
    let delivered = 0
    let settled = 0
    const send = transport.firehoser.send.bind(transport.firehoser)
    transport.firehoser.send = async (message) => {
      try {
        await send(message)
        delivered += 1
      } catch {
        // Lost: it does not send again.
      } finally {
        settled += 1
      }
    }
    return {
      log: (index) => made.info('order created', fields(index)),
      async end() {
        while (settled < count) await new Promise((resolve) => setTimeout(resolve, 5))
        return { delivered }
      },
    }
  }
  const { createLogger } = await import('@org/logger')
  const made = createLogger({
    service: 'shop',
    console: false,
    firehose: {
      deliveryStreamName: 'logs',
      destination: contender === '@org/logger to s3' ? 's3' : 'opensearch',
      // Room for all of them: they are made faster than any service makes records.
      buffer: { maxItems: 1_000_000, maxBytes: 1_073_741_824 },
    },
  })
  return {
    log: (index) => made.info('order created', fields(index)),
    async end() {
      const result = await made.shutdown({ timeoutMs: 120_000 })
      const { deliveredBytes, billedBytes } = made.stats().delivery
      return { ...result, rawBytes: deliveredBytes, billedBytes }
    },
  }
}

const fields = (index) => ({ orderId: index, customer: 'c-12345678', amount: 19.99, paid: true })

const made = await logger()
const begin = performance.now()
const cpuBegin = process.cpuUsage()
for (let index = 0; index < count; index++) {
  made.log(index)
  // As a service does: a few records, then back to the event loop.
  if (index % PAUSE_EVERY === PAUSE_EVERY - 1) await turn()
}
const result = await made.end()
const cpu = process.cpuUsage(cpuBegin)
console.log(
  JSON.stringify({
    ...result,
    wallMs: performance.now() - begin,
    cpuMs: (cpu.user + cpu.system) / 1_000,
    peakMiB: process.resourceUsage().maxRSS / 1_024,
  }),
)
process.exit(0)
