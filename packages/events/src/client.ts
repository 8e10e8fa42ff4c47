// The arrays of the wire types are mutable because those of the SDK's own types are: its client must fit the port.

/** One entry as EventBridge spells it. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html */
export interface PutEventsEntry {
  readonly Time: Date
  readonly Source: string
  readonly DetailType: string
  /** A JSON object as text. */
  readonly Detail: string
  readonly Resources?: string[]
  readonly EventBusName?: string
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export interface PutEventsRequest {
  readonly Entries: PutEventsEntry[]
}

/** What EventBridge says of one entry: an id when it took it, an error code when it did not. */
export interface PutEventsResultEntry {
  readonly EventId?: string | undefined
  readonly ErrorCode?: string | undefined
  readonly ErrorMessage?: string | undefined
}

/** The answer to a request; `Entries` are in the order of the request's. */
export interface PutEventsResult {
  readonly FailedEntryCount?: number | undefined
  readonly Entries?: readonly PutEventsResultEntry[] | undefined
}

/**
 * What the package needs of an EventBridge client. The class `EventBridge` of
 * `@aws-sdk/client-eventbridge` is one; give it `maxAttempts: 1`, since the package retries by itself.
 */
export interface EventsClient {
  /** Resolves when EventBridge answered; rejects when the request failed as a whole. */
  putEvents(request: PutEventsRequest, options: { readonly abortSignal: AbortSignal }): Promise<PutEventsResult>
}
