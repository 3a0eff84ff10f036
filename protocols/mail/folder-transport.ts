import { mkdir, open, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createTransport } from 'nodemailer'
import { CLOSED, composed } from './mail-message.ts'
import { dkimOptions } from './mail-transport.ts'
import type { DkimKey, MailTransport } from './mail-transport.ts'

/** What a Message-ID may hold beside these is of no use in the name of a file. */
const NAMELESS = /[^A-Za-z0-9._-]/g

/**
 * Into a folder of `.eml` files (RFC 5322), from where a person or another program takes them: each whole or not there,
 * for its owner's eyes only, since the address in it opens a calendar. The same message sent again is the same file.
 */
export function folderTransport(folder: string, dkim: DkimKey | null): MailTransport {
  const composer = createTransport({
    ...CLOSED,
    streamTransport: true,
    buffer: true,
    newline: 'windows',
    ...(dkim !== null && { dkim: dkimOptions(dkim) }),
  })
  return {
    send: async (message) => {
      try {
        const { message: bytes } = await composer.sendMail(composed(message))
        const name = message.messageId.slice(0, message.messageId.indexOf('@')).replace(NAMELESS, '_')
        await writeWhole(join(folder, `${name}.eml`), bytes as Buffer)
        return { handedOn: true }
      } catch (error) {
        return {
          handedOn: false,
          because: 'unreachable',
          detail: error instanceof Error ? error.message : String(error),
        }
      }
    },
  }
}

async function writeWhole(path: string, bytes: Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const unfinished = `${path}.unfinished`
  const file = await open(unfinished, 'w', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(unfinished, path)
}
