import { fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'

/** Appends so many times, each followed by fdatasync. */
export interface AppendOrder {
  readonly times: number
  readonly bytes: number
}

/** What a change cannot cost less than: a process that only appends and waits for the disk. Imports nothing of the product. */
function append({ times, bytes }: AppendOrder): number {
  const folder = mkdtempSync(join(tmpdir(), 'ledig-append-'))
  const file = openSync(join(folder, 'log'), 'a')
  const text = Buffer.alloc(bytes, 'ledig')
  try {
    const began = performance.now()
    for (let i = 0; i < times; i++) {
      writeSync(file, text)
      fdatasyncSync(file)
    }
    return ((performance.now() - began) * 1_000) / times
  } finally {
    rmSync(folder, { recursive: true })
  }
}

process.on('message', (order: AppendOrder) => process.send?.({ micros: append(order) }))
process.on('disconnect', () => process.exit())
process.send?.({ ready: true })
