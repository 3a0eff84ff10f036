import type { FittedPart } from '../../trust/exchange/fit-plan.ts'
import { quoted } from '../../trust/exchange/import-plan.ts'
import type { ImportNote, PartnerProposal } from '../../trust/exchange/import-plan.ts'

export interface ImportReport {
  readonly objects: number
  readonly parts: readonly FittedPart[]
  readonly proposals: readonly PartnerProposal[]
  readonly notes: readonly ImportNote[]
}

const WORDS: Readonly<Record<FittedPart['change'], string>> = {
  new: 'new',
  changed: 'changed',
  unchanged: 'as it is here',
  kept: 'kept: it says something else here (--replace to change it)',
}

function describePart({ kind, name, change, value, present }: FittedPart): string {
  const here = change === 'changed' || change === 'kept' ? `    here      ${JSON.stringify(present)}\n` : ''
  const planned = change === 'unchanged' ? '' : `    Exchange  ${JSON.stringify(value)}\n`
  return `  ${kind.replace('-', ' ')} ${quoted(name)}  ${WORDS[change]}\n${here}${planned}`
}

function describeProposal({ partner, domains, runs, addresses, todo }: PartnerProposal): string {
  const where = addresses.length === 0 ? '' : ` (${addresses.join(', ')})`
  return `  ${quoted(partner)}  ${domains.join(', ')}; ${runs.replace('-', ' ')}${where}\n${todo.map((line) => `    ${line}\n`).join('')}`
}

const describeNote = ({ about, because, todo }: ImportNote): string => `  ${about}: ${because}\n    ${todo}\n`

/** What an import did, whom a trust could be proposed to, and what stayed behind, each with what to do about it. */
export function describeImport({ objects, parts, proposals, notes }: ImportReport): string {
  const section = (title: string, lines: readonly string[]): string =>
    lines.length === 0 ? '' : `\n${title}\n${lines.join('')}`
  return [
    `${objects} ${objects === 1 ? 'object' : 'objects'} read.\n`,
    section('Policy:', parts.map(describePart)),
    section('Trusts to propose; what that takes is not in the files:', proposals.map(describeProposal)),
    section('Not carried over as it stands:', notes.map(describeNote)),
  ].join('')
}
