/** The symbols by which winston's parts know a record. https://github.com/winstonjs/triple-beam */
export const LEVEL: unique symbol = Symbol.for('level')
/** Where a format puts the line that it made. */
export const MESSAGE: unique symbol = Symbol.for('message')
/** What a call had besides its message. */
export const SPLAT: unique symbol = Symbol.for('splat')
