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
type Column = readonly [name: string, of: (look: Look, nameOf: NameOf) => Cell]

/** One row for each mailbox asked about; the same names in every format. */
const COLUMNS: readonly Column[] = [
  ['entry', ({ index }) => index],
  ['at', ({ at }) => at],
  ['requestId', ({ requestId }) => requestId],
  ['organization', ({ organization }) => organization],
  ['organizationName', ({ organization }, nameOf) => nameOf(organization)],
  ['from', ({ from }) => from],
  ['about', ({ about }) => about],
  ['windowStart', ({ window }) => window.start],
  ['windowEnd', ({ window }) => window.end],
  ['asked', ({ asked }) => asked],
  ['outcome', ({ outcome }) => outcome],
  ['level', ({ level }) => level],
  ['given', ({ given }) => given],
  ['decidedBy', ({ decidedBy }) => decidedBy],
  ['side', ({ side }) => side],
]

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

/** A look as one row, flat: what a line has. */
export const rowOf = (look: Look, nameOf: NameOf): Readonly<Record<string, Cell>> =>
  Object.fromEntries(COLUMNS.map(([name, of]) => [name, of(look, nameOf)]))

/** JSON lines, or CSV with a first line of names, in pieces as they are read: nothing is held but the piece. */
export async function* writeLooks(
  found: AsyncIterable<FoundLooks>,
  format: LookFormat,
  nameOf: NameOf,
): AsyncIterable<Buffer> {
  let piece = format === 'csv' ? csvLine(COLUMNS.map(([name]) => name)) : ''
  for await (const { looks } of found) {
    for (const look of looks) {
      piece +=
        format === 'csv'
          ? csvLine(COLUMNS.map(([, of]) => of(look, nameOf)))
          : `${JSON.stringify(rowOf(look, nameOf))}\n`
    }
    if (piece.length < PIECE) continue
    yield Buffer.from(piece)
    piece = ''
  }
  if (piece !== '') yield Buffer.from(piece)
}
