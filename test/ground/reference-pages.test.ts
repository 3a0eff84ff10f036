import { expect } from 'chai'
import { createRequire } from 'node:module'
import { spawnSync } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { configSchema } from '../../config/config-schema.ts'
import { OPERATIONS } from '../../gateway/admin/operations.ts'
import { filesUnder, readText, ROOT } from '../source-files.ts'

interface Section {
  readonly heading: string
  readonly text: string
}

/** A page cut at its headings, each with what stands below it and below the headings it contains. */
function sectionsOf(path: string): readonly Section[] {
  const lines = readText(path).split('\n')
  const depthOf = (line: string): number => /^(#+) /.exec(line)?.[1]?.length ?? 0
  return lines.flatMap((line, at) => {
    const depth = depthOf(line)
    if (depth === 0) return []
    const end = lines.findIndex((later, i) => i > at && depthOf(later) > 0 && depthOf(later) <= depth)
    const text = lines.slice(at + 1, end < 0 ? undefined : end).join('\n')
    return [{ heading: line.slice(depth + 1), text }]
  })
}

const codeIn = (text: string): readonly string[] => [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code)

interface LeafCommand {
  /** As it is typed, after `ledig`. */
  readonly path: string
  readonly options: readonly string[]
}

/** Loads the command line in a process of its own, since it begins to work when it is loaded. */
function commandsOf(): readonly LeafCommand[] {
  const script = `
    process.argv = ['node', 'ledig', '--version']
    const { program } = await import(${JSON.stringify(pathToFileURL(`${ROOT}gateway/cli/ledig.ts`).href)})
    const leaves = (command, path) => command.commands.length === 0
      ? [{ path: path.join(' '), options: command.options.map(({ long }) => long) }]
      : command.commands.flatMap((child) => leaves(child, [...path, child.name()]))
    console.log(JSON.stringify(leaves(program(), [])))`
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const ran = spawnSync(process.execPath, ['--import', tsx, '--input-type=module', '-e', script], { encoding: 'utf8' })
  expect(ran.status, ran.stderr).to.equal(0)
  return JSON.parse(ran.stdout.trim().split('\n').at(-1) ?? '') as readonly LeafCommand[]
}

describe('the reference of commands', () => {
  const sections = sectionsOf('docs/reference/commands.md')
  const shared = sections.find(({ heading }) => heading === 'Shared options')?.text ?? ''
  let commands: readonly LeafCommand[]
  before(function () {
    this.timeout(60_000)
    commands = commandsOf()
  })

  /** Every section whose heading names the command or what it is under. */
  const about = (path: string): string =>
    sections
      .filter(({ heading }) => heading.split(', ').some((name) => `ledig ${path} `.startsWith(`${name} `)))
      .map(({ heading, text }) => `${heading}\n${text}`)
      .join('\n')

  it('names every command there is', () => {
    expect(commands.map(({ path }) => path)).to.include.members(['serve', 'audit verify', 'group remove'])
    const missing = commands.filter(({ path }) => {
      const text = about(path)
      const verb = path.split(' ').at(-1) ?? ''
      return text === '' || (!text.includes(`ledig ${path}`) && !codeIn(text).some((code) => code.startsWith(verb)))
    })
    expect(missing.map(({ path }) => path)).to.deep.equal([])
  })

  it('names every option of each', () => {
    const missing = commands.flatMap(({ path, options }) => {
      const named = codeIn(`${about(path)}\n${shared}`).join('\n')
      const all = options.filter((option) => !new RegExp(`${option}(?![a-z-])`).test(named))
      return all.map((option) => `${path} ${option}`)
    })
    expect(missing).to.deep.equal([])
  })

  it('names no option that is not there', () => {
    const known = new Set([...commands.flatMap(({ options }) => options), '--help'])
    const named = readText('docs/reference/commands.md').match(/(?<=[\s`])--[a-z][a-z-]+/g) ?? []
    expect([...new Set(named)].filter((option) => !known.has(option))).to.deep.equal([])
  })
})

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
}

/** The names of all fields in it, however deep, without those that only lead to others. */
function fieldsOf({ properties = {}, items, anyOf = [], oneOf = [] }: Schema): readonly string[] {
  const inside = [...(items === undefined ? [] : [items]), ...anyOf, ...oneOf].flatMap(fieldsOf)
  return [...inside, ...Object.entries(properties).flatMap(([name, schema]) => [name, ...fieldsOf(schema)])]
}

describe('the reference of the configuration', () => {
  const whole = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }) as Schema
  const sections = sectionsOf('docs/reference/configuration.md')
  const textOf = (section: string): string => sections.find(({ heading }) => heading === section)?.text ?? ''

  for (const [section, schema] of Object.entries(whole.properties ?? {})) {
    it(`names every field of ${section}, and none that is not there`, () => {
      const fields = new Set(fieldsOf(schema))
      expect(fields.size).to.be.greaterThan(0)
      const words = new Set(codeIn(textOf(section)).flatMap((code) => code.match(/\w+/g) ?? []))
      expect([...fields].filter((field) => !words.has(field))).to.deep.equal([])
      const listed = [...textOf(section).matchAll(/^\| `(\w+)` /gm)].map(([, name = '']) => name)
      expect(listed.filter((name) => !fields.has(name))).to.deep.equal([])
    })
  }
})

describe('the reference of the administration', () => {
  it('lists every operation with its route and its scope, and no other', () => {
    const rows = [
      ...readText('docs/reference/http.md').matchAll(/^\| `([\w.-]+\.[\w-]+)` +\| `(\w+ \S+)` +\| (.+?) +\|$/gm),
    ]
    const listed = rows.map(([, id, route, scope]) => `${id} ${route} ${scope}`)
    const there = OPERATIONS.map(
      ({ id, method, path, scope }) =>
        `${id} ${method.toUpperCase()} ${path} ${scope === null ? 'no token' : `\`${scope}\``}`,
    )
    expect([...listed].sort()).to.deep.equal([...there].sort())
  })
})

describe('the reference of codes', () => {
  it('has every error code, and none that is not there', () => {
    const codes = (text: string): ReadonlySet<string> => new Set(text.match(/(?<=['`])ERR_[A-Z_]+(?=['`])/g) ?? [])
    const there = codes(readText('protocols/federation-error.ts'))
    expect(there.size).to.be.greaterThan(20)
    expect([...codes(readText('docs/reference/codes.md'))].sort()).to.deep.equal([...there].sort())
  })
})

describe('the page about performance', () => {
  it('explains every ratio of the store', () => {
    const measured = filesUnder('test/benchmarks')
      .filter((path) => /\/measure-\w+\.ts$/.test(path))
      .flatMap((path) => readText(path).match(/(?<=name: ')store-[\w-]+(?=')/g) ?? [])
    expect(measured).to.include('store-change-over-append')
    const page = readText('docs/explanation/performance.md')
    expect(measured.filter((name) => !page.includes(`\`${name}\``))).to.deep.equal([])
  })
})

describe('the pages', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md']
    .concat(
      filesUnder('docs'),
      ['gateway', 'config', 'trust', 'protocols', 'test'].map((room) => `${room}/README.md`),
    )
    .filter((path) => path.endsWith('.md'))
  /** As GitHub makes it: lower case, spaces to hyphens, without what is neither letter, digit, hyphen nor underscore. */
  const anchorOf = (heading: string): string =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(' ', '-')

  for (const page of pages) {
    it(`lead somewhere with every link: ${page}`, () => {
      const links = [...readText(page).matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, link = '']) => link)
        .filter((link) => !/^(?:https?|mailto):/.test(link))
      const broken = links.filter((link) => {
        const url = new URL(link, `file:///${page}`)
        const path = url.pathname.slice(1)
        try {
          const anchors = sectionsOf(path).map(({ heading }) => anchorOf(heading))
          return url.hash !== '' && !anchors.includes(url.hash.slice(1))
        } catch {
          return true
        }
      })
      expect(broken).to.deep.equal([])
    })
  }
})
