import { parentPort } from 'node:worker_threads'
import { doCalendarJob } from './calendar-job.ts'
import type { CalendarJob, CalendarOutcome } from './calendar-job.ts'

/** The memory of an outcome, which is handed over instead of copied. */
function transferOf(outcome: CalendarOutcome): ArrayBuffer[] {
  if (!outcome.read) return []
  const { index, details, detailEnds, notes, noteEnds } = outcome.expanded
  return [index.memory, details.buffer, detailEnds.buffer, notes.buffer, noteEnds.buffer]
}

parentPort?.on('message', (job: CalendarJob) => {
  const outcome = doCalendarJob(job)
  parentPort?.postMessage(outcome, transferOf(outcome))
})
parentPort?.postMessage('ready')
