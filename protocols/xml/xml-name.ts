import { COLON, isWideName, NAME_CLASS, NAME_LATER, NAME_WIDE } from './xml-characters.ts'
import { hashStep } from './vocabulary.ts'

/** How a name at a place is cut: [from, colon) prefix, [local, to) local name; without a prefix colon is `from`. */
export interface QualifiedName {
  from: number
  colon: number
  local: number
  to: number
  /** Of the local name, as `hashStep` makes it. */
  hash: number
}

const NAME_BYTES = 128

/**
 * Scans the name (Namespaces in XML 1.0, QName) that begins at `from` into `name`.
 * @returns where it ends, or -1 if none begins there, or one of more than 128 bytes
 */
export function scanName(bytes: Buffer, from: number, name: QualifiedName): number {
  let at = from
  let local = at
  let hash = 0
  let wide = false
  for (; at < bytes.length; at++) {
    const byte = bytes[at] as number
    const kind = NAME_CLASS[byte]
    if (kind === 0) {
      if (byte !== COLON || local !== from || at === local) break
      local = at + 1
      hash = 0
      continue
    }
    if (kind === NAME_LATER && at === local) break
    if (kind === NAME_WIDE) wide = true
    hash = hashStep(hash, byte)
  }
  name.from = from
  name.colon = local === from ? local : local - 1
  name.local = local
  name.to = at
  name.hash = hash
  return at === local || at - from > NAME_BYTES || (wide && !isWide(bytes, name)) ? -1 : at
}

function isWide(bytes: Buffer, { from, colon, local, to }: QualifiedName): boolean {
  return (
    isWideName(bytes.toString('utf8', local, to)) && (colon === from || isWideName(bytes.toString('utf8', from, colon)))
  )
}
