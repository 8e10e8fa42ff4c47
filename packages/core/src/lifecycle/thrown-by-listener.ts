/** Node tells of an error that nobody caught: what a listener throws then ends the process, and nothing more is called. */
const TOLD_BY_NODE = /_fatalException \(node:internal/

/** Whether we are called, from a listener that threw, while Node tells of an error that nobody caught. */
export function isToldByNode(): boolean {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = Number.POSITIVE_INFINITY
  const { stack = '' } = new Error('where')
  Error.stackTraceLimit = stackTraceLimit
  return TOLD_BY_NODE.test(stack)
}
