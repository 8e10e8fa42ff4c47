export type {
  LambdaContext,
  LambdaHandler,
  LambdaMiddleware,
  LambdaOptions,
  MiddyRequest,
  WrappedLambdaHandler,
} from '@org/core/lambda'
export { LAMBDA_DEFAULTS, lambdaMiddleware, wrapLambdaHandler } from '@org/core/lambda'
