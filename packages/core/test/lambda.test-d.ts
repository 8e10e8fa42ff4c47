/** Checked by `tsc`, not run: how wrapped handlers may be called. An expected error that does not occur is an error. */
import { type LambdaContext, wrapLambdaHandler } from '../src/lambda/index.js'

interface Order {
  readonly orderId: string
}
declare const context: LambdaContext
declare const order: Order

export const ofEvent = wrapLambdaHandler(async (event: Order) => ({ statusCode: event.orderId === '' ? 400 : 202 }))
export const answer: Promise<{ readonly statusCode: number }> = ofEvent(order, context)
ofEvent(order)
// @ts-expect-error: an event of another kind
ofEvent({ id: 1 }, context)
// @ts-expect-error: no event
ofEvent()

export const ofNothing = wrapLambdaHandler(async () => 'done')
export const done: Promise<string> = ofNothing({}, context)
ofNothing()

export const ofBoth = wrapLambdaHandler(async (event: Order, { awsRequestId }: LambdaContext) => [event, awsRequestId])
ofBoth(order, context)
// @ts-expect-error: this one needs its context
ofBoth(order)

export const maybe = wrapLambdaHandler(async (event: Order, invocation?: LambdaContext) => [event, invocation])
maybe(order)
maybe(order, context)

export const withCallback = wrapLambdaHandler(
  (_event: Order, _context: LambdaContext, callback: (error: null, result: string) => void) => callback(null, 'done'),
)
withCallback(order, context, () => {})

// @ts-expect-error: no function
wrapLambdaHandler({ handler: ofEvent })
