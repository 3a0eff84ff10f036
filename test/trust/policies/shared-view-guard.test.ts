import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import ts from 'typescript'
import { ROOMS, ROOT, sourceFilesUnder } from '../../source-files.ts'

const FORGETFUL = fileURLToPath(new URL('../../vectors/not-compiling/answer-unreduced-view.ts', import.meta.url))

/** What the compiler says of this one file under the repository's own options, as `line code: first line of the message`. */
function compile(file: string): readonly string[] {
  const { config } = ts.readConfigFile(`${ROOT}tsconfig.json`, (path) => ts.sys.readFile(path)) as { config: object }
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [file] }, ts.sys, ROOT)
  const program = ts.createProgram([file], { ...options, types: [], noEmit: true })
  const source = program.getSourceFile(file)
  return ts.getPreEmitDiagnostics(program, source).map(({ file: where, start, code, messageText }) => {
    const line = where === undefined ? 0 : where.getLineAndCharacterOfPosition(start ?? 0).line + 1
    return `${line} TS${code}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
  })
}

describe('an endpoint that answers a view without a decision', () => {
  it('does not compile, with an error for each of its answers and none for anything else', () => {
    const errors = compile(FORGETFUL)
    expect(errors.map((error) => error.slice(0, error.indexOf(':')))).to.deep.equal(['7 TS2375', '11 TS2375'])
    expect(errors[0]).to.include("Type 'FreeBusyView' is not assignable to type 'SharedView'")
    expect(errors[1]).to.include("[shared]' is missing in type").and.to.include('required in type')
  })
})

describe('a view that may be answered', () => {
  it('is made in one place of the whole source tree', () => {
    const places = ROOMS.flatMap((room) => sourceFilesUnder(room)).flatMap(({ path, text }) =>
      [...text.matchAll(/\bas\s+(?:unknown\s+as\s+)?SharedView\b|<SharedView>/g)].map(() => path),
    )
    expect(places).to.deep.equal(['trust/policies/share-view.ts'])
  })
})
