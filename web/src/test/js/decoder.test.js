import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { BatchDecoder } from '../../main/resources/web/tailwater/batches/decoder.js'

const BASE_OFFSET = 5_000_000_000
const PRODUCER = 77n // of the transactional samples

function sample(name) {
  return new Uint8Array(readFileSync(new URL(`../../../target/batches/${name}.batch`, import.meta.url)))
}

/** A binary message as PROTOCOL.md draws it. */
function message({ channel = 7, start = BASE_OFFSET, next = BASE_OFFSET + 100, aborted = [], batches }) {
  const bytes = new Uint8Array(24 + 16 * aborted.length + batches.reduce((sum, batch) => sum + batch.length, 0))
  const view = new DataView(bytes.buffer)
  view.setUint8(0, 1)
  view.setUint16(2, aborted.length)
  view.setUint32(4, channel)
  view.setBigInt64(8, BigInt(start))
  view.setBigInt64(16, BigInt(next))
  aborted.forEach(([producerId, firstOffset], i) => {
    view.setBigInt64(24 + 16 * i, producerId)
    view.setBigInt64(32 + 16 * i, BigInt(firstOffset))
  })
  let at = 24 + 16 * aborted.length
  for (const batch of batches) {
    bytes.set(batch, at)
    at += batch.length
  }
  return bytes.buffer
}

/** What a tail is given. */
async function decode(made, tail = {}) {
  const decoder = new BatchDecoder()
  decoder.noticed({ type: 'subscribed', id: 'a', positions: {}, channels: { orders: { 2: 7 } } })
  const given = { chunks: [], messages: [] }
  await decoder.decode(made, (id) => id === 'a' ? { ...tail, take: (chunk) => given.chunks.push(chunk), message: (text) => given.messages.push(text) } : undefined)
  return given
}

test('records come with their place, from the offset that is wanted on', async () => {
  const { chunks: [chunk], messages } = await decode(message({ start: BASE_OFFSET + 2, batches: [sample('none-small')] }))

  assert.deepEqual(chunk.records.map(({ topic, partition, offset }) => [topic, partition, offset - BASE_OFFSET]), [['orders', 2, 2], ['orders', 2, 3]])
  assert.deepEqual([chunk.topic, chunk.partition, chunk.next, chunk.cost], ['orders', 2, BASE_OFFSET + 100, 98])
  assert.deepEqual(messages, [])
})

test('a transaction that was aborted is left out, and what the same producer writes after it is not', async () => {
  const batches = [sample('transactional'), sample('abort'), sample('transactional')]
  const aborted = [[PRODUCER, BASE_OFFSET]]

  assert.equal((await decode(message({ batches, aborted }))).chunks[0].records.length, 1)
  assert.equal((await decode(message({ batches, aborted }), { isolation: 'uncommitted' })).chunks[0].records.length, 2)
  assert.equal((await decode(message({ batches, aborted: [[PRODUCER + 1n, BASE_OFFSET]] }))).chunks[0].records.length, 2)
  assert.equal((await decode(message({ batches: [sample('transactional'), sample('commit')] }))).chunks[0].records.length, 1)
})

test('a batch that is damaged is told of and passed over', async () => {
  const spoilt = sample('gzip-small')
  spoilt[100] ^= 4
  const { chunks: [chunk], messages: [skipped] } = await decode(message({ batches: [spoilt, sample('lz4-small')] }))

  assert.equal(chunk.records.length, 4)
  assert.deepEqual(
    [skipped.type, skipped.id, skipped.topic, skipped.partition, skipped.from, skipped.to, skipped.count, skipped.reason],
    ['skipped', 'a', 'orders', 2, BASE_OFFSET, BASE_OFFSET + 4, 4, 'damaged'])
})

test('what is not whole is told of, too', async () => {
  const { chunks: [chunk], messages: [skipped] } = await decode(message({ batches: [sample('none-small'), sample('none-small').subarray(0, 90)] }))

  assert.equal(chunk.records.length, 4)
  assert.deepEqual([skipped.from, skipped.to, skipped.reason], [BASE_OFFSET + 4, BASE_OFFSET + 100, 'damaged'])
})

test('a message of a tail that is gone is nobody\'s', async () => {
  assert.deepEqual(await decode(message({ channel: 8, batches: [sample('none-small')] })), { chunks: [], messages: [] })
})
