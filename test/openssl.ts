import { spawnSync } from 'node:child_process'

/** What OpenSSL, or a shell that calls it, prints of `input`, standard error with it. */
export function openssl(
  args: readonly string[],
  input: Buffer | string = '',
  program: 'openssl' | 'bash' = 'openssl',
): { code: number; text: string } {
  const { status, stdout, stderr } = spawnSync(program, args, { input })
  return { code: status ?? -1, text: `${stdout?.toString() ?? ''}${stderr?.toString() ?? ''}` }
}
