import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const FOLDERS = ['gateway', 'config', 'trust', 'protocols', 'test/benchmarks']
/** Inside `node_modules`, so that packages are found from there and nobody takes it for sources. */
const BUILT = join(ROOT, 'node_modules', '.cache', 'ledig-bench')

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
  rewriteRelativeImportExtensions: true,
}

/**
 * Makes JavaScript of the product and of the bench's own programs, as `npm run build` does but without checking, and
 * returns the folder. What runs TypeScript directly keeps the names of functions at a cost in every call, and that is
 * not what is shipped.
 */
export function buildProduct(): string {
  rmSync(BUILT, { recursive: true, force: true })
  for (const folder of FOLDERS) buildFolder(folder)
  writeFileSync(join(BUILT, 'package.json'), '{ "type": "module" }\n')
  return BUILT
}

function buildFolder(folder: string): void {
  for (const name of readdirSync(join(ROOT, folder))) {
    const path = join(folder, name)
    if (statSync(join(ROOT, path)).isDirectory()) buildFolder(path)
    else if (/(?<!\.test)\.ts$/.test(name)) buildFile(path)
    else if (name.endsWith('.json')) cpSync(join(ROOT, path), join(BUILT, path))
  }
}

function buildFile(path: string): void {
  const { outputText } = ts.transpileModule(readFileSync(join(ROOT, path), 'utf8'), { compilerOptions: OPTIONS })
  const target = join(BUILT, path.replace(/\.ts$/, '.js'))
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, outputText)
}
