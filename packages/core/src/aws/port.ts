import { ConfigurationError } from '../errors.js'
import { describeValue } from '../expect.js'
import { type AwsClientOptions, type AwsClientSettings, awsClientSettings } from './client.js'

/**
 * The one call that a package makes to its service. Implement it to send anywhere else, or in tests; the
 * request and the answer are in AWS's own words.
 */
export interface AwsPort<Request, Answer> {
  /** Sends one request. Rejects when the service did not take it as a whole. It should end when `signal` aborts. */
  send(request: Request, options: { readonly signal: AbortSignal }): Promise<Answer>
  /** Closes the connections. Called once, at the end. */
  close?(): unknown
}

/** A client of the AWS SDK, version 3: `XxxClient`, or `Xxx` with a method for each operation. */
export interface SdkClient {
  /** Sends a command. */
  // biome-ignore lint/suspicious/noExplicitAny: commands and answers of every SDK client must fit
  send(command: any, options?: any): Promise<any>
  /** Sends a command, and calls back. */
  // A second form, as the SDK's clients have it, that cannot be merged with the first. With one form alone, TypeScript
  // would not know the types of a port that is written in place.
  // biome-ignore lint/suspicious/noExplicitAny: as above
  send<Ignored>(command: any, callback: (error: any, answer?: any) => Ignored): void
  /** By it a client is told from a port. */
  readonly config: object
  /** Closes the connections. */
  destroy?(): void
}

/** A client whose operations are methods, as those of the SDK's aggregated clients and of hand-made doubles are. */
export type OperationMethods<Name extends string, Request, Answer> = {
  readonly [N in Name]: (request: Request, options: { readonly abortSignal: AbortSignal }) => Promise<Answer>
}

/** What may be given as `client`. */
export type ClientOption<Name extends string, Request, Answer> =
  | AwsPort<Request, Answer>
  | SdkClient
  | OperationMethods<Name, Request, Answer>

/** What one package needs of the AWS SDK, loaded with the first request. */
export interface Sdk<Request> {
  /** Makes a client of our own. */
  createClient(settings: AwsClientSettings): SdkClient
  /** Makes the command that carries a request. */
  createCommand(request: Request): object
}

/** How one package reaches its service. */
export interface PortOptions<Name extends string, Request, Answer> extends AwsClientOptions {
  /** What the application gave; undefined for a client of our own. */
  readonly client: ClientOption<Name, Request, Answer> | undefined
  /** The operation as a method, such as `putEvents`. */
  readonly operation: Name
  /** The class of the SDK, for messages. */
  readonly clientName: string
  /** The package of the SDK, for messages. */
  readonly packageName: string
  /** Imports the SDK's package. */
  readonly load: () => Promise<Sdk<Request>>
}

/**
 * The way to a service: through the client that was given, or through one of our own, which is made with the
 * first request and closed at the end. A client that was given stays open: it is its owner's.
 *
 * @throws {@link ConfigurationError} (`MON_CONFIG_INVALID`) for a client that is none.
 */
export function createPort<Name extends string, Request, Answer>(
  options: PortOptions<Name, Request, Answer>,
): Required<AwsPort<Request, Answer>> {
  const { client } = options
  if (client === undefined || isSdkClient(client)) return sdkPort(options, client)
  if (typeof client === 'object' && client !== null) {
    if (hasMethod(client, 'send')) {
      const port = client as AwsPort<Request, Answer>
      return {
        send: (request, { signal }) => port.send(request, { signal }),
        close: async () => {
          await port.close?.()
        },
      }
    }
    if (hasMethod(client, options.operation)) return methodPort(client as never, options.operation)
  }
  const { clientName, packageName, operation } = options
  throw new ConfigurationError(
    `Option \`client\` must be ${/^[AEIOU]/.test(clientName) ? 'an' : 'a'} ${clientName} of ${packageName}, an object with \`${operation}\`, or a port with \`send\`; got ${describeValue(client)}.`,
  )
}

function sdkPort<Request, Answer>(
  { load, region, endpoint, requestTimeoutMs }: PortOptions<string, Request, Answer>,
  given: SdkClient | undefined,
): Required<AwsPort<Request, Answer>> {
  let loading: Promise<{ readonly sdk: Sdk<Request>; readonly client: SdkClient }> | undefined

  async function loadOnce(): Promise<{ readonly sdk: Sdk<Request>; readonly client: SdkClient }> {
    const sdk = await load()
    return { sdk, client: given ?? sdk.createClient(awsClientSettings({ region, endpoint, requestTimeoutMs })) }
  }

  return {
    async send(request, { signal }) {
      loading ??= loadOnce()
      let loaded: Awaited<typeof loading>
      try {
        loaded = await loading
      } catch (error) {
        // Tried again with the next request.
        loading = undefined
        throw error
      }
      return (await loaded.client.send(loaded.sdk.createCommand(request), { abortSignal: signal })) as Answer
    },
    async close() {
      if (given !== undefined) return
      const loaded = await loading?.catch(() => undefined)
      loaded?.client.destroy?.()
    },
  }
}

function methodPort<Name extends string, Request, Answer>(
  client: OperationMethods<Name, Request, Answer>,
  operation: Name,
): Required<AwsPort<Request, Answer>> {
  return {
    send: (request, { signal }) => client[operation](request, { abortSignal: signal }),
    close() {},
  }
}

/** Every client of the SDK has its configuration and its middleware; no port has. */
function isSdkClient(client: unknown): client is SdkClient {
  return (
    typeof client === 'object' &&
    client !== null &&
    hasMethod(client, 'send') &&
    'config' in client &&
    'middlewareStack' in client
  )
}

function hasMethod(value: object, name: string): boolean {
  return typeof Reflect.get(value, name) === 'function'
}
