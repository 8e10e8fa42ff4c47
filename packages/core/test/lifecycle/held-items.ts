import { type Participant, processLifecycle } from '../../src/lifecycle/index.js'

/** Holds two items, which take `flushMs` to be delivered, and says what becomes of them. */
export function holdItems(say: (line: string) => void, flushMs: number): readonly Participant[] {
  return (['logs', 'telemetry'] as const).map((phase) => {
    let isHeld = true
    let underWay: Promise<void> | undefined
    const participant = {
      phase,
      flush: () => {
        underWay ??= new Promise<void>((resolve) => {
          setTimeout(() => {
            if (isHeld) say(`delivered ${phase}`)
            isHeld = false
            processLifecycle().remove(participant)
            resolve()
          }, flushMs).unref()
        })
        return underWay
      },
      abandon() {
        if (isHeld) say(`left ${phase}`)
        isHeld = false
      },
    }
    processLifecycle().add(participant)
    return participant
  })
}
