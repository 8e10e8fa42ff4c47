import type { FieldNames } from '../record/field-names.js'
import { prettyLine } from './pretty.js'

/** Anything that lines can be written to; each ends with a newline. */
export interface LineStream {
  write(line: string): unknown
}

/** How lines look on the console: `auto` is `pretty` on a terminal and `json` elsewhere. */
export const CONSOLE_FORMATS = ['auto', 'json', 'pretty'] as const
export type ConsoleFormat = (typeof CONSOLE_FORMATS)[number]

/** Writes lines somewhere; never throws. */
export type LineSink = (line: string) => void

/** What is known of the terminal behind a stream. */
interface Terminal {
  readonly isTTY?: boolean | undefined
}

/** What a Node stream has besides `write`. */
interface EmittingStream extends LineStream {
  write(line: string, callback?: (error?: Error | null) => void): unknown
  once(event: string, listener: () => void): unknown
}

/** Makes the sink of lines that people or a log driver read. */
export function createConsoleSink(
  stream: LineStream,
  format: ConsoleFormat,
  names: FieldNames,
  env: Readonly<Record<string, string | undefined>>,
): LineSink {
  const { isTTY = false } = stream as Terminal
  const pretty = format === 'pretty' || (format === 'auto' && isTTY)
  const colours = wantsColours(env, isTTY)
  const write = writerOf(stream)
  return (line) => {
    try {
      write(`${pretty ? prettyLine(line, names, colours) : line}\n`)
    } catch {
      // The console is gone (closed pipe, full disk); the other sinks still have the record.
    }
  }
}

/** https://force-color.org and https://no-color.org: an empty value counts as none. */
function wantsColours(env: Readonly<Record<string, string | undefined>>, isTTY: boolean): boolean {
  const { FORCE_COLOR: forced = '', NO_COLOR: refused = '' } = env
  return forced === '' ? isTTY && refused === '' : forced !== '0' && forced !== 'false'
}

function writerOf(stream: LineStream): (text: string) => void {
  if (!isEmitting(stream)) return (text) => void stream.write(text)
  // A reader that goes away (`node app.js | head`) makes the stream emit `error`, which would end the process.
  // A listener of others is no help: that of a pipe (from a worker's stdout) passes the error on.
  let isExpected = false
  const handleFailure = (error?: Error | null): void => {
    if (!error || isExpected) return
    isExpected = true
    stream.once('error', () => {
      isExpected = false
    })
  }
  return (text) => void stream.write(text, handleFailure)
}

function isEmitting(stream: LineStream): stream is EmittingStream {
  return typeof (stream as Partial<EmittingStream>).once === 'function'
}
