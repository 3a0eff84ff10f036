import js from '@eslint/js'
import { defineConfig } from 'eslint/config'
import ts from 'typescript-eslint'

const PRODUCT = ['gateway/**/*.ts', 'config/**/*.ts', 'trust/**/*.ts', 'protocols/**/*.ts']
/** Where real time, environment and randomness enter; everything else is handed them. */
const OUTSIDE_WORLD = ['gateway/main.ts', 'gateway/cli/**/*.ts']

const NO_DEFAULT_EXPORT = {
  selector: 'ExportDefaultDeclaration',
  message: 'Named exports only: a thing has one name everywhere.',
}
const NO_MATH_RANDOM = {
  selector: "MemberExpression[object.name='Math'][property.name='random']",
  message: 'Not random enough for us, nor repeatable for a test: take randomness as a parameter.',
}
// It makes its own random numbers, and its keys of them; ours come from node:crypto (threats KM5).
const NO_FORGE_RANDOM = {
  selector:
    "MemberExpression[property.name=/^(random|prng)$/][object.name='forge'], MemberExpression[property.name='generateKeyPair'][object.property.name=/^(rsa|ed25519)$/]",
  message: 'Not the randomness of node-forge: keys and random numbers are made by node:crypto.',
}
const HANDED_IN = [
  NO_FORGE_RANDOM,
  {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message: 'The environment is read in gateway/main.ts and the command line, and handed in.',
  },
  {
    selector: "ImportDeclaration[source.value='node:process'] ImportSpecifier[imported.name='env']",
    message: 'The environment is read in gateway/main.ts and the command line, and handed in.',
  },
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'Time is handed in (trust/clock.ts).',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Time is handed in (trust/clock.ts).',
  },
  {
    selector: "MemberExpression[object.name='Temporal'][property.name='Now']",
    message: 'Time is handed in (trust/clock.ts).',
  },
  {
    selector: "CallExpression[callee.name='fetch']",
    message: 'The network is handed in (protocols/http/outbound-http.ts).',
  },
  {
    selector: 'ThrowStatement > NewExpression[callee.name=/^(Error|TypeError|RangeError|SyntaxError)$/]',
    message: 'A failure is a FederationError with a code, a context and a cause.',
  },
]
const NO_PARKED_TEST = [
  {
    selector: 'CallExpression[callee.object.name=/^(it|describe|context)$/][callee.property.name=/^(only|skip)$/]',
    message: 'Every test runs.',
  },
  {
    selector: "CallExpression[callee.object.type='ThisExpression'][callee.property.name='skip']",
    message: 'Every test runs.',
  },
]

export default defineConfig(
  { ignores: ['dist/', 'coverage/', 'node_modules/', 'test/vectors/not-compiling/'] },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [ts.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-ignore': true, 'ts-expect-error': true, 'ts-nocheck': true, 'ts-check': true },
      ],
      // It takes `rows[i] as string` for idle where noUncheckedIndexedAccess needs it.
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/prefer-promise-reject-errors': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      eqeqeq: 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-console': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'object-shorthand': 'error',
      'no-restricted-syntax': ['error', NO_DEFAULT_EXPORT, NO_MATH_RANDOM, ...NO_PARKED_TEST],
    },
  },
  {
    files: PRODUCT,
    rules: {
      'max-lines-per-function': ['error', { max: 40 }],
      'max-lines': ['error', { max: 300 }],
      'no-restricted-syntax': ['error', NO_DEFAULT_EXPORT, NO_MATH_RANDOM, ...HANDED_IN],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: 'node:crypto',
              importNames: ['randomBytes', 'randomUUID', 'randomInt', 'randomFillSync', 'getRandomValues'],
              message: 'Randomness is handed in; gateway/main.ts and the command line make the real one.',
            },
            { name: 'node:child_process', message: 'The product starts no other program.' },
            { name: 'node:vm', message: 'The product evaluates no code.' },
          ],
        },
      ],
    },
  },
  {
    // A table made by the script named on its first line; its length is that of its source.
    files: ['protocols/time-zone/windows-zones.ts'],
    rules: { 'max-lines': 'off' },
  },
  {
    files: OUTSIDE_WORLD,
    rules: { 'no-restricted-syntax': ['error', NO_DEFAULT_EXPORT, NO_MATH_RANDOM], 'no-restricted-imports': 'off' },
  },
  { files: ['gateway/cli/**/*.ts', 'test/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    // A test reads bodies whose shape is what it is about to assert, and chai asserts by reading a property.
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/require-await': 'off',
      // What a thing prints as, and what happens to a rejection that is no Error, are things to test.
      '@typescript-eslint/restrict-template-expressions': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
    },
  },
  // The one place that may skip (reference material is absent), and the one file another program insists on.
  {
    files: ['test/shared-material.ts'],
    rules: { 'no-restricted-syntax': ['error', NO_DEFAULT_EXPORT, NO_MATH_RANDOM] },
  },
  { files: ['test/reporter/count-reporter.ts'], rules: { 'no-restricted-syntax': ['error', NO_MATH_RANDOM] } },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs', globals: { module: 'writable', require: 'readonly' } },
  },
  { files: ['**/*.{js,mjs,cjs}'], languageOptions: { globals: { process: 'readonly', console: 'readonly' } } },
)
