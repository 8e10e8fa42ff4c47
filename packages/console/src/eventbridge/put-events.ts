import { randomUUID } from 'node:crypto'
import { MAX_ENTRIES_PER_REQUEST, PUT_EVENTS_BYTES_BELOW } from '../limits.js'
import { AwsError, constraintError } from '../protocol/aws-error.js'
import { optionalList, optionalString, type Structure } from '../protocol/members.js'
import type { Operation } from '../protocol/operation.js'
import type { Events } from '../store/events.js'
import { type AcceptableEntry, type Entry, type EntryError, entryBytes, judgeEntry, readEntry } from './entry.js'

/** `PutEvents`: a wrong entry fails alone; a wrong count or size fails the request. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export function createPutEvents(events: Events): Operation {
  return {
    countItems: (input) => (Array.isArray(input['Entries']) ? input['Entries'].length : 0),
    run(input, { receivedAt, refuseItem }) {
      const entries = readEntries(input)
      const answers = entries.map((entry) => {
        const judged = judgeEntry(entry)
        if ('ErrorCode' in judged) return judged
        const refusal = refuseItem()
        if (refusal !== undefined) return REFUSALS[refusal]
        return { EventId: keep(events, judged, receivedAt) }
      })
      const failedItems = answers.filter((answer) => 'ErrorCode' in answer).length
      return { output: { FailedEntryCount: failedItems, Entries: answers }, items: entries.length, failedItems }
    },
  }
}

const REFUSALS: Readonly<Record<'throttle' | 'failure', EntryError>> = {
  throttle: { ErrorCode: 'ThrottlingException', ErrorMessage: 'Rate exceeded' },
  failure: { ErrorCode: 'InternalFailure', ErrorMessage: 'Internal Service Failure' },
}

function keep(events: Events, entry: AcceptableEntry, receivedAt: number): string {
  const eventId = randomUUID()
  events.add({
    receivedAt,
    eventId,
    time: entry.time ?? receivedAt,
    source: entry.source,
    detailType: entry.detailType,
    detail: entry.detail,
    resources: entry.resources,
    eventBusName: entry.eventBusName ?? 'default',
    traceHeader: entry.traceHeader,
  })
  return eventId
}

function readEntries(input: Structure): readonly Entry[] {
  if (optionalString(input['EndpointId'], 'EndpointId') !== undefined) {
    throw validationError('EndpointId is not supported by the local console: it has no global endpoints.')
  }
  const list = optionalList(input['Entries'], 'Entries')
  if (list === undefined) throw constraintError('entries', 'null', 'Member must not be null')
  if (list.length < 1) throw constraintError('entries', "'[]'", 'Member must have length greater than or equal to 1')
  if (list.length > MAX_ENTRIES_PER_REQUEST) {
    throw constraintError(
      'entries',
      `'[${list.length} entries]'`,
      `Member must have length less than or equal to ${MAX_ENTRIES_PER_REQUEST}`,
    )
  }
  const entries = list.map((item, index) => readEntry(item, `entries.${index + 1}.member`))
  const bytes = entries.reduce((sum, entry) => sum + entryBytes(entry), 0)
  if (bytes >= PUT_EVENTS_BYTES_BELOW) {
    throw validationError('Total size of the entries in the request is over the limit.')
  }
  return entries
}

function validationError(message: string): AwsError {
  return new AwsError({ name: 'ValidationException', status: 400, message })
}
