import { type Command, commandsNamed } from './command-table.js'

/** A word of a line, or what ends a command: an operator of the shell, or a new line that begins with a word. */
const WORDS = /(\n|\\n)[ \t]*(?=[\w/$#.])|(?:\|\|?|&&?|;)(?=\s)|(?:[^\s"'`,;|&()[\]{}=\\]|\\(?![nrt"'`\\]))+/g

const OPERATOR = /^(?:\||&|;|\n|\\n)/

/** The part of a line that one command is. */
interface Line {
  readonly commands: readonly Command[]
  /** Where the name of the command begins. */
  readonly start: number
  /** Nothing of this command was asked for before. */
  readonly isNew: boolean
}

/** Follows the commands of a text from left to right, each word once, and knows which one a place belongs to. */
export class CommandLine {
  readonly #text: string
  #at = 0
  #known: readonly Command[] = []
  #start = 0
  #isNew = false
  #subcommands = new Set<string>()

  constructor(text: string) {
    this.#text = text
  }

  /** What is known of the command before `index`, where a word begins; undefined if nothing is. */
  before(index: number): Line | undefined {
    while (this.#at < index) {
      WORDS.lastIndex = this.#at
      const word = WORDS.exec(this.#text)
      if (word === null || word.index >= index) break
      this.#take(word[0], word.index)
      this.#at = word.index + word[0].length
    }
    this.#at = Math.max(this.#at, index)
    const commands = this.#known.filter(
      ({ subcommand }) => subcommand === undefined || this.#subcommands.has(subcommand),
    )
    const isNew = this.#isNew
    this.#isNew = false
    return commands.length === 0 ? undefined : { commands, start: this.#start, isNew }
  }

  #take(word: string, index: number): void {
    const isOperator = OPERATOR.test(word)
    const commands = isOperator ? [] : commandsNamed(word)
    if (commands === undefined) {
      if (this.#known.length > 0 && this.#subcommands.size < MAX_SUBCOMMANDS) this.#subcommands.add(word)
      return
    }
    this.#known = commands
    this.#start = index
    this.#isNew = true
    this.#subcommands.clear()
  }
}

/** The first words behind a command say what it is about. */
const MAX_SUBCOMMANDS = 8
