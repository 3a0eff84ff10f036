import type { Catalogue } from '../texts.ts'

const EN = {
  title: 'Propose a server that knows names and passwords only',
  why: 'An Exchange server with an availability address space, or another that speaks Exchange Web Services: it publishes nothing that could be read, so you type what you know of it. Nothing is trusted because of it: somebody says yes afterwards, and agrees with its administrator on name and password.',
  name: 'What the partner is called',
  nameHint: 'For people, at most 64 characters.',
  noName: 'Type a name of at most 64 characters.',
  server: 'Address of its Exchange Web Services',
  serverHint: 'Such as https://mail.fabrikam.example/EWS/Exchange.asmx. There is nothing to compare, so be sure of it.',
  noServer: 'Type an address such as https://mail.fabrikam.example/EWS/Exchange.asmx: a password goes over https only.',
  look: 'Go on',
  typed: 'This is what you typed',
  keepWhy: 'Nothing was asked there. Once it is kept as a proposal, say yes to it, and then how it shows who asks.',
  next: 'Say yes',
  addressSpace: 'Address space',
  addressSpaceIs: 'publishes and signs nothing; asked by name and password',
  weAsk: (name: string) => `We ask it as ${name}.`,
  weDoNotAsk: 'We do not ask it by name and password.',
  elsewhere: 'Where it was first. It is known by this, and not asked there.',
  moveWhy:
    'From the next question on, it is asked at this address, and the password we send goes there. Its domains, terms, account and passwords stay as they are.',
  sameServer: 'It is asked there already. Type another address, or cancel.',
  takenServer: 'Another partner is asked at this address already.',
  moved: 'Changed. It is asked there from the next question on.',
}

type AddressSpaceTexts = typeof EN

const SV: AddressSpaceTexts = {
  title: 'Föreslå en server som bara kan namn och lösenord',
  why: 'En Exchange-server med ett adressutrymme för tillgänglighet, eller en annan som talar Exchange Web Services: den publicerar inget som kan läsas, så du skriver vad du vet om den. Inget får förtroende av det: någon säger ja efteråt, och kommer överens med dess administratör om namn och lösenord.',
  name: 'Vad partnern kallas',
  nameHint: 'För människor, högst 64 tecken.',
  noName: 'Skriv ett namn med högst 64 tecken.',
  server: 'Adressen till dess Exchange Web Services',
  serverHint: 'Som https://mail.fabrikam.example/EWS/Exchange.asmx. Det finns inget att jämföra, så var säker på den.',
  noServer: 'Skriv en adress som https://mail.fabrikam.example/EWS/Exchange.asmx: ett lösenord går bara över https.',
  look: 'Fortsätt',
  typed: 'Det här skrev du',
  keepWhy:
    'Inget frågades där. När det är sparat som förslag, säg ja till det, och sedan hur den visar vem som frågar.',
  next: 'Säg ja',
  addressSpace: 'Adressutrymme',
  addressSpaceIs: 'publicerar och undertecknar inget; tillfrågas med namn och lösenord',
  weAsk: (name) => `Vi frågar den som ${name}.`,
  weDoNotAsk: 'Vi frågar den inte med namn och lösenord.',
  elsewhere: 'Där den fanns först. Den är känd under detta, och tillfrågas inte där.',
  moveWhy:
    'Från och med nästa fråga tillfrågas den på den här adressen, och lösenordet som vi skickar går dit. Dess domäner, villkor, konto och lösenord förblir som de är.',
  sameServer: 'Den tillfrågas redan där. Skriv en annan adress, eller avbryt.',
  takenServer: 'En annan partner tillfrågas redan på den här adressen.',
  moved: 'Ändrat. Den tillfrågas där från och med nästa fråga.',
}

/** What is said of a partner that publishes nothing: an availability address space. */
export const ADDRESS_SPACE_TEXTS: Catalogue<AddressSpaceTexts> = { en: EN, sv: SV }
