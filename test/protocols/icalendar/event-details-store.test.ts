import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { EventDetailsStore } from '../../../protocols/icalendar/event-details-store.ts'

const MIB = 1024 * 1024

function block(...subjects: readonly string[]): { readonly details: Uint8Array; readonly ends: Uint32Array } {
  const details = Buffer.from(JSON.stringify(subjects.flatMap((subject) => [subject, null])))
  return { details, ends: Uint32Array.of(details.length) }
}

/** How many files this process has open that lie in `folder`, named or not. */
function openFilesIn(folder: string): number {
  const links = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`)
    } catch {
      return ''
    }
  })
  return links.filter((link) => link.startsWith(folder)).length
}

describe('The store of event details', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'details-test-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('gives back each block as it was written, from disk and then from memory', async () => {
    const store = await EventDetailsStore.open({ stateFolder: folder, cacheBytes: MIB })
    const [one, two] = [block('one'), block('två')]
    const details = Buffer.concat([one.details, two.details])
    const ends = Uint32Array.of(one.details.length, details.length)
    await store.write(block('another').details, block('another').ends)
    const segment = await store.write(details, ends)
    expect(store.cached(segment, 1)).to.equal(undefined)
    expect(await store.load(segment, 1)).to.deep.equal(['två', null])
    expect(store.cached(segment, 1)).to.deep.equal(['två', null])
    expect(await store.load(segment, 0)).to.deep.equal(['one', null])
    await store.close()
  })

  it('leaves no name in the file system, while it is open and after', async () => {
    const store = await EventDetailsStore.open({ stateFolder: folder, cacheBytes: MIB })
    const { details, ends } = block('secret')
    await store.write(details, ends)
    expect(readdirSync(folder)).to.deep.equal([])
    expect(openFilesIn(folder)).to.equal(1)
    await store.close()
    expect(openFilesIn(folder)).to.equal(0)
  })

  it('keeps no more in memory than it may', async () => {
    const store = await EventDetailsStore.open({ stateFolder: folder, cacheBytes: 3_000 })
    const { details, ends } = block('x'.repeat(1000))
    const segments = await Promise.all(Array.from({ length: 10 }, () => store.write(details, ends)))
    for (const segment of segments) await store.load(segment, 0)
    const kept = segments.filter((segment) => store.cached(segment, 0) !== undefined).length
    expect(kept).to.be.within(1, 2)
    await store.close()
  })

  it('starts anew when most of it is old, and lets the old file go', async () => {
    const store = await EventDetailsStore.open({ stateFolder: folder, cacheBytes: MIB })
    const big = { details: new Uint8Array(33 * MIB), ends: Uint32Array.of(33 * MIB) }
    store.release(await store.write(big.details, big.ends))
    expect(store.mostlyOld).to.equal(false)
    store.release(await store.write(big.details, big.ends))
    expect(store.mostlyOld).to.equal(true)
    const retire = await store.renew()
    const { details, ends } = block('new')
    const segment = await store.write(details, ends)
    await retire()
    expect(openFilesIn(folder)).to.equal(1)
    expect(await store.load(segment, 0)).to.deep.equal(['new', null])
    await store.close()
  })

  it('fails, and does not read what is not its own, once the file of a segment is gone', async () => {
    const store = await EventDetailsStore.open({ stateFolder: folder, cacheBytes: MIB })
    const { details, ends } = block('old')
    const segment = await store.write(details, ends)
    await (
      await store.renew()
    )()
    const failure = await store.load(segment, 0).then(
      () => null,
      (error: unknown) => error,
    )
    expect(failure).to.have.property('code', 'ERR_INTERNAL')
    await store.close()
  })
})
