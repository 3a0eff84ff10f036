import { trustId } from '../../../../gateway/admin/administration.ts'
import type { Administration } from '../../../../gateway/admin/administration.ts'
import { signMetadata } from '../../../../trust/organization/federation-metadata.ts'
import type { MetadataOrder } from '../../../../trust/organization/federation-metadata.ts'
import type { FederationTrust } from '../../../../trust/organization/federation-trust.ts'
import type { Organization } from '../../../../trust/organization/organization.ts'
import { propose } from '../../../../trust/organization/trust-transitions.ts'
import { granted, known, metadataOf, orderOf, put } from '../../../trust/known-organizations.ts'
import { consoleWorld } from '../console-world.ts'

export const METADATA_URL = 'https://gateway.partner.example/.well-known/federation-metadata'

/** The console with a trust, and with whatever else a test puts beside it; partners answer what they are made to. */
export async function trustsWorld() {
  const world = await consoleWorld()
  const { clock, trusts, door } = world
  const [contoso, tailspin] = [await known('Contoso'), await known('Tailspin')]
  const administration = door.administration as { -readonly [Name in keyof Administration]: Administration[Name] }
  /** From now on this organization is at every address of metadata. */
  const answers = (partner: Organization, more: Partial<MetadataOrder> = {}): void => {
    const body = Buffer.from(signMetadata(partner, orderOf('partner', clock, more)), 'latin1')
    const answer = { status: 200, headers: {}, body }
    administration.http = { ...administration.http, get: () => Promise.resolve(answer) as never }
  }
  /** A proposal of a partner, called as somebody chose. */
  const proposed = async (partner: Organization = tailspin, name?: string): Promise<string> => {
    const metadata = metadataOf(name === undefined ? partner : { ...partner, name }, clock)
    const trust = granted(propose(contoso.id, metadata, clock, METADATA_URL))
    await put(trusts, trust, trusts.snapshot().trust(trust.local, trust.partner))
    return trustId(trust)
  }
  const trustNow = (id: string): FederationTrust => {
    const found = [...trusts.snapshot().trusts(contoso.id)].find((trust) => trustId(trust) === id)
    if (found === undefined) throw new Error('no such trust')
    return found
  }
  /** Puts something about a trust down as if it had come about. */
  const change = async (id: string, next: (trust: FederationTrust) => FederationTrust): Promise<void> => {
    const before = trustNow(id)
    await put(trusts, next(before), before)
  }
  return { ...world, administration, contoso, tailspin, answers, proposed, trustNow, change }
}

export type TrustsWorld = Awaited<ReturnType<typeof trustsWorld>>

/** The hidden fields of the form on a page that goes to a place, as a browser sends them again. */
export function fieldsOf(page: string, action: RegExp): Readonly<Record<string, string>> {
  const form = [...page.matchAll(/<form method="post" action="([^"]*)">(.*?)<\/form>/gs)].find(([, to]) =>
    action.test(to ?? ''),
  )
  const unescaped = (text: string): string =>
    text
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&')
  const hidden = [...(form?.[2] ?? '').matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)]
  return Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, unescaped(value)]))
}
