/** Checked by `tsc`, not run: what may be given as a client, and that its types are known where it is written in place. */
import { Firehose, FirehoseClient } from '@aws-sdk/client-firehose'
import { createLogger, type FirehosePort, FirehoseTransport } from '../../src/index.js'

const deliveryStreamName = 'FirehoseLogs'

for (const client of [new FirehoseClient({}), new Firehose({})])
  createLogger({ firehose: { deliveryStreamName, client } })

createLogger({
  firehose: {
    deliveryStreamName,
    client: {
      async send({ DeliveryStreamName, Records }, { signal }) {
        signal.throwIfAborted()
        return { RequestResponses: Records.map(({ Data }) => ({ RecordId: `${DeliveryStreamName}-${Data.length}` })) }
      },
      close() {},
    },
  },
})

new FirehoseTransport({
  deliveryStreamName,
  client: {
    putRecordBatch: async ({ Records }, { abortSignal }) => {
      abortSignal.throwIfAborted()
      return { RequestResponses: Records.map(() => ({ ErrorCode: 'ServiceUnavailableException' })) }
    },
  },
})

const port: FirehosePort = { send: async () => ({}) }
createLogger({ firehose: { deliveryStreamName, client: port } })

// @ts-expect-error Neither a client nor a port.
createLogger({ firehose: { deliveryStreamName, client: { publish: async () => ({}) } } })
// @ts-expect-error An answer that Firehose does not give.
createLogger({ firehose: { deliveryStreamName, client: { send: async () => 'taken' } } })
