/**
 * Every model function that the front room may call takes the team or the person it acts for. The others stand here by name, with what keeps
 * them from showing one team to another. What app/ does not import is the workshop's, which acts for all.
 */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { describe, test } from 'node:test'
import ts from 'typescript'

const house = resolve(import.meta.dirname, '../..')

/** Names that a parameter's type has when it says whose. */
const owner = /\b(?:teamId|userId|ownerId)\b/

/** Opened by a secret of 80 bits or more, kept as its digest: who has it, may. */
const bySecret = [
  'addressByToken',
  'behindApiToken',
  'invitationByToken',
  'lookAtTicket',
  'openShare',
  'signInByToken',
  'takeTicket',
  'tokenThatOpens',
]
/** Tells whose the row is: the caller asks `mayTouch` before anything of it is shown. */
const tellsWhose = ['mailById', 'scanById']
/** Of a mail, scan or address that one of the above has opened. */
const ofOpened = [
  ...['analysesOfMail', 'attemptsOfAddress', 'mailRaw', 'mailsOfAddress', 'reportOfMail', 'reportOfScan'],
  ...['sessionOfMail', 'sessionsOfAddress'],
]
/** Of people who prove who they are, before there is a person to act for. */
const ofSigningIn = [
  ...['accountByEmail', 'accountById', 'createAccount', 'hasAccounts', 'notePasskeyUsed', 'passkeyByCredential'],
  ...['createAnonymousTeam', 'ensureAnonymousTeam', 'isAnonymousTeam', 'claimTeam'],
]
/** Of this Seedbed as a whole, without anything of anybody; or what its team shows everybody. */
const ofHouse = ['houseFigures', 'isTaken', 'mailCounts', 'newestPeers', 'publicStatus']

const named = [...bySecret, ...tellsWhose, ...ofOpened, ...ofSigningIn, ...ofHouse]

interface Model {
  name: string
  saysWhose: boolean
}

const sources = globSync('prisma/*.ts', { cwd: house }).map((file) => {
  const text = readFileSync(resolve(house, file), 'utf8')
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
})

/** Types by name, of all files: a parameter may be of a type that another file has. */
const types = new Map<string, string>()
for (const source of sources) {
  for (const one of source.statements)
    if (ts.isInterfaceDeclaration(one) || ts.isTypeAliasDeclaration(one)) types.set(one.name.text, one.getText(source))
}

/** A type's text with that of the types it names. */
function spelled(text: string, depth = 0): string {
  if (depth > 4) return text
  const words = new Set(text.match(/\b[A-Z]\w+/g))
  return [text, ...[...words].flatMap((word) => types.get(word) ?? []).map((more) => spelled(more, depth + 1))].join(' ')
}

/** The exported functions of a file that ask the database. */
function modelsOf(source: ts.SourceFile): Model[] {
  return source.statements.flatMap((one) => {
    const isExported = ts.canHaveModifiers(one) && ts.getModifiers(one)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
    return isExported ? functionsIn(one).flatMap(([name, made]) => modelOf(name, made, source)) : []
  })
}

type Made = ts.FunctionDeclaration | ts.ArrowFunction

function functionsIn(one: ts.Statement): [string, Made][] {
  if (ts.isFunctionDeclaration(one)) return [[one.name?.text ?? '', one]]
  if (!ts.isVariableStatement(one)) return []
  return one.declarationList.declarations.flatMap(({ name, initializer }): [string, Made][] =>
    initializer && ts.isArrowFunction(initializer) ? [[name.getText(), initializer]] : [],
  )
}

function modelOf(name: string, { body, parameters }: Made, source: ts.SourceFile): Model[] {
  const asks = /\b(?:prisma|db|pool)\b/.test(body?.getText(source) ?? '')
  const given = parameters.map((one) => `${one.name.getText(source)} ${spelled(one.type?.getText(source) ?? '')}`).join(' ')
  return asks ? [{ name, saysWhose: owner.test(given) }] : []
}

const models = sources.flatMap(modelsOf)

/** What the front room takes from the table. */
const taken = new Set(
  globSync('{app,cli}/**/*.{ts,tsx}', { cwd: house }).flatMap((file) => {
    const text = readFileSync(resolve(house, file), 'utf8')
    return [...text.matchAll(/import \{([^}]*)\} from '#prisma\/[\w-]+\.ts'/g)].flatMap(([, list = '']) =>
      list.split(',').map((one) => one.trim().split(' as ')[0] ?? ''),
    )
  }),
)

describe('a model function that the front room calls', () => {
  test('takes the team or the person it acts for, or stands in the list', () => {
    const without = models.filter(({ name, saysWhose }) => taken.has(name) && !saysWhose).map(({ name }) => name)
    assert.deepEqual(without.toSorted(), named.toSorted())
  })
  test('is found here', () => {
    assert.ok(models.filter(({ name, saysWhose }) => taken.has(name) && saysWhose).length > 100)
  })
})

describe('the database itself', () => {
  /** Raw questions are beside the models: nothing there says whose. */
  const own = new Set(['look.server.ts', 'health.ts', 'server.ts'])
  test('is asked by no page', () => {
    const asking = globSync('{app,cli}/**/*.{ts,tsx}', { cwd: house }).filter((file) => {
      const text = readFileSync(resolve(house, file), 'utf8')
      return /#prisma\/(?:client|pool|intake|copy-out)\.ts/.test(text) && !own.has(basename(file))
    })
    assert.deepEqual(asking, [])
  })
})
