import type { Catalogue } from '../texts.ts'

const EN = {
  title: 'Second yes',
  why: 'What ends or begins a trust, or changes what it rests on, is carried out when a second person says yes. Nothing here has been done yet.',
  oneIsEnough:
    'One administrator is enough on this gateway (trust.approvals in its configuration), so nothing new comes here.',
  nothing: 'Nothing waits.',
  what: 'What',
  about: 'About',
  with: 'With',
  askedBy: 'Asked by',
  asked: 'Asked',
  until: 'Until',
  untilWhen: (time: string) => `${time}; then it is gone by itself.`,
  byToken: (name: string | null, id: string) => (name === null ? `access token ${id}` : `${name} (access token ${id})`),
  byPerson: (name: string | null) => name ?? 'somebody signed in here',
  operations: {
    'trust.accept': 'Say yes to a partner',
    'trust.revoke': 'End a trust for good',
    'roll.switch': 'Sign with the next certificate from now on',
  } as Readonly<Record<string, string | undefined>>,
  effects: {
    'trust.accept': 'From the next lookup on, this partner is trusted under the fingerprint below, for these domains.',
    'trust.revoke':
      'From the next lookup on, neither side is told anything by the other. A trust that is ended never comes back: it would be proposed anew.',
    'roll.switch':
      'Partners that do not hold the next certificate refuse what this organization publishes until their administrators confirm it. The certificate before cannot sign again: its key is gone at once.',
  } as Readonly<Record<string, string | undefined>>,
  otherEffect: 'It is carried out at once, as if it had just been asked for.',
  params: { trust: 'Partner', organization: 'Organization' } as Readonly<Record<string, string | undefined>>,
  fields: {
    fingerprint: 'Fingerprint',
    domains: 'Domains',
    hosts: 'Hosts',
    unproven: 'Without a proof of the domains',
    validUntil: 'Until',
    reason: 'Reason',
    force: 'Although partners break',
    brokerFor: 'May ask for',
    scopeDescription: 'For people of the other side',
  } as Readonly<Record<string, string | undefined>>,
  yes: 'yes',
  no: 'no',
  own: 'Asked by you: somebody else has to give it, signed in as another person.',
  give: 'Give it',
  giveWhat: (what: string, about: string) => `Give it: ${what}, ${about}`,
  giveTitle: 'Give the second yes',
  withdraw: 'Withdraw it',
  withdrawWhat: (what: string, about: string) => `Withdraw it: ${what}, ${about}`,
  withdrawTitle: 'Withdraw what was asked for',
  withdrawWhy: 'It is not carried out. Whoever wants it has to ask for it anew.',
  compare: 'Have what is below confirmed by whoever asked before you give it: you answer for it as much as she does.',
  given: 'Given, and carried out.',
  withdrawn: 'Withdrawn. Nothing was carried out.',
  cannotBeUndone: 'This cannot be undone here.',
  canBeEnded: 'What was begun can be stopped from the page of the trust.',
  refused: 'It cannot be carried out now:',
  partnersBehind:
    'Partners are not ready that were when it was asked for. Wait until they are, or ask for it anew, with what it does to them.',
  gone: 'What it is about is not there any more.',
  waitsTitle: (what: string) => `${what}: waits for a second yes`,
  waits: (until: string) => `Nothing was changed yet. Another person has to give it by ${until}.`,
  seeWaiting: 'What waits for a second yes',
}

export type ApprovalTexts = typeof EN

const SV: ApprovalTexts = {
  title: 'Andra ja',
  why: 'Det som avslutar eller inleder ett förtroende, eller ändrar vad det vilar på, genomförs när en andra person säger ja. Ingenting här är gjort ännu.',
  oneIsEnough:
    'I den här gatewayen räcker en administratör (trust.approvals i dess konfiguration), så inget nytt hamnar här.',
  nothing: 'Ingenting väntar.',
  what: 'Vad',
  about: 'Gäller',
  with: 'Med',
  askedBy: 'Begärt av',
  asked: 'Begärt',
  until: 'Till',
  untilWhen: (time) => `${time}; därefter försvinner det av sig självt.`,
  byToken: (name, id) => (name === null ? `åtkomstnyckeln ${id}` : `${name} (åtkomstnyckeln ${id})`),
  byPerson: (name) => name ?? 'någon som är inloggad här',
  operations: {
    'trust.accept': 'Säg ja till en partner',
    'trust.revoke': 'Avsluta ett förtroende för gott',
    'roll.switch': 'Signera med nästa certifikat från och med nu',
  },
  effects: {
    'trust.accept': 'Från nästa fråga litar vi på den här partnern under fingeravtrycket nedan, för de här domänerna.',
    'trust.revoke':
      'Från nästa fråga får ingen av sidorna veta något av den andra. Ett avslutat förtroende kommer aldrig tillbaka: det måste föreslås på nytt.',
    'roll.switch':
      'Partner som inte har nästa certifikat avvisar det som organisationen publicerar tills deras administratörer bekräftar det. Det förra certifikatet kan inte signera igen: dess nyckel försvinner genast.',
  },
  otherEffect: 'Det genomförs genast, som om det just hade begärts.',
  params: { trust: 'Partner', organization: 'Organisation' },
  fields: {
    fingerprint: 'Fingeravtryck',
    domains: 'Domäner',
    hosts: 'Värdar',
    unproven: 'Utan bevis för domänerna',
    validUntil: 'Till',
    reason: 'Skäl',
    force: 'Även om partner bryts',
    brokerFor: 'Får fråga för',
    scopeDescription: 'Till personer på andra sidan',
  },
  yes: 'ja',
  no: 'nej',
  own: 'Begärt av dig: någon annan måste ge det, inloggad som en annan person.',
  give: 'Ge det',
  giveWhat: (what, about) => `Ge det: ${what}, ${about}`,
  giveTitle: 'Ge det andra jaet',
  withdraw: 'Dra tillbaka det',
  withdrawWhat: (what, about) => `Dra tillbaka det: ${what}, ${about}`,
  withdrawTitle: 'Dra tillbaka det som begärts',
  withdrawWhy: 'Det genomförs inte. Den som vill det måste begära det på nytt.',
  compare:
    'Låt den som begärde det bekräfta det som står nedan innan du ger det: du svarar för det lika mycket som hon.',
  given: 'Givet och genomfört.',
  withdrawn: 'Tillbakadraget. Ingenting har genomförts.',
  cannotBeUndone: 'Det går inte att ångra här.',
  canBeEnded: 'Det som inletts kan stoppas från förtroendets sida.',
  refused: 'Det går inte att genomföra nu:',
  partnersBehind:
    'Det finns partner som inte är redo nu, fast alla var det när det begärdes. Vänta tills de är det, eller begär det på nytt, med vad det gör med dem.',
  gone: 'Det som det gäller finns inte längre.',
  waitsTitle: (what) => `${what}: väntar på ett andra ja`,
  waits: (until) => `Ingenting har ändrats ännu. En annan person måste ge det senast ${until}.`,
  seeWaiting: 'Det som väntar på ett andra ja',
}

export const APPROVAL_TEXTS: Catalogue<ApprovalTexts> = { en: EN, sv: SV }
