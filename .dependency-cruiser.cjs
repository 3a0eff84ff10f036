/** Which file may import which: the rooms of the house, and the packages that have one door each. */

const PRODUCT = '^(gateway|config|trust|protocols)/'
/** Packed as `ledig/simulate` and run from the image, where no dev dependency is. */
const ORGANIZATIONS = '^test/organizations/'

const notFrom = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })

/** A package with one door: `where` is the only place that may import it (tests, who are its oracle, aside). */
const oneDoor = (name, where) =>
  notFrom(
    `door-${name}`,
    `${name} is imported only by ${where}`,
    { path: PRODUCT, pathNot: where },
    { path: `node_modules/${name.replace('.', '\\.')}/` },
  )

module.exports = {
  forbidden: [
    notFrom(
      'protocols-know-no-room',
      'protocols import no other room',
      { path: '^protocols/' },
      { path: '^(gateway|config|trust|test)/' },
    ),
    notFrom(
      'trust-looks-at-protocols',
      'trust imports protocols only',
      { path: '^trust/' },
      { path: '^(gateway|config|test)/' },
    ),
    notFrom(
      'config-looks-at-trust',
      'config imports trust and protocols only',
      { path: '^config/' },
      { path: '^(gateway|test)/' },
    ),
    notFrom('gateway-imports-no-test', 'the product never imports a test', { path: '^gateway/' }, { path: '^test/' }),
    notFrom(
      'one-protocol-knows-no-other',
      'each protocol is a folder of its own; they share availability, xml, soap, http and time-zone',
      {
        path: '^protocols/(ews|icalendar|autodiscover|graph|google|caldav|ischedule|jmap|mail|exchange-shell|openid)/',
      },
      {
        path: '^protocols/(ews|icalendar|autodiscover|graph|google|caldav|ischedule|jmap|mail|exchange-shell|openid)/',
        pathNot: '^protocols/$1/',
      },
    ),
    notFrom(
      'words-know-no-wire',
      'the words all protocols share import no protocol',
      { path: '^protocols/(availability|time-zone|xml)/' },
      { path: '^protocols/(ews|icalendar|soap|http)/' },
    ),
    notFrom(
      'no-cycle',
      'two files that need each other are one file (types may name each other: they are gone at run time)',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    notFrom(
      'no-orphan',
      'a source file nothing imports is dead',
      {
        orphan: true,
        path: '\\.ts$',
        pathNot: ['\\.test\\.ts$', '\\.d\\.ts$', '-worker\\.ts$', '^gateway/(main|cli/ledig)\\.ts$', '^test/vectors/'],
      },
      {},
    ),
    notFrom(
      'no-dead-product-file',
      'a product file must be reached from the gateway, the command line, a worker or the simulated organizations',
      { path: '^(gateway/main|gateway/cli/ledig|test/organizations/.+|.+-worker)\\.ts$' },
      { path: PRODUCT, pathNot: ['-worker\\.ts$', '^gateway/(main|cli/ledig)\\.ts$'], reachable: false },
    ),
    notFrom('no-unresolved', 'every import must resolve', {}, { couldNotResolve: true }),
    notFrom(
      'no-dev-dependency-in-product',
      'what ships runs on what ships',
      { path: [PRODUCT, ORGANIZATIONS] },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
    notFrom(
      'no-undeclared-package',
      'a package must stand in package.json',
      {},
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    ),
    oneDoor('ioredis', '-redis\\.ts$'),
    oneDoor('node-forge', '^trust/keys/'),
    oneDoor('jsonwebtoken', '^trust/'),
    oneDoor('undici', '^protocols/http/'),
    oneDoor('openid-client', '^protocols/openid/'),
    oneDoor('express', '^gateway/'),
    oneDoor('commander', '^gateway/cli/'),
    oneDoor('ical.js', '^protocols/icalendar/'),
    oneDoor('xml2js', '^protocols/'),
    oneDoor('temporal-polyfill', '^protocols/time-zone/'),
    oneDoor('ipaddr.js', '^protocols/http/'),
    oneDoor('nodemailer', '^protocols/mail/'),
    oneDoor('postal-mime', '^protocols/mail/'),
    oneDoor('pino', '^gateway/'),
    oneDoor('zod', '^(config|trust|gateway)/'),
    oneDoor('yaml', '^(config|trust|gateway)/'),
    oneDoor('cockatiel', '^gateway/'),
    oneDoor('picocolors', '^gateway/(cli|console)/'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)test/vectors/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.cjs', '.mjs', '.json', '.d.ts'],
    },
  },
}
