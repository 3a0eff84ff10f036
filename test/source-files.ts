import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/** The checkout under test, with a slash at its end. */
export const ROOT = fileURLToPath(new URL('../', import.meta.url))

/** The rooms of the product, in the order imports may point: each imports only itself and what stands after it. */
export const ROOMS = ['gateway', 'config', 'trust', 'protocols'] as const
export type Room = (typeof ROOMS)[number]

export interface SourceFile {
  /** Relative to the repository, `/` between folders. */
  readonly path: string
  readonly text: string
  readonly imports: readonly string[]
}

export const readText = (path: string): string => readFileSync(ROOT + path, 'utf8')
export const exists = (path: string): boolean => existsSync(ROOT + path)

/** Every file under a folder of the repository, sorted, without what is built, installed or of the version control. */
export function filesUnder(folder: string): readonly string[] {
  const skipped = new Set(['node_modules', 'dist', 'coverage', '.git'])
  const found: string[] = []
  for (const entry of readdirSync(ROOT + folder, { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isFile()) found.push(path)
    else if (entry.isDirectory() && !skipped.has(entry.name)) found.push(...filesUnder(path))
  }
  return found.sort()
}

export function sourceFilesUnder(folder: string): readonly SourceFile[] {
  return filesUnder(folder)
    .filter((path) => path.endsWith('.ts') && !path.startsWith('test/vectors/'))
    .map((path) => {
      const text = readText(path)
      return { path, text, imports: ts.preProcessFile(text, true, true).importedFiles.map((file) => file.fileName) }
    })
}

/** A file that is gone at run time, such as one of interfaces: there is nothing in it a test could call. */
export function holdsOnlyTypes(file: SourceFile): boolean {
  const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023, removeComments: true }
  const { outputText } = ts.transpileModule(file.text, { compilerOptions: options })
  return outputText.replace(/export \{\s*\};?/, '').trim() === ''
}

/** `../trust/clock.ts` in `gateway/main.ts` is `trust/clock.ts`; null for a package. */
export function importedPath(from: string, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null
  return new URL(specifier, `file:///${from}`).pathname.slice(1)
}
