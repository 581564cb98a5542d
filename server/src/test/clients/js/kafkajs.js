// kafkajs against the broker at argv[2]: every compression it has, groups whose members come and go, seeks, commits,
// transactions, admin.
'use strict'

const { Kafka, CompressionTypes, CompressionCodecs, logLevel } = require('kafkajs')
const snappy = require('kafkajs-snappy')
const { Awaited, check, run } = require('./checks')

CompressionCodecs[CompressionTypes.Snappy] = snappy

const kafka = new Kafka({ clientId: 'kafkajs', brokers: [process.argv[2]], logLevel: logLevel.ERROR, connectionTimeout: 20_000 })
const admin = kafka.admin()
const producer = kafka.producer()
const topic = 'kafkajs'
const groupId = 'kafkajs-group'
const each = 300
const maxWaitTimeInMs = 500 // a consumer that leaves waits for its fetch, which takes 5 s otherwise

/** A member of the group that notes what it reads in `read`, a set all members share. */
function member(read, awaited) {
  const consumer = kafka.consumer({ groupId, sessionTimeout: 30_000, heartbeatInterval: 500, maxWaitTimeInMs })
  const assigned = new Map()
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    assigned.clear()
    for (const [name, partitions] of Object.entries(payload.memberAssignment)) assigned.set(name, partitions)
    awaited.changed()
  })
  return {
    consumer,
    partitions: () => (assigned.get(topic) ?? []).length,
    async start() {
      await consumer.connect()
      await consumer.subscribe({ topic, fromBeginning: true })
      await consumer.run({
        autoCommitInterval: 100,
        eachMessage: async ({ partition, message }) => {
          read.add(`${partition}@${message.offset}=${message.value}`)
          awaited.changed()
        }
      })
    }
  }
}

const read = new Set()
const awaited = new Awaited()
const first = member(read, awaited)
const second = member(read, awaited)

async function send(compression, prefix) {
  const messages = Array.from({ length: each }, (_, i) => ({
    key: `key-${i}`,
    value: `${prefix}-${i}`,
    headers: { compression: String(compression) }
  }))
  await producer.send({ topic, messages, compression, acks: -1 })
}

run({
  async 'creates a topic'() {
    await admin.connect()
    check(await admin.createTopics({ topics: [{ topic, numPartitions: 4 }] }), 'a new topic')
    check((await admin.listTopics()).includes(topic), 'the topic in the list')
  },
  async 'produces with every compression'() {
    await producer.connect()
    await send(CompressionTypes.None, 'none')
    await send(CompressionTypes.GZIP, 'gzip')
    await send(CompressionTypes.Snappy, 'snappy')
    const offsets = await admin.fetchTopicOffsets(topic)
    check(offsets.reduce((sum, { high }) => sum + Number(high), 0) === 3 * each, `${3 * each} messages in the log`)
  },
  async 'one member reads all of it'() {
    await first.start()
    await awaited.until(() => read.size === 3 * each, () => `${3 * each} messages, not ${read.size}`)
    check(first.partitions() === 4, 'all partitions with the only member')
  },
  async 'a second member takes its share'() {
    await second.start()
    await awaited.until(
      () => first.partitions() === 2 && second.partitions() === 2,
      () => `two partitions each, not ${first.partitions()} and ${second.partitions()}`)
    await send(CompressionTypes.GZIP, 'shared')
    await awaited.until(() => read.size === 4 * each, () => `${4 * each} messages, not ${read.size}`)
  },
  async 'who leaves hands its partitions over'() {
    await second.consumer.disconnect()
    await awaited.until(() => first.partitions() === 4, () => `all partitions, not ${first.partitions()}`)
    await send(CompressionTypes.None, 'alone')
    await awaited.until(() => read.size === 5 * each, () => `${5 * each} messages, not ${read.size}`)
  },
  async 'describes the group'() {
    const { groups } = await admin.describeGroups([groupId])
    check(groups[0].state === 'Stable' && groups[0].members.length === 1, 'a stable group of one')
    check((await admin.listGroups()).groups.some((group) => group.groupId === groupId), 'the group in the list')
  },
  async 'keeps what it commits'() {
    await first.consumer.disconnect()
    const [{ partitions }] = await admin.fetchOffsets({ groupId, topics: [topic] })
    const committed = partitions.reduce((sum, { offset }) => sum + Number(offset), 0)
    check(committed === 5 * each, `${5 * each} committed, not ${committed}`)
  },
  async 'reads again after offsets were reset'() {
    await admin.setOffsets({ groupId, topic, partitions: [0, 1, 2, 3].map((partition) => ({ partition, offset: '0' })) })
    const again = new Set()
    const reader = member(again, awaited)
    await reader.start()
    await awaited.until(() => again.size === 5 * each, () => `${5 * each} messages again, not ${again.size}`)
    await reader.consumer.disconnect()
  },
  async 'commits a transaction and aborts another'() {
    const transactional = kafka.producer({ transactionalId: 'kafkajs-transactions', idempotent: true, maxInFlightRequests: 1 })
    await transactional.connect()
    const aborted = await transactional.transaction()
    await aborted.send({ topic: 'kafkajs-transactions', messages: [{ value: 'aborted' }] })
    await aborted.abort()
    const committed = await transactional.transaction()
    await committed.send({ topic: 'kafkajs-transactions', messages: [{ value: 'committed' }] })
    await committed.sendOffsets({ consumerGroupId: groupId, topics: [{ topic, partitions: [{ partition: 0, offset: '7' }] }] })
    await committed.commit()
    await transactional.disconnect()
    const values = []
    const consumer = kafka.consumer({ groupId: 'kafkajs-committed', readUncommitted: false, maxWaitTimeInMs })
    await consumer.connect()
    await consumer.subscribe({ topic: 'kafkajs-transactions', fromBeginning: true })
    await consumer.run({
      eachMessage: async ({ message }) => {
        values.push(message.value.toString())
        awaited.changed()
      }
    })
    await awaited.until(() => values.length > 0, () => 'what was committed')
    await consumer.disconnect()
    check(values.join() === 'committed', `only what was committed, not ${values}`)
    const [{ partitions }] = await admin.fetchOffsets({ groupId, topics: [topic] })
    check(partitions.find(({ partition }) => partition === 0).offset === '7', 'the offset of the transaction')
  },
  async 'deletes groups and topics'() {
    await admin.deleteGroups([groupId, 'kafkajs-committed'])
    await admin.deleteTopics({ topics: [topic, 'kafkajs-transactions'] })
    check(!(await admin.listTopics()).includes(topic), 'the topic gone')
    await admin.disconnect()
    await producer.disconnect()
  }
})
