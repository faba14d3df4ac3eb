/**
 * Every documented operation of the API, through its client: it does what it says for a token of its team; and nothing for a token without the
 * scope, for another team, for a token limited to a project that has none of it, and for nobody.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Scope } from '#prisma/api-token.ts'
import { closeNews } from '#worker/news.ts'
import { closeQueues } from '#worker/queue.ts'
import { closeLimits } from '../../app/limits.server.ts'
import { needsToken, type Operation, type OperationId, operations } from '../../app/operations.ts'
import { scopeFor } from '../../app/roles.ts'
import { startWeb, type Web } from '../../app/server.ts'
import { type Client, clientOf, Refused } from '../../cli/client.ts'
import { givens } from '../helpers/api-given.ts'
import { type House, newHouse, tokenOf } from '../helpers/api-house.ts'

let web: Web
let house: House
before(async () => {
  web = await startWeb({ port: 0, host: '127.0.0.1' })
  house = await newHouse()
})
after(async () => {
  await web.close()
  await Promise.allSettled([closeNews(), closeQueues()])
  closeLimits()
})

const ids = Object.keys(operations) as OperationId[]
const one = (id: OperationId): Operation => operations[id]
const clientWith = (token?: string): Client => clientOf(`http://127.0.0.1:${web.port}`, { token })

/** Asks for an operation; its answer, or the status and code of its refusal. */
async function asked(client: Client, id: OperationId, given: unknown): Promise<{ answer: unknown } | { refused: string }> {
  try {
    return { answer: await (client[id] as (given: never) => Promise<unknown>)(given as never) }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return { refused: `${error.status} ${error.code}` }
  }
}

const given = (id: OperationId, house: House) => givens[id](house)

/** Opened by what stands in its path, whoever asks: the token of an address or a link, the name of a status page. */
const isCapability = (id: OperationId) => one(id).path.includes('{token}') || id === 'readPublicStatus'
/** The same for everybody, about nobody. */
const isCommon = (id: OperationId) => id === 'readCheck' || id === 'buildRecord'
/** About one row. */
const isAboutOne = (id: OperationId) => (one(id).path.includes('{') && !isCommon(id)) || id === 'compare'

const said = (answer: unknown): string =>
  answer instanceof Uint8Array ? new TextDecoder().decode(answer) : JSON.stringify(answer ?? null)

const lesser: Record<Scope, Scope | null> = { read: null, write: 'read', manage: 'write' }

describe('each operation', () => {
  for (const id of ids) {
    test(`${id} does what it says for a token of the team`, async () => {
      // Others are asked about its project later.
      const own = id === 'deleteProject' ? await newHouse() : house
      const outcome = await asked(clientWith(await tokenOf(own, 'manage')), id, await given(id, own))
      assert.ok('answer' in outcome, JSON.stringify(outcome))
    })
  }
})

describe('a token without the scope', () => {
  for (const id of ids) {
    const scope = scopeFor(one(id).needs ?? 'read') ?? 'manage'
    const less = lesser[scope]
    if (!less) continue
    test(`is refused ${id}, which needs ${scope}`, async () => {
      const outcome = await asked(clientWith(await tokenOf(house, less)), id, await given(id, house))
      assert.deepEqual(outcome, { refused: '403 not-allowed' })
    })
  }
})

/** Of who may not know of it. Lists are empty and makers make their own; what is about one row is not there. */
function assertNothingOf(id: OperationId, outcome: Awaited<ReturnType<typeof asked>>): void {
  if (isAboutOne(id)) {
    assert.deepEqual(outcome, { refused: '404 not-found' })
  } else if ('answer' in outcome) {
    assert.doesNotMatch(said(outcome.answer), /heron/)
  } else {
    assert.match(outcome.refused, /^40[034] /)
  }
}

/** Says in its answer what it was asked about. */
const echoes = new Set<OperationId>([
  ...(['startScan', 'startProbe', 'addRelay', 'explainExport', 'bringMail', 'actOnDomains', 'buildRecord'] as const),
])

describe('of what is another’s nothing is told or done by', () => {
  let client: Client
  before(async () => {
    client = clientWith(await tokenOf(await newHouse('egret'), 'manage'))
  })
  for (const id of ids.filter((known) => !isCapability(known) && !echoes.has(known))) {
    test(id, async () => assertNothingOf(id, await asked(client, id, await given(id, house))))
  }
})

describe('a token that is limited to another project sees nothing and counts nothing by', () => {
  /** The team itself, and what is the token's own. */
  const theirs = new Set<OperationId>(['readTeam', 'listTokens', 'revokeToken'])
  let client: Client
  before(async () => {
    const { id } = await clientWith(await tokenOf(house, 'manage')).makeProject({ body: { name: 'Egret' } })
    client = clientWith(await tokenOf(house, 'manage', id))
  })
  for (const id of ids.filter((known) => !isCapability(known) && !echoes.has(known) && !theirs.has(known))) {
    test(id, async () => {
      const outcome = await asked(client, id, await given(id, house))
      if (isAboutOne(id)) assert.match('refused' in outcome ? outcome.refused : 'told', /^(404 not-found|403 not-allowed)$/)
      else assertNothingOf(id, outcome)
    })
  }
})

describe('nobody is told or does anything by', () => {
  for (const id of ids.filter((known) => !isCapability(known) && !echoes.has(known))) {
    test(id, async () => {
      const outcome = await asked(clientWith(), id, await given(id, house))
      if (needsToken(id)) assert.deepEqual(outcome, { refused: '403 not-allowed' })
      else assertNothingOf(id, outcome)
    })
  }
})
