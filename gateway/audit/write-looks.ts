import { printable } from '../cli/printable.ts'
import type { FoundLooks } from './find-looks.ts'
import type { Look } from './look.ts'

export const LOOK_FORMATS = { jsonl: 'application/x-ndjson', csv: 'text/csv; charset=utf-8' } as const
export type LookFormat = keyof typeof LOOK_FORMATS

/** So many bytes are sent at once, or the last ones. */
const PIECE = 65_536

/** How an organization is called, by its id; null where it is not known any more. */
export type NameOf = (organization: string) => string | null

type Cell = string | number | null

/** One mailbox asked about once, flat: the same names in every format. */
export interface LookRow {
  readonly entry: number
  /** Of the entry, as `windowStart` and `windowEnd` in ISO 8601. */
  readonly at: string
  readonly requestId: string | null
  readonly organization: string
  /** Null where it is not known any more. */
  readonly organizationName: string | null
  /** Null where the address was erased; `about` too. */
  readonly from: string | null
  readonly about: string | null
  readonly windowStart: string
  readonly windowEnd: string
  readonly asked: Look['asked']
  readonly outcome: Look['outcome']
  readonly level: Look['level']
  readonly given: Look['given']
  readonly decidedBy: string
  readonly side: Look['side']
}

const COLUMNS: { readonly [Name in keyof LookRow]: (look: Look, nameOf: NameOf) => LookRow[Name] } = {
  entry: ({ index }) => index,
  at: ({ at }) => at,
  requestId: ({ requestId }) => requestId,
  organization: ({ organization }) => organization,
  organizationName: ({ organization }, nameOf) => nameOf(organization),
  from: ({ from }) => from,
  about: ({ about }) => about,
  windowStart: ({ window }) => window.start,
  windowEnd: ({ window }) => window.end,
  asked: ({ asked }) => asked,
  outcome: ({ outcome }) => outcome,
  level: ({ level }) => level,
  given: ({ given }) => given,
  decidedBy: ({ decidedBy }) => decidedBy,
  side: ({ side }) => side,
}

const NAMES = Object.keys(COLUMNS) as (keyof LookRow)[]

/** What a program for tables would calculate (OWASP, CSV injection; threats UI4), the wide forms of East Asia too. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u

/** One field (RFC 4180 2), text in every program: what could be a formula begins with an apostrophe. */
export function csvField(cell: Cell): string {
  if (typeof cell === 'number') return String(cell)
  const isFormula = cell !== null && FORMULA.test(cell)
  const text = printable(cell ?? '')
  const safe = isFormula || FORMULA.test(text) ? `'${text}` : text
  return /[",]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const csvLine = (cells: readonly Cell[]): string => `${cells.map(csvField).join(',')}\r\n`

/** A look as one row: what a line has. */
export const rowOf = (look: Look, nameOf: NameOf): LookRow =>
  Object.fromEntries(NAMES.map((name) => [name, COLUMNS[name](look, nameOf)])) as unknown as LookRow

/** JSON lines, or CSV with a first line of names, in pieces as they are read: nothing is held but the piece. */
export async function* writeLooks(
  found: AsyncIterable<FoundLooks>,
  format: LookFormat,
  nameOf: NameOf,
): AsyncIterable<Buffer> {
  let piece = format === 'csv' ? csvLine(NAMES) : ''
  for await (const { looks } of found) {
    for (const look of looks) {
      piece +=
        format === 'csv'
          ? csvLine(NAMES.map((name) => COLUMNS[name](look, nameOf)))
          : `${JSON.stringify(rowOf(look, nameOf))}\n`
    }
    if (piece.length < PIECE) continue
    yield Buffer.from(piece)
    piece = ''
  }
  if (piece !== '') yield Buffer.from(piece)
}
