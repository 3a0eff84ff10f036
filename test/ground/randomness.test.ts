import { ESLint } from 'eslint'
import { expect } from 'chai'
import { ROOMS, ROOT, sourceFilesUnder } from '../source-files.ts'

const WEAK = `import { randomBytes } from 'node:crypto'
import forge from 'node-forge'
export const one = (): number => Math.random()
export const two = (): string => forge.random.getBytesSync(16)
export const three = (): unknown => forge.pki.rsa.generateKeyPair(2048)
export const four = (): Buffer => randomBytes(16)
`
const LINES_AT_FAULT = [1, 3, 4, 5]

describe('randomness (KM5)', function () {
  this.timeout(120_000)

  it('that is weak, of node-forge, or not handed in does not pass the linter in the product', async () => {
    const [result] = await new ESLint({ cwd: ROOT }).lintText(WEAK, { filePath: `${ROOT}trust/keys/fingerprint.ts` })
    const said = (result?.messages ?? []).filter(({ message }) => /random/i.test(message))
    expect(said.map(({ line }) => line)).to.deep.equal(LINES_AT_FAULT)
    expect(said.every(({ severity }) => severity === 2)).to.equal(true)
  })

  it('of such a kind is nowhere in the product, whatever the linter was told', () => {
    const weak =
      /\bMath\s*\.\s*random\b|\bforge\s*\.\s*(?:random|prng)\b|\b(?:rsa|ed25519)\.generateKeyPair|pseudoRandomBytes/
    const product = ROOMS.flatMap((room) => sourceFilesUnder(room))
    expect(product.length).to.be.greaterThan(200)
    expect(product.filter(({ text }) => weak.test(text)).map(({ path }) => path)).to.deep.equal([])
    expect(weak.test(WEAK)).to.equal(true)
  })
})
