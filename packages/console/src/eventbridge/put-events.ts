import { randomUUID } from 'node:crypto'
import { eventEntryViolation, putEventsViolation } from '@org/core/aws'
import { AwsError, refuseViolation } from '../protocol/aws-error.js'
import { optionalList, optionalString, type Structure } from '../protocol/members.js'
import type { Operation } from '../protocol/operation.js'
import type { Events } from '../store/events.js'
import { type Entry, readEntry } from './entry.js'

/** Why EventBridge refuses an entry alone. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html */
interface EntryError {
  readonly ErrorCode: string
  readonly ErrorMessage: string
}

/** `PutEvents`: a wrong entry fails alone; a wrong count or size fails the request. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export function createPutEvents(events: Events): Operation {
  return {
    countItems: (input) => (Array.isArray(input['Entries']) ? input['Entries'].length : 0),
    run(input, { receivedAt, refuseItem }) {
      const answers = readEntries(input).map((value, index) => {
        const violation = eventEntryViolation(value)
        if (violation !== undefined) return { ErrorCode: violation.code, ErrorMessage: violation.message }
        const refusal = refuseItem()
        if (refusal !== undefined) return REFUSALS[refusal]
        return { EventId: keep(events, readEntry(value, `entries.${index + 1}.member`), receivedAt) }
      })
      const failedItems = answers.filter((answer) => 'ErrorCode' in answer).length
      return { output: { FailedEntryCount: failedItems, Entries: answers }, items: answers.length, failedItems }
    },
  }
}

const REFUSALS: Readonly<Record<'throttle' | 'failure', EntryError>> = {
  throttle: { ErrorCode: 'ThrottlingException', ErrorMessage: 'Rate exceeded' },
  failure: { ErrorCode: 'InternalFailure', ErrorMessage: 'Internal Service Failure' },
}

function keep(events: Events, entry: Entry, receivedAt: number): string {
  const eventId = randomUUID()
  events.add({
    ...entry,
    receivedAt,
    eventId,
    time: entry.time ?? receivedAt,
    eventBusName: entry.eventBusName ?? 'default',
  })
  return eventId
}

function readEntries(input: Structure): readonly unknown[] {
  if (optionalString(input['EndpointId'], 'EndpointId') !== undefined) {
    throw new AwsError({
      name: 'ValidationException',
      status: 400,
      message: 'EndpointId is not supported by the local console: it has no global endpoints.',
    })
  }
  refuseViolation(putEventsViolation(input))
  return optionalList(input['Entries'], 'Entries') ?? []
}
