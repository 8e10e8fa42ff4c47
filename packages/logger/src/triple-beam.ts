/** The symbols by which winston's parts know a record. https://github.com/winstonjs/triple-beam */
export const LEVEL: unique symbol = Symbol.for('level')
export const MESSAGE: unique symbol = Symbol.for('message')
export const SPLAT: unique symbol = Symbol.for('splat')
