import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ClassicLevel } from 'classic-level'
import { expect } from 'chai'
import { crc32c, inspectLogs } from '../../../trust/stores/embedded-log.ts'

describe('the checksum of LevelDB logs', () => {
  // RFC 3720 B.4, in the byte order of the number.
  const cases: readonly (readonly [string, Uint8Array, number])[] = [
    ['32 bytes of zeroes', new Uint8Array(32), 0x8a9136aa],
    ['32 bytes of ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
    ['32 bytes counting up', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
    ['32 bytes counting down', Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
  ]
  for (const [name, bytes, expected] of cases) {
    it(`is that of RFC 3720 for ${name}`, () => {
      expect(crc32c(bytes)).to.equal(expected)
    })
  }
})

describe('the log of a LevelDB whose last change takes several blocks', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ledig-log-'))
  let file = ''
  let small = 0
  let whole = Buffer.alloc(0)

  before(async () => {
    const level = new ClassicLevel(folder)
    await level.open()
    await level.put('small', 'kept', { sync: true })
    const name = readdirSync(folder).find((one) => one.endsWith('.log')) ?? ''
    file = join(folder, name)
    small = readFileSync(file).length
    const large = Array.from({ length: 200 }, (_, i) => ({
      type: 'put' as const,
      key: `k${i}`,
      value: 'x'.repeat(1_000),
    }))
    await level.batch(large, { sync: true })
    whole = readFileSync(file)
    // Left as it is by a process that was killed: closing would not change the log either.
    await level.close()
  })
  beforeEach(() => writeFileSync(file, whole))
  after(() => rmSync(folder, { recursive: true }))

  it('is whole where nothing happened to it', async () => {
    expect(whole.length).to.be.above(4 * 32_768)
    expect(await inspectLogs(folder)).to.deep.equal({ unfinished: 0, damaged: null })
  })

  it('is torn, not damaged, wherever the write of that change ended', async () => {
    for (let end = small + 1; end < whole.length; end += 997) {
      writeFileSync(file, whole.subarray(0, end))
      expect(await inspectLogs(folder), String(end)).to.deep.equal({ unfinished: end - small, damaged: null })
    }
  })

  it('is damaged where a byte of the change before it differs, or one of its own in the middle', async () => {
    for (const at of [small - 3, small + 40_000, small + 90_000]) {
      const bytes = Buffer.from(whole)
      bytes[at] = (bytes[at] ?? 0) ^ 1
      writeFileSync(file, bytes)
      expect((await inspectLogs(folder)).damaged, String(at)).to.match(/\.log$/)
    }
  })
})
