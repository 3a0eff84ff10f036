import type { FreeBusyView } from '../../protocols/availability/free-busy-view.ts'

/** The entries that lie in the window of a view: those that meet it, and those of no length that begin in it. */
export function entriesInWindow({ times, window }: Pick<FreeBusyView, 'times' | 'window'>): readonly number[] {
  const found: number[] = []
  for (let i = 0; i < times.length; i++) {
    const [start, end] = [times.starts[i] as number, times.ends[i] as number]
    if (start < window.end && (end > window.start || start >= window.start)) found.push(i)
  }
  return found
}
