import { expect } from 'chai'
import { crc32c } from '../../../trust/stores/embedded-log.ts'

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
