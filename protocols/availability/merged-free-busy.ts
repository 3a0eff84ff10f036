import { FederationError } from '../federation-error.ts'
import { BUSY, FREE, NO_DATA, OOF, TENTATIVE } from './busy-status.ts'
import type { BusyStatusCode, NoDataReason } from './busy-status.ts'
import { packBusyTimes } from './busy-times.ts'
import type { BusyTime, BusyTimes } from './busy-times.ts'
import { MINUTE } from './time-window.ts'
import type { TimeWindow } from './time-window.ts'

/**
 * The digit of each status, by its code. Sources disagree on 4, so it is decided here and nowhere else: MS-OXWAVLS and
 * the EWS schema's page call 4 "no data" and say it is not returned; the EWS Managed API and Microsoft Graph call 4
 * "working elsewhere". So 4 is never written: working elsewhere writes 0, as Graph and Exchange Online do, and unknown
 * writes 2, so that no reader of either school takes it for free. On input 4 and above is unknown.
 */
const DIGITS = new Uint8Array([0, 1, 2, 3, 0, 2])
const ASCII_ZERO = 0x30

/** The number of slots of `interval` minutes that cover the window; the last one may stand out of it. */
export function mergedSlotCount(window: TimeWindow, interval: number): number {
  return Math.ceil((window.end - window.start) / (interval * MINUTE))
}

/**
 * MergedFreeBusy as numbers 0 to 3, one per slot; a slot takes the highest digit of the entries that overlap it by any
 * amount (MS-OXWAVLS; slots are half-open and lie on instants, so a local day may have 23 or 25 hours).
 *
 * @param interval minutes per slot
 */
export function mergedFreeBusy(times: BusyTimes, window: TimeWindow, interval: number): Uint8Array {
  const digits = new Uint8Array(mergedSlotCount(window, interval))
  raise(times, window, interval, digits, 0, 0)
  return digits
}

/** The same as ASCII digits straight into `into` from offset `at`; returns the offset after the last digit. Throws where there is no room. */
export function writeMergedFreeBusy(
  times: BusyTimes,
  window: TimeWindow,
  interval: number,
  into: Uint8Array,
  at: number,
): number {
  const end = at + mergedSlotCount(window, interval)
  if (end > into.length) throw new FederationError('ERR_INTERNAL', 'no room for the merged stream', { at, end })
  into.fill(ASCII_ZERO, at, end)
  raise(times, window, interval, into, at, ASCII_ZERO)
  return end
}

/**
 * Raises each slot to the digit of every entry that touches it. Entries come sorted by start, so whatever an earlier
 * entry of the same or a higher digit has covered from there on needs no second visit: the work is bounded by three
 * visits per slot, even for a thousand entries as long as the window.
 */
function raise(
  times: BusyTimes,
  window: TimeWindow,
  interval: number,
  into: Uint8Array,
  at: number,
  zero: number,
): void {
  const step = interval * MINUTE
  const { starts, ends, statuses } = times
  const count = mergedSlotCount(window, interval)
  const covered = [0, 0, 0, 0]
  for (let i = 0; i < times.length; i++) {
    const start = starts[i] as number
    const end = ends[i] as number
    if (start >= window.end) break
    const digit = DIGITS[statuses[i] as BusyStatusCode] as number
    if (digit === 0 || end <= window.start || end <= start) continue
    const first = start <= window.start ? 0 : Math.floor((start - window.start) / step)
    const last = end >= window.end ? count : Math.ceil((end - window.start) / step)
    const value = zero + digit
    for (let slot = Math.max(first, covered[digit] as number); slot < last; slot++) {
      if ((into[at + slot] as number) < value) into[at + slot] = value
    }
    for (let d = digit; d > 0; d--) if ((covered[d] as number) < last) covered[d] = last
  }
}

/**
 * Reads a partner's stream back into times: a run of one digit becomes one entry, clipped to the window. 0 says nothing;
 * 4 and above, or no digit at all, is unknown because withheld; slots the stream does not reach are unknown because the
 * answer was malformed. Digits beyond the window are ignored.
 */
export function timesFromMerged(digits: string, window: TimeWindow, interval: number): BusyTimes {
  const step = interval * MINUTE
  const count = mergedSlotCount(window, interval)
  const times: BusyTime[] = []
  for (let slot = 0; slot < count;) {
    const meaning = meaningOf(digits.charCodeAt(slot))
    const start = window.start + slot * step
    do slot++
    while (slot < count && meaningOf(digits.charCodeAt(slot)) === meaning)
    const end = Math.min(window.start + slot * step, window.end)
    if (meaning === FREE) continue
    if (meaning === TENTATIVE) times.push({ start, end, status: 'Tentative' })
    else if (meaning === BUSY) times.push({ start, end, status: 'Busy' })
    else if (meaning === OOF) times.push({ start, end, status: 'OOF' })
    else times.push({ start, end, status: 'NoData', reason: reasonOf(meaning) })
  }
  return packBusyTimes(times)
}

const MISSING = -1

function meaningOf(character: number): number {
  if (Number.isNaN(character)) return MISSING
  const digit = character - ASCII_ZERO
  return digit >= FREE && digit <= OOF ? digit : NO_DATA
}

const reasonOf = (meaning: number): NoDataReason => (meaning === MISSING ? 'DATA_MALFORMED' : 'DATA_WITHHELD')
