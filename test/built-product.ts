import { createHash, randomUUID } from 'node:crypto'
import { cpSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type Typescript from 'typescript'

const ROOT = fileURLToPath(new URL('../', import.meta.url))
const FOLDERS = ['gateway', 'config', 'trust', 'protocols', 'test/benchmarks']
/** Inside `node_modules`, so that packages are found from there and nobody takes it for sources. */
const BUILT = join(ROOT, 'node_modules', '.cache', 'ledig-built')
const KNOWN = join(BUILT, 'sources.json')
const CLI = 'gateway/cli/ledig.ts'

const require = createRequire(import.meta.url)
let built: string | null = null

/**
 * Makes JavaScript of the product and of the bench's own programs, as `npm run build` does but without checking, and
 * returns the folder. What runs TypeScript directly takes twice as long to start, keeps the names of functions at a cost
 * in every call, and is not what is shipped. Only what has changed since the last time is made again.
 */
export function buildProduct(): string {
  built = BUILT
  const before = knownSources()
  const now = Object.fromEntries(FOLDERS.flatMap(sourcesIn).map((path) => [path, digestOf(path)]))
  const changed = Object.keys(now).filter((path) => now[path] !== before[path])
  const gone = Object.keys(before).filter((path) => now[path] === undefined)
  if (changed.length === 0 && gone.length === 0) return BUILT
  for (const path of gone) rmSync(placeOf(path), { force: true })
  for (const path of changed) make(path)
  put(join(BUILT, 'package.json'), '{ "type": "module" }\n')
  put(KNOWN, JSON.stringify(now))
  return BUILT
}

/**
 * The command line that runs `ledig` compiled, up to its arguments. Where coverage is counted it is run as it is written,
 * since what is compiled is nobody's source.
 */
export function ledigCommand(): readonly [command: string, ...args: string[]] {
  if (process.env['NODE_V8_COVERAGE'] === undefined) return [process.execPath, join(built ?? buildProduct(), jsOf(CLI))]
  return [process.execPath, '--import', pathToFileURL(require.resolve('tsx')).href, join(ROOT, CLI)]
}

const jsOf = (path: string): string => path.replace(/\.ts$/, '.js')
const placeOf = (path: string): string => join(BUILT, jsOf(path))
const digestOf = (path: string): string =>
  createHash('sha256')
    .update(readFileSync(join(ROOT, path)))
    .digest('base64')

function knownSources(): Readonly<Record<string, string>> {
  try {
    return JSON.parse(readFileSync(KNOWN, 'utf8')) as Record<string, string>
  } catch {
    return {}
  }
}

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder)).flatMap((name) => {
    const path = join(folder, name)
    if (statSync(join(ROOT, path)).isDirectory()) return sourcesIn(path)
    return /(?<!\.test)\.ts$|\.json$/.test(name) ? [path] : []
  })
}

function make(path: string): void {
  if (!path.endsWith('.ts')) return copy(path)
  const ts = require('typescript') as typeof Typescript
  const compilerOptions = {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    verbatimModuleSyntax: true,
    rewriteRelativeImportExtensions: true,
  }
  put(placeOf(path), ts.transpileModule(readFileSync(join(ROOT, path), 'utf8'), { compilerOptions }).outputText)
}

function copy(path: string): void {
  mkdirSync(dirname(placeOf(path)), { recursive: true })
  cpSync(join(ROOT, path), placeOf(path))
}

/** At once, for whoever runs it meanwhile. */
function put(place: string, text: string): void {
  mkdirSync(dirname(place), { recursive: true })
  const beside = `${place}.${randomUUID()}`
  writeFileSync(beside, text)
  renameSync(beside, place)
}
