import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { LARGEST_BUNDLE } from './key-bundle.ts'
import type { BundleJob, BundleOutcome } from './key-bundle.ts'

const START_MS = 30_000
const LONGEST_MS = 20_000
const HEAP_MIB = 128

/** As the readers of calendars are started: as source, the thread must be told of the loader. */
function startThread(): Worker {
  const resourceLimits = { maxOldGenerationSizeMb: HEAP_MIB, maxYoungGenerationSizeMb: 16, stackSizeMb: 2 }
  const options = { name: 'bundle-reader', resourceLimits }
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./bundle-worker.js', import.meta.url), options)
  const source = JSON.stringify(fileURLToPath(new URL('./bundle-worker.ts', import.meta.url)))
  const loader = JSON.stringify(createRequire(import.meta.url).resolve('tsx/cjs/api'))
  return new Worker(`require(${loader}).register(); require(${source})`, { ...options, eval: true })
}

/**
 * Opens a file of certificates and keys in a thread of its own, which is ended when it takes long: what is in it was made
 * by who knows whom, and node-forge reads it.
 *
 * @param longestMs once the thread is there
 */
export async function readBundle(job: BundleJob, longestMs = LONGEST_MS): Promise<BundleOutcome> {
  if (job.bytes.length > LARGEST_BUNDLE) return { read: false, because: 'too big' }
  const worker = startThread()
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
