import { createHash } from 'node:crypto'
import { MAX_LOGICAL_ID_LENGTH } from '../limits.js'

/** Hexadecimal digits that tell alarms apart whose names differ only in what a logical id cannot hold. */
const DIGEST_LENGTH = 8

/**
 * A logical id for an alarm: its name in letters and digits, then a digest of it. It depends on
 * nothing but the name, so that adding, removing or reordering alarms never replaces another one.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html
 */
export function logicalIdOf(alarmName: string, prefix: string): string {
  const readable = alarmName
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
  const digest = createHash('sha256').update(alarmName, 'utf8').digest('hex').slice(0, DIGEST_LENGTH)
  return `${`${prefix}${readable}`.slice(0, MAX_LOGICAL_ID_LENGTH - DIGEST_LENGTH)}${digest}`
}
