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

/** What is known of the terminal behind a stream, and of the user's wish for colours. */
interface Terminal {
  readonly isTTY?: boolean | undefined
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
  // https://no-color.org and https://force-color.org
  const colours = env['FORCE_COLOR'] !== undefined ? env['FORCE_COLOR'] !== '0' : isTTY && !env['NO_COLOR']
  const text = pretty ? (line: string) => prettyLine(line, names, colours) : (line: string) => line
  return (line) => {
    try {
      stream.write(`${text(line)}\n`)
    } catch {
      // The console is gone (closed pipe, full disk); the other sinks still have the record.
    }
  }
}
