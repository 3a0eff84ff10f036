import {
  BUSY,
  BUSY_STATUSES,
  FREE,
  NO_DATA,
  OOF,
  TENTATIVE,
  WORKING_ELSEWHERE,
} from '../../protocols/availability/busy-status.ts'
import type { BusyStatus } from '../../protocols/availability/busy-status.ts'
import { packBusyTimes } from '../../protocols/availability/busy-times.ts'
import type { BusyTime, BusyTimes } from '../../protocols/availability/busy-times.ts'
import { MINUTE } from '../../protocols/availability/time-window.ts'
import type { TimeWindow } from '../../protocols/availability/time-window.ts'

/** From free to away, so that of two statuses the one that leaves less hope of a meeting wins; unknown is never free. */
const FROM_FREE_TO_AWAY = [FREE, WORKING_ELSEWHERE, TENTATIVE, NO_DATA, BUSY, OOF]
const RANKS = Uint8Array.from({ length: FROM_FREE_TO_AWAY.length }, (_, status) => FROM_FREE_TO_AWAY.indexOf(status))

/**
 * The whole blocks that a window touches. Blocks lie on instants, counted from 1970, and not on the window: whoever moves
 * it learns nothing finer.
 */
export function blocksAround({ start, end }: TimeWindow, blockMinutes: number): TimeWindow {
  const block = blockMinutes * MINUTE
  return { start: Math.floor(start / block) * block, end: Math.ceil(end / block) * block }
}

/**
 * Each status spread over every block that it touches by any amount, and neighbouring blocks of one status joined. Only
 * ever upward: what was busy, away or unknown is so for longer, and nothing that was not free becomes free.
 *
 * @param blocks whole blocks, as `blocksAround` gives them; the result depends on nothing but the highest status in each
 */
export function spreadOverBlocks(times: BusyTimes, blocks: TimeWindow, blockMinutes: number): BusyTimes {
  const block = blockMinutes * MINUTE
  const ranks = new Uint8Array((blocks.end - blocks.start) / block)
  for (let i = 0; i < times.length; i++) {
    const start = Math.max(times.starts[i] as number, blocks.start)
    const end = Math.min(times.ends[i] as number, blocks.end)
    if (end <= start) continue
    const rank = RANKS[times.statuses[i] as number] as number
    const last = Math.ceil((end - blocks.start) / block)
    for (let at = Math.floor((start - blocks.start) / block); at < last; at++) {
      if ((ranks[at] as number) < rank) ranks[at] = rank
    }
  }
  return packBusyTimes(runsOf(ranks, blocks.start, block))
}

function runsOf(ranks: Uint8Array, from: number, block: number): BusyTime[] {
  const runs: BusyTime[] = []
  for (let at = 0; at < ranks.length;) {
    const first = at
    const status = BUSY_STATUSES[FROM_FREE_TO_AWAY[ranks[first] as number] as number] as BusyStatus
    do at++
    while (ranks[at] === ranks[first])
    const run = { start: from + first * block, end: from + at * block }
    if (status === 'NoData') runs.push({ ...run, status, reason: 'DATA_WITHHELD' })
    else if (status !== 'Free') runs.push({ ...run, status })
  }
  return runs
}
