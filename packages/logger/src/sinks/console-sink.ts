import { type Clock, lazyNode } from '@org/core'
import type { Report } from '@org/core/reporting'
import type { FieldNames } from '../record/field-names.js'
import { type LineStream, tolerantWriter } from './line-stream.js'
import { prettyLine } from './pretty.js'
import { type StandardStream, type StdoutStats, stdoutWriter } from './stdout-writer.js'

/** How lines look on the console: `auto` is `pretty` on a terminal and `json` elsewhere. */
export const CONSOLE_FORMATS = ['auto', 'json', 'pretty'] as const
/** One of {@link CONSOLE_FORMATS}. */
export type ConsoleFormat = (typeof CONSOLE_FORMATS)[number]

/** Writes lines somewhere; never throws. */
export type LineSink = (line: string) => void

/** What is known of the terminal behind a stream. */
interface Terminal {
  readonly isTTY?: boolean | undefined
}

/** What the console sink is made with. */
export interface ConsoleSinkOptions {
  /** Where lines go. */
  readonly stream: LineStream
  /** How they look. */
  readonly format: ConsoleFormat
  /** Under which names the pretty format finds the logger's own fields. */
  readonly names: FieldNames
  /** Where `NO_COLOR` and `FORCE_COLOR` are read. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Pick<Clock, 'schedule'>
  readonly report: Report
  /** Whether what stdout has not taken is written at the end of the process. */
  readonly exitHooks: boolean
}

/** Lines that people or a log driver read. */
export interface ConsoleSink {
  /** Writes a line; never throws. */
  readonly write: LineSink
  /** Undefined where the stream is not the process's own. */
  stats(): StdoutStats | undefined
}

/** Makes the sink of lines that people or a log driver read. */
export function createConsoleSink(options: ConsoleSinkOptions): ConsoleSink {
  const { stream, format, names, env } = options
  const { isTTY = false } = stream as Terminal
  const pretty = format === 'pretty' || (format === 'auto' && isTTY)
  const colours = wantsColours(env, isTTY)
  const standard = isStandardStream(stream) ? stdoutWriter({ ...options, stream }) : undefined
  const write = standard === undefined ? tolerantWriter(stream) : (text: string) => standard.write(text)
  return {
    write(line) {
      try {
        write(`${pretty ? prettyLine(line, names, colours) : line}\n`)
      } catch {
        // The console is gone (closed pipe, full disk); the other sinks still have the record.
      }
    },
    stats: () => standard?.stats(),
  }
}

/** The process's own output, where its descriptor can be written to. In a worker it is a message to the main thread. */
function isStandardStream(stream: LineStream): stream is StandardStream {
  return (
    (stream === process.stdout || stream === process.stderr) &&
    typeof (stream as Partial<StandardStream>).fd === 'number' &&
    lazyNode.workerThreads.isMainThread
  )
}

/** https://force-color.org and https://no-color.org: an empty value counts as none. */
function wantsColours(env: Readonly<Record<string, string | undefined>>, isTTY: boolean): boolean {
  const { FORCE_COLOR: forced = '', NO_COLOR: refused = '' } = env
  return forced === '' ? isTTY && refused === '' : forced !== '0' && forced !== 'false'
}
