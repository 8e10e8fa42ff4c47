/** A visitor's request, by how often it comes. */
const VISITS = [
  { share: 0.78, path: '/' },
  { share: 0.1, path: '/slow?ms=300' },
  { share: 0.07, path: '/error' },
  { share: 0.05, path: '/favicon.ico' },
] as const

const USER_AGENTS = ['Mozilla/5.0 (X11; Linux x86_64)', 'curl/8.9.1', 'Mozilla/5.0 (iPhone)'] as const

const PAUSE_MS = 100

/** Sends a mix of requests, some slow and some failing, about ten a second, until `signal` aborts. */
export function sendTraffic(url: string, signal: AbortSignal): void {
  const timer = setInterval(() => {
    void visit(url, signal)
  }, PAUSE_MS)
  signal.addEventListener('abort', () => clearInterval(timer))
}

async function visit(url: string, signal: AbortSignal): Promise<void> {
  try {
    const response = await fetch(new URL(choosePath(Math.random()), url), {
      signal,
      headers: { 'user-agent': USER_AGENTS[Math.floor(Math.random() * USER_AGENTS.length)] ?? 'traffic' },
    })
    await response.text()
  } catch {
    // The service is stopping; visitors see that too.
  }
}

function choosePath(draw: number): string {
  let passed = 0
  for (const { share, path } of VISITS) {
    passed += share
    if (draw < passed) return path
  }
  return '/'
}
