import { spawn } from 'node:child_process'
import { ledigCommand } from '../../built-product.ts'

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs one command of the command line as a process of its own. */
export function runLedig(
  args: readonly string[],
  { folder = process.cwd(), env = {}, input = '' }: { folder?: string; env?: NodeJS.ProcessEnv; input?: string } = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const [command, ...before] = ledigCommand()
    const child = spawn(command, [...before, ...args], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: '1', ...env },
    })
    const [out, err]: [Buffer[], Buffer[]] = [[], []]
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, out: String(Buffer.concat(out)), err: String(Buffer.concat(err)) }))
    child.stdin.end(input)
  })
}
