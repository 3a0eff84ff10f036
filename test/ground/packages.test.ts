import { expect } from 'chai'
import { readText } from '../source-files.ts'

interface LockedPackage {
  readonly version: string
  readonly integrity?: string
  readonly resolved?: string
  readonly license?: string
  readonly dev?: boolean
  readonly engines?: { readonly node?: string }
  readonly hasInstallScript?: boolean
}
interface Manifest {
  readonly private: boolean
  readonly license: string
  readonly engines: { readonly node: string }
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  readonly allowScripts: Readonly<Record<string, boolean>>
}

const manifest = JSON.parse(readText('package.json')) as Manifest
const lock = JSON.parse(readText('package-lock.json')) as { packages: Record<string, LockedPackage> }
const locked = Object.entries(lock.packages).filter(([path]) => path !== '')
const shipped = locked.filter(([, entry]) => entry.dev !== true)
const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)

/** The first version without the named holes, from the advisories; there is no audit service where this is built. */
const FLOORS: readonly (readonly [name: string, floor: string, holes: string])[] = [
  ['express', '5.3.0', 'carries the repaired body-parser, qs and path-to-regexp'],
  ['body-parser', '2.3.0', 'CVE-2024-45590, CVE-2026-12590: a mistyped limit switched the limit off'],
  ['path-to-regexp', '8.4.0', 'CVE-2024-45296, CVE-2024-52798, CVE-2026-4867, -4923, -4926: backtracking'],
  ['qs', '6.16.0', 'CVE-2026-2391, -82417, -82562'],
  [
    'node-forge',
    '1.4.3',
    'CVE-2025-12816, -66030, -66031; CVE-2026-33891, -33894, -33895, -33896; unnamed repairs to 1.4.3',
  ],
  ['jsonwebtoken', '9.0.3', 'CVE-2022-23539, -23540, -23541'],
  ['jws', '4.0.1', 'CVE-2025-65945: an HMAC was not verified'],
  ['xml2js', '0.5.0', 'CVE-2023-0842: a prototype could be written'],
  ['ioredis', '6.0.0', 'unbounded recursion in 5'],
  ['undici', '7.28.0', 'CVE-2026-22036, -1525, -1526, -1527, -1528, -2229, -12151'],
  ['ipaddr.js', '1.9.1', 'older ones read octal parts'],
  ['nodemailer', '10.6.1', 'CVE-2025-14874, GHSA-mm7p-fcc7-pg87, GHSA-9h6g-pr28-7cqp, `raw` over `disableFileAccess`'],
  ['zod', '4.6.7', 'the version these schemas were tested with'],
  ['pino', '10.4.0', 'the version the redaction was tested with'],
]

/**
 * Licences that ask for no more than their own text to be kept, or, as MPL-2.0 and Unicode-3.0, for changes to their own
 * files, or, as CC-BY-4.0 of a table that only a tool of the tests reads, for its origin to be named where it is passed on.
 */
const LICENCES = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  '0BSD',
  'MPL-2.0',
  'Unicode-3.0',
  'CC-BY-4.0',
  'PSF-2.0',
  '(BSD-3-Clause OR GPL-2.0)',
])

/** Whether `version` is at or above `floor`; a pre-release is below its release. */
function reaches(version: string, floor: string): boolean {
  const [numbers, pre] = version.split('-')
  const parts = (text: string | undefined): readonly number[] => (text ?? '').split('.').map(Number)
  const [have, need] = [parts(numbers), parts(floor)]
  for (let i = 0; i < 3; i++) {
    const difference = (have[i] ?? 0) - (need[i] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return pre === undefined
}

describe('the packages', () => {
  for (const [name, floor, holes] of FLOORS) {
    it(`have ${name} at ${floor} or later (${holes})`, () => {
      const versions = shipped.filter(([path]) => nameOf(path) === name).map(([, entry]) => entry.version)
      expect(versions, 'no such package is shipped: take it off this list').not.to.be.empty
      expect(versions.filter((version) => !reaches(version, floor))).to.deep.equal([])
    })
  }

  it('are compared number by number', () => {
    expect(reaches('6.16.0', '6.16.0')).to.equal(true)
    expect(reaches('6.9.9', '6.16.0')).to.equal(false)
    expect(reaches('7.0.0', '6.16.9')).to.equal(true)
    expect(reaches('6.16.0-rc.1', '6.16.0')).to.equal(false)
  })

  it('have the ones named in package.json installed, in the locked version', () => {
    const differing = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)].filter(
      (name) => {
        const installed = JSON.parse(readText(`node_modules/${name}/package.json`)) as { version: string }
        return installed.version !== lock.packages[`node_modules/${name}`]?.version
      },
    )
    expect(differing).to.deep.equal([])
  })

  it('are at most 40 that ship', () => {
    expect(Object.keys(manifest.dependencies)).to.have.length.at.most(40)
  })

  it('have one copy of sax and of qs', () => {
    for (const name of ['sax', 'qs']) {
      expect(
        shipped.filter(([path]) => nameOf(path) === name),
        name,
      ).to.have.length(1)
    }
  })

  it('are each locked to their bytes', () => {
    const loose = locked.filter(([, entry]) => entry.integrity?.startsWith('sha512-') !== true)
    expect(loose.map(([path]) => path)).to.deep.equal([])
  })

  it('name no host they came from', () => {
    expect(locked.filter(([, entry]) => entry.resolved !== undefined).map(([path]) => path)).to.deep.equal([])
    expect(readText('package-lock.json')).not.to.match(/https?:\/\/[^"]*\.tgz/)
  })

  it('run no script when they are installed', () => {
    const withScript = [
      ...new Set(locked.filter(([, entry]) => entry.hasInstallScript === true).map(([path]) => nameOf(path))),
    ]
    // fsevents is built for macOS only and works without its script where it is installed at all.
    expect(withScript.filter((name) => name !== 'fsevents' && manifest.allowScripts[name] !== false)).to.deep.equal([])
    expect(Object.values(manifest.allowScripts).filter(Boolean)).to.deep.equal([])
  })

  it('have licences under which this may be given away', () => {
    const foreign = locked.filter(([, entry]) => !LICENCES.has(entry.license ?? 'none'))
    expect(foreign.map(([path, entry]) => `${path}: ${String(entry.license)}`)).to.deep.equal([])
  })

  it('are given away under Apache-2.0', () => {
    expect(manifest.license).to.equal('Apache-2.0')
    expect(readText('LICENSE')).to.include('Apache License').and.to.include('END OF TERMS AND CONDITIONS')
  })

  it('run on the oldest Node that package.json promises', () => {
    expect(manifest.engines.node).to.equal('>=20.19')
    // The lowest version of each alternative in `^20.19 || >=22`; bounds from above are not looked at.
    const lowest = (range: string): readonly string[] =>
      range.split('||').map((part) => /\d+(?:\.\d+){0,2}/.exec(part)?.[0] ?? '0')
    const asking = shipped.filter(([, { engines }]) => !lowest(engines?.node ?? '*').some((v) => reaches('20.19.0', v)))
    expect(asking.map(([path, { engines }]) => `${path}: ${String(engines?.node)}`)).to.deep.equal([])
  })
})
