import type { Catalogue } from '../texts.ts'
import type { FieldGroup, FieldName } from './part-fields.ts'

export interface FieldText {
  readonly label: string
  /** What it does. */
  readonly hint?: string
  /** What it has to be, said where it is not. */
  readonly wrong: string
}

interface FieldTexts {
  readonly fields: Readonly<Record<FieldName, FieldText>>
  readonly groups: Readonly<Record<FieldGroup, string>>
}

const CHOOSE = 'Choose one of those there are.'
const SWITCH = 'Switch it on or off.'

const EN: FieldTexts = {
  groups: {
    partner: 'Whom it is with',
    gives: 'What we give',
    asks: 'What our people may ask',
    rare: 'Rarely changed',
    policy: 'What it allows',
    mailbox: 'Who sees how much',
    organization: 'What counts for everybody',
  },
  fields: {
    domains: {
      label: 'Domains of the partner',
      hint: 'One on each line, such as fabrikam.example. Exact: a sub-domain is another domain.',
      wrong: 'Type SMTP domains, one on each line, such as fabrikam.example; at least one.',
    },
    enabled: {
      label: 'The relationship counts',
      hint: 'Off: it is shut both ways, and nothing of it is lost.',
      wrong: SWITCH,
    },
    validUntil: {
      label: 'Until (UTC)',
      hint: 'From this time on it is over, both ways. Empty: without end.',
      wrong: 'Type a day and a time such as 2026-12-31 17:00.',
    },
    gives: {
      label: 'Give free/busy times to people of the partner',
      hint: 'Off: they are told nothing, whatever owners grant.',
      wrong: SWITCH,
    },
    givesLevel: {
      label: 'The most we give',
      hint: 'A ceiling: a mailbox or an owner can give less, and never more.',
      wrong: CHOOSE,
    },
    givesScope: {
      label: 'Only about members of this group',
      hint: 'About everybody else nothing is told.',
      wrong: 'Name a group that there is.',
    },
    asks: {
      label: 'Our people may ask there',
      hint: 'Off: no lookup of ours goes to this partner.',
      wrong: SWITCH,
    },
    asksLevel: {
      label: 'The most they may ask for',
      hint: 'More than that is not taken in, even where the partner gives it.',
      wrong: CHOOSE,
    },
    asksScope: {
      label: 'Only members of this group may ask',
      hint: 'Everybody else is refused here, before anything leaves.',
      wrong: 'Name a group that there is.',
    },
    exclude: {
      label: 'Not about these',
      hint: 'Addresses or names of groups, one on each line: about them nothing is told.',
      wrong: 'Type addresses, or names of groups that there are, one on each line.',
    },
    broker: {
      label: 'Through another gateway',
      hint: 'The organization id of the gateway our people ask through, such as urn:ledig:… Empty: the partner is asked itself.',
      wrong: 'Type an organization id: urn:ledig: and a UUID, or an https address.',
    },
    joinBlocks: {
      label: 'At “times only”, join what touches',
      hint: 'On: two meetings in a row are one block, so that nobody sees how many there are.',
      wrong: SWITCH,
    },
    giveWorkingHours: {
      label: 'At “times only”, tell working hours too',
      hint: 'Off: they are not told.',
      wrong: SWITCH,
    },
    on: {
      label: 'The policy counts',
      hint: 'Off: nothing is shared by it with anybody outside.',
      wrong: SWITCH,
    },
    standard: {
      label: 'It is the default',
      hint: 'It counts for every mailbox that names no other. There is one default at most.',
      wrong: 'Another policy is the default: switch that off first.',
    },
    rules: {
      label: 'Rules',
      hint: 'For whom: a domain such as fabrikam.example, * for every other domain of a relationship, or Anonymous for whoever has the address of a published calendar. Empty a line to take its rule out; save to get more lines.',
      wrong: 'Type a domain, * or Anonymous, each once.',
    },
    inside: {
      label: 'What colleagues see',
      hint: 'People of the same organization.',
      wrong: CHOOSE,
    },
    outside: {
      label: 'What outsiders see',
      hint: 'As far as the relationship with their organization lets it; what the owner grants goes beyond it or below it.',
      wrong: CHOOSE,
    },
    sharingPolicy: {
      label: 'Sharing policy',
      hint: 'It caps what the owner may grant to outsiders and publish.',
      wrong: 'Name a sharing policy that there is.',
    },
    federation: {
      label: 'Federation',
      hint: 'Off: every relationship is shut, both ways, and nothing of them is lost.',
      wrong: SWITCH,
    },
    personalGrants: {
      label: 'What owners grant to people outside',
      hint: 'If it does not count, outsiders see what the mailbox shows by default, whatever its owner gave them.',
      wrong: CHOOSE,
    },
    defaultPermission: {
      label: 'What outsiders see where nothing else is said',
      hint: 'Of mailboxes that say nothing of it, and of calendars without an entry; as far as the relationship lets it.',
      wrong: CHOOSE,
    },
    smallestGroup: {
      label: 'Smallest group outsiders may ask about',
      hint: 'From 2 to 99 people: of fewer together they are told nothing.',
      wrong: 'Type a whole number from 2 to 99.',
    },
  },
}

const VÄLJ = 'Välj något av det som finns.'
const AV_PÅ = 'Slå på eller av.'

const SV: FieldTexts = {
  groups: {
    partner: 'Vem den gäller',
    gives: 'Vad vi ger',
    asks: 'Vad våra personer får fråga',
    rare: 'Ändras sällan',
    policy: 'Vad den tillåter',
    mailbox: 'Vem som ser hur mycket',
    organization: 'Det som gäller alla',
  },
  fields: {
    domains: {
      label: 'Partnerns domäner',
      hint: 'En på varje rad, som fabrikam.example. Exakt: en underdomän är en annan domän.',
      wrong: 'Skriv SMTP-domäner, en på varje rad, som fabrikam.example; minst en.',
    },
    enabled: {
      label: 'Relationen gäller',
      hint: 'Av: den är stängd åt båda hållen, och inget av den går förlorat.',
      wrong: AV_PÅ,
    },
    validUntil: {
      label: 'Till (UTC)',
      hint: 'Från den tiden är den slut, åt båda hållen. Tomt: utan slut.',
      wrong: 'Skriv en dag och en tid, som 2026-12-31 17:00.',
    },
    gives: {
      label: 'Ge lediga och upptagna tider till partnerns personer',
      hint: 'Av: de får inte veta något, vad kalenderägare än ger.',
      wrong: AV_PÅ,
    },
    givesLevel: {
      label: 'Det mesta vi ger',
      hint: 'Ett tak: en brevlåda eller en ägare kan ge mindre, men aldrig mer.',
      wrong: VÄLJ,
    },
    givesScope: {
      label: 'Bara om medlemmar i gruppen',
      hint: 'Om alla andra berättas ingenting.',
      wrong: 'Ange en grupp som finns.',
    },
    asks: {
      label: 'Våra personer får fråga där',
      hint: 'Av: ingen av våra frågor går till partnern.',
      wrong: AV_PÅ,
    },
    asksLevel: {
      label: 'Det mesta de får fråga efter',
      hint: 'Mer än så tas inte emot, även om partnern ger det.',
      wrong: VÄLJ,
    },
    asksScope: {
      label: 'Bara medlemmar i gruppen får fråga',
      hint: 'Alla andra avvisas här, innan något lämnar oss.',
      wrong: 'Ange en grupp som finns.',
    },
    exclude: {
      label: 'Inte om dessa',
      hint: 'Adresser eller namn på grupper, en på varje rad: om dem berättas ingenting.',
      wrong: 'Skriv adresser, eller namn på grupper som finns, en på varje rad.',
    },
    broker: {
      label: 'Genom en annan gateway',
      hint: 'Organisations-id för den gateway som våra personer frågar genom, som urn:ledig:… Tomt: partnern själv tillfrågas.',
      wrong: 'Skriv ett organisations-id: urn:ledig: och ett UUID, eller en https-adress.',
    },
    joinBlocks: {
      label: 'Vid ”bara tider”, foga ihop det som möts',
      hint: 'På: två möten i rad blir ett block, så att ingen ser hur många de är.',
      wrong: AV_PÅ,
    },
    giveWorkingHours: {
      label: 'Vid ”bara tider”, berätta också arbetstiderna',
      hint: 'Av: de berättas inte.',
      wrong: AV_PÅ,
    },
    on: {
      label: 'Policyn gäller',
      hint: 'Av: genom den delas ingenting med någon utanför.',
      wrong: AV_PÅ,
    },
    standard: {
      label: 'Den är standard',
      hint: 'Den gäller varje brevlåda som inte anger någon annan. Högst en policy är standard.',
      wrong: 'En annan policy är standard: stäng av det först.',
    },
    rules: {
      label: 'Regler',
      hint: 'För vem: en domän som fabrikam.example, * för varje annan domän i en relation, eller Anonymous för den som har adressen till en publicerad kalender. Töm en rad för att ta bort regeln; spara för att få fler rader.',
      wrong: 'Skriv en domän, * eller Anonymous, var och en bara en gång.',
    },
    inside: {
      label: 'Vad kollegor ser',
      hint: 'Personer i samma organisation.',
      wrong: VÄLJ,
    },
    outside: {
      label: 'Vad utomstående ser',
      hint: 'Så långt relationen med deras organisation tillåter; det ägaren själv ger går utöver eller under det.',
      wrong: VÄLJ,
    },
    sharingPolicy: {
      label: 'Delningspolicy',
      hint: 'Den begränsar vad ägaren får ge utomstående och publicera.',
      wrong: 'Ange en delningspolicy som finns.',
    },
    federation: {
      label: 'Federation',
      hint: 'Av: varje relation är stängd, åt båda hållen, och ingenting i dem går förlorat.',
      wrong: AV_PÅ,
    },
    personalGrants: {
      label: 'Det ägare ger personer utanför',
      hint: 'Om det inte gäller ser utomstående det som brevlådan visar som standard, vad ägaren än gett dem.',
      wrong: VÄLJ,
    },
    defaultPermission: {
      label: 'Vad utomstående ser där inget annat sägs',
      hint: 'Av brevlådor som inget säger om det, och av kalendrar utan post; så långt relationen tillåter.',
      wrong: VÄLJ,
    },
    smallestGroup: {
      label: 'Minsta grupp som utomstående får fråga om',
      hint: 'Från 2 till 99 personer: om färre tillsammans får de inget veta.',
      wrong: 'Skriv ett heltal från 2 till 99.',
    },
  },
}

/** What each field of a part is called, what it does, and what it has to be. */
export const FIELD_TEXTS: Catalogue<FieldTexts> = { en: EN, sv: SV }
