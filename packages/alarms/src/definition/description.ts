import type { AlarmDefinition } from './alarm-definition.js'

type Described = Pick<AlarmDefinition, 'description' | 'runbookUrl' | 'owner'>

/** The text that reaches whoever is notified: the description, then the owner, then the runbook link. */
export function renderDescription({ description, owner, runbookUrl }: Described): string {
  const lines = [description]
  if (owner !== undefined) lines.push(`Owner: ${owner}`)
  if (runbookUrl !== undefined) lines.push(`Runbook: ${runbookUrl}`)
  return lines.join('\n')
}
