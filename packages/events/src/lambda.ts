export type { LambdaContext, LambdaHandler, LambdaMiddleware, LambdaOptions, MiddyRequest } from '@org/core/lambda'
export { LAMBDA_DEFAULTS, lambdaMiddleware, wrapLambdaHandler } from '@org/core/lambda'
