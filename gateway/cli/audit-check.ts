import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { z } from 'zod'
import { fileProblem } from '../../config/file-problem.ts'
import { FederationError } from '../../protocols/federation-error.ts'
import type { TreeHead } from '../../trust/audit/tree-head.ts'
import type { EntryProof } from '../audit/audit-operations.ts'
import { ExitCode } from './exit-code.ts'

const PROOF = z.object({
  index: z.int().min(0),
  text: z.string(),
  leaf: z.string(),
  head: z.string(),
  proof: z.array(z.string()).max(128),
})

/** @throws FederationError `ERR_CONFIG_INVALID` for a file that holds no proof */
function readProof(file: string): EntryProof {
  try {
    return PROOF.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    const found = error instanceof Error && 'code' in error ? fileProblem(error) : 'not what `ledig audit prove` prints'
    throw new FederationError('ERR_CONFIG_INVALID', `${file}: cannot be read as a proof (${found})`)
  }
}

interface Checked {
  readonly head: TreeHead | null
  /** Why the proof does not hold, in words; null: it holds. */
  readonly because: string | null
}

async function check(proof: EntryProof, fingerprint: string): Promise<Checked> {
  const [{ fingerprintInHex, parseFingerprint }, { namedSigner, readTreeHead }, { proofHolds }, { leafHash }] =
    await Promise.all([
      import('../../trust/keys/fingerprint.ts'),
      import('../../trust/audit/tree-head.ts'),
      import('../audit/audit-operations.ts'),
      import('../../trust/audit/audit-entry.ts'),
    ])
  const expected = parseFingerprint(fingerprint)
  const head = readTreeHead(proof.head, [expected])
  if (head === null) {
    const signer = namedSigner(proof.head)
    const isOther = signer !== null && signer !== expected
    return { head, because: isOther ? `it names another certificate, ${fingerprintInHex(signer)}` : FORGED_HEAD }
  }
  if (leafHash(proof.text) !== proof.leaf) return { head, because: 'the entry is not as it was written' }
  return { head, because: proofHolds(proof, head) ? null : 'the entry is not in the log whose head was signed' }
}

const FORGED_HEAD = 'the head of the log is not as it was signed'

export function checkCommand(): Command {
  return new Command('check')
    .description('Check a proof that a partner gave you; needs no gateway.')
    .argument('<file>', 'the proof')
    .requiredOption('--fingerprint <hex or words>', 'of the certificate the proof is signed under')
    .option('--json', 'print JSON and nothing else')
    .addHelpText('after', '\nExit codes: 0 the proof holds, 8 it does not.')
    .action(async (file: string, options: { fingerprint: string; json?: true }) => {
      const proof = readProof(file)
      const { head, because } = await check(proof, options.fingerprint)
      const holds = because === null
      const said = { holds, because, entry: JSON.parse(proof.text) as unknown, head }
      const words = holds ? `The proof holds. The entry:\n${proof.text}\n` : `The proof does not hold: ${because}.\n`
      process.stdout.write(options.json === true ? `${JSON.stringify(said, null, 2)}\n` : words)
      if (!holds) process.exitCode = ExitCode.checks
    })
}
