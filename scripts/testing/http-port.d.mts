export interface HttpPort {
  // biome-ignore lint/suspicious/noExplicitAny: fits the port of every package
  send(body: object, options: { readonly signal: AbortSignal }): Promise<any>
}

export function httpPort(url: string, operation: string): HttpPort
