/** An accepted item with what delivery needs to know of it. */
export interface Entry<T> {
  readonly item: T
  readonly bytes: number
  /** 0 is the least important. */
  readonly priority: number
  /** Order of acceptance. */
  readonly sequence: number
  /** Monotonic milliseconds. */
  readonly acceptedAt: number
  /** Requests that carried it and did not deliver it. */
  attempts: number
  /** Monotonic milliseconds of the end of the first of them: from then on its age counts. */
  firstFailedAt: number | undefined
  /** Monotonic milliseconds before which it is not sent again. */
  notBefore: number
}
