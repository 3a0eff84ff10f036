import { expect } from 'chai'
import { LARGEST_BUNDLE } from '../../../trust/keys/key-bundle.ts'
import { readBundle } from '../../../trust/keys/read-bundle.ts'
import { madeCertificate, madeFile, PASSPHRASE } from './made-certificates.ts'

describe('a file of certificates and keys in a thread of its own', () => {
  it('is opened there', async () => {
    const outcome = await readBundle({ bytes: madeFile('aes256.pfx'), passphrase: PASSPHRASE })
    if (!outcome.read) return expect.fail(outcome.because)
    const [certificate] = outcome.certificates
    return expect(Buffer.from(certificate as Uint8Array).equals(madeCertificate('rsa').raw)).to.equal(true)
  })

  it('is not even sent there when it is too big', async () => {
    const outcome = await readBundle({ bytes: Buffer.alloc(LARGEST_BUNDLE + 1), passphrase: null })
    expect(outcome).to.deep.equal({ read: false, because: 'too big' })
  })

  it('is given up when it takes longer than it may, and the thread with it', async () => {
    const outcome = await readBundle({ bytes: madeFile('aes256.pfx'), passphrase: PASSPHRASE }, 0)
    expect(outcome).to.deep.equal({ read: false, because: 'takes too long' })
  })
})
