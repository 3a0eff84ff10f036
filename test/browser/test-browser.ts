import { mkdirSync } from 'node:fs'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { chromiumPath, NEEDS_CHROMIUM, startChromium } from './chromium.ts'
import { readersOf } from './flow.ts'
import { FLOWS } from './flows.ts'
import { PAGE_KINDS } from './page-kinds.ts'
import { nameOf } from './reader.ts'
import { walkFlow } from './walk-flow.ts'

/** `npm run test:browser`: every flow, walked in Chromium by each of its readers. */
const USAGE = `npm run test:browser -- [--flow TEXT] [--shots FOLDER] [--json]
  --flow TEXT     only flows whose name has this in it
  --shots FOLDER  keeps a picture of each page looked at, in each scheme and width`

interface Report {
  /** Walks: a flow counts once for each reader. */
  flows: number
  pages: number
  axeViolations: number
  /** Walks with any problem, axe-core's findings among them, and kinds of pages that no walk looked at. */
  failed: number
}

async function walkAll(part: string, shots: string | undefined): Promise<Report> {
  const report: Report = { flows: 0, pages: 0, axeViolations: 0, failed: 0 }
  const seen = new Set<string>()
  const browser = await startChromium()
  try {
    for (const flow of FLOWS.filter(({ name }) => name.includes(part))) {
      for (const reader of readersOf(flow)) {
        const { pages, kinds, axeViolations, problems } = await walkFlow(browser, flow, reader, { shots })
        const wrong = [...axeViolations, ...problems]
        const verdict = wrong.length === 0 ? 'walked' : 'FAILED'
        process.stderr.write(
          `${verdict}: ${flow.name} (${nameOf(reader)})\n${wrong.map((line) => `  ${line}\n`).join('')}`,
        )
        kinds.forEach((kind) => seen.add(kind))
        report.flows++
        report.pages += pages
        report.axeViolations += axeViolations.length
        if (wrong.length > 0) report.failed++
      }
    }
  } finally {
    await browser.close()
  }
  const unseen = part === '' ? PAGE_KINDS.filter((kind) => !seen.has(kind)) : []
  for (const kind of unseen) process.stderr.write(`FAILED: no flow looks at ${kind}\n`)
  report.failed += unseen.length
  return report
}

const { values } = parseArgs({
  options: {
    flow: { type: 'string', default: '' },
    shots: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  process.stdout.write(`${USAGE}\n`)
} else if (chromiumPath() === null) {
  process.stderr.write(`There is no browser: this ${NEEDS_CHROMIUM}.\n`)
  process.exitCode = 3
} else {
  if (values.shots !== undefined) mkdirSync(values.shots, { recursive: true })
  const report = await walkAll(values.flow, values.shots)
  process.stdout.write(`${values.json ? JSON.stringify(report) : JSON.stringify(report, null, 2)}\n`)
  if (report.flows === 0 || report.failed > 0) process.exitCode = 1
}
