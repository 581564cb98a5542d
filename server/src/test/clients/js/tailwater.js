// tailwater.js in Node against the broker at argv[2] (Kafka) and argv[3] (HTTP): everything its documentation promises. The topic
// `every-compression` has 500 records of each compression, with the keys `none-0` and so on, made by Kafka's Java producer.
'use strict'

const path = require('node:path')
const { Kafka, logLevel } = require('kafkajs')
const WebSocket = globalThis.WebSocket ?? require('ws') // Node 22 has one
const { ask } = require('./ask')
const { Awaited, check, run } = require('./checks')

const [kafkaAddress, httpAddress] = process.argv.slice(2)
const kafka = new Kafka({ clientId: 'tailwater-js', brokers: [kafkaAddress], logLevel: logLevel.NOTHING, connectionTimeout: 20_000, retry: { retries: 30, maxRetryTime: 2_000 } })
const admin = kafka.admin()
const producer = kafka.producer()
const topic = 'tailed'
const partitions = 3
const formats = ['json', 'batches']
let tailwater
let TailwaterError
let produced = 0

/** Reads in the background into `records`. */
function reader(target, options) {
  const tail = tailwater.tail(target, options)
  const read = { tail, records: [], caughtUp: false, states: [], failure: null, awaited: new Awaited() }
  read.done = (async () => {
    try {
      for await (const record of tail) {
        read.records.push(record)
        read.awaited.changed()
      }
    } catch (error) {
      read.failure = error
      read.awaited.changed()
    }
  })()
  read.until = (count) => read.awaited.until(
    () => read.failure || read.records.length >= count,
    () => `${count} records, not ${read.records.length} (${read.failure})`)
  return read
}

async function produce(count) {
  const messages = Array.from({ length: count }, () => ({ key: `key-${produced % 17}`, value: JSON.stringify({ number: produced++ }) }))
  await producer.send({ topic, messages, acks: -1 })
}

/** Each number once, and each partition's offsets rising by one. */
function checkComplete(records, first, count, what) {
  const numbers = records.map((record) => record.value.number).sort((a, b) => a - b)
  const wrong = numbers.filter((number, i) => number < first || number >= first + count || number === numbers[i - 1])
  check(numbers.length === count && wrong.length === 0, `${what}: ${count} numbers from ${first}, each once, not ${numbers.length}; too much are ${wrong}`)
  const next = new Map()
  for (const { partition, offset } of records) {
    check(!next.has(partition) || next.get(partition) === offset, `${what}: offset ${next.get(partition)} in partition ${partition}, not ${offset}`)
    next.set(partition, offset + 1)
  }
}

run({
  async 'loads, and connects when it is used'() {
    const module = await import(path.join(__dirname, '../../../../../web/src/main/resources/web/tailwater.js'))
    TailwaterError = module.TailwaterError
    tailwater = new module.Tailwater({ url: `http://${httpAddress}`, WebSocket })
    await admin.connect()
    await producer.connect()
    await admin.createTopics({ topics: [{ topic, numPartitions: partitions }] })
  },
  async 'tails what is produced from now on, in both formats'() {
    await produce(10)
    const readers = []
    for (const format of formats) {
      let caughtUp
      const begun = new Promise((resolve) => { caughtUp = resolve })
      readers.push(reader(topic, { from: 'latest', format, onCaughtUp: caughtUp }))
      await begun
    }
    await produce(300)
    for (const read of readers) {
      await read.until(300)
      checkComplete(read.records, 10, 300, 'tail')
      check(read.records[0].keyEncoding === 'text' && read.records[0].valueEncoding === 'json', 'text and JSON')
      read.tail.close()
    }
  },
  async 'reads every compression, in both formats'() {
    for (const format of formats) {
      const read = reader('every-compression', { from: 'earliest', format })
      await read.until(2_500)
      for (const compression of ['none', 'gzip', 'snappy', 'lz4', 'zstd']) {
        const of = read.records.filter(({ key }) => key.startsWith(`${compression}-`))
        check(of.length === 500 && of.every(({ key, value }) => value.startsWith(`${key} `) && value.length === key.length + 201), `500 records with ${compression} in ${format}, not ${of.length}`)
      }
      read.tail.close()
    }
  },
  async 'begins where it is told, and seeks'() {
    for (const format of formats) {
      const last = reader(topic, { from: { last: 5 }, format })
      await last.until(5 * partitions)
      check(last.records.every(({ value }) => value.number >= 250), 'the newest')
      last.records.length = 0
      await last.tail.seek('earliest')
      await last.until(310)
      checkComplete(last.records, 0, 310, 'after the seek')
      const refused = await last.tail.seek({ offset: 1e9 }).catch((error) => error)
      check(refused instanceof TailwaterError && refused.code === 'OFFSET_OUT_OF_RANGE', `a refusal, not ${refused}`)
      last.tail.close()

      const middle = last.records[100]
      const since = reader(topic, { from: { offsets: { [middle.partition]: middle.offset } }, partitions: [middle.partition], format })
      await since.until(1)
      check(since.records[0].offset === middle.offset, 'the record at the offset')
      since.tail.close()
    }
  },
  async 'goes on from its positions'() {
    const first = tailwater.tail(topic, { from: 'earliest' })
    const read = []
    for await (const record of first) {
      read.push(record)
      if (read.length === 100) break
    }
    const again = read.pop() // at which the loop was left
    const rest = reader(topic, { from: { offsets: first.positions } })
    await rest.until(211)
    check(rest.records.some(({ partition, offset }) => partition === again.partition && offset === again.offset), 'the record at which it was left')
    checkComplete([...read, ...rest.records], 0, 310, 'both parts')
    rest.tail.close()
  },
  async 'filters in the broker'() {
    const read = reader(topic, { from: 'earliest', filter: { key: { equals: 'key-3' }, json: { path: '$.number', less: 100 } } })
    await read.until(6)
    check(read.records.every(({ key, value }) => key === 'key-3' && value.number < 100), 'what was asked for')
    read.tail.close()
  },
  async 'produces records that Kafka clients read'() {
    const { partition, offset } = await tailwater.produce('from-browser', { key: 'k', value: { total: 12.5 }, headers: [{ key: 'source', value: 'web' }] })
    check(partition === 0 && offset === 0, 'a place')
    const results = await tailwater.produce('from-browser', [{ value: 'text' }, { key: 'gone', value: null }])
    check(results.length === 2 && results[1].offset === 2, 'results in order')
    const read = reader('from-browser', { from: 'earliest', format: 'batches' })
    await read.until(3)
    const [order, text, tombstone] = read.records
    check(order.value.total === 12.5 && order.headers[0].value === 'web', 'the record')
    check(text.value === 'text' && text.key === null && tombstone.value === null && tombstone.key === 'gone', 'text and tombstone')
    read.tail.close()
    const refused = await tailwater.produce('from-browser', { value: 1, partition: 99 }).catch((error) => error)
    check(refused instanceof TailwaterError, `a refusal, not ${refused}`)
  },
  async 'shows committed transactions only, in both formats'() {
    const transactional = kafka.producer({ transactionalId: 'tailwater-js', idempotent: true, maxInFlightRequests: 1 })
    await transactional.connect()
    await admin.createTopics({ topics: [{ topic: 'transactions', numPartitions: 1 }] })
    for (const [i, outcome] of ['commit', 'abort', 'commit', 'abort', 'commit'].entries()) {
      const transaction = await transactional.transaction()
      await transaction.send({ topic: 'transactions', messages: [{ value: `${outcome}-${i}` }, { value: `${outcome}-${i}` }] })
      await transaction[outcome]()
    }
    await transactional.disconnect()
    for (const format of formats) {
      const committed = reader('transactions', { from: 'earliest', format })
      await committed.until(6)
      check(committed.records.every(({ value }) => value.startsWith('commit')), `only committed in ${format}`)
      committed.tail.close()
      const all = reader('transactions', { from: 'earliest', format, isolation: 'uncommitted' })
      await all.until(10)
      all.tail.close()
    }
  },
  async 'topics that match a pattern join by themselves'() {
    const read = reader({ pattern: /joins-.*/ }, { from: 'latest' })
    await tailwater.produce(topic, { value: { number: produced++ } }) // so that the subscription is there
    await admin.createTopics({ topics: [{ topic: 'joins-later', numPartitions: 1 }] })
    await producer.send({ topic: 'joins-later', messages: [{ value: 'first' }] })
    await read.until(1)
    check(read.records[0].topic === 'joins-later' && read.records[0].value === 'first', 'its first record')
    read.tail.close()
  },
  async 'comes back after the broker was started again, and has each record once'() {
    const first = produced
    const readers = []
    for (const format of formats) {
      let caughtUp
      const begun = new Promise((resolve) => { caughtUp = resolve })
      readers.push(reader(topic, { from: 'latest', format, onCaughtUp: caughtUp }))
      await begun
    }
    await produce(50)
    await ask('restart')
    await produce(50)
    await ask('kill')
    await produce(50)
    for (const read of readers) {
      await read.until(150)
      checkComplete(read.records, first, 150, 'over two restarts')
      read.tail.close()
    }
  },
  async 'says what is wrong'() {
    const read = reader('no-such-topic')
    await read.done
    check(read.failure instanceof TailwaterError && read.failure.code === 'UNKNOWN_TOPIC_OR_PARTITION', `a refusal, not ${read.failure}`)
    tailwater.close()
    await producer.disconnect()
    await admin.disconnect()
  }
})
