import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { WorkerOptions } from 'node:worker_threads'

/**
 * A thread that runs one of our files. Compiled, that is all; as source, the thread must be told of the loader, since a
 * loader given to Node 20 on its command line does not reach threads.
 *
 * @param source the file as it is written, with `.ts`; compiled, the one in its place is run
 */
export function startThread(source: URL, options: WorkerOptions): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL(source.href.replace(/\.ts$/, '.js')), options)
  const file = JSON.stringify(fileURLToPath(source))
  const loader = JSON.stringify(createRequire(import.meta.url).resolve('tsx/cjs/api'))
  return new Worker(`require(${loader}).register(); require(${file})`, { ...options, eval: true })
}
