import { printable } from './printable.ts'

const GAP = '  '

/** Rows under a heading, each column as wide as its widest cell; nothing in a cell moves the cursor. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [heading, ...rows].map((row) => row.map(printable))
  const widths = heading.map((_, column) => Math.max(...all.map((row) => [...(row[column] ?? '')].length)))
  const padded = (cell: string, column: number): string => cell + ' '.repeat((widths[column] ?? 0) - [...cell].length)
  return all.map((row) => `${row.map(padded).join(GAP).trimEnd()}\n`).join('')
}
