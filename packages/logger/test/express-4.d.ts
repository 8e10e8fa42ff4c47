/** The types of Express 5, as far as both have the same face. */
declare module 'express-4' {
  export { default } from 'express'
}
