import { expect } from 'chai'
import { openBundle } from '../../../trust/keys/key-bundle.ts'
import { readBundle } from '../../../trust/keys/read-bundle.ts'
import { madeFile, PASSPHRASE } from './made-certificates.ts'

describe('the thread that opens files of certificates and keys', () => {
  it('answers what opening here answers, good and bad', async () => {
    for (const [file, passphrase] of [
      ['3des-rc2.pfx', PASSPHRASE],
      ['encrypted.txt', 'wrong'],
      ['rsa.crt', null],
    ] as const) {
      const job = { bytes: madeFile(file), passphrase }
      const [here, there] = [openBundle(job), await readBundle(job)]
      // Between threads a Buffer arrives as the bytes it has.
      expect(JSON.stringify(bytesOf(there))).to.equal(JSON.stringify(bytesOf(here)))
    }
  })
})

const bytesOf = (outcome: Awaited<ReturnType<typeof readBundle>>) =>
  outcome.read ? [outcome.certificates.map((der) => [...der]), outcome.key && [...outcome.key]] : outcome
