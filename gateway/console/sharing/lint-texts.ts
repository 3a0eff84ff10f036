import type { LintCode } from '../../../trust/policies/lints/lint.ts'
import type { Catalogue } from '../texts.ts'

type LintTexts = Readonly<Record<LintCode, string>>

const EN: LintTexts = {
  'exclude-unreachable': 'Somebody is left out who is not in its scope: it takes nobody out.',
  'federation-off': 'Federation is switched off, so none of the relationships counts.',
  'grant-expired': 'A grant of its owner is over.',
  'grant-shadowed': 'A grant counts only where a lower one to the same name does, and the lower counts.',
  'grant-void': 'A grant of its owner comes to nothing.',
  'group-circular': 'It holds itself, by way of other groups.',
  'group-empty': 'Nobody is in it: as a scope it shuts out everybody, as an exclusion nobody.',
  'group-unused': 'Nothing names it.',
  'mailbox-elsewhere': 'It is in none of the domains of this organization, and is left out.',
  'mailbox-wider': 'Outsiders see more of it than the organization shows by default.',
  'policy-unused': 'No mailbox names it, and it is not the default one.',
  'relationship-expired': 'It is over.',
  'relationship-void': 'It is switched on with the level “nothing”, or has a level and is not switched on.',
  'relationship-without-trust':
    'No trust that serves is with a partner of one of its domains: there it gives and asks nothing.',
  'room-organizer': 'What is written would show subjects of a room to outsiders; they are told its times only.',
  'rule-unreachable': 'One of its rules never counts: no relationship has its domain, or all have rules of their own.',
  'rule-wider': 'A rule for one domain allows more than the one for every other.',
  'scope-empty': 'Nobody here is in the group it is limited to.',
  'subdomain-apart':
    'A domain below a known one is a domain of its own: what is said of the one above does not count for it.',
  'subdomain-of-ours': 'A domain of the partner is below one of ours: its people are outsiders here.',
  'subdomain-other-rule': 'A rule does not count for domains below its own that have none.',
}

const SV: LintTexts = {
  'exclude-unreachable': 'Någon undantas som inte är med i gruppen den gäller: det undantar ingen.',
  'federation-off': 'Federationen är avstängd, så ingen av relationerna gäller.',
  'grant-expired': 'En delning av ägaren är slut.',
  'grant-shadowed': 'En delning gäller bara när en lägre till samma namn gör det, och den lägre räknas.',
  'grant-void': 'Det blir ingenting av en delning som ägaren gjort.',
  'group-circular': 'Den innehåller sig själv, genom andra grupper.',
  'group-empty': 'Ingen är med i den: som begränsning stänger den ute alla, som undantag ingen.',
  'group-unused': 'Ingenting anger den.',
  'mailbox-elsewhere': 'Den är inte i någon av organisationens domäner och räknas inte.',
  'mailbox-wider': 'Utomstående ser mer av den än organisationen visar som standard.',
  'policy-unused': 'Ingen brevlåda anger den, och den är inte standard.',
  'relationship-expired': 'Den är slut.',
  'relationship-void': 'Den är påslagen med nivån ”ingenting”, eller har en nivå och är inte påslagen.',
  'relationship-without-trust':
    'Inget gällande förtroende finns med en partner för en av domänerna: där ger och frågar den ingenting.',
  'room-organizer': 'Det som står skulle visa ämnen för ett rum för utomstående; de får bara veta dess tider.',
  'rule-unreachable': 'En av reglerna gäller aldrig: ingen relation har dess domän, eller alla har egna regler.',
  'rule-wider': 'En regel för en domän tillåter mer än den för alla andra.',
  'scope-empty': 'Ingen här är med i gruppen som den är begränsad till.',
  'subdomain-apart': 'En domän under en känd är en egen domän: det som sägs om den ovanför gäller inte för den.',
  'subdomain-of-ours': 'En av partnerns domäner ligger under en av våra: dess personer är utomstående här.',
  'subdomain-other-rule': 'En regel gäller inte för domäner under dess egen som saknar regel.',
}

/** What of a policy was probably not meant, in one sentence to whatever it was found in. */
export const LINT_TEXTS: Catalogue<LintTexts> = { en: EN, sv: SV }
