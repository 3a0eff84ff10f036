import { isAlias, isMap, isScalar, isSeq } from 'yaml'
import type { Document, LineCounter, Node, Pair } from 'yaml'

/** In a file of text, both counted from one. */
export interface Place {
  readonly line: number
  readonly column: number
}

interface Step {
  readonly offset: number | undefined
  readonly value: unknown
  /** What of the path is left after it. */
  readonly rest: string
}

const offsetOf = (node: unknown): number | undefined => (node as Node | null)?.range?.[0]

const nameOf = ({ key }: Pair): string | null => (isScalar(key) ? String(key.value) : null)

/** The longest name that the path can begin with: names may have dots. Of names said twice the last one counts. */
function stepIntoMap(items: readonly Pair[], path: string): Step | null {
  let found: Step | null = null
  for (const pair of items) {
    const name = nameOf(pair)
    if (name === null || (path !== name && !path.startsWith(`${name}.`))) continue
    const rest = path.slice(name.length + 1)
    if (found === null || rest.length <= found.rest.length)
      found = { offset: offsetOf(pair.key), value: pair.value, rest }
  }
  return found
}

function stepInto(document: Document, node: unknown, path: string): Step | null {
  const inner = isAlias(node) ? node.resolve(document) : node
  if (isMap(inner)) return stepIntoMap(inner.items, path)
  if (!isSeq(inner)) return null
  const index = /^\d+(?=\.|$)/.exec(path)?.[0]
  const item = index === undefined ? undefined : inner.items[Number(index)]
  return index === undefined || item === undefined
    ? null
    : { offset: offsetOf(item), value: item, rest: path.slice(index.length + 1) }
}

/**
 * Where that is written which a path names (`relationships.0.domains.1`): a field where its name stands. Of what is not
 * written it is what it is missing in. Null where nothing of it is in the file.
 */
export function placeOf(document: Document, lines: LineCounter, path: string): Place | null {
  let [node, rest, offset]: [unknown, string, number | undefined] = [document.contents, path, undefined]
  for (let step = stepInto(document, node, rest); step !== null; step = stepInto(document, node, rest)) {
    offset = step.offset ?? offset
    ;({ value: node, rest } = step)
    if (rest === '') break
  }
  if (offset === undefined) return null
  const { line, col } = lines.linePos(offset)
  return line === 0 ? null : { line, column: col }
}
