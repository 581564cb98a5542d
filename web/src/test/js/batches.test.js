import assert from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import { test } from 'node:test'
import { Batch } from '../../main/resources/web/tailwater/batches/batch.js'
import { crc32c } from '../../main/resources/web/tailwater/batches/crc32c.js'
import { random } from './random.js'

const directory = new URL('../../../target/batches/', import.meta.url)
const names = readdirSync(directory).filter((name) => name.endsWith('.batch')).map((name) => name.slice(0, -'.batch'.length))
const place = { topic: 't', partition: 3, encoding: 'base64' }

function sample(name) {
  return {
    bytes: new Uint8Array(readFileSync(new URL(`${name}.batch`, directory))),
    expected: JSON.parse(readFileSync(new URL(`${name}.json`, directory), 'utf8'))
  }
}

async function read(bytes, where = place) {
  const records = []
  for (const batch of Batch.all(bytes)) records.push(...await batch.records(where))
  return records
}

for (const name of names) {
  test(`reads what Kafka's classes wrote: ${name}`, async () => {
    const { bytes, expected } = sample(name)

    const records = await read(bytes)

    assert.deepEqual(
      records.map(({ offset, timestamp, key, value, headers }) =>
        ({ offset, timestamp, key, value, headers: headers.map((header) => [header.key, header.value]) })),
      expected)
  })
}

test('knows every compression', () => {
  for (const compression of ['none', 'gzip', 'snappy', 'lz4', 'zstd']) assert.ok(names.includes(`${compression}-large`), compression)
})

test('takes the encoding that fits', async () => {
  const auto = (await read(sample('none-small').bytes, { topic: 't', partition: 0 })).map((record) => record.toJSON())

  assert.deepEqual(auto[0].value, { total: 12.5, at: [1, 2] })
  assert.equal(auto[0].valueEncoding, 'json')
  assert.equal(auto[0].keyEncoding, 'text')
  assert.equal(auto[1].key, null)
  assert.equal(auto[1].keyEncoding, undefined)
  assert.equal(auto[1].value, 'héllo ☃')
  assert.deepEqual(auto[1].headers, [{ key: 'trace', value: '/wAB', valueEncoding: 'base64' }, { key: 'empty', value: null }])
  assert.equal(auto[2].keyEncoding, 'base64')
  assert.equal(auto[2].value, null)
  assert.equal(auto[3].value, '')
})

test('tells markers and transactions from records', () => {
  const [abort] = Batch.all(sample('abort').bytes)
  const [commit] = Batch.all(sample('commit').bytes)
  const [transactional] = Batch.all(sample('transactional').bytes)

  assert.deepEqual([abort.control, abort.abortMarker, abort.producerId], [true, true, 77n])
  assert.deepEqual([commit.control, commit.abortMarker], [true, false])
  assert.deepEqual([transactional.control, transactional.transactional, transactional.producerId], [false, true, 77n])
})

for (const name of names.filter((each) => each.endsWith('-small'))) {
  test(`refuses any bit that is not as it was stored: ${name}`, async () => {
    const { bytes } = sample(name)
    for (let at = 17; at < bytes.length; at++) {
      const spoilt = bytes.slice()
      spoilt[at] ^= 1 << at % 8
      await assert.rejects(read(spoilt), /checksum/)
    }
  })

  test(`refuses any part of it: ${name}`, async () => {
    const { bytes } = sample(name)
    for (let size = 1; size < bytes.length; size++) await assert.rejects(read(bytes.subarray(0, size)), RangeError)
  })

  test(`ends with an error or records, whatever is in it: ${name}`, async () => {
    const { seed, below } = random()
    const { bytes } = sample(name)
    for (let i = 0; i < 300; i++) {
      const spoilt = bytes.slice()
      for (let bits = 1 + below(4); bits > 0; bits--) spoilt[61 + below(bytes.length - 61)] = below(256)
      new DataView(spoilt.buffer).setUint32(17, crc32c(spoilt.subarray(21)))
      try {
        await read(spoilt)
      } catch (error) {
        assert.ok(error instanceof Error, `seed ${seed}: ${error}`)
      }
    }
  })
}

test('the checksum is CRC-32C', () => {
  assert.equal(crc32c(new TextEncoder().encode('123456789')), 0xe3069283)
})
