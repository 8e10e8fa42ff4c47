import type { RuntimeIdentity } from './runtime-identity.js'

/** What Lambda says of the function by environment. https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
export function lambdaIdentity(env: Readonly<Record<string, string | undefined>>): RuntimeIdentity {
  const memory = Number(env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'])
  return {
    ...named('functionName', env['AWS_LAMBDA_FUNCTION_NAME']),
    ...named('functionVersion', env['AWS_LAMBDA_FUNCTION_VERSION']),
    ...named('functionInstance', env['AWS_LAMBDA_LOG_STREAM_NAME']),
    ...(Number.isInteger(memory) && memory > 0 ? { functionMemoryMb: memory } : {}),
  }
}

function named(name: keyof RuntimeIdentity, value: string | undefined): RuntimeIdentity {
  return value === undefined || value === '' ? {} : { [name]: value }
}
