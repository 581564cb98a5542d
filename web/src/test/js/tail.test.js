import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { Tailwater } from '../../main/resources/web/tailwater.js'
import { FakeBroker } from './fake-broker.js'
import { random } from './random.js'

const PARTITIONS = 3

function setUp(options = {}) {
  mock.timers.reset()
  mock.timers.enable({ apis: ['setTimeout', 'setInterval'] })
  const { seed, below } = random()
  const broker = new FakeBroker(below)
  broker.createTopic('orders', PARTITIONS)
  const client = new Tailwater({ url: 'http://broker:8080', WebSocket: broker.WebSocket, ...options })
  return { seed, below, broker, client }
}

/** Lets promises settle; timers are moved by hand. */
async function settle() {
  for (let i = 0; i < 60; i++) await Promise.resolve()
}

/** Sends until there is nothing to send, time passing when that is what is waited for. */
async function drain(broker) {
  for (let idle = 0; idle < 3;) {
    await settle()
    if (broker.step()) idle = 0
    else {
      mock.timers.tick(11_000)
      idle++
    }
  }
  await settle()
}

/** Reads all; `hesitates()` says when it stops until `goOn()`. */
function reader(tail, hesitates = () => false) {
  const read = { records: [], failure: null, ended: false, goOn() {} }
  read.done = (async () => {
    try {
      for await (const record of tail) {
        read.records.push(record)
        if (hesitates()) await new Promise((resolve) => { read.goOn = resolve })
      }
      read.ended = true
    } catch (error) {
      read.failure = error
    }
  })()
  return read
}

function assertEachOnceInOrder(records, from, to, seed) {
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const offsets = records.filter((record) => record.partition === partition).map((record) => record.offset)
    const expected = Array.from({ length: to[partition] - from[partition] }, (_, i) => from[partition] + i)
    assert.deepEqual(offsets, expected, `partition ${partition}, seed ${seed}`)
  }
}

test('misses and repeats nothing, however often the connection is cut', async () => {
  for (let round = 0; round < 40; round++) {
    const { seed, below, broker, client } = setUp()
    for (let i = 0; i < 20; i++) broker.append('orders', below(PARTITIONS), i)
    const tail = client.tail('orders', { from: 'earliest', window: 1 + below(30) })
    let hurry = false
    const read = reader(tail, () => !hurry && below(8) === 0)
    for (let i = 0; i < 400; i++) {
      const what = below(13)
      if (what === 12) read.goOn()
      else if (what < 3) broker.append('orders', below(PARTITIONS), i)
      else if (what < 9) broker.step()
      else if (what === 9 && below(5) === 0) broker.cut()
      else if (what === 10) mock.timers.tick(3_000)
      else await settle()
    }
    hurry = true
    read.goOn()
    await drain(broker)

    const ends = broker.logs.get('orders').map((log) => log.length)
    assert.equal(read.failure, null, `seed ${seed}`)
    assertEachOnceInOrder(read.records, [0, 0, 0], ends, seed)
    assert.deepEqual(tail.positions.orders, Object.fromEntries(ends.map((end, partition) => [partition, end])), `seed ${seed}`)
    client.close()
  }
})

test('seeks anywhere: nothing of before comes after', async () => {
  for (let round = 0; round < 20; round++) {
    const { seed, below, broker, client } = setUp()
    for (let i = 0; i < 90; i++) broker.append('orders', i % PARTITIONS, i)
    const tail = client.tail('orders', { from: { last: below(20) }, window: 1 + below(10) })
    let hurry = false
    const read = reader(tail, () => !hurry && below(4) === 0)
    for (let i = below(8); i > 0; i--) {
      await settle()
      broker.step()
    }
    const seek = tail.seek({ offset: 7 }).then(() => { read.records.length = 0 })
    for (let i = below(5); i > 0; i--) broker.step()
    if (below(3) === 0) broker.cut()
    await settle()
    hurry = true
    read.goOn()
    await drain(broker)
    await seek

    assertEachOnceInOrder(read.records, [7, 7, 7], [30, 30, 30], seed)
    await assert.rejects(async () => { const failing = tail.seek({ offset: 31 }); await settle(); await failing },
      { code: 'OFFSET_OUT_OF_RANGE' })
    broker.append('orders', 0, 'goes on')
    await drain(broker)
    assert.equal(read.records.at(-1).value, 'goes on', `seed ${seed}`)
    client.close()
  }
})

test('goes on from positions that were kept, with the record after the last that was dealt with', async () => {
  const { seed, broker, client } = setUp()
  for (let i = 0; i < 30; i++) broker.append('orders', i % PARTITIONS, i)
  const first = client.tail('orders', { from: 'earliest' })
  const read = []
  const reading = (async () => {
    for await (const record of first) {
      read.push(record)
      if (read.length === 11) break
    }
  })()
  await drain(broker)
  await reading
  // The record at which the loop was left was not dealt with, as far as the tail knows.
  const repeated = read.pop()
  const rest = reader(client.tail('orders', { from: { offsets: first.positions } }))
  await drain(broker)

  assert.ok(rest.records.some(({ partition, offset }) => partition === repeated.partition && offset === repeated.offset))
  assertEachOnceInOrder([...read, ...rest.records], [0, 0, 0], [10, 10, 10], seed)
  client.close()
})

test('takes no more than its window from the broker while nobody iterates', async () => {
  const { broker, client } = setUp()
  for (let i = 0; i < 500; i++) broker.append('orders', i % PARTITIONS, i)
  const tail = client.tail('orders', { from: 'earliest', window: 40 })
  await drain(broker)
  broker.cut()
  await drain(broker)

  const [{ subscriptions }] = broker.sockets
  const sent = [...subscriptions.values()][0].positions.get('orders')
  assert.ok([...sent.values()].reduce((sum, offset) => sum + offset, 0) <= 41)
  tail.close()
  client.close()
})

test('comes back when a connection fails without being closed', async () => {
  const { broker, client } = setUp()
  broker.append('orders', 0, 'late')
  broker.up = false
  broker.closes = false
  const read = reader(client.tail('orders', { from: 'earliest' }))
  await drain(broker)
  broker.up = true
  await drain(broker)

  assert.equal(read.records.length, 1)
  client.close()
})

test('leaving the loop ends the subscription, and an idle client its connection', async () => {
  const { broker, client } = setUp()
  broker.append('orders', 0, 'only')
  const reading = (async () => { for await (const record of client.tail('orders', { from: 'earliest' })) return record.value })()
  await settle()
  broker.step()

  assert.equal(await reading, 'only')
  assert.equal(broker.operations.at(-1).type, 'unsubscribe')
  mock.timers.tick(6_000)
  assert.equal(broker.sockets.size, 0)
})

test('tells what the broker refuses', async () => {
  const { broker, client } = setUp()
  const read = reader(client.tail('ordres'))
  await drain(broker)
  await read.done

  assert.equal(read.failure.code, 'UNKNOWN_TOPIC_OR_PARTITION')
  const producing = client.produce('ordres', { value: 1 })
  await Promise.all([assert.rejects(producing, { code: 'UNKNOWN_TOPIC_OR_PARTITION' }), settle()])
  assert.throws(() => client.tail(17), TypeError)
  assert.throws(() => client.tail('orders', { format: 'batches', filter: {} }), TypeError)
  client.close()
})

test('produces, and says so when an answer is lost with the connection', async () => {
  const { broker, client } = setUp()
  const first = client.produce('orders', { value: 'a' })
  await settle()
  assert.deepEqual(await first, { partition: 0, offset: 0 })

  const lost = client.produce('orders', { value: 'b' })
  broker.cut()
  await Promise.all([assert.rejects(lost, { code: 'CONNECTION_LOST' }), settle()])

  const waits = client.produce('orders', { value: 'c' }) // for the connection, which is not there
  await settle()
  mock.timers.tick(11_000)
  await settle()
  assert.equal((await waits).offset, 2)
  client.close()
})

test('several topics, and all that match a pattern', async () => {
  const { broker, client } = setUp()
  broker.createTopic('orders-eu', 1)
  broker.append('orders', 1, 'world')
  broker.append('orders-eu', 0, 'europe')
  const two = reader(client.tail(['orders', 'orders-eu'], { from: 'earliest' }))
  const matching = reader(client.tail({ pattern: /orders-.*/ }, { from: 'earliest' }))
  await drain(broker)

  assert.deepEqual(two.records.map(({ value }) => value).sort(), ['europe', 'world'])
  assert.deepEqual(matching.records.map(({ value }) => value), ['europe'])
  client.close()
})

test('tells every tail when it is connected, also one that comes later', async () => {
  const { broker, client } = setUp()
  const told = []
  reader(client.tail('orders', { onState: (state) => told.push(`first ${state}`) }))
  await settle()
  reader(client.tail('orders', { onState: (state) => told.push(`second ${state}`) }))
  await settle()
  broker.cut()
  await drain(broker)

  assert.deepEqual(told, ['first open', 'second open', 'first lost', 'second lost', 'first waiting', 'second waiting', 'first open', 'second open'])
  client.close()
})

test('a token goes beside the subprotocol, a new one with each connection', async () => {
  let tokens = 0
  const { broker, client } = setUp({ token: async () => `token-${++tokens}` })
  broker.users = new Set(['token-1', 'token-2'])
  broker.append('orders', 0, 'a')
  const read = reader(client.tail('orders', { from: 'earliest' }))
  await drain(broker)
  broker.end(4408, 'Your login has ended.')
  broker.append('orders', 0, 'b')
  await drain(broker)

  assert.deepEqual(read.records.map(({ value }) => value), ['a', 'b'])
  assert.equal(tokens, 2)
  assert.equal(read.failure, null)
  client.close()
})

test('a login is renewed before it ends, on the same connection', async () => {
  let tokens = 0
  const { broker, client } = setUp({ token: () => `token-${++tokens}` })
  broker.users = new Set(['token-1', 'token-2'])
  broker.expiresInMillis = 100_000
  const read = reader(client.tail('orders', { from: 'earliest' }))
  await settle()
  broker.expiresInMillis = undefined
  mock.timers.tick(79_000)
  await settle()
  assert.equal(tokens, 1)
  mock.timers.tick(2_000)
  await settle()

  assert.deepEqual(broker.operations.filter(({ type }) => type === 'authenticate'), [{ type: 'authenticate', token: 'token-2' }])
  assert.equal(broker.sockets.size, 1)
  assert.equal(read.failure, null)
  client.close()
})

test('name and password are the first message', async () => {
  const { broker, client } = setUp({ user: 'ada', password: 'secret' })
  broker.users = new Set(['ada:secret'])
  const stored = client.produce('orders', { value: 1 })
  await settle()

  assert.deepEqual(await stored, { partition: 0, offset: 0 })
  assert.deepEqual(broker.operations.map(({ type }) => type), ['authenticate', 'produce'])
  client.close()
})

test('who is not accepted is told so, and does not come back', async () => {
  for (const credentials of [{ token: 'wrong' }, { user: 'ada', password: 'wrong' }, {}]) {
    const { broker, client } = setUp(credentials)
    broker.users = new Set(['ada:secret'])
    const read = reader(client.tail('orders'))
    const produced = client.produce('orders', { value: 1 }).catch((error) => error)
    await drain(broker)

    assert.equal(read.failure?.code, 'SASL_AUTHENTICATION_FAILED')
    assert.equal((await produced).code, 'SASL_AUTHENTICATION_FAILED')
    const said = broker.operations.length
    mock.timers.tick(600_000)
    await settle()
    assert.equal(broker.sockets.size, 0)
    assert.equal(broker.operations.length, said)
  }
})

test('a token that cannot be had is asked for again', async () => {
  let tries = 0
  const { broker, client } = setUp({ token: () => { if (++tries < 3) throw new Error('no network'); return 'token' } })
  broker.users = new Set(['token'])
  const stored = client.produce('orders', { value: 1 })
  await drain(broker)

  assert.deepEqual(await stored, { partition: 0, offset: 0 })
  assert.equal(tries, 3)
  client.close()
})
