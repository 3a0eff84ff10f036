import { NO_DATA, WORKING_ELSEWHERE } from '../availability/busy-status.ts'
import type { BusyTime, BusyTimes } from '../availability/busy-times.ts'
import { busyTimeAt } from '../availability/busy-times.ts'
import { mergedFreeBusy, mergedSlotCount, timesFromMerged } from '../availability/merged-free-busy.ts'
import { MINUTE } from '../availability/time-window.ts'
import type { TimeWindow } from '../availability/time-window.ts'

const ASCII_ZERO = 0x30
const EXPLAINED = ASCII_ZERO
/** Stands for all that is no digit from 0 to 3. */
const UNKNOWN_DIGIT = ASCII_ZERO + 9

/** Which slots an event touches that a server may have written as 4 or 5: each names other statuses by these digits. */
function slotsWithoutDigit(times: BusyTimes, window: TimeWindow, interval: number): Uint8Array {
  const step = interval * MINUTE
  const slots = new Uint8Array(mergedSlotCount(window, interval))
  for (let i = 0; i < times.length; i++) {
    const status = times.statuses[i]
    if (status !== WORKING_ELSEWHERE && status !== NO_DATA) continue
    const first = Math.max(0, Math.floor(((times.starts[i] as number) - window.start) / step))
    const last = Math.min(slots.length, Math.ceil(((times.ends[i] as number) - window.start) / step))
    if (first < last) slots.fill(1, first, last)
  }
  return slots
}

/**
 * What a merged stream says beyond the events it came with. The events are exact and win; but a slot in which the stream
 * is busier than any event there, or unknown where no event is unknown or elsewhere, was made of something the events do
 * not show: it becomes an entry of its own, with what the stream says. So unknown is never free, nor is busy.
 */
export function streamBeyondEvents(stream: string, times: BusyTimes, window: TimeWindow, interval: number): BusyTime[] {
  const own = mergedFreeBusy(times, window, interval)
  let elsewhere: Uint8Array | null = null
  let beyond: Buffer | null = null
  // A slot the stream does not reach tells nothing against the events.
  for (let slot = 0; slot < own.length && slot < stream.length; slot++) {
    const character = stream.charCodeAt(slot)
    const digit = character - ASCII_ZERO
    const isStatus = digit >= 0 && digit <= 3
    if (isStatus && digit <= (own[slot] as number)) continue
    if (!isStatus && (elsewhere ??= slotsWithoutDigit(times, window, interval))[slot] === 1) continue
    beyond ??= Buffer.alloc(own.length, EXPLAINED)
    beyond[slot] = isStatus ? character : UNKNOWN_DIGIT
  }
  if (beyond === null) return []
  const entries = timesFromMerged(beyond.toString('latin1'), window, interval)
  return Array.from({ length: entries.length }, (_, i) => busyTimeAt(entries, i))
}
