import { startThread } from '../../protocols/start-thread.ts'
import { LARGEST_BUNDLE } from './key-bundle.ts'
import type { BundleJob, BundleOutcome } from './key-bundle.ts'

const START_MS = 30_000
const LONGEST_MS = 20_000
const LIMITS = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16, stackSizeMb: 2 }

/**
 * Opens a file of certificates and keys in a thread of its own, which is ended when it takes long: what is in it was made
 * by who knows whom, and node-forge reads it.
 *
 * @param longestMs once the thread is there
 */
export async function readBundle(job: BundleJob, longestMs = LONGEST_MS): Promise<BundleOutcome> {
  if (job.bytes.length > LARGEST_BUNDLE) return { read: false, because: 'too big' }
  const source = new URL('./bundle-worker.ts', import.meta.url)
  const worker = startThread(source, { name: 'bundle-reader', resourceLimits: LIMITS })
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise<BundleOutcome>((resolve) => {
      const giveUp = (): void => resolve({ read: false, because: 'takes too long' })
      timer = setTimeout(giveUp, START_MS)
      worker.on('error', () => resolve({ read: false, because: 'no certificate file' }))
      worker.on('exit', () => resolve({ read: false, because: 'no certificate file' }))
      worker.on('message', (message: 'ready' | BundleOutcome) => {
        if (message !== 'ready') return resolve(message)
        clearTimeout(timer)
        timer = setTimeout(giveUp, longestMs)
        worker.postMessage(job)
      })
    })
  } finally {
    clearTimeout(timer)
    await worker.terminate()
  }
}
