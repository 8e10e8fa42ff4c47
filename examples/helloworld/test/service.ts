import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A built program of the example, running on its own. */
export interface RunningProgram {
  /** Lines of standard output so far. */
  readonly lines: readonly string[]
  /** What was written to standard error so far. */
  readonly errors: () => string
  /** Resolves with the first line that `matches`, past or future. */
  line(matches: (line: string) => boolean): Promise<string>
  /** Sends the signal and resolves with the exit code. */
  stop(signal: NodeJS.Signals): Promise<number | null>
}

/** Starts `dist/<program>` with exactly this environment. */
export function startProgram(
  program: string,
  env: Readonly<Record<string, string>>,
  ...args: string[]
): RunningProgram {
  const file = fileURLToPath(new URL(`../dist/${program}`, import.meta.url))
  const child: ChildProcess = spawn(process.execPath, [file, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  const waiting = new Set<() => void>()
  const exited = once(child, 'exit') as Promise<[number | null]>
  let errors = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line)
      for (const check of waiting) check()
    })
  }
  void exited.then(() => {
    for (const check of waiting) check()
  })

  return {
    lines,
    errors: () => errors,
    line: (matches) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          const found = lines.find(matches)
          if (found !== undefined) resolve(found)
          else if (child.exitCode !== null) reject(new Error(`The program ended early: ${errors}${lines.join('\n')}`))
          else return
          waiting.delete(check)
        }
        waiting.add(check)
        check()
      }),
    async stop(signal) {
      child.kill(signal)
      const [code] = await exited
      return code
    },
  }
}
