/** Version 3 brings no types of its own. */
declare module 'signal-exit-3' {
  function onExit(callback: (code: number | null, signal: string | null) => void): () => void
  export = onExit
}
