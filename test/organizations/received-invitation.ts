import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import PostalMime from 'postal-mime'

/** An invitation as it arrives, read from the very bytes that would have gone to a mail server. */
export interface ReceivedInvitation {
  /** Where it lies, an `.eml` file. */
  readonly file: string
  readonly from: string
  /** Everybody it goes to. */
  readonly to: readonly string[]
  readonly subject: string
  /** Its plain text. */
  readonly text: string
  /** The address at which the calendar opens in a browser; null where it names none, as an invitation to ask does. */
  readonly link: string | null
}

const LINK = /^https?:\/\/\S+\/published\/[\w-]+\/$/m

async function readInvitation(file: string): Promise<ReceivedInvitation> {
  const { from, to = [], cc = [], bcc = [], subject = '', text = '' } = await PostalMime.parse(await readFile(file))
  const everybody = [...to, ...cc, ...bcc].map(({ address = '' }) => address)
  const [link = null] = LINK.exec(text.replaceAll('\r\n', '\n')) ?? []
  return { file, from: from?.address ?? '', to: everybody, subject, text, link }
}

/** Every invitation in the folder that an organization was given for its mail; none where nothing was sent yet. */
export async function receivedInvitations(folder: string): Promise<readonly ReceivedInvitation[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const files = names.filter((name) => name.endsWith('.eml')).sort()
  return Promise.all(files.map((name) => readInvitation(join(folder, name))))
}

const LONGEST_WAIT_MS = 20_000
const PAUSE_MS = 20

/**
 * Waits until somebody is invited: a message leaves a moment after it was ordered.
 *
 * @throws Error where nothing comes within twenty seconds
 */
export async function untilInvited(folder: string, recipient: string): Promise<ReceivedInvitation> {
  const until = Date.now() + LONGEST_WAIT_MS
  for (;;) {
    const found = (await receivedInvitations(folder)).find(({ to }) => to.includes(recipient))
    if (found !== undefined) return found
    if (Date.now() > until) throw new Error(`${recipient} was not invited: nothing for them in ${folder}`)
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
}
