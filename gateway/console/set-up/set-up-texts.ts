import type { StepName } from '../../set-up/progress.ts'
import type { Catalogue } from '../texts.ts'

type Steps = Readonly<Record<StepName, string>>

const EN = {
  titled: (title: string) => `${title} · Ledig set-up`,
  skip: 'Skip to the content',
  product: 'Set-up of Ledig',
  kept: (folder: string) =>
    `What you answer is kept in ${folder}: you can stop the program at any time and go on where you were.`,
  // The way in.
  entryTitle: 'Set up Ledig',
  entryWhy:
    'There is no configuration here yet. A few questions make one, and the gateway starts at once. To begin, type the code that the program printed where you started it.',
  code: 'Code',
  enter: 'Begin',
  codeWrong: 'This is not the code that was printed.',
  codeUsed:
    'The code was used already, in another browser. To go on in this one, stop the program and start it again: it prints a new code, and what was answered is kept.',
  codeTooMany: 'Too many codes were tried. Wait a minute.',
  // The questions.
  steps: 'Questions',
  step: (number: number, of: number, title: string) => `Question ${number} of ${of}: ${title}`,
  titles: {
    organization: 'Organization',
    domain: 'Domain',
    administrator: 'Administrator',
    calendars: 'Calendars',
    place: 'Addresses',
    partner: 'First partner',
  } as Steps,
  whys: {
    organization: 'Whose calendars this gateway answers for.',
    domain: 'By their domain your people are known to partners.',
    administrator:
      'You sign in to the console with this name and password as soon as the gateway has started. Others can be added there.',
    calendars: 'Where the gateway reads when your people are busy. It only reads, and notices changes by itself.',
    place: 'Where the gateway listens.',
    partner: 'Another organization whose people may ask about yours, and yours about theirs, as far as both allow it.',
  } as Steps,
  review: 'Look over',
  done: 'answered',
  open: 'open',
  check: 'Check',
  go: 'Save and go on',
  back: 'Back',
  checked: 'What was found',
  isRight: 'Right:',
  isNote: 'Note:',
  errors: (count: number) => (count === 1 ? 'One thing is not right' : `${count} things are not right`),
  // Looking over.
  reviewTitle: 'Look over what you answered',
  reviewWhy: 'Nothing is written yet but your answers. You can change each of them.',
  change: 'Change',
  changeOf: (title: string) => `Change: ${title}`,
  passwordTaken: 'password taken',
  placeHere: (port: string) => `http://127.0.0.1:${port}, for this machine alone`,
  noPartner: 'none for now',
  writes: (folder: string) => `These files are written in ${folder}, and none that is there is changed:`,
  consoleAt: (address: string) => `The console will be at ${address}, for browsers on this machine.`,
  start: 'Write the files and start',
  failedTitle: 'It did not start',
  failedWhy: 'What was answered is kept. Change what is in the way and try again.',
  under: 'It is starting already. Wait a moment and open the console.',
  // The end.
  doneTitle: 'The gateway runs',
  doneWhy: (file: string) =>
    `Its configuration is ${file}. Whenever it is started in that folder from now on, it simply runs.`,
  signIn: 'Go on to the console and sign in',
  signInWhy: (name: string) => `Sign in as ${name}, with the password you chose.`,
  firstTitle: 'A first person may ask',
  firstWhy: 'With a mail program that speaks EWS. The password is shown only now.',
  firstUser: 'User name',
  firstPassword: 'Password',
  proposed: (partner: string) =>
    `A trust with ${partner} is proposed. Compare the fingerprint and say yes in the console.`,
  notProposed: (detail: string) => `No trust could be proposed: ${detail} You can do it in the console later.`,
  // What is said where a page cannot be shown.
  nothing: 'There is nothing here',
  nothingWhy: 'Go back to the questions.',
  foreign: 'This form came from elsewhere',
  foreignWhy: 'Nothing was changed. Open the page in this browser and send the form from there.',
  broken: 'This form cannot be read',
  brokenWhy: 'Nothing was changed. Go back, open the page anew and send the form again.',
  elsewhere: 'This is not the address of the set-up',
  elsewhereWhy: (address: string) => `It answers only at ${address}.`,
  failed: 'This did not work',
  onward: 'Continue',
}

export type SetUpTexts = typeof EN

const SV: SetUpTexts = {
  titled: (title) => `${title} · Installera Ledig`,
  skip: 'Hoppa till innehållet',
  product: 'Installation av Ledig',
  kept: (folder) =>
    `Det du svarar sparas i ${folder}: du kan stoppa programmet när som helst och fortsätta där du var.`,
  entryTitle: 'Installera Ledig',
  entryWhy:
    'Här finns ingen konfiguration än. Några frågor ger en, och gatewayen startar direkt. För att börja, skriv koden som programmet skrev ut där du startade det.',
  code: 'Kod',
  enter: 'Börja',
  codeWrong: 'Detta är inte koden som skrevs ut.',
  codeUsed:
    'Koden är redan använd, i en annan webbläsare. För att fortsätta i den här, stoppa programmet och starta det igen: det skriver ut en ny kod, och det som är besvarat finns kvar.',
  codeTooMany: 'För många koder har prövats. Vänta en minut.',
  steps: 'Frågor',
  step: (number, of, title) => `Fråga ${number} av ${of}: ${title}`,
  titles: {
    organization: 'Organisation',
    domain: 'Domän',
    administrator: 'Administratör',
    calendars: 'Kalendrar',
    place: 'Adresser',
    partner: 'Första partner',
  },
  whys: {
    organization: 'Vems kalendrar denna gateway svarar för.',
    domain: 'På domänen känner partner igen era personer.',
    administrator:
      'Du loggar in i konsolen med detta namn och lösenord så snart gatewayen har startat. Fler kan läggas till där.',
    calendars: 'Där gatewayen läser när era personer är upptagna. Den bara läser, och märker ändringar av sig själv.',
    place: 'Var gatewayen lyssnar.',
    partner: 'En annan organisation, vars personer får fråga om era och era om deras, så långt båda tillåter det.',
  },
  review: 'Se över',
  done: 'besvarad',
  open: 'öppen',
  check: 'Kontrollera',
  go: 'Spara och fortsätt',
  back: 'Tillbaka',
  checked: 'Det här visade sig',
  isRight: 'Rätt:',
  isNote: 'Obs:',
  errors: (count) => (count === 1 ? 'En sak stämmer inte' : `${count} saker stämmer inte`),
  reviewTitle: 'Se över dina svar',
  reviewWhy: 'Ingenting är skrivet än utom dina svar. Du kan ändra vart och ett.',
  change: 'Ändra',
  changeOf: (title) => `Ändra: ${title}`,
  passwordTaken: 'lösenord mottaget',
  placeHere: (port) => `http://127.0.0.1:${port}, bara för den här datorn`,
  noPartner: 'ingen tills vidare',
  writes: (folder) => `Dessa filer skrivs i ${folder}, och ingen som redan finns ändras:`,
  consoleAt: (address) => `Konsolen kommer att finnas på ${address}, för webbläsare på den här datorn.`,
  start: 'Skriv filerna och starta',
  failedTitle: 'Det gick inte att starta',
  failedWhy: 'Det du har svarat finns kvar. Ändra det som är i vägen och försök igen.',
  under: 'Den startar redan. Vänta ett ögonblick och öppna konsolen.',
  doneTitle: 'Gatewayen är igång',
  doneWhy: (file) => `Konfigurationen är ${file}. När den startas i den mappen från och med nu kör den direkt.`,
  signIn: 'Gå vidare till konsolen och logga in',
  signInWhy: (name) => `Logga in som ${name}, med lösenordet du valde.`,
  firstTitle: 'En första person får fråga',
  firstWhy: 'Med ett e-postprogram som talar EWS. Lösenordet visas bara nu.',
  firstUser: 'Användarnamn',
  firstPassword: 'Lösenord',
  proposed: (partner) => `Ett förtroende med ${partner} är föreslaget. Jämför fingeravtrycket och säg ja i konsolen.`,
  notProposed: (detail) => `Inget förtroende kunde föreslås: ${detail} Du kan göra det i konsolen senare.`,
  nothing: 'Här finns ingenting',
  nothingWhy: 'Gå tillbaka till frågorna.',
  foreign: 'Det här formuläret kom någon annanstans ifrån',
  foreignWhy: 'Ingenting har ändrats. Öppna sidan i den här webbläsaren och skicka formuläret därifrån.',
  broken: 'Det här formuläret går inte att läsa',
  brokenWhy: 'Ingenting har ändrats. Gå tillbaka, öppna sidan på nytt och skicka formuläret igen.',
  elsewhere: 'Detta är inte installationens adress',
  elsewhereWhy: (address) => `Den svarar bara på ${address}.`,
  failed: 'Det gick inte',
  onward: 'Fortsätt',
}

/** What stands on the pages of the set-up beside its questions. */
export const SET_UP_TEXTS: Catalogue<SetUpTexts> = { en: EN, sv: SV }
