import { parentPort } from 'node:worker_threads'
import { openBundle } from './key-bundle.ts'
import type { BundleJob } from './key-bundle.ts'

parentPort?.on('message', (job: BundleJob) => parentPort?.postMessage(openBundle(job)))
parentPort?.postMessage('ready')
