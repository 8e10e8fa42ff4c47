export type { Identity, IdentityOptions, IdentitySystem } from './identity.js'
export { detectIdentity, UNKNOWN_SERVICE } from './identity.js'
export type { ContextFields } from './request-context.js'
export { currentContext, runWithContext } from './request-context.js'
