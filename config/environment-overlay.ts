export type Environment = Readonly<Record<string, string | undefined>>

const PREFIX = 'LEDIG_'

type Section = Record<string, unknown>

/** Numbers and truth values are written as in YAML; everything else is text. */
function scalar(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  return /^-?\d{1,15}$/.test(text) ? Number(text) : text
}

function matching(section: Section, name: string): string {
  const plain = name.replaceAll('_', '').toLowerCase()
  return Object.keys(section).find((key) => key.toLowerCase() === plain) ?? lowerCamel(name)
}

function lowerCamel(name: string): string {
  return name.toLowerCase().replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

/**
 * Lays `LEDIG_GATEWAY__PUBLIC_URL=…` over `gateway.publicUrl`, and so on: `__` goes one level down, `_` joins words.
 * Lists are not reachable. Names the schema does not know are refused by the schema, like names in the file.
 */
export function overlayEnvironment(document: unknown, environment: Environment): unknown {
  const named = Object.entries(environment).filter(([name]) => name.startsWith(PREFIX) && name.includes('__'))
  if (named.length === 0 || typeof document !== 'object' || document === null) return document
  const copy = structuredClone(document) as Section
  for (const [name, value] of named) {
    const path = name.slice(PREFIX.length).split('__')
    const last = path.pop() as string
    let section = copy
    for (const step of path) {
      const key = matching(section, step)
      const next = section[key]
      section[key] = typeof next === 'object' && next !== null && !Array.isArray(next) ? next : {}
      section = section[key] as Section
    }
    section[matching(section, last)] = scalar(value ?? '')
  }
  return copy
}
