import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { makeFolder } from '../../gateway/make-folder.ts'

describe('a folder that is to be there', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ledig-folder-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('is made with those above it, all of the mode that was said, and left alone afterwards', () => {
    const path = join(folder, 'a', 'b', 'c')
    makeFolder(path, 0o700)
    makeFolder(path, 0o755)
    for (const made of [path, join(folder, 'a', 'b'), join(folder, 'a')])
      expect(statSync(made).mode & 0o777).to.equal(0o700)
  })

  it('is not made in a file', () => {
    writeFileSync(join(folder, 'file'), '')
    expect(() => makeFolder(join(folder, 'file', 'a', 'b'))).to.throw('ENOTDIR')
  })

  it('is not made where the system takes none, and that is said at once', () => {
    expect(() => makeFolder('/proc/ledig/a/b')).to.throw(/^E[A-Z]+: /)
  })
})
