import { disown } from '@org/core/reporting'

/** Anything that lines can be written to; each ends with a newline. */
export interface LineStream {
  /** Takes a line. What it throws, and the `error` that it may emit, costs that line alone. */
  write(line: string): unknown
}

/** What a Node stream has besides `write`. */
export interface NodeStream extends LineStream {
  /** Calls back when the line is written, or could not be. */
  write(line: string, callback?: (error?: Error | null) => void): unknown
  /** Listens for one event. */
  once(event: string, listener: () => void): unknown
}

/** Whether a failure of the stream is an event that somebody has to listen for. */
export function isNodeStream(stream: LineStream): stream is NodeStream {
  return typeof (stream as Partial<NodeStream>).once === 'function'
}

/**
 * Makes the function that writes to a stream whose failure nobody may notice: a reader that goes away
 * (`node app.js | head`) makes the stream emit `error`, which would end the process. A listener of others is no
 * help: that of a pipe (from a worker's stdout) passes the error on.
 */
export function tolerantWriter(stream: LineStream): (text: string, written?: (error?: Error | null) => void) => void {
  if (!isNodeStream(stream)) {
    return (text, written) => {
      disown(stream.write(text))
      written?.()
    }
  }
  let isExpected = false
  const handleFailure = (error?: Error | null): void => {
    if (!error || isExpected) return
    isExpected = true
    stream.once('error', () => {
      isExpected = false
    })
  }
  return (text, written) =>
    void stream.write(text, (error) => {
      handleFailure(error)
      written?.(error)
    })
}
