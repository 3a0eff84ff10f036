import { expect } from 'chai'
import forge from 'node-forge'
import { highestIteration } from '../../../trust/keys/iterations.ts'
import { madeFile } from './made-certificates.ts'

const highestIn = (der: Buffer): number => highestIteration(forge.asn1.fromDer(der.toString('latin1')))

function nested(depth: number): Buffer {
  let der = Buffer.of(0x05, 0)
  for (let level = 0; level < depth; level++) {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(der.length)
    der = Buffer.concat([Buffer.of(0x30, 0x84), length, der])
  }
  return der
}

describe('the iterations of a key derivation', () => {
  it('are found where OpenSSL was told to put them', () => {
    expect(highestIn(madeFile('aes256.pfx'))).to.equal(2_000)
    expect(highestIn(madeFile('3des-rc2.pfx'))).to.equal(2_000)
    expect(highestIn(madeFile('endless.pfx'))).to.equal(3_000_000)
  })

  it('are found inside octet strings, and are beyond all bounds where they fill seven bytes or go too deep', () => {
    const salt = Buffer.from('0401aa', 'hex')
    const params = (integer: string): Buffer => {
      const number = Buffer.from(integer, 'hex')
      const content = Buffer.concat([salt, Buffer.of(0x02, number.length), number])
      return Buffer.concat([Buffer.of(0x30, content.length), content])
    }
    expect(highestIn(params('0800'))).to.equal(2_048)
    const inside = Buffer.concat([Buffer.of(0x04, params('0800').length), params('0800')])
    expect(highestIn(Buffer.concat([Buffer.of(0x30, inside.length), inside]))).to.equal(2_048)
    expect(highestIn(params('01000000000000'))).to.equal(Infinity)
    expect(highestIn(nested(60))).to.equal(Infinity)
    expect(highestIn(nested(40))).to.equal(0)
  })
})
