/** Names that are not free. */
export interface Taken {
  has(name: string): boolean
}

/** Fields of the engine itself: a document with one of them is refused. https://docs.opensearch.org/latest/field-types/metadata-fields/index/ */
const METADATA_FIELDS = new Set([
  '_id',
  '_index',
  '_source',
  '_routing',
  '_version',
  '_field_names',
  '_ignored',
  '_nested_path',
  '_seq_no',
  '_primary_term',
  '_doc_count',
  '_tier',
  '_size',
])

/**
 * Names that no field of the application can have at the top of a record: the logger's own, those that a search engine
 * keeps for itself, and those that would make an object of a field of ours, or a text of an object: a dot in a name is
 * the way into an object there, so that `host` stands above `host.name`, and `service.owner` below `service`.
 */
export class TakenNames implements Taken {
  readonly #taken: ReadonlySet<string>
  readonly #own: ReadonlySet<string>
  readonly #parents: ReadonlySet<string>

  /**
   * @param taken Names that are the logger's alone.
   * @param own Names of all fields of the logger that hold no object.
   */
  constructor(taken: Iterable<string>, own: Iterable<string>) {
    this.#taken = new Set(taken)
    this.#own = new Set(own)
    this.#parents = new Set([...this.#own].flatMap(parentsOf))
  }

  has(name: string): boolean {
    if (this.#taken.has(name) || this.#parents.has(name) || METADATA_FIELDS.has(name)) return true
    return name.includes('.') && parentsOf(name).some((parent) => this.#own.has(parent))
  }

  /** These and more. */
  and(more: Iterable<string>): Taken {
    const others = new Set(more)
    return { has: (name) => others.has(name) || this.has(name) }
  }
}

/** `a` and `a.b` of `a.b.c`. */
function parentsOf(name: string): readonly string[] {
  const parts = name.split('.')
  return parts.slice(1).map((_part, index) => parts.slice(0, index + 1).join('.'))
}
