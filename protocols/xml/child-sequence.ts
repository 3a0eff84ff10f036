import type { XmlReader } from './xml-reader.ts'

export type Occurrence = 'once' | 'optional' | 'any'

/**
 * The content model of an xs:sequence: which children stand in an element, in which order, how often. While reading:
 *
 *     let place = EMAIL.start
 *     while (reader.child()) {
 *       place = EMAIL.step(reader, place)
 *       ...read the child reader.name says...
 *     }
 *     EMAIL.end(reader, place)
 *
 * A place is one integer, so that reading in order costs nothing.
 */
export class ChildSequence {
  readonly start = -1
  readonly #names: readonly number[]
  readonly #occurrences: readonly Occurrence[]

  constructor(...children: readonly (readonly [name: number, occurrence: Occurrence])[]) {
    this.#names = children.map(([name]) => name)
    this.#occurrences = children.map(([, occurrence]) => occurrence)
  }

  /** @throws FederationError `ERR_MESSAGE_MALFORMED` where the child stood on may not follow what stood at `place` */
  step(reader: XmlReader, place: number): number {
    const { name } = reader
    if (place >= 0 && this.#names[place] === name && this.#occurrences[place] === 'any') return place
    for (let next = place + 1; next < this.#names.length; next++) {
      if (this.#names[next] === name) return next
      if (this.#occurrences[next] === 'once') break
    }
    return reader.refuse('an element that may not stand here')
  }

  /** @throws FederationError `ERR_MESSAGE_MALFORMED` where a child is missing */
  end(reader: XmlReader, place: number): void {
    for (let next = place + 1; next < this.#names.length; next++) {
      if (this.#occurrences[next] === 'once') reader.refuse('an element is missing')
    }
  }
}
