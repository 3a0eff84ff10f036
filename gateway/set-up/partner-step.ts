import { fingerprintInWords } from '../../trust/keys/fingerprint.ts'
import { fetchMetadata } from '../admin/fetch-metadata.ts'
import { printable } from '../cli/printable.ts'
import type { Locale } from '../console/locale.ts'
import type { StepTexts } from '../console/set-up/step-texts.ts'
import { CHANGE_REFUSALS, refusalOf } from '../console/trusts/change-refusals.ts'
import { good, note, right, wrong } from './set-up-step.ts'
import type { Finding, SetUpRoom, Step } from './set-up-step.ts'

/** As the console says it of a trust that is proposed by the same address. */
function faultOf(error: unknown, { language }: Locale): string {
  const refusal = refusalOf(error)
  if (refusal === null) throw error
  return CHANGE_REFUSALS[language][refusal]
}

/** Reads what is there now: who says so, and what to compare over the telephone before anybody says yes. */
async function findingsOf(metadataUrl: string, room: SetUpRoom, texts: StepTexts): Promise<readonly Finding[]> {
  const { clock, answered, openHttp } = room
  const http = openHttp(answered.place?.reach !== 'beyond')
  try {
    const { name, certificate } = await fetchMetadata(http, metadataUrl, { clock, minimumSoftware: {} })
    const words = fingerprintInWords(certificate.fingerprint)
    return [good(texts.partnerRight(printable(name))), note(texts.partnerWords(words)), note(texts.partnerThen)]
  } finally {
    await http.close()
  }
}

/** The first partner, whom the gateway proposes a trust with when it has started; nobody is trusted by that. */
export const PARTNER_STEP: Step<'partner'> = {
  fields: ['metadataUrl'],
  begin: ({ answered: { partner } }) => partner ?? { metadataUrl: '' },
  check: async ({ metadataUrl = '' }, room, { texts, locale }) => {
    if (metadataUrl === '') return right({ metadataUrl }, [note(texts.partnerNone)])
    try {
      return right({ metadataUrl }, await findingsOf(metadataUrl, room, texts))
    } catch (error) {
      return wrong({ metadataUrl: faultOf(error, locale) })
    }
  },
}
