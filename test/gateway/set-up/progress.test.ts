import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { Progress, STEPS } from '../../../gateway/set-up/progress.ts'

describe('The progress of a set-up', () => {
  let folder: string
  let file: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ledig-progress-'))
    file = join(folder, 'ledig.set-up.json')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('is kept with each answer in one file for its owner alone, found again, and gone at the end', () => {
    const progress = Progress.open(folder)
    expect([progress.next, existsSync(file)]).to.deep.equal(['organization', false])
    progress.keep({ organization: { name: 'Contoso', timeZone: 'Etc/UTC' } })
    expect(statSync(file).mode & 0o777).to.equal(0o600)
    progress.keep({ domain: { domain: 'contoso.example' } })
    const again = Progress.open(folder)
    expect([again.next, again.answered.organization?.name, again.answers]).to.deep.equal([STEPS[2], 'Contoso', null])
    expect(readdirSync(folder)).to.deep.equal(['ledig.set-up.json'])
    again.remove()
    expect(readdirSync(folder)).to.deep.equal([])
  })

  it('takes the place of what another left half written, whoever may read that', () => {
    writeFileSync(`${file}.new`, 'half', { mode: 0o644 })
    Progress.open(folder).keep({ domain: { domain: 'contoso.example' } })
    expect([statSync(file).mode & 0o777, existsSync(`${file}.new`)]).to.deep.equal([0o600, false])
  })

  for (const [what, text] of [
    ['no JSON', '{'],
    ['of another version', '{"version":2}'],
    ['with a field nobody knows', '{"version":1,"password":"x"}'],
  ] as const) {
    it(`is not gone on from where it is ${what}, and left as it is`, () => {
      writeFileSync(file, text)
      expect(() => Progress.open(folder)).to.throw(/cannot go on from here: it is not what a set-up writes; remove it/)
      expect(readFileSync(file, 'utf8')).to.equal(text)
    })
  }

  it('says in words where the folder takes no file', () => {
    const progress = Progress.open(join(folder, 'gone'))
    expect(() => progress.keep({})).to.throw(/cannot be written: there is no such file or folder/)
  })
})
