// Everything that tailwater.d.ts says, used as its documentation does. Never run: `tsc --strict` must accept all of it, and refuse
// each line that follows a `@ts-expect-error`.
import { tailwater, Tailwater, TailwaterError } from '../../main/resources/web/tailwater.js'
import type { Filter, From, Json, NewRecord, Offsets, Skipped, Tail, TailOptions, TailwaterRecord } from '../../main/resources/web/tailwater.js'

interface Order { total: number }

export async function tails(signal: AbortSignal): Promise<void> {
  for await (const { topic, partition, offset, timestamp, key, value, headers } of tailwater.tail<Order>('orders', { from: 'latest' })) {
    const numbers: number[] = [partition, offset, timestamp, value.total]
    const texts: string[] = [topic, ...headers.map((header) => header.key)]
    const any: Json = key
    // @ts-expect-error an order has no such field
    value.weight
    use(numbers, texts, any)
  }
  const tail: Tail = tailwater.tail({ pattern: /^page-.*/ }, { signal, format: 'batches', isolation: 'uncommitted', window: 10 })
  for await (const records of tail.chunks()) {
    const first: TailwaterRecord | undefined = records[0]
    use(first, first?.valueEncoding === 'base64')
  }
  const positions: Offsets = tail.positions
  await tail.seek({ offsets: positions })
  tail.close()
  tailwater.tail(['a', 'b'])
  // @ts-expect-error neither a topic nor a pattern
  tailwater.tail(17)
  // @ts-expect-error there is no such option
  tailwater.tail('a', { form: 'latest' })
}

export const begins: From[] = [
  'latest', 'earliest', { offset: 17 }, { offsets: { 0: 17 } }, { offsets: { orders: { 0: 17 } } },
  { timestamp: 1764172800000 }, { timestamp: '2026-11-26T16:00:00Z' }, { last: 100 }, { group: 'billing' },
  // @ts-expect-error there is no such place
  'newest'
]

export const filters: Filter[] = [
  { key: { equals: 'customer-7' } }, { key: { prefix: 'customer-' } }, { header: { name: 'source' } },
  { header: { name: 'source', equals: 'web' } }, { value: { contains: 'urgent' } },
  { json: { path: '$.total', greater: 10 } }, { json: [{ path: '$.a', equals: null }, { path: '$.b', exists: false }] },
  // @ts-expect-error a path alone says nothing
  { json: { path: '$.a' } }
]

export const options: TailOptions = {
  partitions: [0, 1], encoding: { key: 'text', value: 'json', headers: 'base64' }, onSlow: 'skip', slowAfter: 1000,
  onSkipped: ({ reason, count, message }: Skipped) => use(reason === 'damaged', count, message),
  onCaughtUp: ({ positions, lag }) => use(positions['orders'], lag),
  onState: (state, detail) => use(state === 'waiting', detail)
}

export async function producesAndCommits(): Promise<void> {
  const record: NewRecord = { key: 'ada', value: { hello: ['from', 1, null] }, headers: [{ key: 'source', value: 'web' }], partition: 0 }
  const { partition, offset } = await tailwater.produce('greetings', record)
  const results = await tailwater.produce('greetings', [record, { value: null, timestamp: Date.now() }])
  for (const result of results) use('error' in result ? result.error.code : result.offset)
  await tailwater.commit('billing', { greetings: { [partition]: offset + 1 } })
  // @ts-expect-error a function is no JSON
  await tailwater.produce('greetings', { value: () => 1 })
}

export function connects(WebSocket: unknown): string {
  const client = new Tailwater({ url: 'http://localhost:8080', WebSocket })
  new Tailwater({ token: 'fixed' })
  new Tailwater({ url: 'https://localhost:8443', token: async () => 'fetched' })
  new Tailwater({ user: 'ada', password: 'secret' })
  // @ts-expect-error a name without a password
  new Tailwater({ user: 'ada' })
  client.close()
  const error: Error = new TailwaterError('CONNECTION_LOST', 'The connection was lost.')
  return error instanceof TailwaterError ? error.code : ''
}

function use(...values: unknown[]): void {
  void values
}
