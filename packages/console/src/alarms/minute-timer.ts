const MINUTE_MS = 60_000

/** Calls back shortly after each full minute of wall time, as CloudWatch evaluates. Never keeps the process alive. */
export function everyMinute(callback: () => void, now: () => number = Date.now): () => void {
  let timer: NodeJS.Timeout
  function schedule(): void {
    timer = setTimeout(run, MINUTE_MS - (now() % MINUTE_MS))
    timer.unref()
  }
  function run(): void {
    callback()
    schedule()
  }
  schedule()
  return () => clearTimeout(timer)
}
