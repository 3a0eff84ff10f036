import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { keepFromOverwriting, writeNewFile } from '../../../gateway/cli/write-new-file.ts'
import { FederationError } from '../../../protocols/federation-error.ts'

describe('a file that a command writes', () => {
  it('is for its owner alone, and never takes the place of another', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ledig-write-'))
    try {
      const file = join(folder, 'proof')
      expect(() => keepFromOverwriting(file)).not.to.throw()
      writeNewFile(file, 'first')
      expect(() => keepFromOverwriting(file)).to.throw(
        FederationError,
        `${file}: cannot be written: it is there already`,
      )
      expect(statSync(file).mode & 0o777).to.equal(0o600)
      expect(() => writeNewFile(file, 'second')).to.throw(
        FederationError,
        `${file}: cannot be written: it is there already`,
      )
      expect(readFileSync(file, 'utf8')).to.equal('first')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
